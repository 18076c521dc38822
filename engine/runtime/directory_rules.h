// Rules of the directory that a change must keep. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.h"
#include "engine/core/people.h"
#include "engine/runtime/directory.h"

namespace bihuan::runtime {

using core::administrator_roles;
using core::is_administrator_role;

// 2 to 40 small letters, digits, dots, dashes, underscores; bad_id.
[[nodiscard]] Result<void> check_id(std::string_view id);

// The tree stays a tree of living units: unit_parent_unknown, unit_in_circle.
[[nodiscard]] Result<void> check_unit(const core::Unit& unit, const std::vector<core::Unit>& units);
// A unit may end when nothing living hangs on it: unit_is_root, unit_has_units, unit_has_people.
[[nodiscard]] Result<void> check_unit_end(std::string_view unit, const std::vector<core::Unit>& units,
                                          const std::vector<core::Person>& persons);

struct WantedRole {
  std::string role, unit;
  bool operator==(const WantedRole&) const = default;
};
// What the person `by` may make of the roles of `person`: roles_own (nobody gives roles to themselves),
// roles_two_administrators (one administrator's office a person), roles_last_administrator.
[[nodiscard]] Result<void> check_roles(std::string_view person, std::string_view by,
                                       const std::vector<WantedRole>& wanted, const std::vector<StoredRole>& stored);

}  // namespace bihuan::runtime
