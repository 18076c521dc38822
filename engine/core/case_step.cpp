#include "engine/core/case_step.h"

#include <algorithm>

#include "engine/core/case_clocks.h"
#include "engine/core/joint_handling.h"
#include "engine/core/notices.h"
#include "engine/core/numbering.h"
#include "engine/core/rights.h"
#include "engine/core/step.h"
#include "engine/core/subcases.h"

namespace bihuan::core {
namespace {

// The case's side of a step: answers what the machine asks and writes down what it does.
class CaseHost final : public StepHost {
 public:
  CaseHost(Journal& journal, Source source)
      : journal_(journal), source_(source), scope_(journal.definition(), journal.state(), journal.context()) {}

  Result<expression::Value> value(expression::Slot slot) const override { return scope_.value(slot); }

  Result<expression::Value> workdays(std::int64_t n) const override {
    const expression::Value argument = expression::Value::integer(n);
    return scope_.call(workdays_function, {&argument, 1});
  }

  bool may_take(const Transition& transition, bool from_outside) const override {
    if (transition.by.empty()) return !from_outside || source_ == Source::system;
    if (!from_outside || source_ == Source::system) return false;
    return holds_any(journal_.definition(), scope_, journal_.context().actor, transition.by);
  }

  Result<void> perform(const CaseAction& action, const expression::Bindings& bindings,
                       std::vector<MachineEvent>& raised) override {
    const Definition& definition = journal_.definition();
    switch (action.kind) {
      case CaseAction::Kind::start_clock:
        return start_clock(journal_, action.index);
      case CaseAction::Kind::stop_clock:
        return stop_clock(journal_, action.name), Result<void>{};
      case CaseAction::Kind::suspend_clock:
        return suspend_clock(journal_, action.name, {}), Result<void>{};
      case CaseAction::Kind::resume_clock:
        return resume_clock(journal_, action.name, {}), Result<void>{};
      case CaseAction::Kind::open_task:
        return open_and_raise(action.index, raised);
      case CaseAction::Kind::cancel_task:
        return cancel_tasks(journal_, action.index), Result<void>{};
      case CaseAction::Kind::ask_approval:
        journal_.write(ApprovalOpened{action.index, definition.chart.at(action.state).id});
        notify(
            journal_,
            {"approval_asked", "approval/" + action.name, {definition.approvals[action.index].by.front()}, {}, {}, {}});
        return {};
      case CaseAction::Kind::open_cases:
        return request_subcases(journal_, action.index);
      case CaseAction::Kind::issue_document:
        return issue(definition.documents[action.index]);
      case CaseAction::Kind::notify:
        return notify(journal_, {action.name, action.name, {}, {}, {}, {}}), Result<void>{};
      case CaseAction::Kind::set_lead_unit:
        return set_lead_unit(action, bindings);
    }
    return {};
  }

  void data_set(DatumIndex datum, const expression::Value& value) override {
    if (identical(journal_.state().machine.data[datum], value)) return;
    journal_.write(FieldSet{journal_.definition().chart.data[datum].id, value});
  }

  void state_left(StateIndex state) override {
    const std::string& id = journal_.definition().chart.at(state).id;
    const std::vector<ApprovalState> approvals = journal_.state().approvals;
    for (const auto& approval : approvals) {
      if (approval.open && approval.state == id) journal_.write(ApprovalDropped{approval.kind});
    }
  }

 private:
  // Tells the machine of each unit that was given the task: a document may go out with it.
  Result<void> open_and_raise(std::size_t kind, std::vector<MachineEvent>& raised) {
    const std::size_t before = journal_.size();
    if (auto done = open_tasks(journal_, kind); !done) return done;
    for (std::size_t i = before; i < journal_.size(); ++i) {
      const auto* opened = std::get_if<TaskOpened>(&journal_.events()[i].body);
      if (opened != nullptr)
        raised.push_back({"opened.task." + journal_.definition().tasks[kind].id, unit_data(opened->task)});
    }
    return {};
  }

  static expression::Value unit_data(const TaskState& task) {
    return expression::Value::record({{"unit", expression::Value::string(task.unit)}});
  }

  // The series is that of the rule: workflows with the same rule share it, and no number is given twice.
  Result<void> issue(const DocumentKind& document) {
    std::string number;
    if (!document.number.empty())
      number = next_number(journal_, document.number, "document", journal_.state().lead_unit);
    journal_.write(DocumentIssued{document.id, std::move(number)});
    return {};
  }

  Result<void> set_lead_unit(const CaseAction& action, const expression::Bindings& bindings) {
    const auto unit = action.value->evaluate(bindings);
    if (!unit)
      return Error("guard_error", {{"expression", action.value->source()}, {"reason", unit.error().message()}});
    const std::string id = unit->is(expression::Kind::string) ? unit->as_string() : std::string{};
    const Organisation* organisation = journal_.context().organisation;
    if (!id.empty() && organisation != nullptr && organisation->unit(id) == nullptr) {
      return Error("unit_unknown", {{"unit", id}, {"task", journal_.definition().title}});
    }
    if (id != journal_.state().lead_unit) journal_.write(LeadUnitSet{id});
    return {};
  }

