#include "engine/yaml/source.h"

#include <algorithm>

#include "engine/base/utf8.h"

namespace bihuan::yaml {

Source::Source(std::string file, std::string text) : file_(std::move(file)), text_(std::move(text)), line_starts_{0} {
  for (std::size_t i = 0; i < text_.size(); ++i) {
    if (text_[i] == '\n') line_starts_.push_back(i + 1);
  }
}

Location Source::locate(std::size_t offset) const {
  offset = std::min(offset, text_.size());
  const auto next = std::ranges::upper_bound(line_starts_, offset);
  const std::size_t start = *(next - 1);
  const auto before = utf8::length(std::string_view(text_).substr(start, offset - start));
  return {file_, static_cast<int>(next - line_starts_.begin()), static_cast<int>(before) + 1};
}

}  // namespace bihuan::yaml
