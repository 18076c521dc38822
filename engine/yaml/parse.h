// Reading YAML into a located tree. The only folder that sees yaml-cpp.
// Pure but for read_file. Input of any kind gives problems, never a crash, a hang or an exception: size, depth and the
// number of nodes (aliases counted as often as they are used) are bounded.
#pragma once

#include <cstddef>
#include <string>

#include "engine/base/problem.h"
#include "engine/yaml/node.h"

namespace bihuan::yaml {

inline constexpr std::size_t max_bytes = 2U << 20U;
inline constexpr std::size_t max_depth = 200;
inline constexpr std::size_t max_nodes = 200'000;

struct Parsed {
  Document document;  // whole unless a problem is an error of syntax; then its root is null
  Problems problems;

  [[nodiscard]] bool ok() const { return problems.empty(); }
};

// Parses one document. Reported together where possible: bad bytes and tabs; then syntax (the first error only);
// then repeated keys, keys that are not text, unknown tags, all of them.
// `<<` merges maps as YAML 1.1 has it. A byte order mark is skipped.
[[nodiscard]] Parsed parse(std::string text, std::string file);

// The file's bytes; `file_unreadable` when there is no such file or it cannot be read, `file_too_large` above
// max_bytes.
[[nodiscard]] Result<std::string> read_file(const std::string& path);

// For readers who stop at the first problem.
[[nodiscard]] Result<Document> load(std::string text, std::string file);

}  // namespace bihuan::yaml
