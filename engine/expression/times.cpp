// Parts of instants and lengths of time: t.getFullYear(), t.getHours('Asia/Shanghai'), d.getMinutes().
#include <date/tz.h>

#include <chrono>
#include <stdexcept>

#include "engine/expression/functions.h"
#include "engine/expression/moment.h"

namespace bihuan::expression {
namespace {

// Seconds east of UTC of "+08:00", "-02:30", "02:00"; nothing when it is no such text.
std::optional<std::int64_t> fixed_offset(std::string_view zone) {
  const bool west = zone.starts_with('-');
  if (west || zone.starts_with('+')) zone.remove_prefix(1);
  if (zone.size() != 5 || zone[2] != ':') return std::nullopt;
  for (const std::size_t i : {0, 1, 3, 4}) {
    if (zone[i] < '0' || zone[i] > '9') return std::nullopt;
  }
  const std::int64_t hours = (zone[0] - '0') * 10 + (zone[1] - '0');
  const std::int64_t minutes = (zone[3] - '0') * 10 + (zone[4] - '0');
  if (hours > 23 || minutes > 59) return std::nullopt;
  const std::int64_t seconds = hours * 3600 + minutes * 60;
  return west ? -seconds : seconds;
}

std::optional<std::int64_t> offset_at(std::string_view zone, std::int64_t seconds) {
  if (zone == "UTC" || zone == "Z" || zone.empty()) return 0;
  if (const auto fixed = fixed_offset(zone)) return fixed;
  try {
    const auto* found = date::locate_zone(std::string(zone));
    return found->get_info(date::sys_seconds{std::chrono::seconds{seconds}}).offset.count();
  } catch (const std::runtime_error&) {
    return std::nullopt;  // no such zone
  }
}

struct Civil {
  std::chrono::year_month_day date;
  std::chrono::sys_days day;
  std::int64_t second_of_day;
  std::int32_t nanos;
};

enum class Part { year, month, day_of_year, day_of_month, date, day_of_week, hours, minutes, seconds, milliseconds };

std::int64_t part_of(const Civil& civil, Part part) {
  using namespace std::chrono;
  switch (part) {
    case Part::year:
      return static_cast<int>(civil.date.year());
    case Part::month:
      return static_cast<unsigned>(civil.date.month()) - 1;
    case Part::day_of_year:
      return (civil.day - sys_days{civil.date.year() / January / 1}).count();
    case Part::day_of_month:
      return static_cast<unsigned>(civil.date.day()) - 1;
    case Part::date:
      return static_cast<unsigned>(civil.date.day());
    case Part::day_of_week:
      return weekday{civil.day}.c_encoding();
    case Part::hours:
      return civil.second_of_day / 3600;
    case Part::minutes:
      return civil.second_of_day / 60 % 60;
    case Part::seconds:
      return civil.second_of_day % 60;
    case Part::milliseconds:
      return civil.nanos / 1'000'000;
  }
  return 0;
}

std::optional<std::int64_t> part_of(Duration duration, Part part) {
  switch (part) {
    case Part::hours:
      return duration.seconds / 3600;
    case Part::minutes:
      return duration.seconds / 60;
    case Part::seconds:
      return duration.seconds;
    case Part::milliseconds:
      return duration.nanos / 1'000'000;
    default:
      return std::nullopt;
  }
}

template <Part part>
Outcome get(Frame& frame, Arguments arguments, Value& result) {
  using namespace std::chrono;
  if (arguments[0]->is(Kind::duration) && arguments.size() == 1) {
    const auto found = part_of(arguments[0]->as_duration(), part);
    if (!found) return Outcome::no_match;
    result = Value::integer(*found);
    return Outcome::done;
  }
  if (!arguments[0]->is(Kind::timestamp)) return Outcome::no_match;
  const Timestamp timestamp = arguments[0]->as_timestamp();
  std::int64_t local = timestamp.seconds;
  if (arguments.size() == 2) {
    if (!arguments[1]->is(Kind::string)) return Outcome::no_match;
    const auto offset = offset_at(arguments[1]->as_string(), timestamp.seconds);
    if (!offset) return outcome(frame.fail("expression_bad_zone", {{"zone", arguments[1]->as_string()}}));
    local += *offset;
  }
  const sys_seconds at{seconds{local}};
  const sys_days day = floor<days>(at);
  const Civil civil{year_month_day{day}, day, (at - day).count(), timestamp.nanos};
  result = Value::integer(part_of(civil, part));
  return Outcome::done;
}

}  // namespace

std::span<const Signature> time_signatures() {
  static constexpr Signature table[] = {
#define BIHUAN_PART(NAME, PART) {"timestamp|" NAME "() int", get<PART>}, {"timestamp|" NAME "(string) int", get<PART>}
      BIHUAN_PART("getFullYear", Part::year),
      BIHUAN_PART("getMonth", Part::month),
      BIHUAN_PART("getDayOfYear", Part::day_of_year),
      BIHUAN_PART("getDayOfMonth", Part::day_of_month),
      BIHUAN_PART("getDate", Part::date),
      BIHUAN_PART("getDayOfWeek", Part::day_of_week),
      BIHUAN_PART("getHours", Part::hours),
      BIHUAN_PART("getMinutes", Part::minutes),
      BIHUAN_PART("getSeconds", Part::seconds),
      BIHUAN_PART("getMilliseconds", Part::milliseconds),
#undef BIHUAN_PART
      {"duration|getHours() int", get<Part::hours>},
      {"duration|getMinutes() int", get<Part::minutes>},
      {"duration|getSeconds() int", get<Part::seconds>},
      {"duration|getMilliseconds() int", get<Part::milliseconds>},
  };
  return table;
}

}  // namespace bihuan::expression
