// The directory of people as it is stored: units, persons, roles, absences, credentials, sessions, tokens.
// Rules (who may change what, password strength, lock-out) belong to the callers; this only keeps rows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/people.h"
#include "engine/runtime/clock.h"

namespace bihuan::runtime {

// What a person chose for themselves.
struct Preferences {
  std::string language = "zh-CN";
  std::string theme, text_size;
};

struct StoredRole {
  std::int64_t id = 0;
  core::RoleAssignment role;
};

struct StoredAbsence {
  std::int64_t id = 0;
  core::Absence absence;
};

struct Credential {
  std::string person;
  std::string password;     // the hashing function's own encoded string; empty = none set
  std::string totp_secret;  // sealed by the caller; empty = no second factor
  bool must_change = false;
  int failures = 0;
  std::optional<Millis> locked_until;
  Millis changed_at = 0;
  std::string one_time;  // hash of a one-time link (set-up, reset), empty = none
  std::optional<Millis> one_time_until;
};

struct Session {
  std::string token_hash;
  std::string person;
  Millis created_at = 0, seen_at = 0, expires_at = 0;
  std::string address, client;
  std::string on_behalf_of;
};

struct ApiToken {
  std::int64_t id = 0;
  std::string token_hash;
  std::string person, name, scopes;
  Millis created_at = 0;
  std::optional<Millis> expires_at, used_at;
};

class DirectoryReads {
 public:
  virtual ~DirectoryReads() = default;
  // Grows with every change of units, persons, roles or absences: a cached Organisation is good while it stays.
  virtual std::int64_t version() = 0;
  virtual std::vector<core::Unit> units() = 0;  // all, ended ones too
  virtual std::vector<core::Person> persons() = 0;
  virtual std::vector<StoredRole> roles() = 0;
  virtual std::vector<StoredAbsence> absences() = 0;
  virtual std::optional<Preferences> preferences(std::string_view person) = 0;
  virtual std::optional<Credential> credential(std::string_view person) = 0;
  virtual std::optional<Credential> credential_by_one_time(std::string_view one_time_hash) = 0;
  virtual std::optional<Session> session(std::string_view token_hash) = 0;
  virtual std::vector<Session> sessions_of(std::string_view person) = 0;
  virtual std::optional<ApiToken> token(std::string_view token_hash) = 0;
  virtual std::vector<ApiToken> tokens_of(std::string_view person) = 0;
};

class DirectoryWrites : public DirectoryReads {
 public:
  virtual void put_unit(const core::Unit&) = 0;  // by id
  virtual void put_person(const core::Person&) = 0;
  virtual std::int64_t add_role(const core::RoleAssignment&) = 0;
  virtual void end_role(std::int64_t id, Millis at) = 0;
  virtual std::int64_t add_absence(const core::Absence&) = 0;
  virtual void end_absence(std::int64_t id, Millis at) = 0;
  virtual void put_preferences(std::string_view person, const Preferences&) = 0;
  virtual void put_credential(const Credential&) = 0;
  virtual void put_session(const Session&) = 0;
  virtual void delete_session(std::string_view token_hash) = 0;
  virtual void delete_sessions_of(std::string_view person) = 0;
  virtual std::int64_t delete_sessions_expired(Millis before) = 0;
  virtual std::int64_t add_token(const ApiToken&) = 0;
  virtual void touch_token(std::int64_t id, Millis at) = 0;
  virtual void delete_token(std::string_view person, std::int64_t id) = 0;
};

}  // namespace bihuan::runtime
