// Tasks of the units: signed for, returned, completed, given to another, co-handlers added and taken away; approvals.
#include <algorithm>

#include "engine/core/case_clocks.h"
#include "engine/core/case_step.h"
#include "engine/core/deciders.h"
#include "engine/core/joint_handling.h"
#include "engine/core/notices.h"
#include "engine/core/rights.h"

namespace bihuan::core {
namespace {

using expression::Value;

const TaskKind& kind_of(const Journal& journal, const TaskState& task) {
  return journal.definition().tasks[task.kind];
}

MessageArguments about(const Journal& journal, const TaskState& task) {
  return {{"task", kind_of(journal, task).title}, {"unit", task.unit}};
}

// The open task, if the actor may handle it.
Result<TaskState> own_task(const Journal& journal, std::int64_t id) {
  const TaskState* task = find_task(journal.state(), id);
  if (task == nullptr) return Error("task_unknown", {{"task", std::to_string(id)}});
  if (!is_open(*task)) return Error("task_not_open", about(journal, *task));
  const Actor& actor = journal.context().actor;
  if (!actor.is_system() && !handles(kind_of(journal, *task), task->unit, actor)) {
    return Error("not_your_unit", about(journal, *task));
  }
  return *task;
}

Result<void> may_manage(const Journal& journal, const TaskKind& kind) {
  const Scope scope(journal.definition(), journal.state(), journal.context());
  const Actor& actor = journal.context().actor;
  if (actor.is_system() || holds_any(journal.definition(), scope, actor, kind.manage)) return {};
  return Error("may_not_manage", {{"task", kind.title}, {"roles", role_titles(journal.definition(), kind.manage)}});
}

Value about_task(const TaskState& task, std::vector<std::pair<std::string, Value>> more = {}) {
  std::vector<std::pair<std::string, Value>> data{{"unit", Value::string(task.unit)},
                                                  {"duty", Value::string(task.duty == TaskDuty::lead ? "lead" : "co")}};
  data.insert(data.end(), more.begin(), more.end());
  return Value::record(std::move(data));
}

Result<void> decide_and_raise(Journal& journal, const TaskState& task) {
  auto event = decide_round(journal, task.kind, task.round);
  if (!event) return {};
  event->data = about_task(task);
  return step(journal, *event, Source::system);
}

bool lead_must_wait(const Journal& journal, const TaskState& task) {
  if (task.duty != TaskDuty::lead) return false;
  return !lead_may_complete(kind_of(journal, task), tasks_of_round(journal.state(), task.kind, task.round));
}

std::optional<std::size_t> task_kind(const Definition& definition, const std::string& id) {
  for (std::size_t i = 0; i < definition.tasks.size(); ++i) {
    if (definition.tasks[i].id == id) return i;
  }
  return std::nullopt;
}

const ApprovalState* open_approval(const Journal& journal, const std::string& id) {
  for (const ApprovalState& approval : journal.state().approvals) {
    if (approval.open && journal.definition().approvals[approval.kind].id == id) return &approval;
  }
  return nullptr;
}

bool stays_inside(const ReassignTask& command, const TaskState& task) {
  return command.unit.empty() || command.unit == task.unit;
}

Result<void> known_unit(const Journal& journal, const std::string& unit, const TaskKind& kind) {
  const Organisation* organisation = journal.context().organisation;
  if (unit.empty() || (organisation != nullptr && organisation->unit(unit) == nullptr)) {
    return Error("unit_unknown", {{"unit", unit}, {"task", kind.title}});
  }
  return {};
}

}  // namespace

Result<void> check_command(const Journal& journal, const SignTask& command) {
  const auto task = own_task(journal, command.task);
  if (!task) return task.error();
  if (task->phase == TaskPhase::signed_for) return Error("task_signed_already", about(journal, *task));
  return {};
}

Result<void> decide_command(Journal& journal, const SignTask& command) {
  const TaskKind& kind = kind_of(journal, *find_task(journal.state(), command.task));
  journal.write(TaskSigned{command.task, journal.context().actor.person});
  if (kind.sign_clock) stop_clock(journal, clock_id(journal.definition().clocks[*kind.sign_clock], command.task));
  return {};
}

Result<void> check_command(const Journal& journal, const ReturnTask& command) {
  const auto task = own_task(journal, command.task);
  if (!task) return task.error();
  const TaskKind& kind = kind_of(journal, *task);
  if (kind.return_reasons.empty()) return Error("task_not_returnable", about(journal, *task));
  const bool known = std::any_of(kind.return_reasons.begin(), kind.return_reasons.end(),
                                 [&](const ReturnReason& reason) { return reason.code == command.reason_code; });
  if (!known) {
    std::string codes;
    for (const auto& reason : kind.return_reasons) codes += (codes.empty() ? "" : ", ") + reason.code;
    return Error("reason_unknown", {{"reason", command.reason_code}, {"reasons", codes}});
  }
  if (next_return(kind, journal.state(), task->kind) == ReturnOutcome::forbidden) {
    return Error("return_limit", {{"task", kind.title}, {"max", std::to_string(kind.max_returns)}});
  }
  return {};
}

Result<void> decide_command(Journal& journal, const ReturnTask& command) {
  const TaskState task = *find_task(journal.state(), command.task);
  const TaskKind& kind = kind_of(journal, task);
  const ReturnOutcome outcome = next_return(kind, journal.state(), task.kind);
  journal.write(TaskReturned{command.task, command.reason_code, command.note});
  stop_task_clocks(journal, task);
  const int returns = returns_so_far(journal.state(), task.kind);
  const Value data =
      about_task(task, {{"reason", Value::string(command.reason_code)}, {"returns", Value::integer(returns)}});
  const std::string event = outcome == ReturnOutcome::last_one ? kind.returns_event : "returned.task." + kind.id;
  if (auto done = step(journal, {event, data}, Source::system); !done) return done;
  // The step may have opened the kind anew or left the state; a round that is over decides nothing.
  if (journal.state().closed || current_round(journal.state(), task.kind) != task.round) return {};
  return decide_and_raise(journal, task);
}

Result<void> check_command(const Journal& journal, const CompleteTask& command) {
  const auto task = own_task(journal, command.task);
  if (!task) return task.error();
  const TaskKind& kind = kind_of(journal, *task);
  if (command.veto && kind.complete != Completion::veto) return Error("veto_not_known", about(journal, *task));
  if (!command.veto && lead_must_wait(journal, *task)) return Error("lead_waits", about(journal, *task));
  return {};
}

Result<void> decide_command(Journal& journal, const CompleteTask& command) {
  const TaskState task = *find_task(journal.state(), command.task);
  const TaskKind& kind = kind_of(journal, task);
  AskedFields asked;
  for (const auto& field : kind.ask) {
    const bool optional = field.ends_with("?");
    asked.fields.emplace_back(optional ? field.substr(0, field.size() - 1) : field, optional || command.veto);
  }
  if (auto filled = fill_fields(journal, asked, command.data); !filled) return filled.error();
  if (auto computed = recompute_fields(journal); !computed) return computed;
  journal.write(TaskCompleted{command.task, command.veto, command.note});
  stop_task_clocks(journal, task);
  return decide_and_raise(journal, task);
}

Result<void> check_command(const Journal& journal, const ReassignTask& command) {
  const TaskState* found = find_task(journal.state(), command.task);
  if (found == nullptr) return Error("task_unknown", {{"task", std::to_string(command.task)}});
  const TaskState& task = *found;
  if (!is_open(task)) return Error("task_not_open", about(journal, task));
  const TaskKind& kind = kind_of(journal, task);
  // Within the unit its own people hand it on; to another unit only those who manage the task.
  const bool inside = stays_inside(command, task);
  if (!inside || !handles(kind, task.unit, journal.context().actor)) {
    if (auto allowed = may_manage(journal, kind); !allowed) return allowed;
  }
  return known_unit(journal, inside ? task.unit : command.unit, kind);
}

Result<void> decide_command(Journal& journal, const ReassignTask& command) {
  const TaskState task = *find_task(journal.state(), command.task);
  const TaskKind& kind = kind_of(journal, task);
  const bool inside = stays_inside(command, task);
  const std::string unit = inside ? task.unit : command.unit;
  if (!inside) stop_task_clocks(journal, task);
  journal.write(TaskReassigned{command.task, unit, command.person, command.note});
  if (inside) return {};
  // Another unit holds it now: its time begins anew.
  for (const auto& clock : {kind.clock, kind.sign_clock}) {
    if (!clock) continue;
    if (auto started = start_clock(journal, *clock, task.id); !started) return started;
  }
  notify(journal, {"task_assigned", "task/" + kind.id, {}, {}, unit, kind.role});
  return {};
}

Result<void> decide_command(Journal& journal, const AddCoHandler& command) {
  const auto index = task_kind(journal.definition(), command.task_kind);
  if (!index) return Error("task_unknown", {{"task", command.task_kind}});
  const TaskKind& kind = journal.definition().tasks[*index];
  if (auto allowed = may_manage(journal, kind); !allowed) return allowed;
  if (auto known = known_unit(journal, command.unit, kind); !known) return known;
  const std::int64_t round = current_round(journal.state(), *index);
  const auto tasks = tasks_of_round(journal.state(), *index, round);
  if (std::none_of(tasks.begin(), tasks.end(), is_open))
    return Error("task_not_open", {{"task", kind.title}, {"unit", command.unit}});
  const bool there = std::any_of(tasks.begin(), tasks.end(),
                                 [&](const TaskState& task) { return is_open(task) && task.unit == command.unit; });
  if (there) return Error("unit_takes_part_already", {{"task", kind.title}, {"unit", command.unit}});
  if (auto opened = open_task(journal, *index, round, command.unit, TaskDuty::co); !opened) return opened;
  notify(journal, {"task_assigned", "task/" + kind.id, {}, {}, command.unit, kind.role});
  return step(journal, {"opened.task." + kind.id, about_task(journal.state().tasks.back())}, Source::system);
}

Result<void> check_command(const Journal& journal, const RemoveCoHandler& command) {
  const TaskState* found = find_task(journal.state(), command.task);
  if (found == nullptr) return Error("task_unknown", {{"task", std::to_string(command.task)}});
  const TaskState& task = *found;
  if (!is_open(task)) return Error("task_not_open", about(journal, task));
  if (task.duty == TaskDuty::lead) return Error("lead_stays", about(journal, task));
  return may_manage(journal, kind_of(journal, task));
}

Result<void> decide_command(Journal& journal, const RemoveCoHandler& command) {
  const TaskState task = *find_task(journal.state(), command.task);
  cancel_task(journal, task.id, command.note);
  return decide_and_raise(journal, task);
}

Result<void> check_command(const Journal& journal, const Decide& command) {
  const ApprovalState* open = open_approval(journal, command.approval);
  if (open == nullptr) return Error("approval_not_open", {{"approval", command.approval}});
  const Definition& definition = journal.definition();
  const ApprovalKind& kind = definition.approvals[open->kind];
  const Scope scope(definition, journal.state(), journal.context());
  if (!holds_role(definition, scope, journal.context().actor, kind.by[open->step])) {
    return Error("not_your_role", {{"event", kind.title}, {"roles", role_titles(definition, {kind.by[open->step]})}});
  }
  if (!command.approve && command.note.empty()) return Error("reason_needed", {{"event", kind.title}});
  return {};
}

Result<void> decide_command(Journal& journal, const Decide& command) {
  const ApprovalState open = *open_approval(journal, command.approval);
  const ApprovalKind& kind = journal.definition().approvals[open.kind];
  journal.write(ApprovalGiven{open.kind, open.step, command.approve, command.note});
  if (command.approve && open.step + 1 < kind.by.size()) {
    notify(journal, {"approval_asked", "approval/" + kind.id, {kind.by[open.step + 1]}, {}, {}, {}});
    return {};
  }
  const Value data = Value::record({{"note", Value::string(command.note)}});
  return step(journal, {(command.approve ? "approved." : "refused.") + kind.id, data}, Source::system);
}

}  // namespace bihuan::core
