#include "engine/scenario/people.h"

#include <set>

namespace bihuan::scenario {
namespace {

using expression::Value;

constexpr const char* office = "office";  // the unit of who holds a role nowhere in particular

// Every text that could be a unit: those named by steps, and all short texts in the data.
void collect(const Value& value, std::set<std::string>& out) {
  if (value.is(expression::Kind::string)) {
    const std::string& text = value.as_string();
    bool id = !text.empty() && text.size() <= 40;
    for (const char c : text) id = id && ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-');
    if (id) out.insert(text);
  } else if (value.is(expression::Kind::list)) {
    for (const Value& item : value.as_list()) collect(item, out);
  } else if (value.is(expression::Kind::map)) {
    for (const auto& [key, item] : value.as_map().entries()) collect(item, out);
  }
}

std::set<std::string> units_of(const Scenario& scenario) {
  std::set<std::string> out{office};
  for (const auto& [id, value] : scenario.fields) collect(value, out);
  for (const Step& step : scenario.steps) {
    for (const auto& [id, value] : step.data) collect(value, out);
    for (const auto* unit : {&step.unit, &step.to}) {
      if (!unit->empty()) out.insert(*unit);
    }
    if (const auto at = step.by.find('@'); at != std::string::npos) out.insert(step.by.substr(at + 1));
  }
  return out;
}

core::Organisation build(const core::Definition& definition, const Scenario& scenario) {
  std::vector<core::Unit> units;
  std::vector<core::Person> persons;
  std::vector<core::RoleAssignment> roles;
  const auto ids = units_of(scenario);
  for (const auto& id : ids) units.push_back({id, id, "department", id == office ? "" : office, 0, {}});
  std::set<std::string> names;
  for (const auto& role : definition.roles) names.insert(role.id);
  for (const auto& kind : definition.tasks) names.insert(kind.role);
  for (const auto& role : names) {
    persons.push_back({role, role, office, "", "", true});
    for (const auto& unit : ids) {
      roles.push_back({role, role, unit, 0, {}});
      const std::string there = role + "@" + unit;
      persons.push_back({there, there, unit, "", "", true});
      roles.push_back({there, role, unit, 0, {}});
    }
  }
  return core::Organisation(std::move(units), std::move(persons), std::move(roles), {});
}

}  // namespace

ScenarioPeople::ScenarioPeople(const core::Definition& definition, const Scenario& scenario)
    : organisation_(build(definition, scenario)) {}

core::Actor ScenarioPeople::actor(const std::string& by, core::Millis at) const {
  if (auto found = organisation_.actor(by, at)) {
    if (const auto sign = by.find('@'); sign != std::string::npos) found->unit = by.substr(sign + 1);
    return *found;
  }
  core::Actor nobody;
  nobody.person = by;
  nobody.unit = office;
  return nobody;
}

}  // namespace bihuan::scenario
