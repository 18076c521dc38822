#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "storage/files/file_system.h"

namespace bihuan::files {
namespace {

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

class Descriptor {
 public:
  Descriptor(const std::string& path, int flags) : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {
    if (descriptor_ < 0) fail("open " + path);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { ::close(descriptor_); }
  [[nodiscard]] int get() const { return descriptor_; }

 private:
  int descriptor_;
};

class RealOutFile final : public OutFile {
 public:
  explicit RealOutFile(const std::string& path) : path_(path), file_(path, O_WRONLY | O_CREAT | O_EXCL) {}
  void append(std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t written = ::write(file_.get(), bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) fail("write " + path_);
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  void sync() override {
    if (::fsync(file_.get()) != 0) fail("fsync " + path_);
  }

 private:
  std::string path_;
  Descriptor file_;
};

class RealFiles final : public FileSystem {
 public:
  std::unique_ptr<OutFile> create(const std::string& path) override { return std::make_unique<RealOutFile>(path); }
  void rename(const std::string& from, const std::string& to) override {
    if (::rename(from.c_str(), to.c_str()) != 0) fail("rename " + from);
  }
  void remove(const std::string& path) override {
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) fail("remove " + path);
  }
  void make_folder(const std::string& path) override { std::filesystem::create_directories(path); }
  void sync_folder(const std::string& path) override {
    const Descriptor folder(path, O_RDONLY | O_DIRECTORY);
    if (::fsync(folder.get()) != 0) fail("fsync " + path);
  }
  std::optional<std::int64_t> size(const std::string& path) override {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
      if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
      fail("stat " + path);
    }
    return status.st_size;
  }
  std::int64_t modified_at(const std::string& path) override {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) fail("stat " + path);
    return static_cast<std::int64_t>(status.st_mtim.tv_sec) * 1000 + status.st_mtim.tv_nsec / 1'000'000;
  }
  std::string read(const std::string& path, std::int64_t offset, std::int64_t count) override {
    const Descriptor file(path, O_RDONLY);
    std::string bytes(static_cast<std::size_t>(count), '\0');
    std::size_t got = 0;
    while (got < bytes.size()) {
      const ssize_t part =
          ::pread(file.get(), bytes.data() + got, bytes.size() - got, offset + static_cast<off_t>(got));
      if (part < 0 && errno == EINTR) continue;
      if (part < 0) fail("read " + path);
      if (part == 0) break;
      got += static_cast<std::size_t>(part);
    }
    bytes.resize(got);
    return bytes;
  }
  std::vector<std::string> list(const std::string& path) override {
    std::vector<std::string> names;
    std::error_code missing;
    for (const auto& entry : std::filesystem::directory_iterator(path, missing)) {
      names.push_back(entry.path().filename().string());
    }
    return names;
  }
};

}  // namespace

FileSystem& real_files() {
  static RealFiles files;
  return files;
}

}  // namespace bihuan::files
