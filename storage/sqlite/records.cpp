#include "storage/sqlite/records.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "engine/base/hash.h"

namespace bihuan::sqlite {
namespace {

runtime::Document document_row(const Cursor& rows) {
  return {rows.string(0), rows.string(1), rows.integer(2), rows.string(3), rows.integer(4), rows.string(5)};
}

// What one line of the log commits to: the hash before it and its own columns, separated so that none runs into the
// next.
std::string log_hash(std::string_view before, const runtime::LogEntry& entry) {
  std::string text(before);
  for (const auto& part : {std::to_string(entry.at), entry.actor, entry.action, entry.subject, entry.detail}) {
    text += '\x1f' + std::to_string(part.size()) + ':' + part;
  }
  return sha256_hex(text);
}

}  // namespace

std::vector<runtime::StoredDefinition> Records::definitions() {
  auto rows = db_.statement(
                     "SELECT hash, id, title, effective_from, effective_to, deployed_at, deployed_by, current FROM "
                     "definitions ORDER BY deployed_at, rowid")
                  .query();
  std::vector<runtime::StoredDefinition> found;
  while (rows.next()) {
    found.push_back({rows.string(0),
                     rows.string(1),
                     rows.string(2),
                     rows.string(3),
                     rows.string(4),
                     {},
                     rows.integer(5),
                     rows.string(6),
                     rows.integer(7) != 0});
  }
  return found;
}

std::optional<runtime::StoredDefinition> Records::definition(std::string_view hash) {
  auto rows = db_.statement(
                     "SELECT hash, id, title, effective_from, effective_to, source, deployed_at, deployed_by, current "
                     "FROM definitions WHERE hash = ?")
                  .query(hash);
  if (!rows.next()) return std::nullopt;
  return runtime::StoredDefinition{rows.string(0), rows.string(1),  rows.string(2), rows.string(3),      rows.string(4),
                                   rows.string(5), rows.integer(6), rows.string(7), rows.integer(8) != 0};
}

std::int64_t Records::open_cases_on(std::string_view definition_hash) {
  auto rows =
      db_.statement("SELECT count(*) FROM cases WHERE closed_at IS NULL AND definition = ?").query(definition_hash);
  return rows.next() ? rows.integer(0) : 0;
}

std::vector<runtime::StoredCalendarYear> Records::calendar_years() {
  auto rows = db_.statement(
                     "SELECT calendar, year, max(version), body, announced_at, announced_by FROM calendar_years GROUP "
                     "BY calendar, year ORDER BY calendar, year")
                  .query();
  std::vector<runtime::StoredCalendarYear> found;
  while (rows.next()) {
    found.push_back({rows.string(0), static_cast<int>(rows.integer(1)), rows.integer(2), rows.string(3),
                     rows.integer(4), rows.string(5)});
  }
  return found;
}

std::optional<runtime::Document> Records::document(std::string_view kind, std::string_view id) {
  auto rows =
      db_.statement("SELECT kind, id, version, body, updated_at, updated_by FROM documents WHERE kind = ? AND id = ?")
          .query(kind, id);
  if (!rows.next()) return std::nullopt;
  return document_row(rows);
}

std::vector<runtime::Document> Records::documents(std::string_view kind) {
  auto rows =
      db_.statement("SELECT kind, id, version, body, updated_at, updated_by FROM documents WHERE kind = ? ORDER BY id")
          .query(kind);
  std::vector<runtime::Document> found;
  while (rows.next()) found.push_back(document_row(rows));
  return found;
}

runtime::Page<runtime::LogEntry> Records::log(const runtime::LogQuery& query) {
  const auto limit = std::clamp<std::size_t>(query.limit, 1, 1000);
  constexpr auto last = std::numeric_limits<std::int64_t>::max();
  std::int64_t before = last;
  std::from_chars(query.cursor.data(), query.cursor.data() + query.cursor.size(), before);
  auto rows = db_.statement(
                     "SELECT id, at, actor, action, subject, detail FROM log WHERE id < ?1 AND (?2 = '' OR actor = ?2) "
                     "AND (?3 = '' OR action = ?3) AND (?4 = '' OR subject = ?4) AND at >= ?5 AND at < ?6 ORDER BY "
                     "id DESC LIMIT ?7")
                  .query(before, query.actor, query.action, query.subject, query.from.value_or(0),
                         query.to.value_or(last), limit + 1);
  runtime::Page<runtime::LogEntry> page;
  while (rows.next()) {
    if (page.items.size() == limit) {
      page.next = std::to_string(page.items.back().id);
      break;
    }
    page.items.push_back(
        {rows.integer(0), rows.integer(1), rows.string(2), rows.string(3), rows.string(4), rows.string(5)});
  }
  return page;
}

std::optional<std::int64_t> Records::first_broken_log_entry() {
  auto rows = db_.statement("SELECT id, at, actor, action, subject, detail, hash FROM log ORDER BY id").query();
  std::string before;
  std::int64_t expected = 1;
  while (rows.next()) {
    const runtime::LogEntry entry{rows.integer(0), rows.integer(1), rows.string(2),
                                  rows.string(3),  rows.string(4),  rows.string(5)};
    before = log_hash(before, entry);
    if (entry.id != expected++ || before != rows.blob(6)) return entry.id;
  }
  return std::nullopt;
}

void Records::put_definition(const runtime::StoredDefinition& definition) {
  db_.statement(
         "INSERT INTO definitions (hash, id, title, effective_from, effective_to, source, deployed_at, deployed_by, "
         "current) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (hash) DO UPDATE SET current = excluded.current, "
         "deployed_at = excluded.deployed_at, deployed_by = excluded.deployed_by")
      .execute(definition.hash, definition.id, definition.title, definition.effective_from, definition.effective_to,
               definition.source, definition.deployed_at, definition.deployed_by, definition.current);
}

void Records::put_calendar_year(const runtime::StoredCalendarYear& year) {
  db_.statement(
         "INSERT INTO calendar_years (calendar, year, version, body, announced_at, announced_by) VALUES (?1, ?2, "
         "(SELECT coalesce(max(version), 0) + 1 FROM calendar_years WHERE calendar = ?1 AND year = ?2), ?3, ?4, ?5)")
      .execute(year.calendar, year.year, year.body, year.announced_at, year.announced_by);
}

Result<std::int64_t> Records::put_document(const runtime::Document& document) {
  const auto stored = this->document(document.kind, document.id);
  if ((stored ? stored->version : 0) != document.version) return Error("version_conflict");
  db_.statement(
         "INSERT INTO documents (kind, id, version, body, updated_at, updated_by) VALUES (?, ?, ?, ?, ?, ?) ON "
         "CONFLICT "
         "(kind, id) DO UPDATE SET version = excluded.version, body = excluded.body, updated_at = "
         "excluded.updated_at, updated_by = excluded.updated_by")
      .execute(document.kind, document.id, document.version + 1, document.body, document.updated_at,
               document.updated_by);
  return document.version + 1;
}

void Records::delete_document(std::string_view kind, std::string_view id) {
  db_.statement("DELETE FROM documents WHERE kind = ? AND id = ?").execute(kind, id);
}

void Records::add_log(const runtime::LogEntry& entry) {
  std::string before;
  std::int64_t id = 1;
  {
    auto rows = db_.statement("SELECT id, hash FROM log ORDER BY id DESC LIMIT 1").query();
    if (rows.next()) id = rows.integer(0) + 1, before = std::string(rows.blob(1));
  }
  db_.statement("INSERT INTO log (id, at, actor, action, subject, detail, hash) VALUES (?, ?, ?, ?, ?, ?, ?)")
      .execute(id, entry.at, entry.actor, entry.action, entry.subject, entry.detail, Blob{log_hash(before, entry)});
}

}  // namespace bihuan::sqlite
