#include "engine/runtime/directory_rules.h"

#include <algorithm>

namespace bihuan::runtime {

namespace {

const core::Unit* find(const std::vector<core::Unit>& units, std::string_view id) {
  const auto at =
      std::find_if(units.begin(), units.end(), [&](const auto& unit) { return unit.id == id && !unit.valid_to; });
  return at == units.end() ? nullptr : &*at;
}

}  // namespace

Result<void> check_id(std::string_view id) {
  const bool good = id.size() >= 2 && id.size() <= 40 && std::all_of(id.begin(), id.end(), [](char c) {
                      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
                    });
  if (!good) return Error("bad_id", {{"id", std::string(id.substr(0, 40))}});
  return {};
}

Result<void> check_unit(const core::Unit& unit, const std::vector<core::Unit>& units) {
  if (unit.parent.empty()) {
    const bool is_root = std::any_of(units.begin(), units.end(), [&](const auto& one) {
      return one.parent.empty() && !one.valid_to && one.id != unit.id;
    });
    if (is_root) return Error("unit_parent_unknown", {{"unit", ""}});
    return {};
  }
  const auto* above = find(units, unit.parent);
  if (!above) return Error("unit_parent_unknown", {{"unit", unit.parent}});
  for (std::size_t steps = 0; above; ++steps) {
    if (above->id == unit.id || steps > units.size()) return Error("unit_in_circle");
    above = above->parent.empty() ? nullptr : find(units, above->parent);
  }
  return {};
}

Result<void> check_unit_end(std::string_view unit, const std::vector<core::Unit>& units,
                            const std::vector<core::Person>& persons) {
  const auto* known = find(units, unit);
  if (!known) return Error("not_found");
  if (known->parent.empty()) return Error("unit_is_root");
  const bool has_units =
      std::any_of(units.begin(), units.end(), [&](const auto& one) { return one.parent == unit && !one.valid_to; });
  if (has_units) return Error("unit_has_units");
  const bool has_people =
      std::any_of(persons.begin(), persons.end(), [&](const auto& one) { return one.unit == unit && one.active; });
  if (has_people) return Error("unit_has_people");
  return {};
}

Result<void> check_roles(std::string_view person, std::string_view by, const std::vector<WantedRole>& wanted,
                         const std::vector<StoredRole>& stored) {
  if (person == by) return Error("roles_own");
  const auto offices = [&] {
    std::vector<std::string_view> held;
    for (const auto& one : wanted) {
      if (is_administrator_role(one.role) && std::find(held.begin(), held.end(), one.role) == held.end())
        held.push_back(one.role);
    }
    return held.size();
  }();
  if (offices > 1) return Error("roles_two_administrators");
  for (const auto role : administrator_roles) {
    const bool keeps = std::any_of(wanted.begin(), wanted.end(), [&](const auto& one) { return one.role == role; });
    const bool held = std::any_of(stored.begin(), stored.end(), [&](const auto& one) {
      return one.role.role == role && one.role.person == person && !one.role.valid_to;
    });
    const bool others = std::any_of(stored.begin(), stored.end(), [&](const auto& one) {
      return one.role.role == role && one.role.person != person && !one.role.valid_to;
    });
    if (held && !keeps && !others) return Error("roles_last_administrator");
  }
  return {};
}

}  // namespace bihuan::runtime
