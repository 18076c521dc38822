// Which transitions are taken: SCXML selectEventlessTransitions, selectTransitions, removeConflictingTransitions.
#include <algorithm>

#include "engine/core/interpreter.h"

namespace bihuan::core {

bool descriptor_takes(std::string_view descriptor, std::string_view event_name) {
  if (descriptor == "*") return true;
  if (!event_name.starts_with(descriptor)) return false;
  return event_name.size() == descriptor.size() || event_name[descriptor.size()] == '.';
}

bool Interpreter::guard_holds(const Transition& transition) {
  if (!transition.guard) return true;
  const std::optional<bool> holds = test(*transition.guard, transition.where);
  return holds.value_or(false);
}

// For each active leaf in document order, the first enabled transition on the way from it to the root.
template <class Enabled>
TransitionList Interpreter::select_for_each_leaf(Enabled enabled) {
  TransitionList found;
  for (const StateIndex leaf : machine_.configuration) {
    const StateType type = chart_.at(leaf).type;
    if (type != StateType::atomic && type != StateType::final) continue;
    for (StateIndex state = leaf; state != root_state; state = chart_.at(state).parent) {
      const std::optional<TransitionIndex> taken = enabled(chart_.at(state));
      if (failure_) return {};
      if (!taken) continue;
      if (std::find(found.begin(), found.end(), *taken) == found.end()) found.push_back(*taken);
      break;
    }
  }
  return found.size() > 1 ? without_conflicts(found) : found;
}

TransitionList Interpreter::select_eventless() {
  return select_for_each_leaf([&](const State& state) -> std::optional<TransitionIndex> {
    for (const TransitionIndex index : state.always) {
      if (guard_holds(chart_.transitions[index])) return index;
      if (failure_) break;
    }
    return std::nullopt;
  });
}

TransitionList Interpreter::select(const MachineEvent& event, bool from_outside) {
  return select_for_each_leaf([&](const State& state) -> std::optional<TransitionIndex> {
    for (const TransitionIndex index : state.transitions) {
      const Transition& transition = chart_.transitions[index];
      const bool named = std::any_of(transition.events.begin(), transition.events.end(),
                                     [&](const std::string& each) { return descriptor_takes(each, event.name); });
      if (!named || (context_.host != nullptr && !context_.host->may_take(transition, from_outside))) continue;
      if (guard_holds(transition)) return index;
      if (failure_) break;
    }
    return std::nullopt;
  });
}

TransitionList Interpreter::without_conflicts(const TransitionList& enabled) {
  // Exit sets are the active part of the descendants of two domains: subtrees, hence nested or disjoint.
  const auto conflict = [&](StateIndex left, StateIndex right) {
    if (left != right && !chart_.is_descendant(left, right) && !chart_.is_descendant(right, left)) return false;
    const StateIndex inner = std::max(left, right);
    return machine_.configuration.any_in(inner, chart_.at(inner).last);
  };
  TransitionList kept;
  for (const TransitionIndex candidate : enabled) {
    const Transition& first = chart_.transitions[candidate];
    const std::optional<StateIndex> first_domain = domain(first);
    bool preempted = false;
    TransitionList replaced;
    for (const TransitionIndex other : kept) {
      const Transition& second = chart_.transitions[other];
      const std::optional<StateIndex> second_domain = domain(second);
      if (!first_domain || !second_domain || !conflict(*first_domain, *second_domain)) continue;
      if (!chart_.is_descendant(first.source, second.source)) {
        preempted = true;
        break;
      }
      replaced.push_back(other);
    }
    if (preempted) continue;
    for (const TransitionIndex other : replaced) kept.erase(std::find(kept.begin(), kept.end(), other));
    kept.push_back(candidate);
  }
  return kept;
}

}  // namespace bihuan::core
