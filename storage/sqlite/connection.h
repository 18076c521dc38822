// A small RAII layer over SQLite: connection, statement, cursor, transaction, savepoint. It knows no word of the
// domain. A connection and what was made from it belong to one thread at a time; they are opened without SQLite's
// mutexes. Whatever fails here is broken infrastructure (a full disk, a damaged file, our own SQL): sqlite::Failure is
// thrown.
#pragma once

#include <sqlite3.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>

namespace bihuan::sqlite {

class Failure : public std::runtime_error {
 public:
  Failure(int extended_code, const std::string& message) : std::runtime_error(message), code_(extended_code) {}
  [[nodiscard]] int extended_code() const { return code_; }
  // SQLite's primary result code: SQLITE_CONSTRAINT, SQLITE_FULL, SQLITE_IOERR...
  [[nodiscard]] int code() const { return code_ & 0xff; }

 private:
  int code_;
};

// Bytes that are bound and read as a BLOB, unlike text.
struct Blob {
  std::string_view bytes;
};

class Connection;

// The rows of one execution. Resets its statement when it goes; views it hands out live until the next step.
class Cursor {
 public:
  explicit Cursor(sqlite3_stmt* statement) : statement_(statement) {}
  Cursor(Cursor&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)) {}
  Cursor(const Cursor&) = delete;
  Cursor& operator=(const Cursor&) = delete;
  Cursor& operator=(Cursor&&) = delete;
  ~Cursor();

  [[nodiscard]] bool next();
  [[nodiscard]] int columns() const { return sqlite3_column_count(statement_); }
  [[nodiscard]] bool null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  [[nodiscard]] std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
  [[nodiscard]] double real(int column) const { return sqlite3_column_double(statement_, column); }
  [[nodiscard]] std::string_view text(int column) const;
  [[nodiscard]] std::string_view blob(int column) const;
  [[nodiscard]] std::string string(int column) const { return std::string(text(column)); }
  [[nodiscard]] std::optional<std::int64_t> optional_integer(int column) const {
    return null(column) ? std::nullopt : std::optional(integer(column));
  }
  [[nodiscard]] std::optional<std::string> optional_text(int column) const {
    return null(column) ? std::nullopt : std::optional(string(column));
  }

 private:
  sqlite3_stmt* statement_;
};

// A prepared statement. Arguments are bound in the order of its `?` places.
class Statement {
 public:
  Statement(sqlite3* database, std::string_view sql);
  Statement(Statement&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)) {}
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  Statement& operator=(Statement&&) = delete;
  ~Statement() { sqlite3_finalize(statement_); }

  template <class... Arguments>
  [[nodiscard]] Cursor query(const Arguments&... arguments) {
    lends_ = false;
    bind_all(arguments...);
    return Cursor(statement_);
  }

  // Runs to the end; answers how many rows were changed.
  template <class... Arguments>
  std::int64_t execute(const Arguments&... arguments) {
    lends_ = true;  // they outlive this call, and the next use binds its own
    bind_all(arguments...);
    lends_ = false;
    return finish();
  }

  // For statements whose places are counted only at run time: start_binding(), bind_value() from place 1,
  // bound_query().
  void start_binding();
  template <class T>
  void bind_value(int place, const T& value) {
    bind(place, value);
  }
  [[nodiscard]] Cursor bound_query() { return Cursor(statement_); }
  [[nodiscard]] bool reads_only() const { return sqlite3_stmt_readonly(statement_) != 0; }
  // Rows of an earlier query() are still being read.
  [[nodiscard]] bool is_busy() const { return sqlite3_stmt_busy(statement_) != 0; }

 private:
  template <class... Arguments>
  void bind_all(const Arguments&... arguments) {
    start_binding();
    check_places(static_cast<int>(sizeof...(arguments)));
    int place = 0;
    (bind(++place, arguments), ...);
  }
  template <class T>
  void bind(int place, const T& value) {
    if constexpr (std::is_same_v<T, std::nullptr_t>) {
      bind_null(place);
    } else if constexpr (std::is_same_v<T, Blob>) {
      bind_blob(place, value.bytes);
    } else if constexpr (std::is_floating_point_v<T>) {
      bind_real(place, value);
    } else if constexpr (std::is_integral_v<T>) {
      bind_integer(place, static_cast<std::int64_t>(value));
    } else {
      bind_text(place, std::string_view(value));
    }
  }
  template <class T>
  void bind(int place, const std::optional<T>& value) {
    value ? bind(place, *value) : bind_null(place);
  }
  void check_places(int given) const;
  void bind_null(int place);
  void bind_integer(int place, std::int64_t value);
  void bind_real(int place, double value);
  void bind_text(int place, std::string_view value);
  void bind_blob(int place, std::string_view value);
  std::int64_t finish();

  sqlite3_stmt* statement_ = nullptr;
  bool lends_ = false;  // texts and blobs are bound without copying them
};

struct OpenOptions {
  bool read_only = false;
  bool create = false;
  std::string vfs;  // a registered VFS by name; empty = SQLite's own
};

class Connection {
 public:
  Connection(const std::string& path, const OpenOptions& options);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  // Runs one or more statements that take no arguments and whose rows nobody wants.
  void run(const std::string& sql);
  // A statement made for this one use.
  [[nodiscard]] Statement prepare(std::string_view sql) { return {database_, sql}; }
  // A statement prepared once and kept as long as the connection; `sql` is its name. Asked for again while its rows are
  // read, it is prepared a second time.
  Statement& statement(std::string_view sql);
  [[nodiscard]] std::int64_t integer(std::string_view sql);
  [[nodiscard]] std::int64_t last_insert_rowid() const { return sqlite3_last_insert_rowid(database_); }
  [[nodiscard]] std::int64_t changes() const { return sqlite3_changes64(database_); }
  [[nodiscard]] bool in_transaction() const { return sqlite3_get_autocommit(database_) == 0; }
  void roll_back() noexcept;  // nothing when no transaction is open
  // The C handle, for what this layer does not cover (backup, tokenizers).
  [[nodiscard]] sqlite3* handle() const { return database_; }

 private:
  struct TextHash {
    using is_transparent = void;
    // By length and end, in which nearly all statements differ: a whole one takes longer than to compare it once.
    std::size_t operator()(std::string_view text) const {
      const auto end = text.substr(text.size() - std::min<std::size_t>(text.size(), 16));
      return std::hash<std::string_view>{}(end) + text.size();
    }
  };
  sqlite3* database_ = nullptr;
  std::unordered_multimap<std::string, std::unique_ptr<Statement>, TextHash, std::equal_to<>> statements_;
};

// Rolls back unless commit() was reached.
class Transaction {
 public:
  enum class Kind { read, write };
  Transaction(Connection& connection, Kind kind);
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();
  void commit();

 private:
  Connection& connection_;
  bool open_ = true;
};

// One step inside a write transaction that can be taken back alone. Rolls back unless release() was reached.
class Savepoint {
 public:
  explicit Savepoint(Connection& connection);
  Savepoint(const Savepoint&) = delete;
  Savepoint& operator=(const Savepoint&) = delete;
  ~Savepoint();
  void release();

 private:
  Connection& connection_;
  bool open_ = true;
};

}  // namespace bihuan::sqlite
