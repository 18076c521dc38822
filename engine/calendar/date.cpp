#include "engine/calendar/date.h"

#include <date/date.h>
#include <fmt/format.h>

#include "engine/calendar/digits.h"

namespace bihuan::calendar {
namespace {

date::year_month_day ymd(const CivilDate& civil) {
  return date::year{civil.year} / civil.month / civil.day;
}

// Digits only; -1 when not.
int digits(std::string_view text) {
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

Date date_of(const CivilDate& civil) {
  return {date::sys_days(ymd(civil)).time_since_epoch().count()};
}

bool exists(const CivilDate& civil) {
  return civil.year >= 1 && civil.year <= 9999 && civil.month >= 1 && civil.day >= 1 && civil.month <= 12 &&
         civil.day <= 31 && ymd(civil).ok();
}

CivilDate civil_of(Date date) {
  const date::year_month_day civil{date::sys_days{date::days{date.day}}};
  return {static_cast<int>(civil.year()), static_cast<int>(static_cast<unsigned>(civil.month())),
          static_cast<int>(static_cast<unsigned>(civil.day()))};
}

Weekday weekday(Date date) {
  const unsigned iso = date::weekday(date::sys_days{date::days{date.day}}).iso_encoding();
  return static_cast<Weekday>(iso - 1);
}

std::optional<Date> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const CivilDate civil{digits(text.substr(0, 4)), digits(text.substr(5, 2)), digits(text.substr(8, 2))};
  return exists(civil) ? std::optional(date_of(civil)) : std::nullopt;
}

std::string to_string(Date date) {
  const CivilDate civil = civil_of(date);
  if (civil.year < 0 || civil.year > 9999) return fmt::format("{:04}-{:02}-{:02}", civil.year, civil.month, civil.day);
  char text[11];  // the first is not told
  put_digits<2>(put_digits<2>(put_digits<4>(text, ' ', civil.year), '-', civil.month), '-', civil.day);
  return {text + 1, 10};
}

}  // namespace bihuan::calendar
