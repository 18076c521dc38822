// Executable content: SCXML section 4 (raise, if, foreach), 5.4 (assign), 6.2 (send), 6.3 (cancel), and what only a
// case can do. Errors: a bare chart raises error.execution and leaves the rest of the block; a workflow refuses the
// command.
#include <algorithm>
#include <cmath>

#include "engine/core/interpreter.h"
#include "engine/core/limits.h"

namespace bihuan::core {

using expression::Value;

void Interpreter::fault(Error error, const Location& where, bool raise) {
  if (!chart_.bare || error.code == "endless_step") {
    if (!failure_) {
      failure_ = std::move(error);
      if (failure_->where.line == 0 || failure_->where.file.empty()) failure_->where = where;
    }
    return;
  }
  result_.problems.push_back({where, std::move(error)});
  if (raise) machine_.internal_queue.push_back({"error.execution", Value::map({})});
}

std::optional<Value> Interpreter::evaluate(const expression::Program& program, const Location& where) {
  Result<Value> value = program.evaluate(bindings());
  if (value) return std::move(*value);
  fault(Error("value_error", {{"expression", program.source()}, {"reason", value.error().message()}}), where);
  return std::nullopt;
}

std::optional<bool> Interpreter::test(const expression::Program& condition, const Location& where) {
  const Result<Value> value = condition.evaluate(bindings());
  if (value && value->is(expression::Kind::boolean)) return value->as_bool();
  const std::string reason =
      value ? std::string(expression::type_name(*value)) + " is not a bool" : value.error().message();
  // While error.execution itself is handled, a guard that still fails is not reported again: it would never end.
  const bool again = event_ != nullptr && event_->name == "error.execution";
  fault(Error("guard_error", {{"expression", condition.source()}, {"reason", reason}}), where, !again);
  return std::nullopt;
}

std::optional<Value> Interpreter::parameters(const std::vector<Parameter>& list, const Location& where, bool all) {
  std::vector<std::pair<std::string, Value>> fields;
  for (const Parameter& parameter : list) {
    std::optional<Value> value = evaluate(parameter.value, where);
    if (value) {
      fields.emplace_back(parameter.name, std::move(*value));
    } else if (all) {
      return std::nullopt;
    }
  }
  return Value::record(std::move(fields));
}

bool Interpreter::execute(const Block& block) {
  for (const Action& action : block) {
    if (!execute(action)) return false;
  }
  return true;
}

bool Interpreter::execute(const Action& action) {
  if (failure_) return false;
  if (++actions_ > max_actions) {
    failure_ = Error("endless_step", {{"limit", std::to_string(max_actions)}}, action.where);
    return false;
  }
  return std::visit([&](const auto& body) { return run(body, action.where); }, action.body) && !failure_;
}

bool Interpreter::assign(DatumIndex index, const Value& value, const Location& where) {
  const Datum& datum = chart_.data[index];
  if (!fits(datum.type, value)) {
    fault(Error("value_wrong_type", {{"field", datum.id},
                                     {"expected", datum.type.to_string()},
                                     {"found", std::string(expression::type_name(value))}}),
          where);
    return false;
  }
  if (value_too_large(value)) {
    fault(Error("value_too_large", {{"field", datum.id}}), where);
    return false;
  }
  machine_.data[index] = value;
  if (context_.host != nullptr) context_.host->data_set(index, value);
  return true;
}

bool Interpreter::run(const SetAction& action, const Location& where) {
  const std::optional<Value> value = evaluate(action.value, where);
  return value && assign(action.datum, *value, where);
}

bool Interpreter::run(const RaiseAction& action, const Location& where) {
  std::optional<Value> data = parameters(action.data, where, true);
  if (!data) return false;
  machine_.internal_queue.push_back({action.event, std::move(*data)});
  return true;
}

bool Interpreter::run(const SendAction& action, const Location& where) {
  std::optional<Value> data = parameters(action.data, where, true);
  if (!data) return false;
  if (action.delay_ms <= 0) {
    machine_.external_queue.push_back({action.event, std::move(*data)});
    return true;
  }
  if (machine_.timers.size() >= max_pending) {
    failure_ = Error("endless_step", {{"limit", std::to_string(max_pending)}}, where);
    return false;
  }
  PendingTimer timer;
  timer.due = context_.now + action.delay_ms;
  timer.order = file_order(where);
  timer.number = ++machine_.armed;
  timer.send_id = action.id;
  timer.event = {action.event, std::move(*data)};
  timer.delay_ms = action.delay_ms;
  machine_.timers.push_back(std::move(timer));
  return true;
}

bool Interpreter::run(const CancelAction& action, const Location&) {
  std::erase_if(machine_.timers, [&](const PendingTimer& timer) {
    return timer.kind == PendingTimer::Kind::send && timer.send_id == action.id;
  });
  return true;
}

bool Interpreter::run(const IfAction& action, const Location& where) {
  for (const auto& [condition, block] : action.branches) {
    const bool holds = test(condition, where).value_or(false);
    if (failure_) return false;
    if (holds) return execute(block);
  }
  return execute(action.otherwise);
}

bool Interpreter::run(const ForAction& action, const Location& where) {
  const std::optional<Value> list = evaluate(action.in, where);
  if (!list) return false;
  if (!list->is(expression::Kind::list)) {
    fault(Error("for_needs_list", {{"found", std::string(expression::type_name(*list))}}), where);
    return false;
  }
  bool good = true;
  std::int64_t count = 0;
  for (const Value& item : list->as_list()) {  // held by `list`: the body may set the datum it came from
    const std::size_t outer = locals_.size();
    const Value number = Value::integer(count++);
    if (++actions_ > max_actions) {
      failure_ = Error("endless_step", {{"limit", std::to_string(max_actions)}}, where);
      return false;
    }
    if (action.item_datum) {
      good = assign(*action.item_datum, item, where);
    } else {
      locals_.emplace_back(action.item, item);
    }
    if (good && action.index_datum) {
      good = assign(*action.index_datum, number, where);
    } else if (action.index) {
      locals_.emplace_back(*action.index, number);
    }
    good = good && execute(action.body);
    locals_.resize(outer);
    if (!good) break;
  }
  return good;
}

bool Interpreter::run(const CaseAction& action, const Location& where) {
  if (context_.host == nullptr) return true;
  const Result<void> done = context_.host->perform(action, bindings(), machine_.internal_queue);
  if (done.has_error()) fault(done.error(), where);
  return !done.has_error();
}

Result<Value> Interpreter::value(expression::Slot slot) const {
  const Vocabulary& names = chart_.vocabulary;
  if (slot >= names.end) {
    for (auto local = locals_.rbegin(); local != locals_.rend(); ++local) {
      if (local->first == slot) return local->second;
    }
    return expression::Host::value(slot);
  }
  if (slot == names.event_name) return Value::string(event_ == nullptr ? std::string() : event_->name);
  if (slot == names.event_data) return event_ == nullptr ? Value::map({}) : event_->data;
  if (slot == names.now) return instant(context_.now);
  if (context_.host != nullptr) return context_.host->value(slot);
  return expression::Host::value(slot);
}

Result<Value> Interpreter::call(expression::FunctionId function, std::span<const Value> arguments) const {
  if (function == in_state_function) {
    const std::optional<StateIndex> state = chart_.find(arguments[0].as_string());
    if (!state) return Error("no_such_state", {{"name", arguments[0].as_string()}});
    return Value::boolean(machine_.configuration.contains(*state));
  }
  if (function == workdays_function && context_.host != nullptr) return context_.host->workdays(arguments[0].as_int());
  return expression::Host::call(function, arguments);
}

}  // namespace bihuan::core
