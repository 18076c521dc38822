#include "storage/sqlite/store.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "engine/runtime/attempt.h"
#include "storage/sqlite/cases.h"
#include "storage/sqlite/directory.h"
#include "storage/sqlite/mailbox.h"
#include "storage/sqlite/migrations.h"
#include "storage/sqlite/records.h"
#include "storage/sqlite/tokenizer.h"

namespace bihuan::sqlite {
namespace {

std::unique_ptr<Connection> connect(const StoreOptions& options, bool writer) {
  auto connection =
      std::make_unique<Connection>(options.path, OpenOptions{.create = writer && options.create, .vfs = options.vfs});
  sqlite3_busy_timeout(connection->handle(), 10'000);
  register_tokenizer(*connection);
  const int cache = writer ? options.writer_cache_kib : options.reader_cache_kib;
  connection->run("PRAGMA cache_size = -" + std::to_string(cache));
  connection->run("PRAGMA foreign_keys = ON");
  connection->run("PRAGMA temp_store = MEMORY");
  if (!writer) connection->run("PRAGMA query_only = ON");
  return connection;
}

// The four adapters over one connection.
struct Adapters {
  explicit Adapters(std::unique_ptr<Connection> opened)
      : connection(std::move(opened)),
        cases(*connection),
        directory(*connection),
        mail(*connection),
        records(*connection) {}
  std::unique_ptr<Connection> connection;
  Cases cases;
  Directory directory;
  Mailbox mail;
  Records records;
};

}  // namespace

struct SqliteStore::State {
  StoreOptions options;
  std::unique_ptr<Adapters> writer;
  std::atomic<std::uint64_t> commits = 0;

  struct Idle {
    std::unique_ptr<Adapters> adapters;
    std::thread::id last;  // who used it
  };
  std::mutex mutex;  // guards all below
  std::vector<Idle> idle;
  bool writing = false;

  // Nobody waits for a reader: one that holds a session and needs another could otherwise wait for itself.
  std::unique_ptr<Adapters> take() {
    {
      std::lock_guard lock(mutex);
      if (!idle.empty()) {
        // What this thread used last is warm, and its memory is this thread's.
        auto mine = std::find_if(idle.rbegin(), idle.rend(),
                                 [me = std::this_thread::get_id()](const Idle& each) { return each.last == me; });
        std::swap(mine == idle.rend() ? idle.back() : *mine, idle.back());
        auto taken = std::move(idle.back().adapters);
        idle.pop_back();
        return taken;
      }
    }
    return std::make_unique<Adapters>(connect(options, false));
  }

  void put_back(std::unique_ptr<Adapters> adapters) {
    std::lock_guard lock(mutex);
    if (idle.size() < options.readers) idle.push_back({std::move(adapters), std::this_thread::get_id()});
  }
};

namespace {

// One snapshot over one connection of the pool.
class Snapshot {
 public:
  explicit Snapshot(SqliteStore::State& state) : state_(state), commits_(state.commits), adapters_(state.take()) {
    adapters_->connection->statement("BEGIN").execute();
    adapters_->directory.begin_snapshot();
  }
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;
  ~Snapshot() {
    adapters_->connection->roll_back();
    state_.put_back(std::move(adapters_));
  }
  [[nodiscard]] Adapters& adapters() const { return *adapters_; }
  // Of this store, and nothing was committed since: whoever has waited for a commit reads what it did.
  [[nodiscard]] bool is_current(const SqliteStore::State& state) const {
    return &state == &state_ && commits_ == state_.commits;
  }

 private:
  SqliteStore::State& state_;
  std::uint64_t commits_;
  std::unique_ptr<Adapters> adapters_;
};

// What share_reads() made on this thread and is still held.
thread_local std::weak_ptr<Snapshot> shared_snapshot;

class Reading final : public runtime::ReadSession {
 public:
  explicit Reading(std::shared_ptr<Snapshot> snapshot) : snapshot_(std::move(snapshot)) {}
  runtime::CaseReads& cases() override { return snapshot_->adapters().cases; }
  runtime::DirectoryReads& directory() override { return snapshot_->adapters().directory; }
  runtime::MailReads& mail() override { return snapshot_->adapters().mail; }
  runtime::RecordReads& records() override { return snapshot_->adapters().records; }

