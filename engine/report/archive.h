// ArchiveWriter: a zip written to a file, part after part, with parts that are too large for memory read while they are
// packed. The same parts in the same order give the same bytes, on any day and in any time zone. Belongs to one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace bihuan::report {

class ArchiveWriter {
 public:
  // Everything throws std::runtime_error when the zip library or the disk fails.
  explicit ArchiveWriter(std::string path);
  ~ArchiveWriter();  // without finish(): no file
  ArchiveWriter(const ArchiveWriter&) = delete;
  ArchiveWriter& operator=(const ArchiveWriter&) = delete;

  void add(const std::string& name, std::string bytes);
  // `read` answers up to `count` bytes from `offset`; empty at the end. Called during finish(). `packed`: the content
  // is compressed already (pictures, office files), so that packing it again only costs time.
  using Read = std::function<std::string(std::int64_t offset, std::int64_t count)>;
  void add(const std::string& name, std::int64_t size, Read read, bool packed);
  void finish();

 private:
  struct Zip;
  std::unique_ptr<Zip> zip_;
};

}  // namespace bihuan::report
