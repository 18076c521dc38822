#include "tests/support/simulated_disk.h"

#include <algorithm>
#include <system_error>

namespace bihuan::test {
namespace {

constexpr std::size_t sector = 512;

std::string folder_of(const std::string& path) {
  return path.substr(0, path.rfind('/'));
}

void apply_to(std::string& content, const PendingWrite& change) {
  const auto offset = static_cast<std::size_t>(change.offset);
  if (change.truncates) {
    content.resize(offset);
    return;
  }
  if (content.size() < offset + change.bytes.size()) content.resize(offset + change.bytes.size());
  content.replace(offset, change.bytes.size(), change.bytes);
}

[[noreturn]] void fail(SimulatedDisk::Fault fault, const std::string& what) {
  const int code = fault == SimulatedDisk::Fault::io_error ? EIO : ENOSPC;
  throw std::system_error(code, std::generic_category(), what);
}

}  // namespace

SimulatedDisk::Fault SimulatedDisk::step() {
  ++count_;
  if (cut_at_ != 0 && count_ >= cut_at_) off_ = true;
  if (off_) throw PowerCut();
  return fail_at_ != 0 && count_ == fail_at_ ? fault_ : Fault::none;
}

void SimulatedDisk::fail_at(std::int64_t operation, Fault fault) {
  std::lock_guard lock(mutex_);
  count_ = 0;
  fail_at_ = operation;
  fault_ = fault;
}

void SimulatedDisk::cut_at(std::int64_t operation) {
  std::lock_guard lock(mutex_);
  count_ = 0;
  cut_at_ = operation;
}

std::int64_t SimulatedDisk::operations() const {
  std::lock_guard lock(mutex_);
  return count_;
}

bool SimulatedDisk::is_off() const {
  std::lock_guard lock(mutex_);
  return off_;
}

void SimulatedDisk::restart(std::mt19937& random) {
  std::lock_guard lock(mutex_);
  const auto coin = [&] { return (random() & 1U) != 0; };
  // Of the names, a prefix of what is pending in each folder: a journalled file system keeps their order.
  std::map<std::string, bool> stopped;
  for (const auto& change : pending_names_) {
    if (stopped[change.folder] || !coin()) {
      stopped[change.folder] = true;
      continue;
    }
    if (!change.also_removed.empty()) durable_names_.erase(change.also_removed);
    if (change.file == nullptr) {
      durable_names_.erase(change.name);
    } else {
      durable_names_[change.name] = change.file;
    }
  }
  pending_names_.clear();
  names_ = durable_names_;
  for (auto& [name, file] : names_) {
    for (const auto& change : file->pending) {
      if (change.truncates) {
        if (coin()) apply_to(file->durable, change);
        continue;
      }
      for (std::size_t at = 0; at < change.bytes.size(); at += sector) {  // torn: sector by sector
        if (coin())
          apply_to(file->durable,
                   {change.offset + static_cast<std::int64_t>(at), change.bytes.substr(at, sector), false});
      }
    }
    file->pending.clear();
    file->now = file->durable;
  }
  off_ = false;
  cut_at_ = fail_at_ = count_ = 0;
}

namespace {

class SimulatedOutFile final : public files::OutFile {
 public:
  SimulatedOutFile(SimulatedDisk& disk, SimulatedDisk::FilePtr file, std::string path)
      : disk_(disk), file_(std::move(file)), path_(std::move(path)) {}
  void append(std::string_view bytes) override {
    const auto fault = disk_.write(file_, disk_.size_now(file_), bytes);
    if (fault != SimulatedDisk::Fault::none) fail(fault, "write " + path_);
  }
  void sync() override {
    const auto fault = disk_.sync(file_, path_);
    if (fault != SimulatedDisk::Fault::none) fail(fault, "fsync " + path_);
  }

