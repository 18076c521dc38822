// The arithmetic of limits: when a clock ends, when it warns, how much of it is used. Pure functions over a Ledger.
// Day clocks (a budget in days) end at 24:00 local time of their last day; hour clocks are exact. Nothing is stored:
// after a new calendar everything is computed from the start again.
#pragma once

#include "engine/calendar/calendar.h"
#include "engine/calendar/ledger.h"

namespace bihuan::calendar {

struct Deadline {
  Millis at = 0;             // the limit has passed at this instant and later; what is done before it is on time
  Date last_day;             // the last day on which it is on time
  bool provisional = false;  // some day it stands on belongs to a year without a notice: it may move
  bool operator==(const Deadline&) const = default;
};

// Ends of the clock with all its extensions. A suspension that is still open does not count yet: the answer is as of
// its beginning. Rules (the day of the start, moving a last day off, suspended days): Civil Code 201 and 203 by
// analogy.
[[nodiscard]] Deadline deadline(const Ledger& ledger, const WorkingCalendar& calendar);

// The instant of the warning `before` the end: days are counted back in the clock's own kind from the moved last day
// and it comes at `at_minute` of that day, or of the working day before; hours are counted back exactly, those of a
// working clock as office hours.
[[nodiscard]] Millis warning(const Ledger& ledger, const WorkingCalendar& calendar, const Deadline& deadline,
                             const Budget& before, int at_minute = 9 * 60);

// The instant `after` the limit, for the overdue ladder: days of the clock's own kind, hours exactly; 0 is the limit.
[[nodiscard]] Millis after_limit(const Ledger& ledger, const WorkingCalendar& calendar, const Deadline& deadline,
                                 const Budget& after);

// How much has been used up at `now` (or when it was stopped, if earlier): whole days of a day clock, milliseconds of
// an hour clock. Never more than was given while the limit has not passed.
[[nodiscard]] Budget consumed(const Ledger& ledger, const WorkingCalendar& calendar, Millis now);

// Budget and extensions together, in the kind of the budget. On a day clock hours round up to days; on an hour clock a
// day is 24 hours, or a day's office hours where only those count.
[[nodiscard]] Budget granted(const Ledger& ledger, const WorkingCalendar& calendar);

// Is a suspension open (it began and has not ended)?
[[nodiscard]] bool is_suspended(const Ledger& ledger);

}  // namespace bihuan::calendar
