// The directory of people in SQLite. Belongs to the thread that holds its connection.
#pragma once

#include "engine/runtime/directory.h"
#include "storage/sqlite/connection.h"

namespace bihuan::sqlite {

class Directory final : public runtime::DirectoryWrites {
 public:
  explicit Directory(Connection& connection) : db_(connection) {}

  std::int64_t version() override;
  // A transaction that only reads begins on the connection: until the next one the version is asked for once.
  void begin_snapshot() {
    in_snapshot_ = true;
    version_.reset();
  }
  std::vector<core::Unit> units() override;
  std::vector<core::Person> persons() override;
  std::vector<runtime::StoredRole> roles() override;
  std::vector<runtime::StoredAbsence> absences() override;
  std::optional<runtime::Preferences> preferences(std::string_view person) override;
  std::optional<runtime::Credential> credential(std::string_view person) override;
  std::optional<runtime::Credential> credential_by_one_time(std::string_view one_time_hash) override;
  std::optional<runtime::Session> session(std::string_view token_hash) override;
  std::vector<runtime::Session> sessions_of(std::string_view person) override;
  std::optional<runtime::ApiToken> token(std::string_view token_hash) override;
  std::vector<runtime::ApiToken> tokens_of(std::string_view person) override;

  void put_unit(const core::Unit& unit) override;
  void put_person(const core::Person& person) override;
  std::int64_t add_role(const core::RoleAssignment& role) override;
  void end_role(std::int64_t id, runtime::Millis at) override;
  std::int64_t add_absence(const core::Absence& absence) override;
  void end_absence(std::int64_t id, runtime::Millis at) override;
  void put_preferences(std::string_view person, const runtime::Preferences& preferences) override;
  void put_credential(const runtime::Credential& credential) override;
  void put_session(const runtime::Session& session) override;
  void delete_session(std::string_view token_hash) override;
  void delete_sessions_of(std::string_view person) override;
  std::int64_t delete_sessions_expired(runtime::Millis before) override;
  std::int64_t add_token(const runtime::ApiToken& token) override;
  void touch_token(std::int64_t id, runtime::Millis at) override;
  void delete_token(std::string_view person, std::int64_t id) override;

 private:
  void changed();

  Connection& db_;
  bool in_snapshot_ = false;
  std::optional<std::int64_t> version_;  // of the snapshot
};

}  // namespace bihuan::sqlite
