// Who may do what, from the definition alone. Pure; share freely.
// A role held without a unit counts wherever it is asked for (simulation and scenarios hold roles so).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/core/scope.h"

namespace bihuan::core {

// Does the actor hold the role where the definition wants it held (`of`)? A role whose unit cannot be found out is not
// held.
[[nodiscard]] bool holds_role(const Definition& definition, const Scope& scope, const Actor& actor,
                              std::string_view role);
[[nodiscard]] bool holds_any(const Definition& definition, const Scope& scope, const Actor& actor,
                             const std::vector<std::string>& roles);

// The units at which the role counts in this case; empty: anywhere.
[[nodiscard]] std::vector<std::string> units_of_role(const Definition& definition, const Scope& scope,
                                                     std::string_view role);

// May the actor handle a task of `unit`?
[[nodiscard]] bool handles(const TaskKind& kind, std::string_view unit, const Actor& actor);

// Roles that may urge, supervise, suspend and resume by hand: those that the file names, or else every role that may
// file or approves something. What is loaded has them in `supervise_by`.
[[nodiscard]] std::vector<std::string> supervisors(const Definition& definition);

// How the actor of `scope` reads a field: not at all (`visible`), masked (`clear`), or as it is.
enum class FieldSight { hidden, masked, clear };
[[nodiscard]] FieldSight field_sight(const Definition& definition, const Scope& scope, const Actor& actor,
                                     const Field& field);
// Does everybody who sees the case read the field as it is? Only such fields stand in lists, searches and filters.
[[nodiscard]] bool is_read_by_all(const Field& field);
// May the actor know the people behind a case: `reveal_by`, or else the roles that file.
[[nodiscard]] bool may_reveal(const Definition& definition, const Actor& actor);

// Can the actor do anything in the case as it stands: fire an event of an active state, or handle an open task?
[[nodiscard]] bool takes_part(const Definition& definition, const CaseState& state, const Context& context);

// The roles named by the events of the active states, each once, in order of the file.
[[nodiscard]] std::vector<std::string> roles_at_work(const Definition& definition, const CaseState& state);

[[nodiscard]] const Role* find_role(const Definition& definition, std::string_view id);

// "信访专员、承办人": titles of roles for a sentence.
[[nodiscard]] std::string role_titles(const Definition& definition, const std::vector<std::string>& roles);

}  // namespace bihuan::core
