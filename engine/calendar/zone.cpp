#include "engine/calendar/zone.h"

#include <date/tz.h>

#include <algorithm>

#include "engine/calendar/digits.h"

namespace bihuan::calendar {
namespace {

using LocalMillis = date::local_time<std::chrono::milliseconds>;
using SysMillis = date::sys_time<std::chrono::milliseconds>;

// A number of exactly `size` digits at the front of `text`, which moves on; nothing when there is none.
std::optional<int> take(std::string_view& text, std::size_t size) {
  if (text.size() < size) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(0, size)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  text.remove_prefix(size);
  return value;
}

bool skip(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

// "09:00", "09:00:30", "09:00:30.250" as milliseconds of the day.
std::optional<std::int64_t> take_time(std::string_view& text) {
  const auto hour = take(text, 2);
  if (!hour || !skip(text, ':')) return std::nullopt;
  const auto minute = take(text, 2);
  if (!minute || *hour > 23 || *minute > 59) return std::nullopt;
  std::int64_t ms = (*hour * 60LL + *minute) * 60'000;
  if (!skip(text, ':')) return ms;
  const auto second = take(text, 2);
  if (!second || *second > 59) return std::nullopt;
  ms += *second * 1000LL;
  if (!skip(text, '.')) return ms;
  int scale = 100;
  if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
  for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1), scale /= 10) {
    ms += (text.front() - '0') * scale;
  }
  return ms;
}

}  // namespace

Result<Zone> Zone::find(const std::string& name) {
  if (name == "UTC") return utc();
  try {
    return Zone(name, date::locate_zone(name));
  } catch (const std::runtime_error&) {
    return Error("zone_unknown", {{"zone", name}});
  }
}

Zone::Zone(std::string name, const date::time_zone* zone) : name_(std::move(name)), zone_(zone) {
  if (zone == nullptr) return;
  const auto kept = zone->get_info(date::sys_days(date::year{2020} / 1 / 1));
  const auto millis = [](auto seconds) { return std::chrono::milliseconds(seconds).count(); };
  // Ends that milliseconds cannot say lie beyond every date of ours.
  const auto edge = [&](date::sys_seconds at) {
    return millis(std::clamp(at, date::sys_seconds(date::sys_days(date::year{1} / 1 / 1)),
                             date::sys_seconds(date::sys_days(date::year{9999} / 1 / 1)))
                      .time_since_epoch());
  };
  kept_from_ = edge(kept.begin);
  kept_to_ = edge(kept.end);
  kept_offset_ = millis(kept.offset);
}

Zone Zone::utc() {
  return {"UTC", nullptr};
}

std::int64_t Zone::to_local_ms(Millis instant) const {
  if (zone_ == nullptr) return instant;
  if (kept_from_ <= instant && instant < kept_to_) return instant + kept_offset_;
  return zone_->to_local(SysMillis{std::chrono::milliseconds{instant}}).time_since_epoch().count();
}

LocalTime Zone::to_local(Millis instant) const {
  const std::int64_t local = to_local_ms(instant);
  const std::int64_t day = local >= 0 ? local / day_ms : -((-local + day_ms - 1) / day_ms);
  return {{static_cast<std::int32_t>(day)}, local - day * day_ms};
}

Millis Zone::to_instant(const LocalTime& local) const {
  const std::int64_t ms = local.date.day * day_ms + local.ms;
  if (zone_ == nullptr) return ms;
  // choose::earliest maps a local time within a gap to the gap's end, and an ambiguous one to its first coming.
  return zone_->to_sys(LocalMillis{std::chrono::milliseconds{ms}}, date::choose::earliest).time_since_epoch().count();
}

std::string Zone::format(Millis instant) const {
  const LocalTime local = to_local(instant);
  char time[24];
  char* end = put_digits<2>(time, 'T', local.ms / 3'600'000);
  end = put_digits<2>(end, ':', local.ms / 60'000 % 60);
  end = put_digits<2>(end, ':', local.ms / 1000 % 60);
  if (local.ms % 1000 != 0) end = put_digits<3>(end, '.', local.ms % 1000);
  if (zone_ == nullptr) {
    *end++ = 'Z';
  } else {
    const std::int64_t offset = (local.date.day * day_ms + local.ms - instant) / 60'000;
    end = put_digits<2>(end, offset < 0 ? '-' : '+', std::abs(offset) / 60);
    end = put_digits<2>(end, ':', std::abs(offset) % 60);
  }
  std::string out;
  out.reserve(32);
  out += to_string(local.date);
  return out.append(time, static_cast<std::size_t>(end - time));
}

std::optional<Millis> Zone::parse(std::string_view text) const {
  const auto date = parse_date(text.substr(0, 10));
  if (!date) return std::nullopt;
  text.remove_prefix(10);
  if (text.empty()) return to_instant({*date, 0});
  if (!skip(text, 'T') && !skip(text, ' ')) return std::nullopt;
  const auto ms = take_time(text);
  if (!ms) return std::nullopt;
  if (text.empty()) return to_instant({*date, *ms});
  const Millis as_utc = date->day * day_ms + *ms;
  if (text == "Z") return as_utc;
  const bool west = text.front() == '-';
  if (!skip(text, '+') && !skip(text, '-')) return std::nullopt;
  const auto hours = take(text, 2);
  const bool colon = skip(text, ':');
  const auto minutes = take(text, 2);
  if (!hours || !colon || !minutes || !text.empty() || *hours > 23 || *minutes > 59) return std::nullopt;
  const std::int64_t offset = (*hours * 60LL + *minutes) * 60'000;
  return west ? as_utc + offset : as_utc - offset;
}

}  // namespace bihuan::calendar
