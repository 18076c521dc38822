#include "engine/calendar/date.h"

#include "tests/support/catch.h"

using namespace bihuan::calendar;

TEST_CASE("dates go to text and back", "[date]") {
  CHECK(parse_date("1970-01-01")->day == 0);
  CHECK(parse_date("2022-06-01")->day == 19144);
  CHECK(to_string(*parse_date("2024-02-29")) == "2024-02-29");
  CHECK(weekday(*parse_date("2022-07-31")) == Weekday::sunday);
  CHECK(civil_of(*parse_date("1969-12-31")) == CivilDate{1969, 12, 31});
  for (const auto* bad : {"2023-02-29", "2022-13-01", "2022-1-1", "2022-06-01 ", "0000-01-01", "abcd-ef-gh", ""}) {
    INFO(bad);
    CHECK_FALSE(parse_date(bad));
  }
}
