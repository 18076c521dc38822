#include "engine/runtime/directory_rules.h"

#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::runtime;

namespace {

core::Unit unit(const char* id, const char* parent, bool ended = false) {
  return {.id = id,
          .title = id,
          .kind = "street",
          .parent = parent,
          .valid_from = 0,
          .valid_to = ended ? std::optional<core::Millis>(1) : std::nullopt};
}

runtime::StoredRole role(const char* person, const char* name, bool ended = false) {
  return {.id = 1,
          .role = {.person = person,
                   .role = name,
                   .unit = "office",
                   .valid_from = 0,
                   .valid_to = ended ? std::optional<core::Millis>(1) : std::nullopt}};
}

std::string code_of(const Result<void>& result) {
  return result ? "" : result.error().code;
}

}  // namespace

TEST_CASE("the tree of units stays a tree", "[directory]") {
  const std::vector<core::Unit> units{unit("office", ""), unit("a", "office"), unit("b", "a"),
                                      unit("old", "office", true)};
  CHECK(code_of(check_unit(unit("c", "b"), units)) == "");
  CHECK(code_of(check_unit(unit("office", ""), units)) == "");
  CHECK(code_of(check_unit(unit("second", ""), units)) == "unit_parent_unknown");
  CHECK(code_of(check_unit(unit("c", "nowhere"), units)) == "unit_parent_unknown");
  CHECK(code_of(check_unit(unit("c", "old"), units)) == "unit_parent_unknown");
  CHECK(code_of(check_unit(unit("a", "b"), units)) == "unit_in_circle");
  CHECK(code_of(check_unit(unit("a", "a"), units)) == "unit_in_circle");
  CHECK(code_of(check_unit_end("office", units, {})) == "unit_is_root");
  CHECK(code_of(check_unit_end("a", units, {})) == "unit_has_units");
  CHECK(code_of(check_unit_end("b", units, {})) == "");
  CHECK(code_of(check_unit_end("old", units, {})) == "not_found");
  core::Person person;
  person.id = "zhang";
  person.unit = "b";
  CHECK(code_of(check_unit_end("b", units, {person})) == "unit_has_people");
  person.active = false;
  CHECK(code_of(check_unit_end("b", units, {person})) == "");
}

TEST_CASE("no administrator can do the others' work, or leave an office empty", "[directory][attack]") {
  const std::vector<runtime::StoredRole> stored{role("sys", "system_admin"), role("sec", "security_admin"),
                                                role("sec2", "security_admin"), role("aud", "audit_admin"),
                                                role("aud2", "audit_admin", true)};
  const WantedRole clerk{"clerk", "office"};
  const WantedRole security{"security_admin", "office"};
  const WantedRole audit{"audit_admin", "office"};
  CHECK(code_of(check_roles("zhang", "sec", {clerk}, stored)) == "");
  CHECK(code_of(check_roles("sec", "sec", {clerk, security}, stored)) == "roles_own");
  CHECK(code_of(check_roles("zhang", "sec", {security, audit}, stored)) == "roles_two_administrators");
  CHECK(code_of(check_roles("zhang", "sec", {security, {"security_admin", "a"}}, stored)) == "");
  CHECK(code_of(check_roles("sec2", "sec", {}, stored)) == "");
  CHECK(code_of(check_roles("sys", "sec", {}, stored)) == "roles_last_administrator");
  CHECK(code_of(check_roles("aud", "sec", {clerk}, stored)) == "roles_last_administrator");
  CHECK(code_of(check_roles("aud", "sec", {clerk, audit}, stored)) == "");
}

TEST_CASE("ids are plain", "[directory]") {
  for (const char* good : {"zhang.san", "a1", "jin-ping_2"}) CHECK(code_of(check_id(good)) == "");
  for (const char* bad : {"", "a", "Zhang", "张三", "a b", "a/b", "a'--"}) CHECK(code_of(check_id(bad)) == "bad_id");
}
