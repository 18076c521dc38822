// WorkingCalendar counts the working days and office hours of one jurisdiction.
// Immutable after construction; share freely between threads. Throws nothing: a year without a notice is provisional
// (weekends only), and whoever asks is told so.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/calendar/date.h"
#include "engine/calendar/zone.h"

namespace bihuan::calendar {

// Office hours of a working day, in milliseconds since local midnight: [from, to).
struct OfficeHours {
  std::int64_t from = 0;
  std::int64_t to = 0;
  bool operator==(const OfficeHours&) const = default;
};

enum class SpecialKind { off, work };

struct SpecialDay {
  SpecialKind kind = SpecialKind::off;
  std::string name;  // 春节
};

struct CalendarData {
  std::string id = "plain";
  std::string title;
  std::string version;  // SHA-256 of the text it was read from; tells a changed calendar from the same one
  Zone zone = Zone::utc();
  std::array<bool, 7> weekend{false, false, false, false, false, true, true};  // from Monday
  std::vector<OfficeHours> office_hours{{30'600'000, 43'200'000},
                                        {48'600'000, 61'200'000}};  // 08:30–12:00, 13:30–17:00
  std::set<int> announced;                                          // years whose notice is out
  std::map<Date, SpecialDay> special;
};

class WorkingCalendar {
 public:
  explicit WorkingCalendar(CalendarData data);

  [[nodiscard]] const CalendarData& data() const { return data_; }
  [[nodiscard]] const Zone& zone() const { return data_.zone; }
  [[nodiscard]] const std::vector<OfficeHours>& office_hours() const { return data_.office_hours; }
  [[nodiscard]] std::int64_t office_ms() const { return office_ms_; }  // of one working day

  [[nodiscard]] bool is_working(Date date) const;
  [[nodiscard]] bool is_announced(Date date) const;
  [[nodiscard]] bool is_announced_year(int year) const { return data_.announced.contains(year); }
  [[nodiscard]] const SpecialDay* special(Date date) const;

  // The day itself when it works; bounded: after ten years without a working day the day is given back.
  [[nodiscard]] Date next_working(Date date) const;
  [[nodiscard]] Date previous_working(Date date) const;
  // The n-th working day after (n > 0) or before (n < 0) `date`; n = 0: `date` itself.
  [[nodiscard]] Date add_working_days(Date date, std::int64_t n) const;
  // Working days in [from, to).
  [[nodiscard]] std::int64_t count_working_days(Date from, Date to) const;

 private:
  CalendarData data_;
  std::int64_t office_ms_ = 0;
  // Working or not, a byte a day over the span of the special days, so that counting needs no search.
  Date table_begin_;
  std::vector<bool> table_;
};

}  // namespace bihuan::calendar
