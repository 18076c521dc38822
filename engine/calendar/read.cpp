#include "engine/calendar/read.h"

#include <algorithm>
#include <array>
#include <map>

#include "engine/base/embedded.h"
#include "engine/base/hash.h"
#include "engine/yaml/parse.h"
#include "engine/yaml/reading.h"

namespace bihuan {
namespace embedded {
std::span<const File> shipped_workflows();
}

namespace calendar {
namespace {

using yaml::MapReader;
using yaml::Node;

constexpr std::array<std::string_view, 7> weekday_names{"monday", "tuesday",  "wednesday", "thursday",
                                                        "friday", "saturday", "sunday"};

void read_weekend(const Node& node, CalendarData& into, Problems& problems) {
  if (!yaml::expect_list(node, "weekend", problems)) return;
  into.weekend.fill(false);
  for (const Node& item : node.items) {
    const auto* found = std::ranges::find(weekday_names, item.text);
    if (found == weekday_names.end()) {
      yaml::error(problems, item, "weekday_unknown", {{"text", item.text}});
    } else {
      into.weekend[static_cast<std::size_t>(found - weekday_names.begin())] = true;
    }
  }
  if (std::ranges::find(into.weekend, false) == into.weekend.end()) yaml::error(problems, node, "weekend_whole_week");
}

// "08:30" as milliseconds; "24:00" is allowed.
std::optional<std::int64_t> clock_time(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  for (const std::size_t i : {0U, 1U, 3U, 4U}) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
  }
  const int minutes = ((text[0] - '0') * 10 + (text[1] - '0')) * 60 + (text[3] - '0') * 10 + (text[4] - '0');
  return text[3] > '5' || minutes > 24 * 60 ? std::nullopt : std::optional(minutes * 60'000LL);
}

void read_office_hours(const Node& node, CalendarData& into, Problems& problems) {
  if (!yaml::expect_list(node, "office_hours", problems)) return;
  into.office_hours.clear();
  std::int64_t last = 0;
  for (const Node& item : node.items) {
    const std::string_view text = item.text;
    const auto dash = text.find('-');
    const auto from = clock_time(text.substr(0, dash));
    const auto to = clock_time(dash == std::string_view::npos ? std::string_view{} : text.substr(dash + 1));
    if (!from || !to || *from < last || *to <= *from) {
      yaml::error(problems, item, "office_hours_invalid", {{"text", item.text}});
      continue;
    }
    last = *to;
    into.office_hours.push_back({*from, *to});
  }
  if (into.office_hours.empty()) yaml::error(problems, node, "office_hours_invalid", {{"text", ""}});
}

std::optional<Date> read_date(const Node& node, Problems& problems) {
  const auto date = parse_date(node.text);
  if (!date) yaml::error(problems, node, "date_invalid", {{"text", node.text}});
  return date;
}

// One line of a notice: {off: 春节, from: 2022-01-31, to: 2022-02-06} or {work: 春节, on: 2022-01-29}.
void read_period(const Node& node, int year, CalendarData& into, Problems& problems) {
  MapReader reader(node, "years", problems);
  if (!reader.ok()) return;
  const Node* off = reader.get("off");
  const Node* work = reader.get("work");
  const Node* on = reader.get("on");
  const Node* from = reader.get("from");
  const Node* to = reader.get("to");
  reader.finish();
  if ((off == nullptr) == (work == nullptr) || (on == nullptr) == (from == nullptr) ||
      (from == nullptr) != (to == nullptr)) {
    yaml::error(problems, node, "calendar_period");
    return;
  }
  const auto first = read_date(on != nullptr ? *on : *from, problems);
  const auto last = on != nullptr ? first : read_date(*to, problems);
  if (!first || !last) return;
  // A notice reaches at most into the neighbouring months.
  if (*last < *first || *last - *first > 60 || std::abs(civil_of(*first).year - year) > 1) {
    yaml::error(problems, node, "calendar_period");
    return;
  }
  for (Date day = *first; day <= *last; day = day + 1) {
    const auto kind = off != nullptr ? SpecialKind::off : SpecialKind::work;
    const auto [there, fresh] = into.special.emplace(day, SpecialDay{kind, (off != nullptr ? off : work)->text});
    if (!fresh) yaml::error(problems, node, "calendar_day_twice", {{"day", to_string(day)}});
  }
}

void read_years(const Node& node, CalendarData& into, Problems& problems) {
  if (!yaml::expect_map(node, "years", problems)) return;
  for (const auto& [key, value] : node.entries) {
    const auto year = yaml::read_integer(key, "years", problems, 1900, 9998);
    if (!year) continue;
    into.announced.insert(static_cast<int>(*year));
    if (value.is_null() || !yaml::expect_list(value, "years", problems)) continue;
    for (const Node& item : value.items) read_period(item, static_cast<int>(*year), into, problems);
  }
}

}  // namespace

CalendarFile read_calendar(std::string text, std::string file) {
  CalendarFile out;
  CalendarData data;
  data.version = sha256_hex(text);
  const yaml::Parsed parsed = yaml::parse(std::move(text), std::move(file));
  out.problems = parsed.problems;
  if (has_errors(out.problems)) return out;
  MapReader reader(parsed.document.root, "calendar", out.problems);
  data.id = reader.need_text("calendar").value_or("");
  data.title = reader.get_text("title").value_or(data.id);
  if (const Node* zone = reader.need("zone")) {
    if (auto found = Zone::find(zone->text)) {
      data.zone = *found;
    } else {
      yaml::error(out.problems, *zone, "zone_unknown", {{"zone", zone->text}});
    }
  }
  if (const Node* weekend = reader.get("weekend")) read_weekend(*weekend, data, out.problems);
  if (const Node* hours = reader.get("office_hours")) read_office_hours(*hours, data, out.problems);
  if (const Node* years = reader.get("years")) read_years(*years, data, out.problems);
  reader.finish();
  sort_problems(out.problems);
  if (!has_errors(out.problems)) out.calendar = std::make_shared<const WorkingCalendar>(std::move(data));
  return out;
}

Result<std::shared_ptr<const WorkingCalendar>> shipped_calendar(const std::string& id) {
  static const auto shipped = [] {
    std::map<std::string, std::shared_ptr<const WorkingCalendar>> out;
    for (const auto& file : embedded::shipped_workflows()) {
      if (!file.path.starts_with("calendars/")) continue;
      const auto read = read_calendar(std::string(file.bytes), std::string(file.path));
      if (read.calendar) out.emplace(read.calendar->data().id, read.calendar);
    }
    return out;
  }();
  const auto found = shipped.find(id);
  if (found == shipped.end()) return Error("calendar_unknown", {{"calendar", id}});
  return found->second;
}

}  // namespace calendar
}  // namespace bihuan
