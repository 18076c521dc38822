// The embedded store: one file of data, SQLite in WAL mode with synchronous=FULL, so that what was committed survives a
// power cut. Readers have connections of their own and never wait for the writer.
// Share freely between threads; each session belongs to one thread at a time.
#pragma once

#include <memory>
#include <string>

#include "engine/base/error.h"
#include "engine/runtime/store.h"

namespace bihuan::sqlite {

struct StoreOptions {
  std::string path;  // of the database file
  std::string vfs;   // a registered VFS; empty = SQLite's own
  bool create = true;
  std::size_t readers = 24;  // connections kept for the next reader; more are opened while more read at once
  int writer_cache_kib = 64 * 1024;
  int reader_cache_kib = 8 * 1024;
};

class SqliteStore final : public runtime::Store {
 public:
  // Opens or makes the file and brings it up to date. Refuses file_is_newer, not_a_bihuan_file; throws Failure when the
  // file cannot be read or written.
  [[nodiscard]] static Result<std::unique_ptr<SqliteStore>> open(const StoreOptions& options);
  ~SqliteStore() override;

  [[nodiscard]] std::unique_ptr<runtime::ReadSession> read() override;
  [[nodiscard]] std::shared_ptr<const void> share_reads() override;
  [[nodiscard]] std::unique_ptr<runtime::WriteSession> write() override;

  // A consistent copy of the open database in a new file, made while people work.
  void copy_to(const std::string& path);

  struct State;  // of store.cpp

 private:
  explicit SqliteStore(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace bihuan::sqlite
