// Reporting months: which day belongs to which month when the office cuts off on a set day, and the windows a circular
// compares (month, month before, same month last year, year so far, ...). Pure values.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string_view>

#include "engine/base/error.h"
#include "engine/report/facts.h"

namespace bihuan::report {

struct Month {
  int year = 0;
  int month = 1;  // 1..12

  bool operator==(const Month&) const = default;
  [[nodiscard]] Month plus(int months) const;
};

// "2022-06"; anything else is the error `month_unreadable`.
[[nodiscard]] Result<Month> parse_month(std::string_view text);

// "2022-06-01"; nothing when it is no date.
[[nodiscard]] std::optional<Day> parse_day(std::string_view text);
[[nodiscard]] std::string day_text(Day day);             // 2022-06-01
[[nodiscard]] std::string chinese_day(Day day);          // 2022年6月1日
[[nodiscard]] std::string chinese_capital_day(Day day);  // 二〇二二年六月一日

[[nodiscard]] std::string chinese_number(unsigned value);  // 1..99: 一, 十二, 三十一

// First and last day of a reporting month. cut_off 0 = the calendar month; else it runs from the day after the cut-off
// of the month before to the cut-off; a cut-off beyond the month's end means its last day.
struct DayRange {
  Day first;
  Day last;

  [[nodiscard]] bool contains(Day day) const { return first <= day && day <= last; }
};
[[nodiscard]] DayRange days_of(Month month, int cut_off);

enum class Window { month, previous_month, same_month_last_year, year_to_date, last_year_to_date, last_year };
inline constexpr std::size_t kWindows = 6;
[[nodiscard]] std::string_view name_of(Window window);  // "same_month_last_year": stable, also in addresses
[[nodiscard]] std::optional<Window> window_named(std::string_view name);

// The months of this and last year as buckets 0..23 (January of last year = 0), and windows over them.
class Period {
 public:
  Period(Month month, int cut_off);

  static constexpr int kBuckets = 24;
  [[nodiscard]] Month month() const { return month_; }
  [[nodiscard]] int cut_off() const { return cut_off_; }
  [[nodiscard]] DayRange days() const { return days_of(month_, cut_off_); }
  [[nodiscard]] DayRange days(Window window) const;
  // First and last bucket of a window, inclusive.
  [[nodiscard]] std::array<int, 2> buckets(Window window) const;
  // The bucket of a day (days since 1970) or -1 outside the two years.
  [[nodiscard]] int bucket(int day) const {
    const int index = day - first_day_;
    return index < 0 || index >= static_cast<int>(bucket_of_.size()) ? -1 : bucket_of_[static_cast<std::size_t>(index)];
  }
  [[nodiscard]] Month bucket_month(int bucket) const { return Month{month_.year - 1, 1}.plus(bucket); }
  [[nodiscard]] int current_bucket() const { return 12 + month_.month - 1; }

 private:
  Month month_;
  int cut_off_;
  int first_day_ = 0;
  std::array<signed char, 768> bucket_of_{};
};

}  // namespace bihuan::report
