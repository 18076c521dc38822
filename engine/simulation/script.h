// The script of a simulation (contracts §4): an array of steps, or an object with `at`, `zone` and `steps`. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/error.h"
#include "engine/calendar/zone.h"
#include "engine/core/people.h"
#include "engine/expression/value.h"

namespace bihuan::simulation {

using core::Millis;
using Fields = std::vector<std::pair<std::string, expression::Value>>;

struct Step {
  enum class Kind { event, advance, restart };
  Kind kind = Kind::event;
  std::string event;
  std::string by;  // role or role@unit; empty: the system (in a bare chart: anyone)
  Fields data;
  bool lenient = false;      // an event that nothing takes is accepted, with nothing changed
  std::int64_t advance = 0;  // milliseconds
  std::string text;          // as people read it: "accept by clerk", "48h"
};

struct Script {
  calendar::Zone zone = calendar::Zone::utc();
  Millis at = 0;
  std::string by;  // of a workflow: who files, the default being the first of file_by
  Fields fields;   // of a workflow: what is filed
  std::vector<Step> steps;
};

// Error script_invalid {place, reason}.
[[nodiscard]] Result<Script> read_script(std::string_view json_text);

}  // namespace bihuan::simulation
