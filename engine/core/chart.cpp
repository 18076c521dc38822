#include "engine/core/chart.h"

#include <algorithm>

namespace bihuan::core {
namespace {

// SCXML findLCCA over a source and plain targets: the nearest compound proper ancestor of all (root counts).
StateIndex common_compound_ancestor(const Chart& chart, StateIndex source, const std::vector<StateIndex>& targets) {
  StateIndex ancestor = source;
  while (ancestor != root_state) {
    ancestor = chart.at(ancestor).parent;
    if (ancestor != root_state && chart.at(ancestor).type != StateType::compound) continue;
    if (std::all_of(targets.begin(), targets.end(), [&](StateIndex t) { return chart.is_descendant(t, ancestor); })) {
      break;
    }
  }
  return ancestor;
}

}  // namespace

StateIndex transition_domain(const Chart& chart, const Transition& transition,
                             const std::vector<StateIndex>& effective_targets) {
  const State& source = chart.at(transition.source);
  if (transition.internal && (source.type == StateType::compound || transition.source == root_state) &&
      std::all_of(effective_targets.begin(), effective_targets.end(),
                  [&](StateIndex t) { return chart.is_descendant(t, transition.source); })) {
    return transition.source;
  }
  return common_compound_ancestor(chart, transition.source, effective_targets);
}

std::optional<StateIndex> Chart::find(std::string_view state_id) const {
  const auto found = by_id.find(std::string(state_id));
  if (found == by_id.end()) return std::nullopt;
  return found->second;
}

namespace {

void set_owner(Block& block, StateIndex owner) {
  for (Action& action : block) {
    if (auto* own = std::get_if<CaseAction>(&action.body)) own->state = owner;
    if (auto* choice = std::get_if<IfAction>(&action.body)) {
      for (auto& branch : choice->branches) set_owner(branch.second, owner);
      set_owner(choice->otherwise, owner);
    }
    if (auto* loop = std::get_if<ForAction>(&action.body)) set_owner(loop->body, owner);
  }
}

}  // namespace

void Chart::seal() {
  by_id.clear();
  for (StateIndex i = 0; i < states.size(); ++i) {
    State& state = states[i];
    state.last = i;
    if (i == root_state) continue;
    state.depth = states[state.parent].depth + 1;
    by_id.emplace(state.id, i);
    set_owner(state.entry, i);
    set_owner(state.exit, i);
    set_owner(state.initial.actions, i);
  }
  for (auto i = static_cast<StateIndex>(states.size()); i-- > 1;) {
    State& parent = states[states[i].parent];
    parent.last = std::max(parent.last, states[i].last);
  }
  for (Transition& transition : transitions) {
    transition.has_history_target = std::any_of(transition.targets.begin(), transition.targets.end(),
                                                [&](StateIndex t) { return states[t].is_history(); });
    transition.domain.reset();
    set_owner(transition.actions, transition.targets.empty() ? transition.source : transition.targets.front());
    if (!transition.targets.empty() && !transition.has_history_target) {
      transition.domain = transition_domain(*this, transition, transition.targets);
    }
  }
}

}  // namespace bihuan::core
