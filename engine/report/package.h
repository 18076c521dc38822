// Package: an office file (.docx, .xlsx: a zip of parts) in memory. Reading refuses hostile files; writing gives the
// same bytes for the same parts, on any day and in any time zone. Values; not synchronised.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "engine/base/error.h"

namespace bihuan::report {

struct PackageLimits {
  std::size_t parts = 2000;
  std::size_t part_bytes = 64U << 20U;
  std::size_t total_bytes = 256U << 20U;
  std::size_t ratio = 200;  // unpacked to packed, of a part above 1 MiB: more is a bomb
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
