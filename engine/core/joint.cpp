#include "engine/core/joint.h"

#include <cmath>

namespace bihuan::core {
namespace {

struct Count {
  std::int64_t units = 0;  // that count
  std::int64_t done = 0;
  bool veto = false;
};

bool counts(const TaskState& task) {
  return task.phase != TaskPhase::returned && task.phase != TaskPhase::cancelled;
}

Count count(const std::vector<TaskState>& tasks, bool with_lead) {
  Count out;
  for (const auto& task : tasks) {
    if (!counts(task) || (!with_lead && task.duty == TaskDuty::lead)) continue;
    ++out.units;
    const bool veto = task.phase == TaskPhase::done && task.outcome == "veto";
    out.veto = out.veto || veto;
    out.done += task.phase == TaskPhase::done && !veto ? 1 : 0;
  }
  return out;
}

Verdict apply_rule(const TaskKind& kind, const Count& count) {
  if (kind.complete == Completion::veto && count.veto) return Verdict::vetoed;
  std::int64_t needed = count.units;
  switch (kind.complete) {
    case Completion::all:
    case Completion::veto:
      break;
    case Completion::any:
      needed = 1;
      break;
    case Completion::n_of:
      needed = kind.n;
      break;
    // 0.6 of 5 is 3, not 4: the product may be a hair above the whole number.
    case Completion::ratio:
      needed = static_cast<std::int64_t>(std::ceil(kind.ratio * static_cast<double>(count.units) - 1e-9));
      break;
  }
  if (count.units == 0 || count.units < needed) return Verdict::failed;
  return count.done >= needed ? Verdict::passed : Verdict::open;
}

const TaskState* lead_of(const std::vector<TaskState>& tasks) {
  for (const auto& task : tasks) {
    if (task.duty == TaskDuty::lead && counts(task)) return &task;
  }
  return nullptr;
}

bool has_co_handlers(const std::vector<TaskState>& tasks) {
  return count(tasks, false).units > 0;
}

}  // namespace

Verdict judge(const TaskKind& kind, const std::vector<TaskState>& tasks) {
  if (!kind.lead_last) return apply_rule(kind, count(tasks, true));
  const TaskState* lead = lead_of(tasks);
  if (kind.complete == Completion::veto && count(tasks, true).veto) return Verdict::vetoed;
  if (lead == nullptr) return Verdict::failed;
  if (has_co_handlers(tasks)) {
    const Verdict co = apply_rule(kind, count(tasks, false));
    if (co != Verdict::passed) return co;
  }
  return lead->phase == TaskPhase::done ? Verdict::passed : Verdict::open;
}

bool lead_may_complete(const TaskKind& kind, const std::vector<TaskState>& tasks) {
  if (!kind.lead_last || !has_co_handlers(tasks)) return true;
  return apply_rule(kind, count(tasks, false)) == Verdict::passed;
}

std::vector<TaskState> tasks_of_round(const CaseState& state, std::size_t kind, std::int64_t round) {
  std::vector<TaskState> out;
  for (const auto& task : state.tasks) {
    if (task.kind == kind && task.round == round) out.push_back(task);
  }
  return out;
}

int returns_so_far(const CaseState& state, std::size_t kind) {
  int out = 0;
  for (const auto& round : state.rounds) out += round.kind == kind ? round.returns : 0;
  return out;
}

ReturnOutcome next_return(const TaskKind& kind, const CaseState& state, std::size_t kind_index) {
  const int so_far = returns_so_far(state, kind_index);
  if (so_far >= kind.max_returns) return ReturnOutcome::forbidden;
  return so_far + 1 == kind.max_returns && !kind.returns_event.empty() ? ReturnOutcome::last_one
                                                                       : ReturnOutcome::accepted;
}

}  // namespace bihuan::core
