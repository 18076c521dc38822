// The ledger of one running limit: its budget, its start, every pause and every extension, with who and why.
// A value; the arithmetic over it stands in clock.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bihuan::calendar {

// Milliseconds since 1970-01-01T00:00:00Z.
using Millis = std::int64_t;

// 24 hours: a civil day of a zone without summer time, and of budgets that are not a clock's.
inline constexpr Millis day_ms = 86'400'000;

// What counts: every day, only working days (hours of it: office hours), or plain elapsed time with 24-hour days.
enum class Counting { calendar, working, elapsed };

// Either days or milliseconds of the clock's own kind; the other is 0.
struct Budget {
  std::int64_t days = 0;
  std::int64_t ms = 0;
  bool operator==(const Budget&) const = default;
};

struct Suspension {
  Millis from = 0;
  std::optional<Millis> to;  // none: still suspended
  std::string reason, by;
  bool operator==(const Suspension&) const = default;
};

struct Extension {
  Budget by_budget;
  Millis at = 0;
  std::string reason, asked_by, approved_by;
  bool operator==(const Extension&) const = default;
};

struct Ledger {
  Counting counting = Counting::calendar;
  bool first_day_counted = false;
  Budget budget;
  Millis started = 0;
  std::vector<Suspension> suspensions;  // in order of time, not overlapping
  std::vector<Extension> extensions;    // in order of time
  std::optional<Millis> stopped;
  bool operator==(const Ledger&) const = default;
};

}  // namespace bihuan::calendar
