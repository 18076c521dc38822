#include "engine/core/joint_handling.h"

#include <algorithm>

#include "engine/core/case_clocks.h"
#include "engine/core/scope.h"

namespace bihuan::core {
namespace {

std::int64_t next_task_id(const CaseState& state) {
  std::int64_t last = 0;
  for (const auto& task : state.tasks) last = std::max(last, task.id);
  return last + 1;
}

Result<void> check_unit(const Journal& journal, const TaskKind& kind, const std::string& unit) {
  const Organisation* organisation = journal.context().organisation;
  if (organisation == nullptr || organisation->unit(unit) != nullptr) return {};
  return Error("unit_unknown", {{"unit", unit}, {"task", kind.title}}, kind.where);
}

}  // namespace

bool is_open(const TaskState& task) {
  return task.phase == TaskPhase::assigned || task.phase == TaskPhase::signed_for;
}

const TaskState* find_task(const CaseState& state, std::int64_t id) {
  for (const auto& task : state.tasks) {
    if (task.id == id) return &task;
  }
  return nullptr;
}

std::int64_t current_round(const CaseState& state, std::size_t kind) {
  std::int64_t last = 0;
  for (const auto& round : state.rounds) {
    if (round.kind == kind) last = std::max(last, round.round);
  }
  return last;
}

Result<void> open_task(Journal& journal, std::size_t index, std::int64_t round, const std::string& unit,
                       TaskDuty duty) {
  const TaskKind& kind = journal.definition().tasks[index];
  if (auto known = check_unit(journal, kind, unit); !known) return known;
  TaskState task;
  task.id = next_task_id(journal.state());
  task.kind = index;
  task.round = round;
  task.unit = unit;
  task.duty = duty;
  task.assigned_at = journal.context().now;
  journal.write(TaskOpened{task});
  for (const auto& clock : {kind.clock, kind.sign_clock}) {
    if (!clock) continue;
    if (auto started = start_clock(journal, *clock, task.id); !started) return started;
  }
  return {};
}

Result<void> open_tasks(Journal& journal, std::size_t index) {
  const TaskKind& kind = journal.definition().tasks[index];
  cancel_tasks(journal, index);
  const Scope scope(journal.definition(), journal.state(), journal.context());
  std::vector<std::string> lead, co;
  if (kind.lead) {
    auto units = scope.texts(*kind.lead, kind.where);
    if (!units) return units.error();
    lead = std::move(*units);
  }
  if (kind.co) {
    auto units = scope.texts(*kind.co, kind.where);
    if (!units) return units.error();
    co = std::move(*units);
  }
  if (lead.empty() && co.empty()) return Error("task_without_unit", {{"task", kind.title}}, kind.where);
  const std::int64_t round = current_round(journal.state(), index) + 1;
  std::vector<std::string> opened;
  const auto open_each = [&](const std::vector<std::string>& units, TaskDuty duty) -> Result<void> {
    for (const auto& unit : units) {
      if (std::find(opened.begin(), opened.end(), unit) != opened.end()) continue;
      opened.push_back(unit);
      if (auto done = open_task(journal, index, round, unit, duty); !done) return done;
    }
    return {};
  };
  if (auto done = open_each(lead, TaskDuty::lead); !done) return done;
  return open_each(co, TaskDuty::co);
}

void cancel_task(Journal& journal, std::int64_t id, const std::string& note) {
  const TaskState task = *find_task(journal.state(), id);
  if (!is_open(task)) return;
  journal.write(TaskCancelled{id, note});
  stop_task_clocks(journal, task);
}

void cancel_tasks(Journal& journal, std::size_t kind) {
  const std::vector<TaskState> tasks = journal.state().tasks;
  for (const auto& task : tasks) {
    if (task.kind == kind) cancel_task(journal, task.id, {});
  }
}

std::optional<MachineEvent> decide_round(Journal& journal, std::size_t index, std::int64_t round) {
  for (const auto& known : journal.state().rounds) {
    if (known.kind == index && known.round == round && known.decided) return std::nullopt;
  }
  const TaskKind& kind = journal.definition().tasks[index];
  const Verdict verdict = judge(kind, tasks_of_round(journal.state(), index, round));
  if (verdict == Verdict::open) return std::nullopt;
  journal.write(TaskRoundDecided{index, round, verdict == Verdict::passed});
  for (const auto& task : tasks_of_round(journal.state(), index, round)) cancel_task(journal, task.id, {});
  const std::string name = verdict == Verdict::passed   ? "done.task."
                           : verdict == Verdict::vetoed ? "vetoed.task."
                                                        : "failed.task.";
  return MachineEvent{name + kind.id, expression::Value::map({})};
}

}  // namespace bihuan::core
