#include <algorithm>

#include "engine/runtime/case_rows.h"

namespace bihuan::runtime {
namespace {

bool holds(const std::vector<std::string>& list, const std::string& one) {
  return !one.empty() && std::find(list.begin(), list.end(), one) != list.end();
}

}  // namespace

bool sees(const Visibility& visible, const CaseReach& reach) {
  const auto accused = [&](const std::string& value) { return holds(visible.accused_as, value); };
  if (std::any_of(reach.accused_as.begin(), reach.accused_as.end(), accused)) return false;
  if (visible.all) return true;
  if (!visible.person.empty() && reach.filed_by == visible.person) return true;
  if (visible.units.empty()) return holds(reach.persons, visible.person);
  const auto own = [&](const std::string& unit) { return holds(visible.units, unit); };
  return own(reach.lead_unit) || own(reach.filed_unit) || std::any_of(reach.units.begin(), reach.units.end(), own);
}

}  // namespace bihuan::runtime