 private:
  SimulatedDisk& disk_;
  SimulatedDisk::FilePtr file_;
  std::string path_;
};

}  // namespace

std::unique_ptr<files::OutFile> SimulatedDisk::create(const std::string& path) {
  return std::make_unique<SimulatedOutFile>(*this, open(path, true, false), path);
}

void SimulatedDisk::rename(const std::string& from, const std::string& to) {
  std::lock_guard lock(mutex_);
  if (const auto fault = step(); fault != Fault::none) fail(fault, "rename " + from);
  const auto file = names_.at(from);
  names_.erase(from);
  names_[to] = file;
  pending_names_.push_back({folder_of(to), to, file, from});
}

void SimulatedDisk::remove(const std::string& path) {
  if (const auto fault = remove_now(path); fault != Fault::none) fail(fault, "remove " + path);
}

void SimulatedDisk::make_folder(const std::string& path) {
  std::lock_guard lock(mutex_);
  if (const auto fault = step(); fault != Fault::none) fail(fault, "mkdir " + path);
  for (auto end = path.find('/', 1);; end = path.find('/', end + 1)) {
    const auto part = path.substr(0, end);
    if (std::find(folders_.begin(), folders_.end(), part) == folders_.end()) folders_.push_back(part);
    if (end == std::string::npos) return;
  }
}

void SimulatedDisk::sync_folder(const std::string& path) {
  std::lock_guard lock(mutex_);
  if (const auto fault = step(); fault != Fault::none) fail(fault, "fsync " + path);
  for (const auto& change : pending_names_) {
    if (change.folder != path) continue;
    if (!change.also_removed.empty()) durable_names_.erase(change.also_removed);
    if (change.file == nullptr) {
      durable_names_.erase(change.name);
    } else {
      durable_names_[change.name] = change.file;
    }
  }
  std::erase_if(pending_names_, [&](const auto& change) { return change.folder == path; });
}

std::optional<std::int64_t> SimulatedDisk::size(const std::string& path) {
  std::lock_guard lock(mutex_);
  if (const auto found = names_.find(path); found != names_.end())
    return static_cast<std::int64_t>(found->second->now.size());
  if (std::find(folders_.begin(), folders_.end(), path) != folders_.end()) return 0;
  return std::nullopt;
}

std::int64_t SimulatedDisk::modified_at(const std::string&) {
  return 0;
}

std::string SimulatedDisk::read(const std::string& path, std::int64_t offset, std::int64_t count) {
  FilePtr file;
  {
    std::lock_guard lock(mutex_);
    file = names_.at(path);
  }
  return read_now(file, offset, count);
}

std::vector<std::string> SimulatedDisk::list(const std::string& path) {
  std::lock_guard lock(mutex_);
  std::vector<std::string> found;
  const auto add = [&](const std::string& each) {
    if (each.size() > path.size() + 1 && each.starts_with(path + "/") &&
        each.find('/', path.size() + 1) == std::string::npos) {
      found.push_back(each.substr(path.size() + 1));
    }
  };
  for (const auto& [name, file] : names_) add(name);
  for (const auto& folder : folders_) add(folder);
  return found;
}

SimulatedDisk::FilePtr SimulatedDisk::open(const std::string& path, bool create, bool syncs_name) {
  std::lock_guard lock(mutex_);
  if (const auto found = names_.find(path); found != names_.end()) return found->second;
  if (!create) return nullptr;
  if (const auto fault = step(); fault != Fault::none) fail(fault, "create " + path);
  auto file = std::make_shared<SimulatedFile>();
  file->fresh_name_synced_with_file = syncs_name;
  names_[path] = file;
  pending_names_.push_back({folder_of(path), path, file, {}});
  return file;
}

SimulatedDisk::Fault SimulatedDisk::write(const FilePtr& file, std::int64_t offset, std::string_view bytes) {
  std::lock_guard lock(mutex_);
  const auto fault = step();
  if (fault == Fault::short_write) bytes = bytes.substr(0, bytes.size() / 2);
  if (fault == Fault::none || fault == Fault::short_write) {
    PendingWrite change{offset, std::string(bytes), false};
    apply_to(file->now, change);
    file->pending.push_back(std::move(change));
  }
  return fault;
}

SimulatedDisk::Fault SimulatedDisk::truncate(const FilePtr& file, std::int64_t bytes) {
  std::lock_guard lock(mutex_);
  const auto fault = step();
  if (fault != Fault::none) return fault;
  PendingWrite change{bytes, {}, true};
  apply_to(file->now, change);
  file->pending.push_back(std::move(change));
  return fault;
}

SimulatedDisk::Fault SimulatedDisk::sync(const FilePtr& file, const std::string& path) {
  std::lock_guard lock(mutex_);
  const auto fault = step();
  if (fault != Fault::none) return fault;
  for (const auto& change : file->pending) apply_to(file->durable, change);
  file->pending.clear();
  if (file->fresh_name_synced_with_file) {
    durable_names_[path] = file;
    std::erase_if(pending_names_, [&](const auto& change) { return change.name == path; });
    file->fresh_name_synced_with_file = false;
  }
  return fault;
}

SimulatedDisk::Fault SimulatedDisk::remove_now(const std::string& path) {
  std::lock_guard lock(mutex_);
  const auto fault = step();
  if (fault != Fault::none) return fault;
  if (names_.erase(path) > 0) pending_names_.push_back({folder_of(path), path, nullptr, {}});
  return fault;
}

std::string SimulatedDisk::read_now(const FilePtr& file, std::int64_t offset, std::int64_t count) {
  std::lock_guard lock(mutex_);
  if (off_) throw PowerCut();
  if (offset >= static_cast<std::int64_t>(file->now.size())) return {};
  return file->now.substr(static_cast<std::size_t>(offset), static_cast<std::size_t>(count));
}

std::int64_t SimulatedDisk::size_now(const FilePtr& file) {
  std::lock_guard lock(mutex_);
  return static_cast<std::int64_t>(file->now.size());
}

bool SimulatedDisk::exists(const std::string& path) {
  std::lock_guard lock(mutex_);
  return names_.contains(path);
}

}  // namespace bihuan::test
