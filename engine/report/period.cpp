#include "engine/report/period.h"

#include <fmt/format.h>

#include <charconv>

#include "engine/base/day_words.h"

namespace bihuan::report {
namespace {

namespace chrono = std::chrono;

std::optional<int> number(std::string_view digits) {
  int value = 0;
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (failed != std::errc{} || end != digits.data() + digits.size() || digits.empty() || digits[0] == '-')
    return std::nullopt;
  return value;
}

Day last_day(Month month, int cut_off) {
  const auto end = chrono::year_month_day_last{
      chrono::year{month.year}, chrono::month_day_last{chrono::month{static_cast<unsigned>(month.month)}}};
  const auto days = static_cast<int>(static_cast<unsigned>(end.day()));
  const int day = cut_off <= 0 || cut_off > days ? days : cut_off;
  return Day{chrono::year{month.year} / chrono::month{static_cast<unsigned>(month.month)} /
             chrono::day{static_cast<unsigned>(day)}};
}

int day_count(Day day) {
  return static_cast<int>(day.time_since_epoch().count());
}

std::string chinese_digits(int value) {
  static constexpr std::array<const char*, 10> digits = {"〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
  std::string out;
  for (const char c : std::to_string(value)) out += digits.at(static_cast<std::size_t>(c - '0'));
  return out;
}

}  // namespace

std::string chinese_number(unsigned value) {
  std::string out;
  if (value >= 20) out += chinese_digits(static_cast<int>(value / 10));
  if (value >= 10) out += "十";
  if (value % 10 != 0) out += chinese_digits(static_cast<int>(value % 10));
  return out;
}

namespace {

constexpr std::array<std::string_view, kWindows> kWindowNames = {
    "month", "previous_month", "same_month_last_year", "year_to_date", "last_year_to_date", "last_year"};

}  // namespace

std::string_view name_of(Window window) {
  return kWindowNames.at(static_cast<std::size_t>(window));
}

std::optional<Window> window_named(std::string_view name) {
  for (std::size_t i = 0; i < kWindows; ++i) {
    if (kWindowNames[i] == name) return static_cast<Window>(i);
  }
  return std::nullopt;
}

Month Month::plus(int months) const {
  const int index = year * 12 + (month - 1) + months;
  return {index / 12, index % 12 + 1};
}

Result<Month> parse_month(std::string_view text) {
  if (text.size() == 7 && text[4] == '-') {
    const auto year = number(text.substr(0, 4));
    const auto month = number(text.substr(5));
    if (year && month && *year >= 1900 && *month >= 1 && *month <= 12) return Month{*year, *month};
  }
  return Error("month_unreadable", {{"text", std::string(text)}});
}

std::optional<Day> parse_day(std::string_view text) {
  if (text.size() < 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  if (text.size() > 10 && text[10] != 'T' && text[10] != ' ') return std::nullopt;
  const auto year = number(text.substr(0, 4));
  const auto month = number(text.substr(5, 2));
  const auto day = number(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const auto date =
      chrono::year{*year} / chrono::month{static_cast<unsigned>(*month)} / chrono::day{static_cast<unsigned>(*day)};
  if (!date.ok()) return std::nullopt;
  return Day{date};
}

std::string day_text(Day day) {
  const chrono::year_month_day date{day};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

std::string chinese_day(Day day) {
  return day_in_words("zh-CN", day_text(day));
}

std::string chinese_capital_day(Day day) {
  const chrono::year_month_day date{day};
  return chinese_digits(static_cast<int>(date.year())) + "年" + chinese_number(static_cast<unsigned>(date.month())) +
         "月" + chinese_number(static_cast<unsigned>(date.day())) + "日";
}

DayRange days_of(Month month, int cut_off) {
  return {last_day(month.plus(-1), cut_off) + chrono::days{1}, last_day(month, cut_off)};
}

Period::Period(Month month, int cut_off) : month_(month), cut_off_(cut_off) {
  bucket_of_.fill(-1);
  const Month start{month.year - 1, 1};
  first_day_ = day_count(days_of(start, cut_off).first);
  for (int bucket = 0; bucket < kBuckets; ++bucket) {
    const DayRange range = days_of(start.plus(bucket), cut_off);
    for (int day = day_count(range.first); day <= day_count(range.last); ++day) {
      bucket_of_.at(static_cast<std::size_t>(day - first_day_)) = static_cast<signed char>(bucket);
    }
  }
}

std::array<int, 2> Period::buckets(Window window) const {
  const int now = current_bucket();
  switch (window) {
    case Window::month:
      return {now, now};
    case Window::previous_month:
      return {now - 1, now - 1};
    case Window::same_month_last_year:
      return {now - 12, now - 12};
    case Window::year_to_date:
      return {12, now};
    case Window::last_year_to_date:
      return {0, now - 12};
    case Window::last_year:
      return {0, 11};
  }
  return {now, now};
}

DayRange Period::days(Window window) const {
  const auto [first, last] = buckets(window);
  return {days_of(bucket_month(first), cut_off_).first, days_of(bucket_month(last), cut_off_).last};
}

}  // namespace bihuan::report
