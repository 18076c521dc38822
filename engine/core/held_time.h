// How long each unit held the tasks of a case, from the facts of its history: time is charged to whoever holds a task,
// until it is done, given back, taken away or handed to another unit. Pure; share freely.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "engine/calendar/calendar.h"
#include "engine/core/event.h"

namespace bihuan::core {

struct HeldTime {
  std::string unit;      // empty: nobody; a lead's task was given back and waits to be given out anew
  Millis office_ms = 0;  // office hours of working days; two tasks at the same time are one time
  int tasks = 0;         // came into the unit's hands
  int returns = 0;       // were given back by it
  bool holding = false;  // one of them is still open
};

// In the order in which they first held one. No time is charged while the limit of the unit's task is suspended.
// `history`: all events of the case, in order.
inline constexpr std::size_t whole_history = 1U << 30;  // so many events no case has: the limit of who reads them all
[[nodiscard]] std::vector<HeldTime> held_times(const std::vector<Event>& history,
                                               const calendar::WorkingCalendar& calendar, Millis now);

}  // namespace bihuan::core
