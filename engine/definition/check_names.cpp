// Names: what is declared and never used, events that nobody raises or hears, roles that nobody can hold.
#include <algorithm>
#include <set>

#include "engine/core/step.h"
#include "engine/definition/checks.h"
#include "engine/definition/explore.h"

namespace bihuan::definition {
namespace {

class NameChecks {
 public:
  explicit NameChecks(Loading& loading) : loading_(loading), chart_(loading.definition.chart) {}

  void check() {
    check_cancelled();
    if (loading_.bare()) return;
    walk_all();
    check_clocks();
    for (const auto names :
         {Names::field, Names::role, Names::approval, Names::subcases, Names::document, Names::message}) {
      check_unused(names);
    }
    check_tasks();
    check_titles();
    check_unheard();
    check_unraised();
    check_roles();
  }

 private:
  using Kind = core::CaseAction::Kind;

  [[nodiscard]] bool own(const yaml::Node& node) const { return node.source == loading_.main; }

  void check_cancelled() {
    for (const auto& [node, id] : loading_.cancelled) {
      if (std::ranges::find(loading_.send_ids, id) != loading_.send_ids.end()) continue;
      std::string known = loading_.send_ids.empty() ? "—" : yaml_names(id);
      loading_.warning(*node, "cancel_unknown", {{"id", id}, {"known", std::move(known)}});
    }
  }

  [[nodiscard]] std::string yaml_names(const std::string&) const {
    std::string out;
    for (const auto& id : loading_.send_ids) out += (out.empty() ? "" : ", ") + id;
    return out;
  }

  void walk(const core::Block& block) {
    for (const auto& action : block) {
      if (const auto* own_action = std::get_if<core::CaseAction>(&action.body)) {
        if (own_action->kind == Kind::start_clock) started_.insert(own_action->index);
        if (own_action->kind == Kind::open_task) opened_.insert(own_action->index);
        if (own_action->kind == Kind::set_lead_unit) sets_lead_ = true;
        const bool stops = own_action->kind == Kind::stop_clock || own_action->kind == Kind::suspend_clock ||
                           own_action->kind == Kind::resume_clock;
        if (stops) stopped_.emplace_back(own_action->index, action.where);
      } else if (const auto* branch = std::get_if<core::IfAction>(&action.body)) {
        for (const auto& [guard, then] : branch->branches) walk(then);
        walk(branch->otherwise);
      } else if (const auto* loop = std::get_if<core::ForAction>(&action.body)) {
        walk(loop->body);
      }
    }
  }

  void walk_all() {
    for (const auto& state : chart_.states) {
      walk(state.entry);
      walk(state.exit);
      walk(state.initial.actions);
    }
    for (const auto& transition : chart_.transitions) walk(transition.actions);
    for (const auto& task : loading_.definition.tasks) {
      if (task.clock) started_.insert(*task.clock);
      if (task.sign_clock) started_.insert(*task.sign_clock);
    }
  }

  void check_clocks() {
    std::set<std::size_t> told;
    for (const auto& [clock, where] : stopped_) {
      if (started_.contains(clock)) continue;
      const auto& id = loading_.definition.clocks[clock].id;
      loading_.problems.push_back({Severity::error, "clock_never_started", {{"clock", id}}, where, {}});
      told.insert(clock);
    }
    for (const auto& [id, declared] : loading_.tables[static_cast<std::size_t>(Names::clock)]) {
      if (started_.contains(declared.index) || told.contains(declared.index)) continue;
      if (declared.used) {
        loading_.error(*declared.key, "clock_never_started", {{"clock", id}});
      } else if (own(*declared.key)) {
        loading_.warning(*declared.key, "unused_clock", {{"id", id}});
      }
    }
  }

  void check_unused(Names names) {
    for (const auto& [id, declared] : loading_.tables[static_cast<std::size_t>(names)]) {
      if (declared.used || !own(*declared.key)) continue;
      if (names == Names::field && loading_.is_computed(declared.index)) continue;  // shown to people
      loading_.warning(*declared.key, "unused_" + std::string(word(names)), {{"id", id}});
    }
  }

