#include "engine/runtime/recipients.h"

#include <set>

namespace bihuan::runtime {

std::vector<std::string> recipients(const core::NotificationQueued& message, const core::Organisation& organisation,
                                    core::Millis at) {
  std::set<std::string> found(message.persons.begin(), message.persons.end());
  for (const auto& role : message.roles) {
    const auto split = role.find('@');
    const auto name = role.substr(0, split);
    const auto unit = split == std::string::npos ? std::string{} : role.substr(split + 1);
    for (auto& person : organisation.holders(name, unit, at)) found.insert(std::move(person));
  }
  for (const auto& unit : message.units) {
    if (!message.unit_role.empty()) {
      // Not everybody of a unit: it may have hundreds of grid members.
      for (auto& person : organisation.holders(message.unit_role, unit, at)) found.insert(std::move(person));
      continue;
    }
    for (const auto& person : organisation.persons()) {
      if (person.unit == unit && person.active) found.insert(person.id);
    }
  }
  std::vector<std::string> active;
  for (const auto& id : found) {
    const auto* person = organisation.person(id);
    if (person != nullptr && person->active) active.push_back(id);
  }
  return active;
}

}  // namespace bihuan::runtime
