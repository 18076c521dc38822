#include "storage/sqlite/connection.h"

#include <utility>

namespace bihuan::sqlite {
namespace {

[[noreturn]] void fail(sqlite3* database, int code, std::string_view what) {
  const int extended = database != nullptr ? sqlite3_extended_errcode(database) : code;
  std::string message = "sqlite: ";
  message += database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code);
  message += " (";
  message += std::to_string(extended);
  message += ") in: ";
  message += what.substr(0, 200);
  throw Failure((extended & 0xff) == (code & 0xff) ? extended : code, message);
}

void check(sqlite3_stmt* statement, int code) {
  if (code != SQLITE_OK) fail(sqlite3_db_handle(statement), code, sqlite3_sql(statement));
}

// SQLite would count its memory behind one lock for all threads. To be said before its first use; nobody asks for the
// counts.
void count_no_memory() {
  [[maybe_unused]] static const int said = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

}  // namespace

Cursor::~Cursor() {
  if (statement_ != nullptr) sqlite3_reset(statement_);
}

bool Cursor::next() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  fail(sqlite3_db_handle(statement_), code, sqlite3_sql(statement_));
}

std::string_view Cursor::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  if (bytes == nullptr) return {};
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::string_view Cursor::blob(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  if (bytes == nullptr) return {};
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

Statement::Statement(sqlite3* database, std::string_view sql) {
  const int code = sqlite3_prepare_v3(database, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                      &statement_, nullptr);
  if (code != SQLITE_OK) fail(database, code, sql);
  if (statement_ == nullptr) throw std::logic_error("an empty SQL statement");
}

void Statement::start_binding() {
  if (sqlite3_stmt_busy(statement_) != 0) {
    throw std::logic_error(std::string("statement is in use: ") + sqlite3_sql(statement_));
  }
  sqlite3_reset(statement_);
}

void Statement::check_places(int given) const {
  if (given != sqlite3_bind_parameter_count(statement_)) {
    throw std::logic_error(std::string("wrong number of arguments: ") + sqlite3_sql(statement_));
  }
}

void Statement::bind_null(int place) {
  check(statement_, sqlite3_bind_null(statement_, place));
}

void Statement::bind_integer(int place, std::int64_t value) {
  check(statement_, sqlite3_bind_int64(statement_, place, value));
}

void Statement::bind_real(int place, double value) {
  check(statement_, sqlite3_bind_double(statement_, place, value));
}

void Statement::bind_text(int place, std::string_view value) {
  const char* bytes = value.data() != nullptr ? value.data() : "";
  check(statement_, sqlite3_bind_text64(statement_, place, bytes, value.size(),
                                        lends_ ? SQLITE_STATIC : SQLITE_TRANSIENT, SQLITE_UTF8));
}

void Statement::bind_blob(int place, std::string_view value) {
  const char* bytes = value.data() != nullptr ? value.data() : "";
  check(statement_,
        sqlite3_bind_blob64(statement_, place, bytes, value.size(), lends_ ? SQLITE_STATIC : SQLITE_TRANSIENT));
}

std::int64_t Statement::finish() {
  Cursor cursor(statement_);
  while (cursor.next()) {
  }
  return sqlite3_changes64(sqlite3_db_handle(statement_));
}

Connection::Connection(const std::string& path, const OpenOptions& options) {
  count_no_memory();
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  flags |= options.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  if (options.create) flags |= SQLITE_OPEN_CREATE;
  const int code =
      sqlite3_open_v2(path.c_str(), &database_, flags, options.vfs.empty() ? nullptr : options.vfs.c_str());
  if (code != SQLITE_OK) {
    const std::string message = "sqlite: cannot open " + path + ": " + sqlite3_errstr(code);
    sqlite3_close_v2(database_);
    throw Failure(code, message);
  }
}

Connection::~Connection() {
  statements_.clear();
  sqlite3_close_v2(database_);
}

void Connection::run(const std::string& sql) {
  const int code = sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(database_, code, sql);
}

Statement& Connection::statement(std::string_view sql) {
  const auto [first, last] = statements_.equal_range(sql);
  for (auto known = first; known != last; ++known) {
    if (!known->second->is_busy()) return *known->second;
  }
  return *statements_.emplace(std::string(sql), std::make_unique<Statement>(database_, sql))->second;
}

void Connection::roll_back() noexcept {
  if (!in_transaction()) return;
  try {
    statement("ROLLBACK").execute();
  } catch (const std::exception&) {
    // What failed to roll back ends with the connection.
  }
}

std::int64_t Connection::integer(std::string_view sql) {
  auto prepared = prepare(sql);
  auto rows = prepared.query();
  return rows.next() ? rows.integer(0) : 0;
}

Transaction::Transaction(Connection& connection, Kind kind) : connection_(connection) {
  connection_.statement(kind == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN").execute();
}

Transaction::~Transaction() {
  if (open_) connection_.roll_back();
}

void Transaction::commit() {
  connection_.statement("COMMIT").execute();
  open_ = false;
}

Savepoint::Savepoint(Connection& connection) : connection_(connection) {
  connection_.statement("SAVEPOINT one_command").execute();
}

Savepoint::~Savepoint() {
  if (!open_ || !connection_.in_transaction()) return;
  sqlite3_exec(connection_.handle(), "ROLLBACK TO one_command; RELEASE one_command", nullptr, nullptr, nullptr);
}

void Savepoint::release() {
  connection_.statement("RELEASE one_command").execute();
  open_ = false;
}

}  // namespace bihuan::sqlite
