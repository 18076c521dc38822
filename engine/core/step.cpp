// The macrostep: SCXML mainEventLoop, microstep, exitInterpreter.
#include "engine/core/step.h"

#include <algorithm>

#include "engine/core/interpreter.h"
#include "engine/core/limits.h"

namespace bihuan::core {

void Interpreter::initialise(std::span<const std::pair<DatumIndex, expression::Value>> given) {
  machine_.data.reserve(chart_.data.size());
  for (const Datum& datum : chart_.data) machine_.data.push_back(datum.initial);
  StateSet filled;  // by datum
  for (const auto& [index, value] : given) {
    if (!assign(index, value, chart_.data[index].where)) return;
    filled.insert(index);
  }
  for (DatumIndex index = 0; index < chart_.data.size(); ++index) {
    const Datum& datum = chart_.data[index];
    if (!datum.initial_program || filled.contains(index)) continue;
    const std::optional<expression::Value> value = evaluate(*datum.initial_program, datum.where);
    if (failure_ || (value && !assign(index, *value, datum.where))) return;
  }
}

bool Interpreter::microstep(const TransitionList& transitions) {
  if (++microsteps_ > context_.max_microsteps) {
    const Transition& last = chart_.transitions[transitions.front()];
    failure_ = Error("endless_step", {{"limit", std::to_string(context_.max_microsteps)}}, last.where);
    return false;
  }
  result_.taken.insert(result_.taken.end(), transitions.begin(), transitions.end());
  exit_states(transitions);
  for (const TransitionIndex index : transitions) {
    if (failure_) return false;
    execute(chart_.transitions[index].actions);
  }
  if (!failure_) enter_states(transitions);
  return !failure_;
}

// Eventless transitions first, then the oldest internal event, until there is neither.
void Interpreter::run_to_completion() {
  MachineEvent current;
  std::size_t next = 0;  // what is before it in the queue was handled
  std::uint32_t events = 0;
  while (running_ && !failure_) {
    TransitionList enabled = select_eventless();
    if (failure_) break;
    if (enabled.empty()) {
      if (next == machine_.internal_queue.size()) break;
      if (++events > context_.max_microsteps || machine_.internal_queue.size() > max_queue) {
        failure_ = Error("endless_step", {{"limit", std::to_string(context_.max_microsteps)}});
        break;
      }
      current = std::move(machine_.internal_queue[next++]);
      if (next == machine_.internal_queue.size()) {
        machine_.internal_queue.clear();
        next = 0;
      }
      event_ = &current;
      enabled = select(current, false);
      if (failure_) break;
    }
    if (!enabled.empty()) microstep(enabled);
  }
  machine_.internal_queue.clear();
  if (!running_ && !failure_) close();
  event_ = nullptr;
}

// SCXML exitInterpreter: the exit actions run, the configuration stays for those who ask how it ended.
void Interpreter::close() {
  StateList order(machine_.configuration.begin(), machine_.configuration.end());
  for (auto state = order.rbegin(); state != order.rend() && !failure_; ++state) execute(chart_.at(*state).exit);
  machine_.internal_queue.clear();
  machine_.external_queue.clear();
  machine_.timers.clear();
  machine_.closed = true;
}

void Interpreter::handle(const MachineEvent& event, bool from_outside) {
  event_ = &event;
  const TransitionList enabled = select(event, from_outside);
  if (failure_) return;
  result_.matched = result_.matched || !enabled.empty();
  if (!enabled.empty() && !microstep(enabled)) return;
  run_to_completion();
}

void Interpreter::handle_after(StateIndex state, std::int64_t delay_ms) {
  const MachineEvent event{"after." + duration_text(delay_ms), expression::Value::map({})};
  event_ = &event;
  for (const TransitionIndex index : chart_.at(state).after) {
    const Transition& transition = chart_.transitions[index];
    if (transition.after_ms != delay_ms) continue;
    const bool holds = guard_holds(transition);
    if (failure_) return;
    if (!holds) continue;
    result_.matched = true;
    if (!microstep({index})) return;
    break;
  }
  run_to_completion();
}

Result<MacrostepResult> start(const Chart& chart, std::span<const std::pair<DatumIndex, expression::Value>> given,
                              const StepContext& context) {
  MacrostepResult result;
  result.machine.started = true;
  result.matched = true;
  Interpreter interpreter(chart, result, context);
  interpreter.initialise(given);
  if (!interpreter.failure()) interpreter.enter_initial();
  if (interpreter.failure()) return *interpreter.failure();
  return result;
}

Result<MacrostepResult> macrostep(const Chart& chart, MachineState machine, const ExternalEvent& event,
                                  const StepContext& context) {
  MacrostepResult result;
  result.machine = std::move(machine);
  if (result.machine.closed || !result.machine.started) return result;
  Interpreter interpreter(chart, result, context);
  interpreter.handle(event, true);
  if (interpreter.failure()) return *interpreter.failure();
  return result;
}

Result<MacrostepResult> fire_timer(const Chart& chart, MachineState machine, std::uint64_t number,
                                   const StepContext& context) {
  MacrostepResult result;
  result.machine = std::move(machine);
  std::vector<PendingTimer>& timers = result.machine.timers;
  const auto found = std::find_if(timers.begin(), timers.end(), [&](const auto& t) { return t.number == number; });
  if (found == timers.end() || result.machine.closed) return result;
  const PendingTimer timer = std::move(*found);
  timers.erase(found);
  Interpreter interpreter(chart, result, context);
  if (timer.kind == PendingTimer::Kind::after) {
    interpreter.handle_after(timer.state, timer.delay_ms);
  } else {
    interpreter.handle(timer.event, false);
  }
  if (interpreter.failure()) return *interpreter.failure();
  return result;
}

Result<MacrostepResult> settle(const Chart& chart, MacrostepResult result, const StepContext& context) {
  std::uint32_t rounds = 0;
  while (!result.machine.external_queue.empty() && !result.machine.closed) {
    if (++rounds > context.max_microsteps || result.machine.external_queue.size() > max_queue) {
      return Error("endless_step", {{"limit", std::to_string(context.max_microsteps)}});
    }
    const MachineEvent event = std::move(result.machine.external_queue.front());
    result.machine.external_queue.erase(result.machine.external_queue.begin());
    const bool matched = result.matched;
    Interpreter interpreter(chart, result, context);
    interpreter.handle(event, false);
    if (interpreter.failure()) return *interpreter.failure();
    result.matched = matched;
  }
  return result;
}

bool is_legal(const Chart& chart, const StateSet& configuration) {
  std::size_t top = 0;
  for (const StateIndex index : configuration) {
    if (index == root_state || index >= chart.states.size()) return false;
    const State& state = chart.at(index);
    if (state.is_history()) return false;
    if (state.parent == root_state) ++top;
    if (state.parent != root_state && !configuration.contains(state.parent)) return false;
    const auto active = static_cast<std::size_t>(std::count_if(
        state.children.begin(), state.children.end(), [&](StateIndex child) { return configuration.contains(child); }));
    if (state.type == StateType::compound && active != 1) return false;
    if (state.type == StateType::parallel && active != state.children.size()) return false;
  }
  return top == 1;
}

}  // namespace bihuan::core
