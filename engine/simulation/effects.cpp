#include "engine/simulation/effects.h"

namespace bihuan::simulation {
namespace {

using core::Definition;
using expression::Value;

Value texts(const std::vector<std::string>& items) {
  std::vector<Value> values;
  for (const std::string& item : items) values.push_back(Value::string(item));
  return Value::list(std::move(values));
}

Value text(const std::string& item) {
  return Value::string(item);
}

template <class Kinds>
Value id_of(const Kinds& kinds, std::size_t index) {
  return text(index < kinds.size() ? kinds[index].id : std::string());
}

struct Writer {
  const Definition& definition;

  std::optional<Effect> operator()(const core::NotificationQueued& fact) const {
    Effect effect{"notify",
                  {{"message", text(fact.message)}, {"matter", text(fact.matter)}, {"roles", texts(fact.roles)}}};
    if (!fact.persons.empty()) effect.members.emplace_back("persons", texts(fact.persons));
    if (!fact.units.empty()) effect.members.emplace_back("units", texts(fact.units));
    return effect;
  }
  std::optional<Effect> operator()(const core::DocumentIssued& fact) const {
    return Effect{"document", {{"document", text(fact.document)}, {"number", text(fact.number)}}};
  }
  std::optional<Effect> operator()(const core::TaskOpened& fact) const {
    return Effect{"open_task",
                  {{"task", id_of(definition.tasks, fact.task.kind)},
                   {"id", Value::integer(fact.task.id)},
                   {"unit", text(fact.task.unit)},
                   {"duty", text(fact.task.duty == core::TaskDuty::lead ? "lead" : "co")}}};
  }
  std::optional<Effect> operator()(const core::TaskCancelled& fact) const {
    return Effect{"cancel_task", {{"id", Value::integer(fact.task)}}};
  }
  std::optional<Effect> operator()(const core::ApprovalOpened& fact) const {
    return Effect{"ask_approval", {{"approval", id_of(definition.approvals, fact.kind)}}};
  }
  std::optional<Effect> operator()(const core::SubCaseRequested& fact) const {
    return Effect{"open_case",
                  {{"subcases", id_of(definition.subcases, fact.kind)}, {"index", Value::integer(fact.index)}}};
  }
  std::optional<Effect> operator()(const core::LeadUnitSet& fact) const {
    return Effect{"lead_unit", {{"unit", text(fact.unit)}}};
  }
  std::optional<Effect> operator()(const core::ClockStarted& fact) const { return clock("start_clock", fact.clock); }
  std::optional<Effect> operator()(const core::ClockStopped& fact) const { return clock("stop_clock", fact.clock); }
  std::optional<Effect> operator()(const core::ClockSuspended& fact) const {
    return clock("suspend_clock", fact.clock);
  }
  std::optional<Effect> operator()(const core::ClockResumed& fact) const { return clock("resume_clock", fact.clock); }
  std::optional<Effect> operator()(const core::WarnPointReached& fact) const { return clock("warn", fact.clock); }
  std::optional<Effect> operator()(const core::LimitPassed& fact) const { return clock("limit_passed", fact.clock); }
  std::optional<Effect> operator()(const core::RungReached& fact) const {
    return Effect{"rung", {{"clock", text(fact.clock)}, {"level", text(fact.level)}}};
  }
  template <class Other>
  std::optional<Effect> operator()(const Other&) const {
    return std::nullopt;
  }

 private:
  static std::optional<Effect> clock(const char* type, const std::string& id) {
    return Effect{type, {{"clock", text(id)}}};
  }

 public:
  explicit Writer(const Definition& whole) : definition(whole) {}
};

}  // namespace

std::optional<Effect> effect_of(const Definition& definition, const core::Event& event) {
  return std::visit(Writer(definition), event.body);
}

}  // namespace bihuan::simulation
