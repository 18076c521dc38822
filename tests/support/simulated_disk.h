// A disk in memory that knows what is durable. Every write is pending until its file is synced, every change of a name
// until its folder is; cut() keeps the durable state and any subset of what is pending, torn at sectors. Any operation
// can be made to fail. SQLite reaches it as a VFS, the attachment store as a FileSystem, so one cut falls over both.
// Guarded by a mutex: threads of one test may share it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <vector>

#include "storage/files/file_system.h"

namespace bihuan::test {

struct PendingWrite {
  std::int64_t offset = 0;
  std::string bytes;       // of a write
  bool truncates = false;  // else: the file was cut to `offset`
};

struct SimulatedFile {
  std::string now;
  std::string durable;
  std::vector<PendingWrite> pending;
  bool fresh_name_synced_with_file = false;  // SQLite's own logs sync their folder with their first sync
};

// Thrown once the power is off: whatever still runs stops here.
struct PowerCut : std::runtime_error {
  PowerCut() : std::runtime_error("the power is off") {}
};

class SimulatedDisk final : public files::FileSystem {
 public:
  enum class Fault { none, io_error, disk_full, short_write };

  // The operation with this number (from 1, counted since this call) fails; 0 = none. `stays`: all later ones too.
  void fail_at(std::int64_t operation, Fault fault);
  // The power goes off at this operation: it and all later ones throw or fail.
  void cut_at(std::int64_t operation);
  [[nodiscard]] std::int64_t operations() const;
  [[nodiscard]] bool is_off() const;
  // After the power cut: what was durable, and of the rest what `random` keeps. Then the power is on again.
  void restart(std::mt19937& random);

  std::unique_ptr<files::OutFile> create(const std::string& path) override;
  void rename(const std::string& from, const std::string& to) override;
  void remove(const std::string& path) override;
  void make_folder(const std::string& path) override;
  void sync_folder(const std::string& path) override;
  std::optional<std::int64_t> size(const std::string& path) override;
  std::int64_t modified_at(const std::string& path) override;
  std::string read(const std::string& path, std::int64_t offset, std::int64_t count) override;
  std::vector<std::string> list(const std::string& path) override;

  // For the VFS. What fails answers a Fault; writes take effect as far as they got.
  using FilePtr = std::shared_ptr<SimulatedFile>;
  FilePtr open(const std::string& path, bool create, bool syncs_name);
  Fault write(const FilePtr& file, std::int64_t offset, std::string_view bytes);
  Fault truncate(const FilePtr& file, std::int64_t bytes);
  Fault sync(const FilePtr& file, const std::string& path);
  Fault remove_now(const std::string& path);
  std::string read_now(const FilePtr& file, std::int64_t offset, std::int64_t count);
  std::int64_t size_now(const FilePtr& file);
  bool exists(const std::string& path);

 private:
  Fault step();  // counts an operation and says what happens to it

  mutable std::mutex mutex_;
  std::map<std::string, FilePtr> names_;          // as programs see them
  std::map<std::string, FilePtr> durable_names_;  // as they are after a cut, but for the pending changes
  struct NameChange {
    std::string folder;
    std::string name;  // full path
    FilePtr file;      // null: removed
    std::string also_removed;
  };
  std::vector<NameChange> pending_names_;
  std::vector<std::string> folders_;
  std::int64_t count_ = 0, fail_at_ = 0, cut_at_ = 0;
  Fault fault_ = Fault::none;
  bool off_ = false;
};

// Registers the disk as a SQLite VFS under `name` until the object goes. Shared memory and locks live in the process.
class SimulatedVfs {
 public:
  SimulatedVfs(SimulatedDisk& disk, std::string name);
  ~SimulatedVfs();
  SimulatedVfs(const SimulatedVfs&) = delete;
  SimulatedVfs& operator=(const SimulatedVfs&) = delete;
  // Forgets locks and shared memory, as the end of all processes does.
  void restart();

  struct State;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace bihuan::test
