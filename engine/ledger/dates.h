// Dates as offices write them: 2022-06-01, 2022/6/1, 2022.6.1, 2022年6月1日, 二〇二二年六月一日, 20220601,
// 2022年12月底前, with or without a time, in half or full width; and the day numbers of spreadsheets. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/calendar/date.h"

namespace bihuan::ledger {

struct DateReading {
  calendar::Date date;
  std::optional<std::int64_t> ms;  // since local midnight, when a time was written
  bool whole_month = false;        // only a month (or a year) was written; `date` is its last day

  bool operator==(const DateReading&) const = default;
};

// Nothing when the text is no date, names a day that does not exist, or leaves the order of day and month open
// (1/6/22).
[[nodiscard]] std::optional<DateReading> read_date(std::string_view text);

// The serial day number of a spreadsheet, 1900 system (with its 29 February 1900 that never was: nothing) or 1904
// system.
[[nodiscard]] std::optional<DateReading> read_serial(double serial, bool from_1904 = false);

// 2022-06-01, or 2022-06-01 09:30 when a time was written.
[[nodiscard]] std::string date_text(const DateReading& reading);

}  // namespace bihuan::ledger
