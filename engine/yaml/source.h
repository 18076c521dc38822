// Source: the text of one file and where each of its bytes stands. Immutable after construction; share freely.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.h"

namespace bihuan::yaml {

class Source {
 public:
  // `text` without a byte order mark. Need not be valid UTF-8: a stray byte counts as a column.
  Source(std::string file, std::string text);

  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] std::string_view text() const { return text_; }
  // Line and column (code points, from 1) of a byte offset; an offset behind the end is the end.
  [[nodiscard]] Location locate(std::size_t offset) const;

 private:
  std::string file_;
  std::string text_;
  std::vector<std::size_t> line_starts_;
};

}  // namespace bihuan::yaml