 private:
  std::shared_ptr<Snapshot> snapshot_;
};

class Writing final : public runtime::WriteSession {
 public:
  Writing(SqliteStore::State& state, std::function<void()> ended)
      : state_(state), adapters_(*state.writer), ended_(std::move(ended)) {}
  Writing(const Writing&) = delete;
  Writing& operator=(const Writing&) = delete;
  ~Writing() override {
    undo();
    ended_();
  }
  runtime::CaseWrites& cases() override { return adapters_.cases; }
  runtime::DirectoryWrites& directory() override { return adapters_.directory; }
  runtime::MailWrites& mail() override { return adapters_.mail; }
  runtime::RecordWrites& records() override { return adapters_.records; }

  void begin() override {
    undo();
    careful_ = std::exchange(again_, false);
    adapters_.connection->statement("BEGIN IMMEDIATE").execute();
  }
  void commit() override {
    adapters_.cases.index_pending_texts();
    adapters_.connection->statement("COMMIT").execute();
    ++state_.commits;
    adapters_.cases.committed();
  }
  void roll_back() override { undo(); }
  bool attempt(const std::function<bool()>& step) override {
    if (careful_) return attempt_carefully(step);
    const auto before = sqlite3_total_changes64(adapters_.connection->handle());
    if (step()) return true;
    if (sqlite3_total_changes64(adapters_.connection->handle()) == before) return false;
    again_ = true;
    throw runtime::AttemptAgain();
  }
  void flush_log() override {
    adapters_.connection->run("PRAGMA wal_checkpoint(TRUNCATE)");
    adapters_.connection->run("PRAGMA secure_delete = FAST");
  }

 private:
  bool attempt_carefully(const std::function<bool()>& step) {
    const auto mark = adapters_.cases.mark();
    Savepoint savepoint(*adapters_.connection);
    try {
      if (step()) {
        savepoint.release();
        return true;
      }
    } catch (...) {
      adapters_.cases.forget_since(mark);
      throw;
    }
    adapters_.cases.forget_since(mark);
    return false;
  }
  void undo() {
    adapters_.connection->roll_back();
    adapters_.cases.forget_since({});
  }

  SqliteStore::State& state_;
  Adapters& adapters_;
  std::function<void()> ended_;
  bool careful_ = false;  // each step of this transaction has a savepoint
  bool again_ = false;    // the next transaction is the second run of this one
};

}  // namespace

SqliteStore::SqliteStore(std::unique_ptr<State> state) : state_(std::move(state)) {}

SqliteStore::~SqliteStore() = default;

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(const StoreOptions& options) {
  auto connection = connect(options, true);
  // The marks are read before anything is changed in a file that may not be ours.
  if (connection->integer("SELECT count(*) FROM sqlite_schema") > 0) {
    if (const auto known = check_schema(*connection); !known && known.error().code != "file_is_older") {
      return known.error();
    }
  }
  connection->run("PRAGMA journal_mode = WAL");
  connection->run("PRAGMA synchronous = FULL");
  connection->run("PRAGMA secure_delete = FAST");
  connection->run("PRAGMA wal_autocheckpoint = 16000");
  connection->run("PRAGMA journal_size_limit = 67108864");
  if (const auto migrated = migrate(*connection); !migrated) return migrated.error();
  auto state = std::make_unique<State>();
  state->options = options;
  state->writer = std::make_unique<Adapters>(std::move(connection));
  return std::unique_ptr<SqliteStore>(new SqliteStore(std::move(state)));
}

std::unique_ptr<runtime::ReadSession> SqliteStore::read() {
  if (auto held = shared_snapshot.lock(); held && held->is_current(*state_))
    return std::make_unique<Reading>(std::move(held));
  return std::make_unique<Reading>(std::make_shared<Snapshot>(*state_));
}

std::shared_ptr<const void> SqliteStore::share_reads() {
  if (auto held = shared_snapshot.lock(); held && held->is_current(*state_)) return held;
  auto made = std::make_shared<Snapshot>(*state_);
  shared_snapshot = made;
  // Sessions that outlive the sharing keep the snapshot, but nobody else joins them.
  return {made.get(), [made](const void*) mutable {
            if (shared_snapshot.lock() == made) shared_snapshot.reset();
            made.reset();
          }};
}

std::unique_ptr<runtime::WriteSession> SqliteStore::write() {
  {
    std::lock_guard lock(state_->mutex);
    if (state_->writing) throw std::logic_error("the write session is taken");
    state_->writing = true;
  }
  return std::make_unique<Writing>(*state_, [state = state_.get()] {
    std::lock_guard lock(state->mutex);
    state->writing = false;
  });
}

void SqliteStore::copy_to(const std::string& path) {
  // VACUUM INTO reads one consistent state and writes a file without free pages.
  auto connection = connect(state_->options, false);
  connection->run("PRAGMA query_only = OFF");
  connection->statement("VACUUM INTO ?").execute(path);
}

}  // namespace bihuan::sqlite
