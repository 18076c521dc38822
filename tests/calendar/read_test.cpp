#include "engine/calendar/read.h"

#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::calendar;

namespace {

std::string problems_of(std::string text) {
  std::string out;
  for (const auto& p : read_calendar(std::move(text), "c.yaml").problems) {
    out += p.code + "@" + std::to_string(p.where.line) + ":" + std::to_string(p.where.column) + " ";
  }
  return out;
}

}  // namespace

TEST_CASE("a calendar file gives all of its mistakes at once", "[calendar]") {
  CHECK(problems_of("calendar: c\nzone: Asia/Shanghia\nweekend: [saturdy]\noffice_hours: [\"9-5\", \"13:00-12:00\", "
                    "\"25:00-26:00\"]\n") ==
        "zone_unknown@2:7 weekday_unknown@3:11 office_hours_invalid@4:15 office_hours_invalid@4:16 "
        "office_hours_invalid@4:23 "
        "office_hours_invalid@4:38 ");
  CHECK(problems_of("calendar: c\nzone: UTC\nyears:\n  2022:\n    - {off: x, on: 2022-02-30}\n    - {off: x, work: y, "
                    "on: 2022-01-01}\n"
                    "    - {off: x, from: 2022-01-05, to: 2022-01-01}\n    - {off: x, on: 2022-05-01}\n    - {work: x, "
                    "on: 2022-05-01}\n") ==
        "date_invalid@5:20 calendar_period@6:7 calendar_period@7:7 calendar_day_twice@9:7 ");
  CHECK(problems_of("zone: UTC\n") == "missing_key@1:1 ");
  CHECK(problems_of(
            "calendar: c\nzone: UTC\nweekend: [monday, tuesday, wednesday, thursday, friday, saturday, sunday]\n") ==
        "weekend_whole_week@3:10 ");
}

TEST_CASE("a calendar of one's own counts by its own hours", "[calendar]") {
  const auto read = read_calendar(
      "calendar: c\nzone: UTC\nweekend: [friday]\noffice_hours: [\"06:00-14:00\"]\nyears:\n  2022:\n", "c.yaml");
  REQUIRE(read.calendar);
  CHECK(read.calendar->office_ms() == 8 * 3'600'000);
  CHECK_FALSE(read.calendar->is_working(*parse_date("2022-06-03")));
  CHECK(read.calendar->is_working(*parse_date("2022-06-04")));
  CHECK(read.calendar->is_announced_year(2022));
  CHECK(read.calendar->data().version.size() == 64);
}

TEST_CASE("an unknown calendar is refused by name", "[calendar]") {
  CHECK(shipped_calendar("atlantis").error().code == "calendar_unknown");
}
