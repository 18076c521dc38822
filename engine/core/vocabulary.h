// What an expression of a chart or workflow sees besides the data (contracts §2), and under which slot and function id
// the interpreter is asked for it. Data and fields come first, slot = index; everything else is beyond
// Bindings::values and computed when asked. Immutable after declare(); share freely.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "engine/expression/environment.h"

namespace bihuan::core {

using ClockIndex = std::size_t;

enum HostFunctionId : expression::FunctionId {
  in_state_function = 1,  // in_state('id') -> bool
  workdays_function = 2,  // workdays(n) -> duration: from now to the same time n working days on (n < 0: back)
};

struct Vocabulary {
  expression::Slot event_name = 0;
  expression::Slot event_data = 0;
  expression::Slot now = 0;
  // Only in workflows.
  expression::Slot actor_id = 0, actor_unit = 0, actor_roles = 0;
  expression::Slot case_number = 0, case_state = 0, case_filed_at = 0, case_lead_unit = 0;
  struct ClockSlots {
    expression::Slot left = 0, due = 0;
  };
  std::vector<ClockSlots> clocks;  // by ClockIndex
  expression::Slot end = 0;        // loop variables stand from here on
};

// The environment of a chart: `data` (name and type, by index; also as field.NAME), then event, now and, for a
// workflow, actor, case and clock. A loop variable is declared on top in a copy.
[[nodiscard]] expression::Environment make_environment(
    const std::vector<std::pair<std::string, expression::Type>>& data, const std::vector<std::string>& clocks,
    bool workflow, Vocabulary& vocabulary);

}  // namespace bihuan::core
