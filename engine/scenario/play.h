// Playing a scenario through decide() and apply(), the very path of the server, in virtual time.
// Pure: the same scenario and definition give the same answer. The definition must outlive the call.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "engine/calendar/calendar.h"
#include "engine/core/workflow.h"
#include "engine/scenario/scenario.h"

namespace bihuan::scenario {

// An expectation that did not hold, in words for who writes scenarios.
struct Failure {
  Location where;
  std::string what;      // "states"
  std::string expected;  // as written
  std::string found;
};

struct Played {
  std::vector<Failure> failures;          // of the first step that failed
  std::set<core::TransitionIndex> taken;  // transitions of the chart that were taken
};

// `language`: of the sentences of refusals in failures.
[[nodiscard]] Played play(const core::Definition& definition, const calendar::WorkingCalendar& calendar,
                          const Scenario& scenario, std::string_view language = "en");

}  // namespace bihuan::scenario
