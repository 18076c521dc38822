// The shipped calendar against the table it was made from (tests/data/make_cn_calendar.py), every day of it.
#include <fstream>
#include <map>

#include "tests/calendar/at.h"
#include "tests/support/catch.h"

using namespace bihuan::calendar;
using namespace bihuan::calendar::test;

namespace {

std::map<std::string, std::string> table() {
  std::map<std::string, std::string> rows;
  std::ifstream file("tests/data/cn-public-holidays.csv");
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    const auto comma = line.find(',');
    rows[line.substr(0, comma)] = line.substr(comma + 1, line.find(',', comma + 1) - comma - 1);
  }
  return rows;
}

}  // namespace

TEST_CASE("every day of 2007 to 2026 is as the table has it", "[calendar]") {
  const auto rows = table();
  REQUIRE(rows.size() == 678);
  CHECK(cn().data().special.size() == rows.size());
  for (Date date = day("2006-12-01"); date < day("2027-01-01"); date = date + 1) {
    const auto row = rows.find(to_string(date));
    const bool weekend = weekday(date) >= Weekday::saturday;
    const bool works = row == rows.end() ? !weekend : row->second == "work";
    if (cn().is_working(date) != works) FAIL_CHECK(to_string(date));
  }
}

TEST_CASE("years are announced from 2007 to 2026", "[calendar]") {
  for (int year = 2007; year <= 2026; ++year) CHECK(cn().is_announced_year(year));
  CHECK_FALSE(cn().is_announced_year(2006));
  CHECK_FALSE(cn().is_announced_year(2027));
  CHECK(cn().special(day("2022-02-01"))->name == "春节");
}

TEST_CASE("working days of a year", "[calendar]") {
  const auto count = [](int year) { return cn().count_working_days(date_of({year, 1, 1}), date_of({year + 1, 1, 1})); };
  CHECK(count(2022) == 249);
  CHECK(count(2023) == 249);
  CHECK(count(2024) == 251);
  CHECK(count(2025) == 248);
  CHECK(count(2026) == 248);
  const auto rows = table();
  for (int year = 2007; year <= 2026; ++year) {
    std::int64_t expected = 0;
    for (Date date = date_of({year, 1, 1}); date < date_of({year + 1, 1, 1}); date = date + 1) {
      const auto row = rows.find(to_string(date));
      expected += row == rows.end() ? weekday(date) < Weekday::saturday : row->second == "work";
    }
    CHECK(count(year) == expected);
  }
}

TEST_CASE("counting back and forth agree", "[calendar]") {
  for (Date date = day("2019-12-01"); date < day("2020-03-01"); date = date + 1) {
    const Date later = cn().add_working_days(date, 7);
    CHECK(cn().count_working_days(date + 1, later + 1) == 7);
    CHECK(cn().add_working_days(later, -7) <= date);
  }
}
