#include "engine/core/scope.h"

#include <algorithm>

#include "engine/calendar/calendar.h"

namespace bihuan::core {
namespace {

using expression::Value;

Value duration_value(Millis ms) {
  return Value::duration({ms / 1000, static_cast<std::int32_t>(ms % 1000) * 1'000'000});
}

Value roles_value(const Actor& actor) {
  std::vector<std::string> names;
  for (const auto& held : actor.roles) names.push_back(held.role);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  std::vector<Value> values;
  for (const auto& name : names) values.push_back(Value::string(name));
  return Value::list(std::move(values));
}

std::string state_text(const Chart& chart, const CaseState& state) {
  std::string joined;
  for (const auto& leaf : state.machine.active_leaves(chart)) joined += (joined.empty() ? "" : " ") + leaf;
  return joined;
}

Error failed(const Error& cause, const expression::Program& program, const Location& where) {
  return Error("guard_error", {{"expression", program.source()}, {"reason", cause.message()}}, where);
}

}  // namespace

Value timestamp_value(Millis at) {
  const Millis seconds = at >= 0 ? at / 1000 : -((-at + 999) / 1000);
  return Value::timestamp({seconds, static_cast<std::int32_t>(at - seconds * 1000) * 1'000'000});
}

Millis millis_of(const expression::Timestamp& timestamp) {
  return timestamp.seconds * 1000 + timestamp.nanos / 1'000'000;
}

const ClockState* find_clock(const CaseState& state, std::string_view id) {
  for (const auto& clock : state.clocks) {
    if (clock.id == id) return &clock;
  }
  return nullptr;
}

bool is_active(const Chart& chart, const CaseState& state, std::string_view state_id) {
  const auto index = chart.find(state_id);
  return index && state.machine.configuration.contains(*index);
}

std::optional<Millis> clock_left(const ClockState& clock, Millis now) {
  switch (clock.phase) {
    case ClockPhase::idle:
      return std::nullopt;
    case ClockPhase::running:
      return clock.due - now;
    case ClockPhase::suspended:
      return clock.due - (clock.ledger.suspensions.empty() ? now : clock.ledger.suspensions.back().from);
    case ClockPhase::stopped:
      return clock.due - clock.ledger.stopped.value_or(now);
  }
  return std::nullopt;
}

Result<Value> Scope::value(expression::Slot slot) const {
  const Vocabulary& names = definition_.chart.vocabulary;
  if (slot == names.event_name) return Value::string("");
  if (slot == names.event_data) return Value::map({});
  if (slot == names.now) return timestamp_value(context_.now);
  if (slot == names.actor_id) return Value::string(context_.actor.person);
  if (slot == names.actor_unit) return Value::string(context_.actor.unit);
  if (slot == names.actor_roles) return roles_value(context_.actor);
  if (slot == names.case_number) return Value::string(state_.number);
  if (slot == names.case_state) return Value::string(state_text(definition_.chart, state_));
  if (slot == names.case_filed_at) return timestamp_value(state_.filed_at);
  if (slot == names.case_lead_unit) return Value::string(state_.lead_unit);
  for (std::size_t i = 0; i < names.clocks.size(); ++i) {
    const bool left = slot == names.clocks[i].left;
    if (!left && slot != names.clocks[i].due) continue;
    const ClockState* clock = find_clock(state_, definition_.clocks[i].id);
    if (clock == nullptr || clock->phase == ClockPhase::idle) return Value::null();
    return left ? duration_value(*clock_left(*clock, context_.now)) : timestamp_value(clock->due);
  }
  return item_;
}

Result<Value> Scope::call(expression::FunctionId function, std::span<const Value> arguments) const {
  if (function == in_state_function) {
    return Value::boolean(is_active(definition_.chart, state_, arguments[0].as_string()));
  }
  const auto& calendar = *context_.calendar;
  const auto local = calendar.zone().to_local(context_.now);
  const auto day = calendar.add_working_days(local.date, arguments[0].as_int());
  return duration_value(calendar.zone().to_instant({day, local.ms}) - context_.now);
}

Result<Value> Scope::evaluate(const expression::Program& program, const Location& where) const {
  auto result = program.evaluate(bindings());
  if (!result) return failed(result.error(), program, where);
  return result;
}

Result<bool> Scope::holds(const expression::Program& program, const Location& where) const {
  const auto result = evaluate(program, where);
  if (!result) return result.error();
  return result->is(expression::Kind::boolean) && result->as_bool();
}

Result<std::string> Scope::text(const expression::Program& program, const Location& where) const {
  const auto result = evaluate(program, where);
  if (!result) return result.error();
  return result->is(expression::Kind::string) ? result->as_string() : std::string{};
}

Result<std::vector<std::string>> Scope::texts(const expression::Program& program, const Location& where) const {
  const auto result = evaluate(program, where);
  if (!result) return result.error();
  std::vector<std::string> found;
  const auto add = [&](const Value& value) {
    if (value.is(expression::Kind::string) && !value.as_string().empty()) found.push_back(value.as_string());
  };
  add(*result);
  if (result->is(expression::Kind::list)) {
    for (const Value& element : result->as_list()) add(element);
  }
  return found;
}

bool Scope::holds_now(const Condition& condition, const Location& where) const {
  const auto active = [&](const std::string& id) { return is_active(definition_.chart, state_, id); };
  const auto held = [&](const std::string& role) { return context_.actor.holds(role); };
  if (!condition.states.empty() && !std::any_of(condition.states.begin(), condition.states.end(), active)) return false;
  if (!condition.roles.empty() && !std::any_of(condition.roles.begin(), condition.roles.end(), held)) return false;
  if (!condition.when) return true;
  const auto result = holds(*condition.when, where);
  return result && *result;
}

}  // namespace bihuan::core
