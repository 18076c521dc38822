#include "engine/calendar/calendar.h"

namespace bihuan::calendar {
namespace {

constexpr std::int32_t longest_search = 3660;

}  // namespace

WorkingCalendar::WorkingCalendar(CalendarData data) : data_(std::move(data)) {
  for (const auto& hours : data_.office_hours) office_ms_ += hours.to - hours.from;
  if (data_.special.empty()) return;
  table_begin_ = data_.special.begin()->first;
  const Date end = data_.special.rbegin()->first + 1;
  for (Date day = table_begin_; day < end; day = day + 1) {
    table_.push_back(!data_.weekend[static_cast<std::size_t>(weekday(day))]);
  }
  for (const auto& [day, special] : data_.special) {
    table_[static_cast<std::size_t>(day - table_begin_)] = special.kind == SpecialKind::work;
  }
}

bool WorkingCalendar::is_working(Date date) const {
  const std::int32_t index = date - table_begin_;
  if (index >= 0 && static_cast<std::size_t>(index) < table_.size()) return table_[static_cast<std::size_t>(index)];
  return !data_.weekend[static_cast<std::size_t>(weekday(date))];
}

bool WorkingCalendar::is_announced(Date date) const {
  return is_announced_year(civil_of(date).year);
}

const SpecialDay* WorkingCalendar::special(Date date) const {
  const auto found = data_.special.find(date);
  return found == data_.special.end() ? nullptr : &found->second;
}

Date WorkingCalendar::next_working(Date date) const {
  for (std::int32_t i = 0; i < longest_search; ++i) {
    if (is_working(date + i)) return date + i;
  }
  return date;
}

Date WorkingCalendar::previous_working(Date date) const {
  for (std::int32_t i = 0; i < longest_search; ++i) {
    if (is_working(date - i)) return date - i;
  }
  return date;
}

Date WorkingCalendar::add_working_days(Date date, std::int64_t n) const {
  for (; n > 0; --n) date = next_working(date + 1);
  for (; n < 0; ++n) date = previous_working(date - 1);
  return date;
}

std::int64_t WorkingCalendar::count_working_days(Date from, Date to) const {
  std::int64_t count = 0;
  for (; from < to; from = from + 1) count += is_working(from);
  return count;
}

}  // namespace bihuan::calendar
