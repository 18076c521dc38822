#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <set>

#include "engine/base/catalogue.h"
#include "web/api/auth/auth_state.h"

namespace bihuan::api {

namespace json = boost::json;

namespace {

constexpr std::array<std::string_view, 3> administrator_roles{"system_admin", "security_admin", "audit_admin"};

// True when each administrator's role is held by somebody.
bool has_administrators(const std::vector<runtime::StoredRole>& roles) {
  return std::all_of(administrator_roles.begin(), administrator_roles.end(), [&](std::string_view role) {
    return std::any_of(roles.begin(), roles.end(), [&](const auto& stored) { return stored.role.role == role; });
  });
}

bool is_person_id(std::string_view id) {
  return id.size() >= 2 && id.size() <= 40 && std::all_of(id.begin(), id.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
         });
}

Result<void> check_administrators(const std::vector<NewAdministrator>& administrators, const PasswordRules& rules) {
  std::set<std::string> persons;
  std::set<std::string> roles;
  for (const auto& one : administrators) {
    persons.insert(one.person);
    roles.insert(one.role);
    if (!is_person_id(one.person) || one.name.empty() || one.name.size() > 100) return Error("setup_administrators");
    if (const auto good = check_password(one.password, one.person, rules); !good) return good.error();
  }
  const std::set<std::string> wanted(administrator_roles.begin(), administrator_roles.end());
  if (administrators.size() != 3 || persons.size() != 3 || roles != wanted) return Error("setup_administrators");
  return {};
}

// The stored link fits and has not run out.
bool link_fits(runtime::RecordReads& records, const std::string& hash, Millis now) {
  const auto document = records.document("setup", "link");
  if (!document) return false;
  const auto body = json::parse(document->body);
  return body.at("hash").as_string() == hash && body.at("until").as_int64() > now;
}

// The unit at which the administrators work: the root of the tree, made when there is none.
std::string root_unit(runtime::DirectoryWrites& directory, Millis now) {
  for (const auto& unit : directory.units()) {
    if (unit.parent.empty() && !unit.valid_to) return unit.id;
  }
  directory.put_unit({.id = "office",
                      .title = text("zh-CN", "setup_unit"),
                      .kind = "bureau",
                      .parent = "",
                      .valid_from = now,
                      .valid_to = {}});
  return "office";
}

}  // namespace

bool Auth::setup_needed() {
  {
    const std::lock_guard lock(state_->mutex);
    if (state_->is_set_up) return false;
  }
  const bool is_set_up = has_administrators(state_->store.read()->directory().roles());
  const std::lock_guard lock(state_->mutex);
  state_->is_set_up = is_set_up;
  return !is_set_up;
}

Result<std::string> Auth::make_setup_link() {
  if (!setup_needed()) return Error("setup_done");
  const auto secret = make_secret();
  const auto done = state_->writer.run([&](runtime::WriteSession& write) -> Result<void> {
    const auto now = state_->clock.now();
    const json::object body{{"hash", secret_hash(secret)}, {"until", now + state_->options.link_life}};
    write.records().delete_document("setup", "link");
    const auto put = write.records().put_document({.kind = "setup",
                                                   .id = "link",
                                                   .version = 0,
                                                   .body = json::serialize(body),
                                                   .updated_at = now,
                                                   .updated_by = ""});
    if (!put) return put.error();
    return {};
  });
  if (!done) return done.error();
  return secret;
}

Result<void> Auth::set_up(const std::string& secret, const std::vector<NewAdministrator>& administrators) {
  auto& state = *state_;
  if (!setup_needed()) return Error("setup_done");
  // First the link, so that a stranger cannot have us hash passwords.
  if (!link_fits(state.store.read()->records(), secret_hash(secret), state.clock.now())) return Error("link_unknown");
  if (const auto good = check_administrators(administrators, state.options.rules); !good) return good.error();
  std::vector<std::string> hashes;
  for (const auto& one : administrators) {
    auto hashed = state.hasher.hash(one.password);
    if (!hashed) return hashed.error();
    hashes.push_back(std::move(*hashed));
  }
  return state.writer.run([&](runtime::WriteSession& write) -> Result<void> {
    const auto now = state.clock.now();
    auto& directory = write.directory();
    if (has_administrators(directory.roles())) return Error("setup_done");
    if (!link_fits(write.records(), secret_hash(secret), now)) return Error("link_unknown");
    const auto unit = root_unit(directory, now);
    for (std::size_t i = 0; i < administrators.size(); ++i) {
      const auto& one = administrators[i];
      directory.put_person({.id = one.person, .name = one.name, .unit = unit, .phone = "", .mail = "", .active = true});
      directory.add_role({.person = one.person, .role = one.role, .unit = unit, .valid_from = now, .valid_to = {}});
      runtime::Credential credential;
      credential.person = one.person;
      credential.password = hashes[i];
      credential.changed_at = now;
      directory.put_credential(credential);
      state.log(write, "", "administrator_made", one.person);
    }
    write.records().delete_document("setup", "link");
    return {};
  });
}

}  // namespace bihuan::api
