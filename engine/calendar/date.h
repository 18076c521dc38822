// Civil dates (proleptic Gregorian calendar) as day numbers. Values and pure functions; share freely.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bihuan::calendar {

struct Date {
  std::int32_t day = 0;  // days since 1970-01-01

  auto operator<=>(const Date&) const = default;
  friend Date operator+(Date date, std::int32_t days) { return {date.day + days}; }
  friend Date operator-(Date date, std::int32_t days) { return {date.day - days}; }
  friend std::int32_t operator-(Date a, Date b) { return a.day - b.day; }
};

enum class Weekday { monday, tuesday, wednesday, thursday, friday, saturday, sunday };

struct CivilDate {
  int year = 1970;
  int month = 1;
  int day = 1;
  bool operator==(const CivilDate&) const = default;
};

[[nodiscard]] Date date_of(const CivilDate& civil);  // the civil date must exist
[[nodiscard]] bool exists(const CivilDate& civil);   // years 1 to 9999
[[nodiscard]] CivilDate civil_of(Date date);
[[nodiscard]] Weekday weekday(Date date);

// "2022-06-01"; nothing when malformed or no such day.
[[nodiscard]] std::optional<Date> parse_date(std::string_view text);
[[nodiscard]] std::string to_string(Date date);

}  // namespace bihuan::calendar
