// Joint handling: when a round of tasks is decided, and how. Pure functions; share freely.
//
// A unit whose task was returned, cancelled or removed no longer counts; one that is late still does. The rule is
// decided as soon as no later answer could change it. With `lead_last` the rule is asked of the co-handlers (when there
// are any) and the lead's summary has to follow; without it all units count alike.
#pragma once

#include <vector>

#include "engine/core/case.h"
#include "engine/core/workflow.h"

namespace bihuan::core {

enum class Verdict {
  open,    // not decided yet
  passed,  // done.task.ID
  failed,  // failed.task.ID: can no longer complete
  vetoed,  // vetoed.task.ID
};

// `tasks` are all tasks of one round.
[[nodiscard]] Verdict judge(const TaskKind& kind, const std::vector<TaskState>& tasks);

// With `lead_last`, whether the co-handlers' part is decided so that the lead may complete; else always true.
[[nodiscard]] bool lead_may_complete(const TaskKind& kind, const std::vector<TaskState>& tasks);

// The tasks of one round of the case.
[[nodiscard]] std::vector<TaskState> tasks_of_round(const CaseState& state, std::size_t kind, std::int64_t round);

// Returns of this kind so far, over all rounds: a unit named anew does not set the count back.
[[nodiscard]] int returns_so_far(const CaseState& state, std::size_t kind);

// What the next return of this kind leads to.
enum class ReturnOutcome {
  accepted,   // returned.task.ID
  last_one,   // the limit is reached: the event `then:` in place of returned.task.ID
  forbidden,  // returns are spent, or the kind knows none: refusal `return_limit`
};
[[nodiscard]] ReturnOutcome next_return(const TaskKind& kind, const CaseState& state, std::size_t kind_index);

}  // namespace bihuan::core