  Journal& journal_;
  Source source_;
  Scope scope_;
};

bool changed(const MachineState& before, const MacrostepResult& result) {
  return !result.taken.empty() || before.timers.size() != result.machine.timers.size() || !before.started;
}

void close_case(Journal& journal) {
  const std::vector<TaskState> tasks = journal.state().tasks;
  for (const auto& task : tasks) cancel_task(journal, task.id, {});
  const std::vector<ApprovalState> approvals = journal.state().approvals;
  for (const auto& approval : approvals) {
    if (approval.open) journal.write(ApprovalDropped{approval.kind});
  }
  stop_all_clocks(journal);
  const auto leaves = journal.state().machine.active_leaves(journal.definition().chart);
  const std::optional<Millis> at = journal.past() == nullptr ? std::nullopt : journal.past()->closed_at;
  journal.write(CaseClosed{leaves.empty() ? std::string{} : leaves.front(), at});
}

// Writes what a macrostep did to the machine before the facts it caused, then what follows from it.
Result<void> settle_case(Journal& journal, std::size_t position, const std::string& event, MacrostepResult result) {
  const Chart& chart = journal.definition().chart;
  const MachineState& before = journal.state().machine;
  if (changed(before, result)) {
    TransitionTaken fact{event, {}, before.active_leaves(chart), result.machine.active_leaves(chart), {}};
    fact.transitions.assign(result.taken.begin(), result.taken.end());
    fact.machine = std::move(result.machine);
    fact.machine.data.clear();
    journal.insert(position, std::move(fact));
  }
  if (auto computed = recompute_fields(journal); !computed) return computed;
  if (journal.state().machine.closed && !journal.state().closed) close_case(journal);
  return {};
}

template <class Run>
Result<void> run_step(Journal& journal, const std::string& event, Source source, Run run) {
  CaseHost host(journal, source);
  StepContext context;
  context.now = journal.context().now;
  context.host = &host;
  const Chart& chart = journal.definition().chart;
  const std::size_t position = journal.size();
  auto first = run(context);
  if (!first) return first.error();
  if (source == Source::person && !first->matched) {
    return explain_refusal(journal.definition(), journal.state(), journal.context(), event);
  }
  auto settled = settle(chart, std::move(*first), context);
  if (!settled) return settled.error();
  return settle_case(journal, position, event, std::move(*settled));
}

bool listens(const Transition& transition, std::string_view event) {
  return transition.trigger == Transition::Trigger::event &&
         std::any_of(transition.events.begin(), transition.events.end(),
                     [&](const auto& descriptor) { return descriptor_takes(descriptor, event); });
}

}  // namespace

Result<void> start_machine(Journal& journal, const GivenData& given, const Entry* begin) {
  const Chart& chart = journal.definition().chart;
  return run_step(journal, {}, Source::system, [&](StepContext& context) {
    context.begin = begin;
    return start(chart, given, context);
  });
}

Result<void> step(Journal& journal, const MachineEvent& event, Source source) {
  const Chart& chart = journal.definition().chart;
  return run_step(journal, event.name, source,
                  [&](StepContext& context) { return macrostep(chart, journal.state().machine, event, context); });
}

Result<void> step_timer(Journal& journal, std::uint64_t number) {
  const Chart& chart = journal.definition().chart;
  const MachineState machine = journal.state().machine;
  std::string name;
  for (const auto& timer : machine.timers) {
    if (timer.number == number) name = timer.id(chart);
  }
  journal.write(TimerFired{name});
  return run_step(journal, name, Source::system,
                  [&](StepContext& context) { return fire_timer(chart, machine, number, context); });
}

Result<void> recompute_fields(Journal& journal) {
  const auto& fields = journal.definition().fields;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (!fields[i].computed) continue;
    const auto value =
        Scope(journal.definition(), journal.state(), journal.context()).evaluate(*fields[i].computed, fields[i].where);
    if (!value) return value.error();
    if (!identical(*value, journal.state().machine.data[i])) journal.write(FieldSet{fields[i].id, *value});
  }
  return {};
}

Error explain_refusal(const Definition& definition, const CaseState& state, const Context& context,
                      std::string_view event) {
  const Scope scope(definition, state, context);
  std::vector<std::string> roles;
  const Transition* guarded = nullptr;
  for (const auto& transition : definition.chart.transitions) {
    const bool active = transition.source == root_state || state.machine.configuration.contains(transition.source);
    if (!active || transition.by.empty() || !listens(transition, event)) continue;
    if (holds_any(definition, scope, context.actor, transition.by)) {
      guarded = &transition;
    } else {
      roles.insert(roles.end(), transition.by.begin(), transition.by.end());
    }
  }
  if (guarded != nullptr && guarded->guard) {
    return Error("guard_false", {{"event", std::string(event)}, {"guard", guarded->guard->source()}}, guarded->where);
  }
  if (!roles.empty())
    return Error("not_your_role", {{"event", std::string(event)}, {"roles", role_titles(definition, roles)}});
  std::string states;
  for (const auto& leaf : state.machine.active_leaves(definition.chart)) {
    const auto index = definition.chart.find(leaf);
    const std::string& title = definition.chart.at(*index).title;
    states += (states.empty() ? "" : "、") + (title.empty() ? leaf : title);
  }
  return Error("no_transition", {{"event", std::string(event)}, {"states", states}});
}

}  // namespace bihuan::core
