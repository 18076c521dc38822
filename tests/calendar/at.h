// Short ways to write instants, dates and ledgers in the tests of limits: local time of Shanghai.
#pragma once

#include "engine/calendar/clock.h"
#include "engine/calendar/duration.h"
#include "engine/calendar/read.h"

namespace bihuan::calendar::test {

inline const WorkingCalendar& cn() {
  static const auto calendar = shipped_calendar("cn").value();
  return *calendar;
}

inline Millis at(std::string_view text) {
  return cn().zone().parse(text).value();
}

inline Date day(std::string_view text) {
  return parse_date(text).value();
}

inline Budget budget(std::string_view text) {
  return parse_duration(text).value();
}

inline Ledger ledger(Counting counting, std::string_view length, std::string_view started) {
  Ledger out;
  out.counting = counting;
  out.budget = budget(length);
  out.started = at(started);
  return out;
}

inline std::string last_day(const Ledger& of) {
  return to_string(deadline(of, cn()).last_day);
}

inline std::string due(const Ledger& of) {
  return cn().zone().format(deadline(of, cn()).at).substr(0, 16);
}

inline void extend(Ledger& of, std::string_view by) {
  of.extensions.push_back({budget(by), of.started, "", "", ""});
}

inline void suspend(Ledger& of, std::string_view from, std::string_view to) {
  of.suspensions.push_back({at(from), at(to), "", ""});
}

}  // namespace bihuan::calendar::test
