#include "engine/core/vocabulary.h"

namespace bihuan::core {

expression::Environment make_environment(const std::vector<std::pair<std::string, expression::Type>>& data,
                                         const std::vector<std::string>& clocks, bool workflow,
                                         Vocabulary& vocabulary) {
  using expression::Type;
  using expression::Unset;
  expression::Environment names;
  for (const auto& [name, type] : data) names.alias("field." + name, names.declare(name, type));
  const auto fixed = [&](const std::string& name, const Type& type) { return names.declare(name, type, Unset::never); };
  vocabulary.event_name = fixed("event.name", Type::Kind::string);
  vocabulary.event_data = fixed("event.data", Type::Kind::dyn);
  vocabulary.now = fixed("now", Type::Kind::timestamp);
  names.declare_function("in_state", {Type::Kind::string}, Type::Kind::boolean, in_state_function);
  names.declare_function("workdays", {Type::Kind::integer}, Type::Kind::duration, workdays_function);
  if (workflow) {
    vocabulary.actor_id = fixed("actor.id", Type::Kind::string);
    vocabulary.actor_unit = fixed("actor.unit", Type::Kind::string);
    vocabulary.actor_roles = fixed("actor.roles", Type::list(Type::Kind::string));
    vocabulary.case_number = fixed("case.number", Type::Kind::string);
    vocabulary.case_state = fixed("case.state", Type::Kind::string);
    vocabulary.case_filed_at = fixed("case.filed_at", Type::Kind::timestamp);
    vocabulary.case_lead_unit = fixed("case.lead_unit", Type::Kind::string);
    for (const std::string& clock : clocks) {
      Vocabulary::ClockSlots slots;
      slots.left = fixed("clock." + clock + ".left", Type::nullable(Type::Kind::duration));
      slots.due = fixed("clock." + clock + ".due", Type::nullable(Type::Kind::timestamp));
      vocabulary.clocks.push_back(slots);
    }
  }
  vocabulary.end = static_cast<expression::Slot>(names.slots());
  return names;
}

}  // namespace bihuan::core
