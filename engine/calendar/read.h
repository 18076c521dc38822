// Reads a calendar file (docs/calendars.md). Pure; share freely.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "engine/base/problem.h"
#include "engine/calendar/calendar.h"

namespace bihuan::calendar {

struct CalendarFile {
  std::shared_ptr<const WorkingCalendar> calendar;  // null when there are errors
  Problems problems;
};

[[nodiscard]] CalendarFile read_calendar(std::string text, std::string file);

// A calendar that travels inside the program ("cn"), read once; calendar_unknown when there is none of that name.
[[nodiscard]] Result<std::shared_ptr<const WorkingCalendar>> shipped_calendar(const std::string& id);

}  // namespace bihuan::calendar
