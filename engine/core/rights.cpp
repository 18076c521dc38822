#include "engine/core/rights.h"

#include <algorithm>
#include <set>

#include "engine/core/joint_handling.h"

namespace bihuan::core {
namespace {

void add_once(std::vector<std::string>& list, const std::string& item) {
  if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(item);
}

}  // namespace

const Role* find_role(const Definition& definition, std::string_view id) {
  for (const auto& role : definition.roles) {
    if (role.id == id) return &role;
  }
  return nullptr;
}

std::vector<std::string> units_of_role(const Definition& definition, const Scope& scope, std::string_view role) {
  const Role* known = find_role(definition, role);
  if (known == nullptr || !known->of) return {};
  const auto units = scope.texts(*known->of, known->where);
  return units ? *units : std::vector<std::string>{};
}

bool holds_role(const Definition& definition, const Scope& scope, const Actor& actor, std::string_view role) {
  if (!actor.holds(role)) return false;
  const Role* known = find_role(definition, role);
  if (known == nullptr || !known->of || actor.holds_at(role, "")) return true;
  const auto units = units_of_role(definition, scope, role);
  return std::any_of(units.begin(), units.end(), [&](const auto& unit) { return actor.holds_at(role, unit); });
}

bool holds_any(const Definition& definition, const Scope& scope, const Actor& actor,
               const std::vector<std::string>& roles) {
  return std::any_of(roles.begin(), roles.end(),
                     [&](const auto& role) { return holds_role(definition, scope, actor, role); });
}

bool handles(const TaskKind& kind, std::string_view unit, const Actor& actor) {
  return actor.holds_at(kind.role, unit) || actor.holds_at(kind.role, "");
}

std::vector<std::string> supervisors(const Definition& definition) {
  if (!definition.supervise_by.empty()) return definition.supervise_by;
  std::vector<std::string> roles = definition.file_by;
  for (const auto& approval : definition.approvals) {
    for (const auto& role : approval.by) add_once(roles, role);
  }
  for (const auto& clock : definition.clocks) {
    if (clock.extend && !clock.extend->approve.empty()) add_once(roles, clock.extend->approve);
  }
  return roles;
}

bool may_reveal(const Definition& definition, const Actor& actor) {
  const auto& roles = definition.reveal_by.empty() ? definition.file_by : definition.reveal_by;
  return std::any_of(roles.begin(), roles.end(), [&](const auto& role) { return actor.holds(role); });
}

FieldSight field_sight(const Definition& definition, const Scope& scope, const Actor& actor, const Field& field) {
  if (!scope.holds(field.visible, field.where)) return FieldSight::hidden;
  const bool clear =
      field.clear ? scope.holds(*field.clear, field.where) : !field.personal || may_reveal(definition, actor);
  return clear ? FieldSight::clear : FieldSight::masked;
}

bool is_read_by_all(const Field& field) {
  return !field.personal && !field.clear && field.visible.is_constant() && field.visible.otherwise;
}

std::vector<std::string> roles_at_work(const Definition& definition, const CaseState& state) {
  std::vector<std::string> roles;
  for (const auto& transition : definition.chart.transitions) {
    if (transition.source != root_state && !state.machine.configuration.contains(transition.source)) continue;
    for (const auto& role : transition.by) add_once(roles, role);
  }
  return roles;
}

bool takes_part(const Definition& definition, const CaseState& state, const Context& context) {
  const Scope scope(definition, state, context);
  if (holds_any(definition, scope, context.actor, roles_at_work(definition, state))) return true;
  return std::any_of(state.tasks.begin(), state.tasks.end(), [&](const TaskState& task) {
    return is_open(task) && handles(definition.tasks[task.kind], task.unit, context.actor);
  });
}

std::string role_titles(const Definition& definition, const std::vector<std::string>& roles) {
  std::string joined;
  std::set<std::string> told;  // several candidates of an event are often for the same role
  for (const auto& id : roles) {
    const Role* role = find_role(definition, id);
    const std::string title = role == nullptr || role->title.empty() ? id : role->title;
    if (told.insert(title).second) joined += (joined.empty() ? "" : " / ") + title;
  }
  return joined;
}

}  // namespace bihuan::core
