#include "storage/sqlite/case_columns.h"
#include "storage/sqlite/case_query.h"
#include "storage/sqlite/cases.h"

namespace bihuan::sqlite {
namespace {

runtime::HistoryRow history_row(const Cursor& rows) {
  return {rows.integer(0), rows.integer(1), rows.integer(2), rows.integer(3),          rows.string(4),
          rows.string(5),  rows.string(6),  rows.string(7),  std::string(rows.blob(8))};
}

runtime::TaskRow task_row(const Cursor& rows) {
  return {rows.integer(2), rows.integer(3), rows.string(0), rows.string(4), rows.string(5), rows.integer(1) != 0};
}

runtime::CaseRecord case_record(const Cursor& rows) {
  return {case_row(rows), rows.string(case_column_count), std::string(rows.blob(case_column_count + 1))};
}

}  // namespace

std::optional<runtime::CaseRecord> Cases::load(std::int64_t id) {
  static const std::string sql =
      "SELECT " + std::string(case_columns) + ", c.state, c.head FROM cases c WHERE c.id = ?";
  auto rows = db_.statement(sql).query(id);
  if (!rows.next()) return std::nullopt;
  return case_record(rows);
}

std::optional<runtime::CaseRow> Cases::row(std::int64_t id) {
  static const std::string sql = "SELECT " + std::string(case_columns) + " FROM cases c WHERE c.id = ?";
  auto rows = db_.statement(sql).query(id);
  if (!rows.next()) return std::nullopt;
  return case_row(rows);
}

std::optional<std::int64_t> Cases::id_of(std::string_view number) {
  auto rows = db_.statement("SELECT id FROM cases WHERE number = ?").query(number);
  if (!rows.next()) return std::nullopt;
  return rows.integer(0);
}

bool Cases::visible(std::int64_t id, const runtime::Visibility& who) {
  runtime::CaseQuery query;
  query.ids = {id};
  query.visible = who;
  // One text for each number of units and names, so it is kept, as the lists' are not.
  const auto conditions = conditions_of(db_, query, false);
  auto& statement = db_.statement("SELECT 1 FROM cases c WHERE " + conditions.where);
  bind_all_values(statement, conditions.values);
  return statement.bound_query().next();
}

runtime::Page<runtime::CaseRow> Cases::list(const runtime::CaseQuery& query) {
  return list_cases(db_, query);
}

std::int64_t Cases::count(const runtime::CaseQuery& query) {
  return count_cases(db_, query);
}

std::vector<std::pair<std::string, std::string>> Cases::configurations() {
  auto rows = db_.statement("SELECT workflow, states FROM configurations").query();
  std::vector<std::pair<std::string, std::string>> found;
  while (rows.next()) found.emplace_back(rows.string(0), rows.string(1));
  return found;
}

std::vector<runtime::TaskRow> Cases::open_tasks(const std::vector<std::string>& units, std::size_t limit) {
  std::vector<runtime::TaskRow> found;
  for (const auto& unit : units) {
    auto rows = db_.statement(
                       "SELECT unit, open, case_id, task, person, kind FROM tasks WHERE unit = ? AND open = 1 "
                       "ORDER BY case_id DESC, task LIMIT ?")
                    .query(unit, limit);
    while (rows.next()) found.push_back(task_row(rows));
  }
  return found;
}

std::vector<runtime::HistoryRow> Cases::history(std::int64_t case_id, std::int64_t after_seq, std::size_t limit) {
  // A row holds several events: the one that begins at or before after_seq may reach beyond it.
  auto rows = db_.statement(
                     "SELECT id, case_id, seq, at, actor, actor_unit, on_behalf_of, body, hash FROM history "
                     "WHERE case_id = ?1 AND seq >= coalesce((SELECT max(seq) FROM history WHERE case_id = ?1 "
                     "AND seq <= ?2), 0) ORDER BY seq LIMIT ?3")
                  .query(case_id, after_seq, limit);
  std::vector<runtime::HistoryRow> found;
  while (rows.next()) found.push_back(history_row(rows));
  return found;
}

std::vector<runtime::HistoryRow> Cases::all_history(std::int64_t after_id, std::size_t limit) {
  auto rows = db_.statement(
                     "SELECT id, case_id, seq, at, actor, actor_unit, on_behalf_of, body, hash FROM history "
                     "WHERE id > ? ORDER BY id LIMIT ?")
                  .query(after_id, limit);
  std::vector<runtime::HistoryRow> found;
  while (rows.next()) found.push_back(history_row(rows));
  return found;
}

std::vector<runtime::TimerRow> Cases::timers_due(runtime::Millis now, const runtime::TimerRow& after,
                                                 std::size_t limit) {
  auto rows = db_.statement(
                     "SELECT due, case_id, timer FROM timers WHERE due <= ? AND (due, case_id, timer) > (?, ?, ?) "
                     "ORDER BY due, case_id, timer LIMIT ?")
                  .query(now, after.due, after.case_id, after.timer, limit);
  std::vector<runtime::TimerRow> found;
  while (rows.next()) found.push_back({rows.integer(0), rows.integer(1), rows.string(2)});
  return found;
}

std::optional<runtime::Millis> Cases::next_timer() {
  auto rows = db_.statement("SELECT due FROM timers ORDER BY due LIMIT 1").query();
  if (!rows.next()) return std::nullopt;
  return rows.integer(0);
}

bool Cases::has(const runtime::TimerRow& row) {
  return db_.statement("SELECT 1 FROM timers WHERE due = ? AND case_id = ? AND timer = ?")
      .query(row.due, row.case_id, row.timer)
      .next();
}

bool Cases::has(const runtime::TaskRow& row) {
  return db_
      .statement(
          "SELECT 1 FROM tasks WHERE unit = ? AND open = ? AND case_id = ? AND task = ? AND person = ? AND kind = ?")
      .query(row.unit, row.open, row.case_id, row.task, row.person, row.kind)
      .next();
}

void Cases::scan_timers(const std::function<void(const runtime::TimerRow&)>& each) {
  auto statement = db_.prepare("SELECT due, case_id, timer FROM timers ORDER BY due, case_id, timer");
  auto rows = statement.query();
  while (rows.next()) each({rows.integer(0), rows.integer(1), rows.string(2)});
}

void Cases::scan_tasks(const std::function<void(const runtime::TaskRow&)>& each) {
  auto statement =
      db_.prepare("SELECT unit, open, case_id, task, person, kind FROM tasks ORDER BY unit, open, case_id, task");
  auto rows = statement.query();
  while (rows.next()) each(task_row(rows));
}

std::optional<std::string> Cases::search_text(std::int64_t case_id) {
  auto rows = db_.statement("SELECT body FROM search_texts WHERE case_id = ?").query(case_id);
  if (!rows.next()) return std::nullopt;
  return rows.string(0);
}

std::optional<runtime::StoredRequest> Cases::request(std::string_view person, std::string_view request_id) {
  auto rows = db_.statement(
                     "SELECT body_hash, case_id, version, first_seq, last_seq, at FROM requests WHERE person = ? "
                     "AND request = ?")
                  .query(person, request_id);
  if (!rows.next()) return std::nullopt;
  return runtime::StoredRequest{std::string(person), std::string(request_id), rows.string(0),  rows.integer(1),
                                rows.integer(2),     rows.integer(3),         rows.integer(4), rows.integer(5)};
}

std::vector<runtime::SealedRecord> Cases::sealed_of(std::int64_t case_id) {
  auto rows =
      db_.statement("SELECT id, case_id, kind, ciphertext FROM sealed WHERE case_id = ? ORDER BY id").query(case_id);
  std::vector<runtime::SealedRecord> found;
  while (rows.next()) {
    found.push_back({rows.string(0), rows.integer(1), rows.string(2), std::string(rows.blob(3)), {}});
  }
  return found;
}

std::optional<runtime::SealedRecord> Cases::sealed(std::string_view id) {
  auto rows = db_.statement("SELECT id, case_id, kind, ciphertext FROM sealed WHERE id = ?").query(id);
  if (!rows.next()) return std::nullopt;
  return runtime::SealedRecord{rows.string(0), rows.integer(1), rows.string(2), std::string(rows.blob(3)), {}};
}

std::vector<runtime::SealedRecord> Cases::sealed_after(std::string_view id, std::size_t limit) {
  auto rows = db_.statement("SELECT id, case_id, kind, ciphertext FROM sealed WHERE id > ? ORDER BY id LIMIT ?")
                  .query(id, limit);
  std::vector<runtime::SealedRecord> found;
  while (rows.next()) {
    found.push_back({rows.string(0), rows.integer(1), rows.string(2), std::string(rows.blob(3)), {}});
  }
  return found;
}

std::vector<std::int64_t> Cases::cases_by_blind_index(std::string_view value, std::size_t limit) {
  auto rows = db_.statement("SELECT DISTINCT case_id FROM blind_index WHERE value = ? ORDER BY case_id DESC LIMIT ?")
                  .query(value, limit);
  std::vector<std::int64_t> found;
  while (rows.next()) found.push_back(rows.integer(0));
  return found;
}

std::vector<std::int64_t> Cases::open_cases(std::int64_t after_id, std::size_t limit) {
  auto rows = db_.statement("SELECT id FROM cases WHERE id > ? AND closed_at IS NULL AND due < ? ORDER BY id LIMIT ?")
                  .query(after_id, no_due, limit);
  std::vector<std::int64_t> found;
  while (rows.next()) found.push_back(rows.integer(0));
  return found;
}

void Cases::scan(const runtime::CaseQuery& query, const std::function<bool(const runtime::CaseRecord&)>& each) {
  const auto conditions = conditions_of(db_, query, true);
  auto statement = db_.prepare("SELECT " + std::string(case_columns) + ", c.state, c.head FROM cases c WHERE " +
                               conditions.where + " ORDER BY c.id");
  bind_all_values(statement, conditions.values);
  auto rows = statement.bound_query();
  while (rows.next()) {
    if (!each(case_record(rows))) return;
  }
}

std::vector<runtime::Checkpoint> Cases::checkpoints() {
  auto rows =
      db_.statement("SELECT id, at, last_history, root, public_key, signature FROM checkpoints ORDER BY id").query();
  std::vector<runtime::Checkpoint> found;
  while (rows.next()) {
    found.push_back({rows.integer(0), rows.integer(1), rows.integer(2), std::string(rows.blob(3)),
                     std::string(rows.blob(4)), std::string(rows.blob(5))});
  }
  return found;
}

}  // namespace bihuan::sqlite
