#include "engine/core/people.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <unordered_map>

namespace bihuan::core {
namespace {

bool valid_at(Millis from, const std::optional<Millis>& to, Millis at) {
  return from <= at && (!to || at < *to);
}

}  // namespace

bool is_administrator_role(std::string_view role) {
  return std::find(std::begin(administrator_roles), std::end(administrator_roles), role) !=
         std::end(administrator_roles);
}

bool Actor::holds(std::string_view role) const {
  return std::any_of(roles.begin(), roles.end(), [&](const Held& held) { return held.role == role; });
}

bool Actor::holds_at(std::string_view role, std::string_view at_unit) const {
  return std::any_of(roles.begin(), roles.end(),
                     [&](const Held& held) { return held.role == role && held.unit == at_unit; });
}

struct Organisation::Index {
  std::vector<Unit> units;
  std::vector<Person> persons;
  std::vector<Absence> absences;
  std::vector<RoleAssignment> roles;
  // The keys stand in the lists above.
  std::unordered_map<std::string_view, std::size_t> unit_by_id, person_by_id;
  std::unordered_map<std::string_view, std::vector<std::size_t>> units_of_parent, roles_of_person, roles_by_name;
  std::unordered_map<std::string_view, std::vector<std::size_t>> absences_of;  // by the absent person

  [[nodiscard]] bool active(std::string_view person) const {
    const auto found = person_by_id.find(person);
    return found != person_by_id.end() && persons[found->second].active;
  }
};

Organisation::Organisation(std::vector<Unit> units, std::vector<Person> persons, std::vector<RoleAssignment> roles,
                           std::vector<Absence> absences)
    : index_(std::make_unique<Index>()) {
  Index& index = *index_;
  index.units = std::move(units);
  index.persons = std::move(persons);
  index.roles = std::move(roles);
  index.absences = std::move(absences);
  for (std::size_t i = 0; i < index.units.size(); ++i) {
    index.unit_by_id[index.units[i].id] = i;
    index.units_of_parent[index.units[i].parent].push_back(i);
  }
  for (std::size_t i = 0; i < index.persons.size(); ++i) index.person_by_id[index.persons[i].id] = i;
  for (std::size_t i = 0; i < index.roles.size(); ++i) {
    index.roles_of_person[index.roles[i].person].push_back(i);
    index.roles_by_name[index.roles[i].role].push_back(i);
  }
  for (std::size_t i = 0; i < index.absences.size(); ++i) index.absences_of[index.absences[i].absent].push_back(i);
}

Organisation::~Organisation() = default;
Organisation::Organisation(Organisation&&) noexcept = default;
Organisation& Organisation::operator=(Organisation&&) noexcept = default;

const Unit* Organisation::unit(std::string_view id) const {
  const auto found = index_->unit_by_id.find(id);
  return found == index_->unit_by_id.end() ? nullptr : &index_->units[found->second];
}

const Person* Organisation::person(std::string_view id) const {
  const auto found = index_->person_by_id.find(id);
  return found == index_->person_by_id.end() ? nullptr : &index_->persons[found->second];
}

bool Organisation::is_within(std::string_view below, std::string_view above, Millis at) const {
  // A tree drawn in a circle by mistake ends after as many steps as there are units.
  std::string_view at_unit = below;
  for (std::size_t steps = 0; steps <= index_->units.size(); ++steps) {
    const Unit* found = unit(at_unit);
    if (found == nullptr || !valid_at(found->valid_from, found->valid_to, at)) return false;
    if (at_unit == above) return true;
    at_unit = found->parent;
  }
  return false;
}

std::vector<std::string> Organisation::units_below(std::string_view root, Millis at) const {
  std::vector<std::string> out;
  const Unit* top = unit(root);
  if (top == nullptr || !valid_at(top->valid_from, top->valid_to, at)) return out;
  std::set<std::string, std::less<>> seen{std::string(root)};
  out.emplace_back(root);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto children = index_->units_of_parent.find(out[i]);
    if (children == index_->units_of_parent.end()) continue;
    for (const std::size_t child : children->second) {
      const Unit& below = index_->units[child];
      if (valid_at(below.valid_from, below.valid_to, at) && seen.insert(below.id).second) out.push_back(below.id);
    }
  }
  return out;
}

std::vector<std::string> Organisation::holders(std::string_view role, std::string_view at_unit, Millis at) const {
  std::set<std::string> out;
  const auto found = index_->roles_by_name.find(role);
  if (found == index_->roles_by_name.end()) return {};
  for (const std::size_t i : found->second) {
    const RoleAssignment& held = index_->roles[i];
    if (!at_unit.empty() && held.unit != at_unit) continue;
    if (!valid_at(held.valid_from, held.valid_to, at)) continue;
    if (index_->active(held.person)) out.insert(held.person);
    const auto absences = index_->absences_of.find(held.person);
    if (absences == index_->absences_of.end()) continue;
    for (const std::size_t k : absences->second) {
      const Absence& absence = index_->absences[k];
      if (absence.from <= at && at < absence.to && index_->active(absence.deputy)) out.insert(absence.deputy);
    }
  }
  return {out.begin(), out.end()};
}

std::optional<Actor> Organisation::actor(std::string_view who, Millis at, std::string_view on_behalf_of) const {
  const Person* acting = person(who);
  if (acting == nullptr || !acting->active) return std::nullopt;
  std::string_view holder = who;
  Actor out;
  out.person = acting->id;
  out.unit = acting->unit;
  if (!on_behalf_of.empty()) {
    const Person* absent = person(on_behalf_of);
    const auto absences = index_->absences_of.find(on_behalf_of);
    if (absent == nullptr || absences == index_->absences_of.end()) return std::nullopt;
    const bool deputy = std::any_of(absences->second.begin(), absences->second.end(), [&](std::size_t k) {
      const Absence& absence = index_->absences[k];
      return absence.deputy == who && absence.from <= at && at < absence.to;
    });
    if (!deputy) return std::nullopt;
    holder = on_behalf_of;
    out.on_behalf_of = absent->id;
    out.unit = absent->unit;
  }
  const auto roles = index_->roles_of_person.find(holder);
  if (roles == index_->roles_of_person.end()) return out;
  out.roles.reserve(roles->second.size());
  for (const std::size_t i : roles->second) {
    const RoleAssignment& held = index_->roles[i];
    if (valid_at(held.valid_from, held.valid_to, at)) out.roles.push_back({held.role, held.unit});
  }
  return out;
}

const std::vector<Unit>& Organisation::units() const {
  return index_->units;
}
const std::vector<Person>& Organisation::persons() const {
  return index_->persons;
}

}  // namespace bihuan::core
