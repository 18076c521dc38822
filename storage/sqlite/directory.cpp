#include "storage/sqlite/directory.h"

namespace bihuan::sqlite {
namespace {

runtime::Credential credential_row(const Cursor& rows) {
  return {rows.string(0),
          rows.string(1),
          rows.string(2),
          rows.integer(3) != 0,
          static_cast<int>(rows.integer(4)),
          rows.optional_integer(5),
          rows.integer(6),
          rows.string(7),
          rows.optional_integer(8)};
}

runtime::Session session_row(const Cursor& rows) {
  return {rows.string(0),  rows.string(1), rows.integer(2), rows.integer(3),
          rows.integer(4), rows.string(5), rows.string(6),  rows.string(7)};
}

runtime::ApiToken token_row(const Cursor& rows) {
  return {rows.integer(0), rows.string(1),  rows.string(2),           rows.string(3),
          rows.string(4),  rows.integer(5), rows.optional_integer(6), rows.optional_integer(7)};
}

}  // namespace

std::int64_t Directory::version() {
  if (in_snapshot_ && version_) return *version_;
  auto rows = db_.statement("SELECT version FROM directory_version").query();
  version_ = rows.next() ? rows.integer(0) : 0;
  return *version_;
}

void Directory::changed() {
  db_.statement("UPDATE directory_version SET version = version + 1").execute();
}

std::vector<core::Unit> Directory::units() {
  auto rows = db_.statement("SELECT id, title, kind, parent, valid_from, valid_to FROM units ORDER BY rowid").query();
  std::vector<core::Unit> found;
  while (rows.next()) {
    found.push_back(
        {rows.string(0), rows.string(1), rows.string(2), rows.string(3), rows.integer(4), rows.optional_integer(5)});
  }
  return found;
}

std::vector<core::Person> Directory::persons() {
  auto rows = db_.statement("SELECT id, name, unit, phone, mail, active FROM persons ORDER BY rowid").query();
  std::vector<core::Person> found;
  while (rows.next()) {
    found.push_back(
        {rows.string(0), rows.string(1), rows.string(2), rows.string(3), rows.string(4), rows.integer(5) != 0});
  }
  return found;
}

std::vector<runtime::StoredRole> Directory::roles() {
  auto rows = db_.statement("SELECT id, person, role, unit, valid_from, valid_to FROM roles ORDER BY id").query();
  std::vector<runtime::StoredRole> found;
  while (rows.next()) {
    found.push_back(
        {rows.integer(0), {rows.string(1), rows.string(2), rows.string(3), rows.integer(4), rows.optional_integer(5)}});
  }
  return found;
}

std::vector<runtime::StoredAbsence> Directory::absences() {
  auto rows = db_.statement("SELECT id, absent, deputy, from_at, to_at, reason FROM absences ORDER BY id").query();
  std::vector<runtime::StoredAbsence> found;
  while (rows.next()) {
    found.push_back(
        {rows.integer(0), {rows.string(1), rows.string(2), rows.integer(3), rows.integer(4), rows.string(5)}});
  }
  return found;
}

std::optional<runtime::Preferences> Directory::preferences(std::string_view person) {
  auto rows = db_.statement("SELECT language, theme, text_size FROM persons WHERE id = ?").query(person);
  if (!rows.next()) return std::nullopt;
  return runtime::Preferences{rows.string(0), rows.string(1), rows.string(2)};
}

std::optional<runtime::Credential> Directory::credential(std::string_view person) {
  auto rows = db_.statement(
                     "SELECT person, password, totp_secret, must_change, failures, locked_until, changed_at, "
                     "one_time, one_time_until FROM credentials WHERE person = ?")
                  .query(person);
  if (!rows.next()) return std::nullopt;
  return credential_row(rows);
}

std::optional<runtime::Credential> Directory::credential_by_one_time(std::string_view one_time_hash) {
  if (one_time_hash.empty()) return std::nullopt;
  auto rows = db_.statement(
                     "SELECT person, password, totp_secret, must_change, failures, locked_until, changed_at, "
                     "one_time, one_time_until FROM credentials WHERE one_time = ? AND one_time <> ''")
                  .query(one_time_hash);
  if (!rows.next()) return std::nullopt;
  return credential_row(rows);
}

std::optional<runtime::Session> Directory::session(std::string_view token_hash) {
  auto rows = db_.statement(
                     "SELECT token_hash, person, created_at, seen_at, expires_at, address, client, on_behalf_of FROM "
                     "sessions WHERE token_hash = ?")
                  .query(token_hash);
  if (!rows.next()) return std::nullopt;
  return session_row(rows);
}

std::vector<runtime::Session> Directory::sessions_of(std::string_view person) {
  auto rows = db_.statement(
                     "SELECT token_hash, person, created_at, seen_at, expires_at, address, client, on_behalf_of FROM "
                     "sessions WHERE person = ? ORDER BY created_at")
                  .query(person);
  std::vector<runtime::Session> found;
  while (rows.next()) found.push_back(session_row(rows));
  return found;
}

std::optional<runtime::ApiToken> Directory::token(std::string_view token_hash) {
  auto rows = db_.statement(
                     "SELECT id, token_hash, person, name, scopes, created_at, expires_at, used_at FROM tokens WHERE "
                     "token_hash = ?")
                  .query(token_hash);
  if (!rows.next()) return std::nullopt;
  return token_row(rows);
}

std::vector<runtime::ApiToken> Directory::tokens_of(std::string_view person) {
  auto rows = db_.statement(
                     "SELECT id, token_hash, person, name, scopes, created_at, expires_at, used_at FROM tokens WHERE "
                     "person = ? ORDER BY id")
                  .query(person);
  std::vector<runtime::ApiToken> found;
  while (rows.next()) found.push_back(token_row(rows));
  return found;
}

void Directory::put_unit(const core::Unit& unit) {
  db_.statement(
         "INSERT INTO units (id, title, kind, parent, valid_from, valid_to) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) "
         "DO UPDATE SET title = excluded.title, kind = excluded.kind, parent = excluded.parent, valid_from = "
         "excluded.valid_from, valid_to = excluded.valid_to")
      .execute(unit.id, unit.title, unit.kind, unit.parent, unit.valid_from, unit.valid_to);
  changed();
}

void Directory::put_person(const core::Person& person) {
  db_.statement(
         "INSERT INTO persons (id, name, unit, phone, mail, active) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO "
         "UPDATE SET name = excluded.name, unit = excluded.unit, phone = excluded.phone, mail = excluded.mail, "
         "active = excluded.active")
      .execute(person.id, person.name, person.unit, person.phone, person.mail, person.active);
  changed();
}

std::int64_t Directory::add_role(const core::RoleAssignment& role) {
  db_.statement("INSERT INTO roles (person, role, unit, valid_from, valid_to) VALUES (?, ?, ?, ?, ?)")
      .execute(role.person, role.role, role.unit, role.valid_from, role.valid_to);
  const auto id = db_.last_insert_rowid();
  changed();
  return id;
}

void Directory::end_role(std::int64_t id, runtime::Millis at) {
  db_.statement("UPDATE roles SET valid_to = ? WHERE id = ?").execute(at, id);
  changed();
}

std::int64_t Directory::add_absence(const core::Absence& absence) {
  db_.statement("INSERT INTO absences (absent, deputy, from_at, to_at, reason) VALUES (?, ?, ?, ?, ?)")
      .execute(absence.absent, absence.deputy, absence.from, absence.to, absence.reason);
  const auto id = db_.last_insert_rowid();
  changed();
  return id;
}

void Directory::end_absence(std::int64_t id, runtime::Millis at) {
  db_.statement("UPDATE absences SET to_at = ? WHERE id = ?").execute(at, id);
  changed();
}

void Directory::put_preferences(std::string_view person, const runtime::Preferences& preferences) {
  db_.statement("UPDATE persons SET language = ?, theme = ?, text_size = ? WHERE id = ?")
      .execute(preferences.language, preferences.theme, preferences.text_size, person);
}

void Directory::put_credential(const runtime::Credential& credential) {
  db_.statement(
         "INSERT OR REPLACE INTO credentials (person, password, totp_secret, must_change, failures, locked_until, "
         "changed_at, one_time, one_time_until) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .execute(credential.person, credential.password, credential.totp_secret, credential.must_change,
               credential.failures, credential.locked_until, credential.changed_at, credential.one_time,
               credential.one_time_until);
}

void Directory::put_session(const runtime::Session& session) {
  db_.statement(
         "INSERT OR REPLACE INTO sessions (token_hash, person, created_at, seen_at, expires_at, address, client, "
         "on_behalf_of) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
      .execute(session.token_hash, session.person, session.created_at, session.seen_at, session.expires_at,
               session.address, session.client, session.on_behalf_of);
}

void Directory::delete_session(std::string_view token_hash) {
  db_.statement("DELETE FROM sessions WHERE token_hash = ?").execute(token_hash);
}

void Directory::delete_sessions_of(std::string_view person) {
  db_.statement("DELETE FROM sessions WHERE person = ?").execute(person);
}

std::int64_t Directory::delete_sessions_expired(runtime::Millis before) {
  return db_.statement("DELETE FROM sessions WHERE expires_at < ?").execute(before);
}

std::int64_t Directory::add_token(const runtime::ApiToken& token) {
  db_.statement(
         "INSERT INTO tokens (token_hash, person, name, scopes, created_at, expires_at, used_at) VALUES (?, ?, ?, ?, "
         "?, ?, ?)")
      .execute(token.token_hash, token.person, token.name, token.scopes, token.created_at, token.expires_at,
               token.used_at);
  return db_.last_insert_rowid();
}

void Directory::touch_token(std::int64_t id, runtime::Millis at) {
  db_.statement("UPDATE tokens SET used_at = ? WHERE id = ?").execute(at, id);
}

void Directory::delete_token(std::string_view person, std::int64_t id) {
  db_.statement("DELETE FROM tokens WHERE id = ? AND person = ?").execute(id, person);
}

}  // namespace bihuan::sqlite
