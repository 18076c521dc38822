// Messages to people that a decision causes. They say number, kind, days left and what to do, and carry no personal
// data: a field may be named in a text unless it is personal.
#pragma once

#include <string>
#include <vector>

#include "engine/core/journal.h"

namespace bihuan::core {

struct Notice {
  std::string message;          // id in the definition's messages, or a shared one
  std::string matter;           // one message per person and matter
  std::vector<std::string> to;  // roles, reporter, units, assignee; empty: those of the message
  std::string clock;            // clock it is about; empty: the case's next limit
  std::string task_unit;        // set: `units` means this one, and nobody named means its `task_role`
  std::string task_role;
  std::vector<std::string> persons;  // set: they alone are told
};

// Writes NotificationQueued. Roles bound to units travel as "role@unit".
void notify(Journal& journal, const Notice& notice);

// Whole days from `now` to the last day of a limit that ends at `due`; negative when it has passed.
[[nodiscard]] std::int64_t days_left(const calendar::WorkingCalendar& calendar, Millis now, Millis due);

}  // namespace bihuan::core
