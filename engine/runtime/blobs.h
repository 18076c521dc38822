// Attachments: content-addressed bytes beside the database. The name of the content is its SHA-256.
//
// Share freely between threads; one Upload belongs to one. finish() returns only when the bytes and the name of the
// file are on stable storage, so a commit may name it. A blob that no commit names is removed by sweep().
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.h"
#include "engine/runtime/clock.h"

namespace bihuan::runtime {

struct StoredBlob {
  std::string hash;  // SHA-256, 64 hex digits
  std::int64_t bytes = 0;
  std::string media_type;  // sniffed from the content
};

class Upload {
 public:
  virtual ~Upload() = default;  // without finish(): nothing stays
  // Refuses `attachment_too_large` as soon as the limit is passed.
  [[nodiscard]] virtual Result<void> append(std::string_view bytes) = 0;
  [[nodiscard]] virtual Result<StoredBlob> finish() = 0;
};

class Blobs {
 public:
  virtual ~Blobs() = default;
  [[nodiscard]] virtual std::unique_ptr<Upload> begin(std::int64_t limit_bytes) = 0;
  // Size of the stored content; `attachment_missing`.
  [[nodiscard]] virtual Result<std::int64_t> size(std::string_view hash) const = 0;
  // Reads [offset, offset+count); shorter at the end.
  [[nodiscard]] virtual Result<std::string> read(std::string_view hash, std::int64_t offset,
                                                 std::int64_t count) const = 0;
  // The copy that is shown inline: JPEG, PNG and WebP without EXIF, place or text chunks, orientation kept.
  // Refuses `not_an_inline_image` for every other type.
  [[nodiscard]] virtual Result<std::string> served_copy(std::string_view hash) const = 0;
  // The names of all stored contents.
  [[nodiscard]] virtual std::vector<std::string> all() const = 0;
  // Hashes the stored bytes again; false when they differ or are gone.
  [[nodiscard]] virtual bool intact(std::string_view hash) const = 0;
  // Removes contents older than `before` that `named` does not know; answers how many.
  virtual std::int64_t sweep(Millis before, const std::function<bool(std::string_view hash)>& named) = 0;
};

}  // namespace bihuan::runtime
