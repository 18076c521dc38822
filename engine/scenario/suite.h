// All scenarios beside one definition: read, played, and which transitions none of them takes.
// Reads files; pure otherwise. Throws nothing but bad_alloc.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "engine/calendar/calendar.h"
#include "engine/core/workflow.h"
#include "engine/scenario/play.h"

namespace bihuan::scenario {

struct SuiteFailure {
  std::string scenario;
  Failure failure;
};

struct Suite {
  std::string workflow;
  Problems problems;  // of the scenario files
  std::size_t scenarios = 0;
  std::vector<SuiteFailure> failures;
  std::size_t transitions = 0;
  struct Untaken {
    Location where;
    std::string event, state;
  };
  std::vector<Untaken> untaken;
  std::set<std::string> taken_at;  // file:line:column of those taken

  [[nodiscard]] bool passed() const { return problems.empty() && failures.empty() && untaken.empty(); }
};

// The scenarios in `folder`/scenarios, in order of their file names.
[[nodiscard]] std::vector<Scenario> scenarios_beside(const std::string& folder, Problems& problems);

// `first_failure`: plays no further scenario after one that failed.
[[nodiscard]] Suite run_suite(const core::Definition& definition, const calendar::WorkingCalendar& calendar,
                              const std::vector<Scenario>& scenarios, bool first_failure = false,
                              std::string_view language = "en");

// A transition that stands in a shared fragment is taken when the scenarios of any of its workflows take it.
void forgive_shared(std::vector<Suite>& suites);

}  // namespace bihuan::scenario
