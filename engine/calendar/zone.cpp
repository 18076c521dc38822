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

Zone Zone::utc() {
  return {"UTC", nullptr};
}

LocalTime Zone::to_local(Millis instant) const {
  const SysMillis sys{std::chrono::milliseconds{instant}};
  const std::int64_t local = zone_ == nullptr ? instant : zone_->to_local(sys).time_since_epoch().count();
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
  std::string out;
  out.reserve(32);
  out += to_string(local.date);
  const auto add = [&](char before, std::int64_t value, std::size_t width) {
    out += before;
    append_digits(out, value, width);
  };
  add('T', local.ms / 3'600'000, 2);
  add(':', local.ms / 60'000 % 60, 2);
  add(':', local.ms / 1000 % 60, 2);
  if (local.ms % 1000 != 0) add('.', local.ms % 1000, 3);
  if (zone_ == nullptr) {
    out += 'Z';
    return out;
  }
  const std::int64_t offset = (local.date.day * day_ms + local.ms - instant) / 60'000;
  add(offset < 0 ? '-' : '+', std::abs(offset) / 60, 2);
  add(':', std::abs(offset) % 60, 2);
  return out;
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
