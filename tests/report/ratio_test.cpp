#include "engine/report/ratio.h"

#include "engine/report/period.h"
#include "engine/report/statistics.h"
#include "tests/support/catch.h"

using namespace bihuan::report;

TEST_CASE("percentages round half away from zero, on the exact fraction") {
  CHECK(percent({1, 8}, 1) == "12.5");
  CHECK(percent({1, 8}, 0) == "13");
  CHECK(percent({-1, 8}, 0) == "-13");
  CHECK(percent({1, 2000}, 1) == "0.1");  // 0.05
  CHECK(percent({-1, 2000}, 1) == "-0.1");
  CHECK(percent({-1, 2001}, 1) == "0.0");       // no "-0.0"
  CHECK(percent({1005, 100000}, 2) == "1.01");  // 1.005: a double would say 1.00
  CHECK(percent({0, 5}, 1) == "0.0");
  CHECK(percent({3, 3}, 0) == "100");
  CHECK(percent_magnitude({-1, 4}, 1) == "25.0");
}

TEST_CASE("a figure over nothing is a dash, never 0 or 100") {
  CHECK(percent({0, 0}, 1) == "—");
  CHECK(percent({5, 0}, 1) == "—");
  CHECK(percentage_points({1, 2}, {0, 0}, 1) == "—");
  CHECK(percent(change(7, 0), 1) == "—");
  CHECK(decimal({1, 0}, 1) == "—");
}

TEST_CASE("a change of a rate is in percentage points, rounded once") {
  CHECK(percentage_points({1, 3}, {1, 6}, 1) == "16.7");
  // 33.35 and 33.25 would round to 33.4 and 33.3, whose difference 0.1 happens to be right; here it would not be:
  CHECK(percentage_points({3335, 10000}, {3334, 10000}, 1) == "0.0");
  CHECK(percentage_points({1, 2}, {3, 4}, 0) == "-25");
  CHECK(points_sign({1, 2}, {3, 4}) == -1);
}

TEST_CASE("whole millions of parts neither overflow nor lose a digit") {
  const std::int64_t many = 2'000'000'000;
  CHECK(percent({many * kWhole, (many + 1) * kWhole}, 1) == "100.0");
  CHECK(percentage_points({many * kWhole, 3 * many}, {0, many}, 1) == decimal({kWhole * 100, 3}, 1));
  CHECK(compare({many * kWhole, many * kWhole - 1}, {1, 1}) == 1);
}

TEST_CASE("counts print as people write them") {
  CHECK(count_text(0) == "0");
  CHECK(count_text(7 * kWhole) == "7");
  CHECK(count_text(9 * kWhole / 2) == "4.5");
  CHECK(count_text(kWhole * 3 / 10) == "0.3");
  CHECK(count_text(kWhole / 3) == "0.33");
  CHECK(count_text(100 * kWhole) == "100");
}

TEST_CASE("equal values share a rank; values without base rank last together") {
  const std::vector<Ratio> values = {{5, 1}, {7, 1}, {5, 1}, {1, 1}, {0, 0}, {3, 0}, {10, 2}};
  CHECK(rank(values, true, Ties::competition) == std::vector<int>{2, 1, 2, 5, 6, 6, 2});
  CHECK(rank(values, true, Ties::dense) == std::vector<int>{2, 1, 2, 3, 4, 4, 2});
  CHECK(rank(values, false, Ties::competition) == std::vector<int>{2, 5, 2, 1, 6, 6, 2});
  CHECK(rank({}, true, Ties::dense).empty());
}

TEST_CASE("a month runs from cut-off to cut-off") {
  const auto text = [](Month month, int cut_off) {
    const DayRange range = days_of(month, cut_off);
    return day_text(range.first) + ".." + day_text(range.last);
  };
  CHECK(text({2022, 6}, 0) == "2022-06-01..2022-06-30");
  CHECK(text({2023, 10}, 25) == "2023-09-26..2023-10-25");
  CHECK(text({2023, 1}, 25) == "2022-12-26..2023-01-25");
  CHECK(text({2023, 3}, 30) == "2023-03-01..2023-03-30");  // February has no 30th: it ended on the 28th
  CHECK(text({2024, 2}, 30) == "2024-01-31..2024-02-29");
}

TEST_CASE("each day of two years lies in exactly one month") {
  for (const int cut_off : {0, 1, 25, 28, 31}) {
    const Period period({2024, 1}, cut_off);
    const DayRange whole{period.days(Window::last_year).first, days_of({2024, 12}, cut_off).last};
    int last = 0;
    for (Day day = whole.first; day <= whole.last; day += std::chrono::days{1}) {
      const int bucket = period.bucket(static_cast<int>(day.time_since_epoch().count()));
      REQUIRE(bucket >= last);
      REQUIRE(bucket <= last + 1);
      REQUIRE(days_of(period.bucket_month(bucket), cut_off).contains(day));
      last = bucket;
    }
    CHECK(last == 23);
    CHECK(period.bucket(static_cast<int>((whole.first - std::chrono::days{1}).time_since_epoch().count())) == -1);
    CHECK(period.bucket(static_cast<int>((whole.last + std::chrono::days{1}).time_since_epoch().count())) == -1);
  }
}

TEST_CASE("the month before January is last year's December") {
  const Period period({2023, 1}, 0);
  const DayRange before = period.days(Window::previous_month);
  CHECK(day_text(before.first) == "2022-12-01");
  CHECK(day_text(before.last) == "2022-12-31");
  CHECK(day_text(period.days(Window::last_year_to_date).last) == "2022-01-31");
}

TEST_CASE("months and days are read strictly") {
  CHECK(parse_month("2022-06")->month == 6);
  for (const char* wrong : {"2022-6", "2022-13", "2022-00", "202-006", "2022/06", "", "2022-06-01"}) {
    CHECK(parse_month(wrong).has_error());
  }
  CHECK(parse_day("2024-02-29"));
  CHECK_FALSE(parse_day("2023-02-29"));
  CHECK_FALSE(parse_day("2023-2-9"));
  CHECK(chinese_day(*parse_day("2022-06-01")) == "2022年6月1日");
  CHECK(chinese_capital_day(*parse_day("2022-10-20")) == "二〇二二年十月二十日");
  CHECK(chinese_capital_day(*parse_day("2022-12-31")) == "二〇二二年十二月三十一日");
}
