#include "tests/core/reference.h"

#include <algorithm>

#include "engine/core/limits.h"
#include "engine/core/step.h"

namespace bihuan::testing {

using core::root_state;
using core::StateType;
using expression::Value;

namespace {

template <class List, class Item>
bool has(const List& list, const Item& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

}  // namespace

bool Reference::active(Index state) const {
  return has(configuration_, state);
}

bool Reference::is_atomic(Index state) const {
  const StateType type = chart_->states[state].type;
  return type == StateType::atomic || type == StateType::final;
}

Reference::List Reference::proper_ancestors(Index state) const {
  List out;
  while (state != root_state) out.push_back(state = chart_->states[state].parent);
  return out;
}

bool Reference::descends(Index state, Index ancestor) const {
  return has(proper_ancestors(state), ancestor);
}

std::vector<std::string> Reference::leaves() const {
  std::vector<std::string> out;
  for (const Index state : configuration_) {
    if (is_atomic(state)) out.push_back(chart_->states[state].id);
  }
  std::sort(out.begin(), out.end());
  return out;
}

bool Reference::start(std::uint32_t limit) {
  limit_ = limit;
  for (const core::Datum& datum : chart_->data) data_.push_back(datum.initial);
  List to_enter;
  List by_default;
  std::map<Index, const core::Block*> content;
  const core::Entry& initial = chart_->states[root_state].initial;
  run(initial.actions);
  for (const Index target : initial.targets) add_descendants(target, to_enter, by_default, content);
  for (const Index target : effective_targets(initial.targets))
    add_ancestors(target, root_state, to_enter, by_default, content);
  enter(to_enter, by_default, content);
  main_loop();
  return !overran_;
}

bool Reference::handle(const core::MachineEvent& event, std::uint32_t limit) {
  limit_ = limit;
  if (!running_) return true;
  event_ = event;
  const Transitions enabled = select(&event);
  if (!enabled.empty()) microstep(enabled);
  main_loop();
  return !overran_;
}

void Reference::main_loop() {
  std::uint32_t macrosteps = 0;
  while (running_ && !overran_) {
    // The event of the macrostep was its first microstep; the start has none.
    std::uint32_t steps = 0;
    std::uint32_t events = 0;
    bool done = false;
    while (running_ && !done) {
      Transitions enabled = select(nullptr);
      if (enabled.empty()) {
        if (internal_.empty()) {
          done = true;
        } else {
          event_ = internal_.front();
          internal_.pop_front();
          if (++events > limit_) overran_ = true;
          enabled = select(&event_);
        }
      }
      if (!enabled.empty()) {
        if (++steps > limit_) overran_ = true;
        if (overran_) return;
        microstep(enabled);
      }
      if (overran_) return;
    }
    if (!running_ || external_.empty()) break;
    if (++macrosteps > limit_) {
      overran_ = true;
      return;
    }
    event_ = external_.front();
    external_.pop_front();
    const Transitions enabled = select(&event_);
    if (!enabled.empty()) microstep(enabled);
  }
  if (running_) return;
  List order = configuration_;
  std::sort(order.rbegin(), order.rend());
  for (const Index state : order) run(chart_->states[state].exit);
}

Reference::Transitions Reference::select(const core::MachineEvent* event) {
  Transitions enabled;
  List atomic;
  for (const Index state : configuration_) {
    if (is_atomic(state)) atomic.push_back(state);
  }
  std::sort(atomic.begin(), atomic.end());
  for (const Index leaf : atomic) {
    List chain = proper_ancestors(leaf);
    chain.insert(chain.begin(), leaf);
    bool found = false;
    for (const Index state : chain) {
      const core::State& node = chart_->states[state];
      for (const core::TransitionIndex index : event == nullptr ? node.always : node.transitions) {
        const core::Transition& transition = chart_->transitions[index];
        const bool named = event == nullptr ||
                           std::any_of(transition.events.begin(), transition.events.end(),
                                       [&](const auto& each) { return core::descriptor_takes(each, event->name); });
        if (!named || (transition.guard && !holds(*transition.guard))) continue;
        if (!has(enabled, &transition)) enabled.push_back(&transition);
        found = true;
        break;
      }
      if (found) break;
    }
  }
  return remove_conflicting(enabled);
}

Reference::Transitions Reference::remove_conflicting(const Transitions& enabled) {
  Transitions filtered;
  for (const core::Transition* first : enabled) {
    bool preempted = false;
    Transitions to_remove;
    for (const core::Transition* second : filtered) {
      const List left = exit_set({first});
      const List right = exit_set({second});
      if (!std::any_of(left.begin(), left.end(), [&](Index state) { return has(right, state); })) continue;
      if (descends(first->source, second->source)) {
        to_remove.push_back(second);
      } else {
        preempted = true;
        break;
      }
    }
    if (preempted) continue;
    for (const core::Transition* each : to_remove) filtered.erase(std::find(filtered.begin(), filtered.end(), each));
    filtered.push_back(first);
  }
  return filtered;
}

Reference::List Reference::effective_targets(const List& targets) const {
  List out;
  const auto add = [&](Index state) {
    if (!has(out, state)) out.push_back(state);
  };
  for (const Index target : targets) {
    if (!chart_->states[target].is_history()) {
      add(target);
      continue;
    }
    const auto known = history_.find(target);
    const List more =
        known != history_.end() ? known->second : effective_targets(chart_->states[target].initial.targets);
    for (const Index state : more) add(state);
  }
  return out;
}

Reference::Index Reference::domain(const core::Transition& transition) const {
  const List targets = effective_targets(transition.targets);
  const auto all_below = [&](Index ancestor) {
    return std::all_of(targets.begin(), targets.end(), [&](Index target) { return descends(target, ancestor); });
  };
  if (transition.internal && chart_->states[transition.source].type == StateType::compound &&
      all_below(transition.source)) {
    return transition.source;
  }
  for (const Index ancestor : proper_ancestors(transition.source)) {
    if ((ancestor == root_state || chart_->states[ancestor].type == StateType::compound) && all_below(ancestor))
      return ancestor;
  }
  return root_state;
}

Reference::List Reference::exit_set(const Transitions& transitions) const {
  List out;
  for (const core::Transition* transition : transitions) {
    if (transition->targets.empty()) continue;
    const Index top = domain(*transition);
    for (const Index state : configuration_) {
      if (descends(state, top) && !has(out, state)) out.push_back(state);
    }
  }
  return out;
}

void Reference::microstep(const Transitions& enabled) {
  exit_states(enabled);
  for (const core::Transition* transition : enabled) run(transition->actions);
  enter_states(enabled);
}

void Reference::exit_states(const Transitions& enabled) {
  List leaving = exit_set(enabled);
  std::sort(leaving.rbegin(), leaving.rend());
  for (const Index state : leaving) {
    for (const Index history : chart_->states[state].history) {
      List remembered;
      for (const Index each : configuration_) {
        const bool deep = chart_->states[history].type == StateType::deep_history;
        if (deep ? is_atomic(each) && descends(each, state) : chart_->states[each].parent == state)
          remembered.push_back(each);
      }
      history_[history] = remembered;
    }
  }
  for (const Index state : leaving) {
    run(chart_->states[state].exit);
    configuration_.erase(std::find(configuration_.begin(), configuration_.end(), state));
  }
}

void Reference::enter_states(const Transitions& enabled) {
  List to_enter;
  List by_default;
  std::map<Index, const core::Block*> content;
  for (const core::Transition* transition : enabled) {
    if (transition->targets.empty()) continue;
    for (const Index target : transition->targets) add_descendants(target, to_enter, by_default, content);
    const Index top = domain(*transition);
    for (const Index target : effective_targets(transition->targets))
      add_ancestors(target, top, to_enter, by_default, content);
  }
  enter(to_enter, by_default, content);
}

void Reference::enter(List to_enter, const List& by_default, const std::map<Index, const core::Block*>& content) {
  std::sort(to_enter.begin(), to_enter.end());
  for (const Index index : to_enter) {
    const core::State& state = chart_->states[index];
    if (!active(index)) configuration_.push_back(index);
    run(state.entry);
    if (has(by_default, index)) run(state.initial.actions);
    const auto history = content.find(index);
    if (history != content.end()) run(*history->second);
    if (state.type != StateType::final) continue;
    if (state.parent == root_state) {
      running_ = false;
      continue;
    }
    std::vector<std::pair<std::string, Value>> done;
    for (const core::Parameter& parameter : state.done) {
      const auto value = parameter.value.evaluate({data_, this});
      if (value) {
        done.emplace_back(parameter.name, *value);
      } else {
        error();
      }
    }
    internal_.push_back({"done.state." + chart_->states[state.parent].id, Value::record(done)});
    const Index above = chart_->states[state.parent].parent;
    if (above == root_state || chart_->states[above].type != StateType::parallel) continue;
    if (in_final(above)) internal_.push_back({"done.state." + chart_->states[above].id, Value::map({})});
  }
}

void Reference::add_descendants(Index index, List& to_enter, List& by_default,
                                std::map<Index, const core::Block*>& content) const {
  const core::State& state = chart_->states[index];
  if (state.is_history()) {
    const auto known = history_.find(index);
    if (known == history_.end()) content[state.parent] = &state.initial.actions;
    const List targets = known != history_.end() ? known->second : state.initial.targets;
    for (const Index target : targets) add_descendants(target, to_enter, by_default, content);
    for (const Index target : targets) add_ancestors(target, state.parent, to_enter, by_default, content);
    return;
  }
  if (!has(to_enter, index)) to_enter.push_back(index);
  if (state.type == StateType::compound) {
    if (!has(by_default, index)) by_default.push_back(index);
    for (const Index target : state.initial.targets) add_descendants(target, to_enter, by_default, content);
    for (const Index target : state.initial.targets) add_ancestors(target, index, to_enter, by_default, content);
  } else if (state.type == StateType::parallel) {
    for (const Index child : state.children) {
      const bool some =
          std::any_of(to_enter.begin(), to_enter.end(), [&](Index each) { return descends(each, child); });
      if (!some) add_descendants(child, to_enter, by_default, content);
    }
  }
}

void Reference::add_ancestors(Index index, Index up_to, List& to_enter, List& by_default,
                              std::map<Index, const core::Block*>& content) const {
  for (const Index ancestor : proper_ancestors(index)) {
    if (ancestor == up_to || ancestor == root_state) return;
    if (!has(to_enter, ancestor)) to_enter.push_back(ancestor);
    if (chart_->states[ancestor].type != StateType::parallel) continue;
    for (const Index child : chart_->states[ancestor].children) {
      const bool some =
          std::any_of(to_enter.begin(), to_enter.end(), [&](Index each) { return descends(each, child); });
      if (!some) add_descendants(child, to_enter, by_default, content);
    }
  }
}

bool Reference::in_final(Index index) const {
  const core::State& state = chart_->states[index];
  if (state.type == StateType::compound) {
    return std::any_of(state.children.begin(), state.children.end(),
                       [&](Index child) { return chart_->states[child].type == StateType::final && active(child); });
  }
  if (state.type != StateType::parallel) return false;
  return std::all_of(state.children.begin(), state.children.end(), [&](Index child) { return in_final(child); });
}

void Reference::error() {
  internal_.push_back({"error.execution", Value::map({})});
}

bool Reference::holds(const expression::Program& guard) {
  const auto value = guard.evaluate({data_, this});
  if (value && value->is(expression::Kind::boolean)) return value->as_bool();
  if (event_.name != "error.execution") error();
  return false;
}

bool Reference::run(const core::Block& block) {
  return std::all_of(block.begin(), block.end(), [&](const core::Action& action) { return run(action); });
}

bool Reference::run(const core::Action& action) {
  const auto failed = [&] {
    error();
    return false;
  };
  const auto evaluate = [&](const expression::Program& program) { return program.evaluate({data_, this}); };
  const auto record = [&](const std::vector<core::Parameter>& list) -> std::optional<Value> {
    std::vector<std::pair<std::string, Value>> out;
    for (const core::Parameter& each : list) {
      const auto value = evaluate(each.value);
      if (!value) return std::nullopt;
      out.emplace_back(each.name, *value);
    }
    return Value::record(out);
  };
  if (const auto* set = std::get_if<core::SetAction>(&action.body)) {
    const auto value = evaluate(set->value);
    if (!value || !core::fits(chart_->data[set->datum].type, *value)) return failed();
    data_[set->datum] = *value;
  } else if (const auto* raise = std::get_if<core::RaiseAction>(&action.body)) {
    const auto data = record(raise->data);
    if (!data) return failed();
    internal_.push_back({raise->event, *data});
  } else if (const auto* send = std::get_if<core::SendAction>(&action.body)) {
    const auto data = record(send->data);
    if (!data) return failed();
    if (send->delay_ms == 0) external_.push_back({send->event, *data});
  } else if (const auto* choice = std::get_if<core::IfAction>(&action.body)) {
    for (const auto& [guard, block] : choice->branches) {
      if (holds(guard)) return run(block);
    }
    return run(choice->otherwise);
  } else if (const auto* loop = std::get_if<core::ForAction>(&action.body)) {
    const auto list = evaluate(loop->in);
    if (!list || !list->is(expression::Kind::list)) return failed();
    std::int64_t count = 0;
    for (const Value& item : list->as_list()) {
      locals_[loop->item] = item;
      if (loop->index) locals_[*loop->index] = Value::integer(count++);
      if (!run(loop->body)) return false;
    }
  }
  return true;
}

Result<Value> Reference::value(expression::Slot slot) const {
  if (slot == chart_->vocabulary.event_name) return Value::string(event_.name);
  if (slot == chart_->vocabulary.event_data) return event_.data;
  if (slot == chart_->vocabulary.now) return core::instant(0);
  const auto local = locals_.find(slot);
  if (local != locals_.end()) return local->second;
  return expression::Host::value(slot);
}

Result<Value> Reference::call(expression::FunctionId, std::span<const Value> arguments) const {
  const auto state = chart_->find(arguments[0].as_string());
  if (!state) return Error("no_such_state", {{"name", arguments[0].as_string()}});
  return Value::boolean(active(*state));
}

}  // namespace bihuan::testing
