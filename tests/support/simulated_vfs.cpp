// The SQLite side of SimulatedDisk: file methods, locks and shared memory, all within the process.
#include <sqlite3.h>

#include <array>
#include <cstring>
#include <vector>

#include "tests/support/simulated_disk.h"

namespace bihuan::test {
namespace {

using Fault = SimulatedDisk::Fault;

// What all connections to one database share: the regions of the WAL index and the eight locks over them.
struct Shared {
  std::vector<std::unique_ptr<std::array<char, 32768>>> regions;
  std::array<int, SQLITE_SHM_NLOCK> holders{};  // > 0: shared holders, -1: exclusive
  int readers = 0;                              // locks of the database file
  bool reserved = false, exclusive = false;
};

}  // namespace

struct SimulatedVfs::State {
  SimulatedDisk& disk;
  std::string name;
  sqlite3_vfs vfs{};
  std::recursive_mutex mutex;  // guards `shared`
  std::map<std::string, std::shared_ptr<Shared>> shared;

  State(SimulatedDisk& the_disk, std::string the_name) : disk(the_disk), name(std::move(the_name)) {}
};

namespace {

struct Handle {
  sqlite3_file base;
  SimulatedVfs::State* state;
  SimulatedDisk::FilePtr* file;
  std::shared_ptr<Shared>* shared;
  std::string* path;
  int lock;
  unsigned shared_locks, exclusive_locks;
  bool delete_on_close;
};

Handle& of(sqlite3_file* file) {
  return *reinterpret_cast<Handle*>(file);
}

int code_of(Fault fault, int io_error) {
  switch (fault) {
    case Fault::none:
      return SQLITE_OK;
    case Fault::disk_full:
      return SQLITE_FULL;
    default:
      return io_error;
  }
}

template <class F>
int guarded(int code, F work) {
  try {
    return work();
  } catch (const std::exception&) {  // the power is off: to SQLite it is an I/O error
    return code;
  }
}

void drop_shm_locks(Handle& handle) {
  for (int i = 0; i < SQLITE_SHM_NLOCK; ++i) {
    auto& holders = (*handle.shared)->holders[static_cast<std::size_t>(i)];
    if ((handle.exclusive_locks & (1U << i)) != 0) holders = 0;
    if ((handle.shared_locks & (1U << i)) != 0 && holders > 0) --holders;
  }
  handle.shared_locks = handle.exclusive_locks = 0;
}

int unlock(sqlite3_file* file, int level) {
  auto& handle = of(file);
  std::lock_guard lock(handle.state->mutex);
  auto& shared = **handle.shared;
  if (handle.lock >= SQLITE_LOCK_EXCLUSIVE) shared.exclusive = false;
  if (handle.lock >= SQLITE_LOCK_RESERVED && level < SQLITE_LOCK_RESERVED) shared.reserved = false;
  if (handle.lock >= SQLITE_LOCK_SHARED && level < SQLITE_LOCK_SHARED) --shared.readers;
  handle.lock = level;
  return SQLITE_OK;
}

int close(sqlite3_file* file) {
  auto& handle = of(file);
  unlock(file, SQLITE_LOCK_NONE);
  {
    std::lock_guard lock(handle.state->mutex);
    drop_shm_locks(handle);
  }
  if (handle.delete_on_close)
    guarded(SQLITE_OK, [&] { return handle.state->disk.remove_now(*handle.path), SQLITE_OK; });
  delete handle.file;
  delete handle.shared;
  delete handle.path;
  return SQLITE_OK;
}

int read(sqlite3_file* file, void* out, int count, sqlite3_int64 offset) {
  return guarded(SQLITE_IOERR_READ, [&] {
    const auto bytes = of(file).state->disk.read_now(*of(file).file, offset, count);
    std::memcpy(out, bytes.data(), bytes.size());
    if (bytes.size() == static_cast<std::size_t>(count)) return SQLITE_OK;
    std::memset(static_cast<char*>(out) + bytes.size(), 0, static_cast<std::size_t>(count) - bytes.size());
    return SQLITE_IOERR_SHORT_READ;
  });
}

int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
  return guarded(SQLITE_IOERR_WRITE, [&] {
    const std::string_view view(static_cast<const char*>(bytes), static_cast<std::size_t>(count));
    return code_of(of(file).state->disk.write(*of(file).file, offset, view), SQLITE_IOERR_WRITE);
  });
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
  return guarded(SQLITE_IOERR_TRUNCATE,
                 [&] { return code_of(of(file).state->disk.truncate(*of(file).file, size), SQLITE_IOERR_TRUNCATE); });
}

int sync(sqlite3_file* file, int) {
  return guarded(SQLITE_IOERR_FSYNC, [&] {
    return code_of(of(file).state->disk.sync(*of(file).file, *of(file).path), SQLITE_IOERR_FSYNC);
  });
}

int file_size(sqlite3_file* file, sqlite3_int64* out) {
  *out = of(file).state->disk.size_now(*of(file).file);
  return SQLITE_OK;
}

int lock(sqlite3_file* file, int level) {
  auto& handle = of(file);
  std::lock_guard guard(handle.state->mutex);
  auto& shared = **handle.shared;
  if (level <= handle.lock) return SQLITE_OK;
  if (shared.exclusive) return SQLITE_BUSY;
  if (level == SQLITE_LOCK_RESERVED && shared.reserved) return SQLITE_BUSY;
  if (level == SQLITE_LOCK_EXCLUSIVE && shared.readers > (handle.lock >= SQLITE_LOCK_SHARED ? 1 : 0))
    return SQLITE_BUSY;
  if (handle.lock < SQLITE_LOCK_SHARED) ++shared.readers;
  if (level >= SQLITE_LOCK_RESERVED) shared.reserved = true;
  if (level == SQLITE_LOCK_EXCLUSIVE) shared.exclusive = true;
  handle.lock = level;
  return SQLITE_OK;
}

int check_reserved(sqlite3_file* file, int* out) {
  *out = (*of(file).shared)->reserved ? 1 : 0;
  return SQLITE_OK;
}

int control(sqlite3_file*, int, void*) {
  return SQLITE_NOTFOUND;
}
int sector_size(sqlite3_file*) {
  return 512;
}
int characteristics(sqlite3_file*) {
  return 0;
}

int shm_map(sqlite3_file* file, int region, int bytes, int extend, void volatile** out) {
  auto& handle = of(file);
  std::lock_guard guard(handle.state->mutex);
  auto& regions = (*handle.shared)->regions;
  *out = nullptr;
  if (bytes > 32768) return SQLITE_IOERR_SHMMAP;
  while (extend != 0 && regions.size() <= static_cast<std::size_t>(region)) {
    regions.push_back(std::make_unique<std::array<char, 32768>>());
  }
  if (regions.size() > static_cast<std::size_t>(region)) *out = regions[static_cast<std::size_t>(region)]->data();
  return SQLITE_OK;
}

int shm_lock(sqlite3_file* file, int first, int count, int flags) {
  auto& handle = of(file);
  std::lock_guard guard(handle.state->mutex);
  auto& holders = (*handle.shared)->holders;
  const bool exclusive = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
  auto& mine = exclusive ? handle.exclusive_locks : handle.shared_locks;
  for (int i = first; i < first + count; ++i) {
    auto& held = holders[static_cast<std::size_t>(i)];
    const unsigned bit = 1U << i;
    if ((flags & SQLITE_SHM_UNLOCK) != 0) {
      if ((mine & bit) != 0) held = exclusive ? 0 : held - 1;
      mine &= ~bit;
    } else if ((mine & bit) == 0 && (exclusive ? held != 0 : held < 0)) {
      return SQLITE_BUSY;
    }
  }
  if ((flags & SQLITE_SHM_UNLOCK) != 0) return SQLITE_OK;
  for (int i = first; i < first + count; ++i) {
    const unsigned bit = 1U << i;
    if ((mine & bit) != 0) continue;
    holders[static_cast<std::size_t>(i)] = exclusive ? -1 : holders[static_cast<std::size_t>(i)] + 1;
    mine |= bit;
  }
  return SQLITE_OK;
}

void shm_barrier(sqlite3_file* file) {
  std::lock_guard guard(of(file).state->mutex);
}

int shm_unmap(sqlite3_file* file, int remove) {
  auto& handle = of(file);
  std::lock_guard guard(handle.state->mutex);
  drop_shm_locks(handle);
  if (remove != 0) (*handle.shared)->regions.clear();
  return SQLITE_OK;
}

const sqlite3_io_methods methods = {
    2,         close,          read,    write,       truncate,        sync,    file_size, lock,
    unlock,    check_reserved, control, sector_size, characteristics, shm_map, shm_lock,  shm_barrier,
    shm_unmap, nullptr,        nullptr};

SimulatedVfs::State& state_of(sqlite3_vfs* vfs) {
  return *static_cast<SimulatedVfs::State*>(vfs->pAppData);
}

int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* out, int flags, int* out_flags) {
  auto& handle = of(out);
  handle.base.pMethods = nullptr;
  return guarded(SQLITE_CANTOPEN, [&] {
    static int temporary = 0;
    const std::string path = name != nullptr ? name : "/temporary/" + std::to_string(++temporary);
    auto& state = state_of(vfs);
    const bool log = (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0;
    auto file = state.disk.open(path, (flags & SQLITE_OPEN_CREATE) != 0, log);
    if (file == nullptr) return SQLITE_CANTOPEN;
    std::lock_guard guard(state.mutex);
    auto& shared = state.shared[path];
    if (!shared) shared = std::make_shared<Shared>();
    handle.state = &state;
    handle.file = new SimulatedDisk::FilePtr(std::move(file));
    handle.shared = new std::shared_ptr<Shared>(shared);
    handle.path = new std::string(path);
    handle.lock = SQLITE_LOCK_NONE;
    handle.shared_locks = handle.exclusive_locks = 0;
    handle.delete_on_close = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
    handle.base.pMethods = &methods;
    if (out_flags != nullptr) *out_flags = flags;
    return SQLITE_OK;
  });
}

int remove_file(sqlite3_vfs* vfs, const char* name, int) {
  return guarded(SQLITE_IOERR_DELETE, [&] {
    if (!state_of(vfs).disk.exists(name)) return SQLITE_IOERR_DELETE_NOENT;
    return code_of(state_of(vfs).disk.remove_now(name), SQLITE_IOERR_DELETE);
  });
}

int access(sqlite3_vfs* vfs, const char* name, int, int* out) {
  *out = state_of(vfs).disk.exists(name) ? 1 : 0;
  return SQLITE_OK;
}

int full_path(sqlite3_vfs*, const char* name, int bytes, char* out) {
  sqlite3_snprintf(bytes, out, "%s", name);
  return SQLITE_OK;
}

sqlite3_vfs* real_vfs() {
  return sqlite3_vfs_find(nullptr);
}
int randomness(sqlite3_vfs*, int bytes, char* out) {
  return real_vfs()->xRandomness(real_vfs(), bytes, out);
}
int no_wait(sqlite3_vfs*, int) {
  return 0;
}
int current_time(sqlite3_vfs*, double* out) {
  return real_vfs()->xCurrentTime(real_vfs(), out);
}
int last_error(sqlite3_vfs*, int, char*) {
  return 0;
}

}  // namespace

SimulatedVfs::SimulatedVfs(SimulatedDisk& disk, std::string name)
    : state_(std::make_unique<State>(disk, std::move(name))) {
  auto& vfs = state_->vfs;
  vfs.iVersion = 1;
  vfs.szOsFile = sizeof(Handle);
  vfs.mxPathname = 512;
  vfs.zName = state_->name.c_str();
  vfs.pAppData = state_.get();
  vfs.xOpen = open;
  vfs.xDelete = remove_file;
  vfs.xAccess = access;
  vfs.xFullPathname = full_path;
  vfs.xRandomness = randomness;
  vfs.xSleep = no_wait;
  vfs.xCurrentTime = current_time;
  vfs.xGetLastError = last_error;
  sqlite3_vfs_register(&vfs, 0);
}

SimulatedVfs::~SimulatedVfs() {
  sqlite3_vfs_unregister(&state_->vfs);
}

void SimulatedVfs::restart() {
  std::lock_guard guard(state_->mutex);
  state_->shared.clear();
}

}  // namespace bihuan::test
