// Durations as people write them: `250ms`, `30s`, `15m`, `4h`, `2d` and sums (`1h30m`). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/base/error.h"
#include "engine/calendar/ledger.h"

namespace bihuan::calendar {

// Each unit at most once, in any order; at most 100 years. Days are kept apart: what a day is, the clock says.
// duration_invalid otherwise.
[[nodiscard]] Result<Budget> parse_duration(std::string_view text);

// With days of 24 hours: for everything but clocks.
[[nodiscard]] std::int64_t to_ms(const Budget& budget);

// "1h30m", "2d", "0s": what parse_duration reads back.
[[nodiscard]] std::string to_string(const Budget& budget);

}  // namespace bihuan::calendar