  // A task that is cancelled or waited for, but never opened, stops every case; one that nobody names is only useless.
  void check_tasks() {
    for (const auto& [id, declared] : loading_.tables[static_cast<std::size_t>(Names::task)]) {
      if (opened_.contains(declared.index) || !own(*declared.key)) continue;
      const std::string done = "done.task." + id;
      const bool awaited = declared.used || std::ranges::any_of(chart_.transitions, [&](const core::Transition& t) {
                             return std::ranges::find(t.events, done) != t.events.end();
                           });
      if (awaited) {
        loading_.error(*declared.key, "task_never_opened", {{"id", id}});
      } else {
        loading_.warning(*declared.key, "unused_task", {{"id", id}});
      }
    }
  }

  // What people read: the names of buttons and of inputs.
  void check_titles() {
    const yaml::Node* told = nullptr;
    for (core::TransitionIndex i = 0; i < chart_.transitions.size(); ++i) {
      const auto& transition = chart_.transitions[i];
      const yaml::Node* trigger = loading_.transition_nodes[i].trigger;
      if (transition.by.empty() || !transition.title.empty() || !own(*trigger) || trigger == told) continue;
      told = trigger;
      loading_.warning(*trigger, "title_missing", {{"id", trigger->text}});
    }
    for (const auto& [names, node, id] : loading_.untitled) {
      if (!own(*node)) continue;
      loading_.problems.push_back({Severity::warning, "title_missing", {{"id", id}}, node->name_where(), {}});
    }
  }

  void check_unheard() {
    for (const auto& [event, node] : loading_.raised) {
      if (!own(*node)) continue;
      const auto hears = [&, &name = event](const core::Transition& t) {
        return std::ranges::any_of(t.events, [&](const auto& e) { return core::descriptor_takes(e, name); });
      };
      if (std::ranges::none_of(chart_.transitions, hears)) loading_.warning(*node, "event_unheard", {{"event", event}});
    }
  }

  void check_unraised() {
    const Exploration exploration(loading_);
    for (core::TransitionIndex i = 0; i < chart_.transitions.size(); ++i) {
      const auto& transition = chart_.transitions[i];
      const bool event = transition.trigger == core::Transition::Trigger::event;
      if (!event || !transition.by.empty() || transition.guard || exploration.can_fire(i)) continue;
      const auto& trigger = *loading_.transition_nodes[i].trigger;
      loading_.warning(trigger, "event_never_raised", {{"event", trigger.text}});
    }
  }

  // A role bound to the lead unit is held by nobody when no transition ever names a lead unit.
  void check_roles() {
    const auto& lead_slot = chart_.vocabulary.case_lead_unit;
    for (const auto& [id, declared] : loading_.tables[static_cast<std::size_t>(Names::role)]) {
      const auto& role = loading_.definition.roles[declared.index];
      if (!declared.used || !role.of) continue;
      const auto& slots = role.of->references().slots;
      const bool by_lead = slots.size() == 1 && slots.front() == lead_slot && role.of->references().functions.empty();
      const auto& root = role.of->ast().root();
      const bool empty = (root.kind == expression::NodeKind::literal && root.value.is_empty()) ||
                         (root.kind == expression::NodeKind::list && root.arguments.empty());
      if ((by_lead && !sets_lead_) || empty) loading_.warning(*declared.key, "role_nobody_holds", {{"id", id}});
    }
  }

  Loading& loading_;
  const core::Chart& chart_;
  std::set<std::size_t> started_;
  std::set<std::size_t> opened_;
  std::vector<std::pair<std::size_t, Location>> stopped_;
  bool sets_lead_ = false;
};

}  // namespace

void check_names(Loading& loading) {
  NameChecks(loading).check();
}

void run_checks(Loading& loading) {
  check_names(loading);
  if (!loading.bare()) check_outcomes(loading);
  check_guards(loading);
  check_loops(loading);
  // What such an error leads to (states not reached, waiting for ever) is not told beside it.
  if (!has_errors(loading.problems)) check_paths(loading);
}

}  // namespace bihuan::definition
