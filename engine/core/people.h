// Who acts: units as a dated tree, persons, the roles they hold at units, absences. Values and pure look-ups.
// Immutable once built; share freely between threads. "Who could act on day X" is answered from the dates.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bihuan::core {

// Milliseconds since 1970-01-01T00:00:00Z: the only form of an instant in the core and in storage.
using Millis = std::int64_t;

// A node of the organisation tree. Valid in [valid_from, valid_to); no end = still valid.
struct Unit {
  std::string id;      // stable, lower case: "jinping"
  std::string title;   // 锦屏街道
  std::string kind;    // street, town, department, bureau, firm, village, command_room, acceptance
  std::string parent;  // id of the unit above; empty for the root
  Millis valid_from = 0;
  std::optional<Millis> valid_to;
};

// A role held at a unit in [valid_from, valid_to). Role ids are those of the workflows ("clerk", "handler", "leader"),
// and system_admin, security_admin, audit_admin.
struct RoleAssignment {
  std::string person;
  std::string role;
  std::string unit;
  Millis valid_from = 0;
  std::optional<Millis> valid_to;
};

// The three offices of administration, each held by somebody else.
inline constexpr std::string_view administrator_roles[] = {"system_admin", "security_admin", "audit_admin"};
[[nodiscard]] bool is_administrator_role(std::string_view role);

struct Person {
  std::string id;    // stable; also the sign-in name
  std::string name;  // 张三
  std::string unit;  // home unit
  std::string phone;
  std::string mail;
  bool active = true;
};

// `deputy` acts for `absent` in [from, to). Every event so caused names both.
struct Absence {
  std::string absent;
  std::string deputy;
  Millis from = 0;
  Millis to = 0;
  std::string reason;
};

// The person who acts right now, with the roles that count at this instant.
struct Actor {
  std::string person;        // empty: the system itself
  std::string unit;          // the unit for which the person acts
  std::string on_behalf_of;  // person id when acting during an absence, else empty
  struct Held {
    std::string role;
    std::string unit;
    bool operator==(const Held&) const = default;
  };
  std::vector<Held> roles;

  [[nodiscard]] bool is_system() const { return person.empty(); }
  [[nodiscard]] bool holds(std::string_view role) const;
  [[nodiscard]] bool holds_at(std::string_view role, std::string_view unit) const;
};

// One consistent picture of the organisation. Look-ups by id are O(1) or O(log n).
class Organisation {
 public:
  Organisation(std::vector<Unit> units, std::vector<Person> persons, std::vector<RoleAssignment> roles,
               std::vector<Absence> absences);
  ~Organisation();
  Organisation(Organisation&&) noexcept;
  Organisation& operator=(Organisation&&) noexcept;

  [[nodiscard]] const Unit* unit(std::string_view id) const;
  [[nodiscard]] const Person* person(std::string_view id) const;
  // True when `below` is `above` or stands under it at instant `at`.
  [[nodiscard]] bool is_within(std::string_view below, std::string_view above, Millis at) const;
  [[nodiscard]] std::vector<std::string> units_below(std::string_view unit, Millis at) const;  // with itself
  // Ids of the persons who hold `role` (at `unit`, when given) at `at`, sorted; deputies of absent holders included.
  [[nodiscard]] std::vector<std::string> holders(std::string_view role, std::string_view unit, Millis at) const;
  // The actor that `person` is at `at`; with on_behalf_of, when an absence of that person names `person` as deputy
  // then.
  [[nodiscard]] std::optional<Actor> actor(std::string_view person, Millis at,
                                           std::string_view on_behalf_of = {}) const;
  [[nodiscard]] const std::vector<Unit>& units() const;
  [[nodiscard]] const std::vector<Person>& persons() const;

 private:
  struct Index;
  std::unique_ptr<Index> index_;
};

}  // namespace bihuan::core
