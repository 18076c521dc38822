// Attachments as files named by their SHA-256: FOLDER/ab/cdef…, uploads under FOLDER/incoming.
// Share freely between threads. Refusals are Results; a disk that fails throws std::system_error.
#pragma once

#include <mutex>
#include <string>

#include "engine/runtime/blobs.h"
#include "storage/files/file_system.h"

namespace bihuan::files {

class BlobStore final : public runtime::Blobs {
 public:
  // Makes the folders when they are missing. `files` must live as long as the store.
  BlobStore(std::string folder, FileSystem& files);
  explicit BlobStore(std::string folder) : BlobStore(std::move(folder), real_files()) {}

  [[nodiscard]] std::unique_ptr<runtime::Upload> begin(std::int64_t limit_bytes) override;
  [[nodiscard]] Result<std::int64_t> size(std::string_view hash) const override;
  [[nodiscard]] Result<std::string> read(std::string_view hash, std::int64_t offset, std::int64_t count) const override;
  [[nodiscard]] Result<std::string> served_copy(std::string_view hash) const override;
  [[nodiscard]] std::vector<std::string> all() const override;
  [[nodiscard]] bool intact(std::string_view hash) const override;
  std::int64_t sweep(runtime::Millis before, const std::function<bool(std::string_view hash)>& named) override;

  [[nodiscard]] std::string path_of(std::string_view hash) const;

 private:
  std::string folder_;
  FileSystem& files_;
  std::mutex naming_;  // a name is given, or looked at and taken away: never both at once
};

}  // namespace bihuan::files
