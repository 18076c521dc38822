// From a scalar's value back into its source. Each style is aligned with what the parser made of it: the value is
// known, so a break or an escape only has to be matched, not interpreted.
#include <algorithm>

#include "engine/base/utf8.h"
#include "engine/yaml/node.h"

namespace bihuan::yaml {
namespace {

bool blank(char c) {
  return c == ' ' || c == '\t';
}

// Behind anchors and tags, where the scalar itself begins.
std::size_t skip_properties(std::string_view text, std::size_t at) {
  while (at < text.size() && (text[at] == '&' || text[at] == '!')) {
    while (at < text.size() && !blank(text[at]) && text[at] != '\n' && text[at] != '\r') ++at;
    while (at < text.size() && (blank(text[at]) || text[at] == '\n' || text[at] == '\r')) ++at;
  }
  return at;
}

// Spaces and line breaks from `at`; how many breaks there were.
std::size_t skip_fold(std::string_view text, std::size_t at, std::size_t& breaks) {
  breaks = 0;
  while (at < text.size() && (blank(text[at]) || text[at] == '\n' || text[at] == '\r')) {
    breaks += text[at] == '\n';
    ++at;
  }
  return at;
}

bool breaks_line(std::string_view text, std::size_t at) {
  while (at < text.size() && blank(text[at])) ++at;
  return at < text.size() && (text[at] == '\n' || text[at] == '\r');
}

// Bytes of source that an escape sequence at `at` (a backslash) takes.
std::size_t escape_length(std::string_view text, std::size_t at) {
  const char kind = at + 1 < text.size() ? text[at + 1] : '\0';
  return kind == 'x' ? 4 : kind == 'u' ? 6 : kind == 'U' ? 10 : 2;
}

// Plain and quoted scalars: lines are folded, quotes doubled or escaped.
std::vector<std::size_t> flow_offsets(const Node& scalar, std::size_t at) {
  const std::string_view text = scalar.source->text();
  const std::string_view value = scalar.text;
  std::vector<std::size_t> out;
  out.reserve(value.size() + 1);
  if (scalar.style != Style::plain) ++at;
  for (std::size_t i = 0; i < value.size();) {
    at = std::min(at, text.size());
    if (breaks_line(text, at)) {
      std::size_t breaks = 0;
      const std::size_t line_end = at;
      at = skip_fold(text, at, breaks);
      const std::size_t made = breaks <= 1 ? 1 : breaks - 1;
      for (std::size_t k = 0; k < made && i < value.size(); ++k, ++i) out.push_back(line_end);
      continue;
    }
    if (scalar.style == Style::double_quoted && at < text.size() && text[at] == '\\') {
      if (breaks_line(text, at + 1)) {  // an escaped break is no character at all
        std::size_t breaks = 0;
        at = skip_fold(text, at + 1, breaks);
        continue;
      }
      const std::size_t begin = i;
      static_cast<void>(utf8::decode(value, i));
      for (std::size_t k = begin; k < i; ++k) out.push_back(at);
      at += escape_length(text, at);
      continue;
    }
    out.push_back(at);
    at += scalar.style == Style::single_quoted && text.substr(at, 2) == "''" ? 2 : 1;
    ++i;
  }
  out.push_back(at);
  return out;
}

struct BlockLine {
  std::size_t begin = 0;  // of the content, behind the indentation
  std::size_t end = 0;
};

// The content lines of a block scalar whose header begins at `at`.
std::vector<BlockLine> block_lines(std::string_view text, std::size_t at) {
  std::size_t indent = 0;
  const std::size_t header_end = std::min(text.find('\n', at), text.size());
  std::vector<BlockLine> lines;
  for (std::size_t begin = header_end + 1; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::size_t first = std::min(text.find_first_not_of(" \r", begin), end);
    if (indent == 0 && first < end) indent = first - begin;
    lines.push_back({std::min(begin + indent, end), end > begin && text[end - 1] == '\r' ? end - 1 : end});
    begin = end + 1;
  }
  return lines;
}

// Literal and folded blocks: each line's content stands in the value as it is; what lies between is breaks.
std::vector<std::size_t> block_offsets(const Node& scalar, std::size_t at) {
  const std::string_view text = scalar.source->text();
  const std::string_view value = scalar.text;
  std::vector<std::size_t> out;
  out.reserve(value.size() + 1);
  std::size_t last = at;
  for (const auto& [begin, end] : block_lines(text, at)) {
    if (out.size() >= value.size()) break;
    if (begin >= end) continue;
    const std::string_view content = text.substr(begin, end - begin);
    std::size_t found = out.size();
    while (found < value.size() && (value[found] == '\n' || value[found] == ' ') &&
           !value.substr(found).starts_with(content)) {
      ++found;
    }
    if (!value.substr(found).starts_with(content)) break;
    out.resize(found, last);
    for (std::size_t k = begin; k < end; ++k) out.push_back(k);
    last = end;
  }
  out.resize(value.size() + 1, last);
  return out;
}

}  // namespace

std::vector<std::size_t> source_offsets(const Node& scalar) {
  const std::size_t at = skip_properties(scalar.source->text(), scalar.offset);
  const bool block = scalar.style == Style::literal || scalar.style == Style::folded;
  return block ? block_offsets(scalar, at) : flow_offsets(scalar, at);
}

}  // namespace bihuan::yaml
