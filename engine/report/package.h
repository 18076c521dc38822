// Package: an office file (.docx, .xlsx: a zip of parts) in memory. Reading refuses hostile files; writing gives the
// same bytes for the same parts, on any day and in any time zone. Values; not synchronised.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.h"

namespace bihuan::report {

struct PackageLimits {
  std::size_t parts = 2000;
  std::size_t part_bytes = 64U << 20U;
  std::size_t total_bytes = 256U << 20U;
  std::size_t ratio = 200;  // unpacked to packed, of a part above 1 MiB: more is a bomb
};

// A part read piece by piece, never more of it than the file declares. Must not outlive its reader.
class PartStream {
 public:
  virtual ~PartStream() = default;
  // Fills up to `count` bytes; 0 at the end. `package_broken` when the part is damaged.
  [[nodiscard]] virtual Result<std::size_t> read(char* into, std::size_t count) = 0;
};

// The parts of a file in memory, without unpacking them all. `bytes` must outlive the reader. Belongs to one thread.
class PackageReader {
 public:
  // Looks at the directory only; errors as Package::read.
  [[nodiscard]] static Result<PackageReader> open(std::string_view bytes, const PackageLimits& limits = {});
  PackageReader(PackageReader&&) noexcept;
  PackageReader& operator=(PackageReader&&) noexcept;
  ~PackageReader();

  [[nodiscard]] const std::vector<std::string>& names() const;
  [[nodiscard]] bool has(std::string_view name) const;
  // Unpacks one part; package_hostile when it is larger than `limit`, package_broken when there is none.
  [[nodiscard]] Result<std::string> read(std::string_view name, std::size_t limit) const;
  [[nodiscard]] Result<std::unique_ptr<PartStream>> stream(std::string_view name) const;

 private:
  struct Directory;
  explicit PackageReader(std::unique_ptr<Directory> directory);
  std::unique_ptr<Directory> directory_;
};

struct Package {
  std::map<std::string, std::string, std::less<>> parts;  // "word/document.xml" -> bytes

  [[nodiscard]] const std::string* find(std::string_view name) const;

  // Errors: package_broken (no zip, damaged, encrypted), package_hostile (names that leave the folder, repeated names,
  // too much when unpacked).
  [[nodiscard]] static Result<Package> read(std::string_view bytes, const PackageLimits& limits = {});

  // The zip: [Content_Types].xml first, then by name; times and attributes fixed. Throws when the zip library fails.
  [[nodiscard]] std::string write() const;
};

// What must not be in a file that people hand in: macros, embedded programs, relations to the outside (linked pictures,
// attached templates, web addresses), fields that fetch or run something. `template_active` names the part and what was
// found.
[[nodiscard]] Result<void> refuse_active_content(const Package& package);

}  // namespace bihuan::report
