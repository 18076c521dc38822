// The few operations on files that durable storage needs, as an interface, so that tests can cut the power or fail any
// operation. Every operation throws std::system_error when the disk refuses; what is durable is said for each.
// An implementation may be shared between threads; one OutFile belongs to one.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bihuan::files {

class OutFile {
 public:
  virtual ~OutFile() = default;
  virtual void append(std::string_view bytes) = 0;
  // The bytes so far survive a power cut; the file's name does not yet.
  virtual void sync() = 0;
};

class FileSystem {
 public:
  virtual ~FileSystem() = default;
  [[nodiscard]] virtual std::unique_ptr<OutFile> create(const std::string& path) = 0;  // refuses an existing name
  virtual void rename(const std::string& from, const std::string& to) = 0;
  virtual void remove(const std::string& path) = 0;       // no matter if it is not there
  virtual void make_folder(const std::string& path) = 0;  // with its parents
  // The names made, changed and removed in this folder survive a power cut.
  virtual void sync_folder(const std::string& path) = 0;

  [[nodiscard]] virtual std::optional<std::int64_t> size(const std::string& path) = 0;  // none: no such file
  [[nodiscard]] virtual std::int64_t modified_at(const std::string& path) = 0;          // UTC milliseconds
  [[nodiscard]] virtual std::string read(const std::string& path, std::int64_t offset, std::int64_t count) = 0;
  // Names (not paths) of the entries of a folder; none when there is no such folder.
  [[nodiscard]] virtual std::vector<std::string> list(const std::string& path) = 0;
};

// The machine's files.
[[nodiscard]] FileSystem& real_files();

}  // namespace bihuan::files
