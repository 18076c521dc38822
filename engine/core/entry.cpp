// What a microstep leaves and enters: SCXML computeExitSet, exitStates, computeEntrySet, addDescendantStatesToEnter,
// addAncestorStatesToEnter, enterStates, getEffectiveTargetStates, isInFinalState.
#include <algorithm>

#include "engine/core/interpreter.h"

namespace bihuan::core {

const StateSet* Interpreter::remembered(StateIndex history) const {
  for (const auto& [state, set] : machine_.history) {
    if (state == history) return &set;
  }
  return nullptr;
}

StateList Interpreter::effective_targets(const std::vector<StateIndex>& targets) const {
  StateList found;
  const auto add = [&](StateIndex state) {
    if (std::find(found.begin(), found.end(), state) == found.end()) found.push_back(state);
  };
  for (const StateIndex target : targets) {
    if (!chart_.at(target).is_history()) {
      add(target);
    } else if (const StateSet* last = remembered(target)) {
      for (const StateIndex state : *last) add(state);
    } else {
      for (const StateIndex state : effective_targets(chart_.at(target).initial.targets)) add(state);
    }
  }
  return found;
}

std::optional<StateIndex> Interpreter::domain(const Transition& transition) const {
  if (!transition.has_history_target) return transition.domain;
  const StateList targets = effective_targets(transition.targets);
  return transition_domain(chart_, transition, {targets.begin(), targets.end()});
}

void Interpreter::record_history(const StateSet& leaving) {
  for (const StateIndex index : leaving) {
    for (const StateIndex history : chart_.at(index).history) {
      StateSet active;
      if (chart_.at(history).type == StateType::deep_history) {
        for (const StateIndex state : machine_.configuration) {
          const StateType type = chart_.at(state).type;
          const bool leaf = type == StateType::atomic || type == StateType::final;
          if (leaf && chart_.is_descendant(state, index)) active.insert(state);
        }
      } else {
        for (const StateIndex child : chart_.at(index).children) {
          if (machine_.configuration.contains(child)) active.insert(child);
        }
      }
      const auto known = std::find_if(machine_.history.begin(), machine_.history.end(),
                                      [&](const auto& entry) { return entry.first == history; });
      if (known != machine_.history.end()) {
        known->second = std::move(active);
      } else {
        machine_.history.emplace_back(history, std::move(active));
      }
    }
  }
}

void Interpreter::exit_states(const TransitionList& transitions) {
  StateSet leaving;
  for (const TransitionIndex index : transitions) {
    const std::optional<StateIndex> top = domain(chart_.transitions[index]);
    if (!top) continue;
    const StateIndex last = chart_.at(*top).last;
    for (StateIndex state = machine_.configuration.first_at_or_after(*top + 1); state <= last;
         state = machine_.configuration.first_at_or_after(state + 1)) {
      leaving.insert(state);
    }
  }
  record_history(leaving);
  StateList order(leaving.begin(), leaving.end());
  for (auto state = order.rbegin(); state != order.rend() && !failure_; ++state) {
    execute(chart_.at(*state).exit);
    machine_.configuration.erase(*state);
    if (!chart_.at(*state).after.empty()) {
      std::erase_if(machine_.timers, [&](const PendingTimer& timer) {
        return timer.kind == PendingTimer::Kind::after && timer.state == *state;
      });
    }
    if (context_.host != nullptr) context_.host->state_left(*state);
  }
}

void Interpreter::add_descendants(StateIndex state, EntrySet& set) const {
  const State& node = chart_.at(state);
  const auto add_targets = [&](const auto& targets, StateIndex up_to) {
    for (const StateIndex target : targets) add_descendants(target, set);
    for (const StateIndex target : targets) add_ancestors(target, up_to, set);
  };
  if (node.is_history()) {
    if (const StateSet* last = remembered(state)) {
      add_targets(*last, node.parent);
    } else {
      const auto known = std::find_if(set.history_defaults.begin(), set.history_defaults.end(),
                                      [&](const auto& entry) { return entry.first == node.parent; });
      if (known != set.history_defaults.end()) set.history_defaults.erase(known);
      set.history_defaults.emplace_back(node.parent, &node.initial.actions);
      add_targets(node.initial.targets, node.parent);
    }
    return;
  }
  set.states.insert(state);
  if (node.type == StateType::compound) {
    set.by_default.insert(state);
    add_targets(node.initial.targets, state);
  } else if (node.type == StateType::parallel) {
    for (const StateIndex child : node.children) {
      if (!set.states.any_in(child, chart_.at(child).last)) add_descendants(child, set);
    }
  }
}

void Interpreter::add_ancestors(StateIndex state, StateIndex up_to, EntrySet& set) const {
  for (StateIndex ancestor = state; ancestor != root_state;) {
    ancestor = chart_.at(ancestor).parent;
    if (ancestor == up_to || ancestor == root_state) return;
    set.states.insert(ancestor);
    if (chart_.at(ancestor).type != StateType::parallel) continue;
    for (const StateIndex child : chart_.at(ancestor).children) {
      if (!set.states.any_in(child, chart_.at(child).last)) add_descendants(child, set);
    }
  }
}

void Interpreter::enter_states(const TransitionList& transitions) {
  EntrySet set;
  for (const TransitionIndex index : transitions) {
    const Transition& transition = chart_.transitions[index];
    if (transition.targets.empty()) continue;
    for (const StateIndex target : transition.targets) add_descendants(target, set);
    const StateIndex top = *domain(transition);
    for (const StateIndex target : effective_targets(transition.targets)) add_ancestors(target, top, set);
  }
  enter(set);
}

void Interpreter::enter_initial() {
  EntrySet set;
  const Entry& initial = context_.begin != nullptr ? *context_.begin : chart_.at(root_state).initial;
  execute(initial.actions);
  for (const StateIndex target : initial.targets) add_descendants(target, set);
  for (const StateIndex target : effective_targets(initial.targets)) add_ancestors(target, root_state, set);
  enter(set);
  run_to_completion();
}

void Interpreter::enter(const EntrySet& set) {
  for (const StateIndex index : set.states) {
    if (failure_) return;
    const State& state = chart_.at(index);
    machine_.configuration.insert(index);
    arm_timers(state, index);
    execute(state.entry);
    if (set.by_default.contains(index)) execute(state.initial.actions);
    for (const auto& [parent, actions] : set.history_defaults) {
      if (parent == index) execute(*actions);
    }
    if (state.type == StateType::final) finish_final(index);
  }
}

void Interpreter::arm_timers(const State& state, StateIndex index) {
  std::int64_t armed = -1;
  for (const TransitionIndex each : state.after) {
    const Transition& transition = chart_.transitions[each];
    if (transition.after_ms == armed) continue;  // another candidate of the same delay
    armed = transition.after_ms;
    PendingTimer timer;
    timer.kind = PendingTimer::Kind::after;
    timer.due = context_.now + transition.after_ms;
    timer.order = file_order(transition.where);
    timer.number = ++machine_.armed;
    timer.state = index;
    timer.delay_ms = transition.after_ms;
    machine_.timers.push_back(std::move(timer));
  }
}

void Interpreter::finish_final(StateIndex final) {
  const State& state = chart_.at(final);
  if (state.parent == root_state) {
    running_ = false;
    return;
  }
  const State& parent = chart_.at(state.parent);
  expression::Value data = *parameters(state.done, state.where, false);
  machine_.internal_queue.push_back({"done.state." + parent.id, std::move(data)});
  const StateIndex above = parent.parent;
  if (above != root_state && chart_.at(above).type == StateType::parallel && in_final(above)) {
    machine_.internal_queue.push_back({"done.state." + chart_.at(above).id, expression::Value::map({})});
  }
}

bool Interpreter::in_final(StateIndex index) const {
  const State& state = chart_.at(index);
  if (state.type == StateType::compound) {
    return std::any_of(state.children.begin(), state.children.end(), [&](StateIndex child) {
      return chart_.at(child).type == StateType::final && machine_.configuration.contains(child);
    });
  }
  return state.type == StateType::parallel &&
         std::all_of(state.children.begin(), state.children.end(), [&](StateIndex child) { return in_final(child); });
}

}  // namespace bihuan::core
