#include "engine/yaml/screen.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "engine/base/utf8.h"

namespace bihuan::yaml {
namespace {

constexpr std::size_t most_of_one_kind = 20;
constexpr std::size_t most_open_brackets = 10'000;

void find_bad_bytes(const Source& source, Problems& problems) {
  const std::string_view text = source.text();
  std::size_t from = 0;
  for (std::size_t n = 0; n < most_of_one_kind; ++n) {
    const auto bad = utf8::first_invalid(text.substr(from));
    if (!bad) return;
    const std::size_t at = from + *bad;
    const auto byte = static_cast<unsigned char>(text[at]);
    problems.push_back({Severity::error, "not_utf8", {{"byte", fmt::format("{:02X}", byte)}}, source.locate(at), {}});
    from = at + 1;
    while (from < text.size() && (static_cast<unsigned char>(text[from]) & 0xC0U) == 0x80U) ++from;
  }
}

// Two bytes a character, as Windows calls Unicode: with its mark, or a zero in every second byte of the beginning.
bool is_utf16(std::string_view text) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) return true;
  const std::string_view begin = text.substr(0, 64);
  const auto zeros = static_cast<std::size_t>(std::ranges::count(begin, '\0'));
  return begin.size() >= 4 && zeros * 3 >= begin.size();
}

// Every byte above 0x7F belongs to a pair of GBK (GB/T 2312 and its extension), and at least two pairs do.
bool is_gbk(std::string_view text) {
  std::size_t pairs = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x80) continue;
    const auto trail = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
    if (lead == 0x80 || lead == 0xFF || trail < 0x40 || trail == 0x7F || trail == 0xFF) return false;
    ++pairs;
    ++i;
  }
  return pairs > 1;
}

// A file in another encoding is one mistake, not one for each of its bytes.
std::optional<Problem> other_encoding(const Source& source) {
  const std::string_view text = source.text();
  const auto bad = utf8::first_invalid(text);
  const bool wide = is_utf16(text);
  if (!wide && (!bad || !is_gbk(text))) return std::nullopt;
  return Problem{Severity::error, wide ? "encoding_utf16" : "encoding_gbk", {}, source.locate(wide ? 0 : *bad), {}};
}

// YAML allows tab, line feed and carriage return before one; the parser takes some others for the end of the text.
bool control(std::string_view text, std::size_t i) {
  const auto c = static_cast<unsigned char>(text[i]);
  if (c == '\r') return i + 1 >= text.size() || text[i + 1] != '\n';
  return (c < 0x20 && c != '\t' && c != '\n') || c == 0x7F;
}

void find_control_characters(const Source& source, Problems& problems) {
  const std::string_view text = source.text();
  std::size_t found = 0;
  for (std::size_t i = 0; i < text.size() && found < most_of_one_kind; ++i) {
    if (!control(text, i)) continue;
    ++found;
    const auto shown = fmt::format("U+{:04X}", static_cast<unsigned char>(text[i]));
    problems.push_back({Severity::error, "control_character", {{"character", shown}}, source.locate(i), {}});
  }
}

void find_indenting_tabs(const Source& source, Problems& problems) {
  const std::string_view text = source.text();
  std::size_t found = 0;
  for (std::size_t begin = 0; begin < text.size() && found < most_of_one_kind;) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    const std::size_t content = line.find_first_not_of(" \t\r");
    const std::size_t tab = line.find('\t');
    if (content != std::string_view::npos && tab < content && line[content] != '#') {
      ++found;
      problems.push_back({Severity::error, "yaml_tab", {}, source.locate(begin + tab), {}});
    }
    begin = end + 1;
  }
}

// The parser's scanner keeps every open bracket before it looks at the nesting: bound them here.
void find_bracket_flood(const Source& source, Problems& problems) {
  const std::string_view text = source.text();
  std::size_t open = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '[' || text[i] == '{') ++open;
    if ((text[i] == ']' || text[i] == '}') && open > 0) --open;
    if (open <= most_open_brackets) continue;
    problems.push_back({Severity::error, "yaml_too_deep", {{"limit", "200"}}, source.locate(i), {}});
    return;
  }
}

}  // namespace

std::string without_idle_tabs(std::string_view text) {
  std::string out(text);
  for (std::size_t begin = 0; begin < out.size();) {
    const std::size_t end = std::min(out.find('\n', begin), out.size());
    const std::size_t content = std::string_view(out).substr(begin, end - begin).find_first_not_of(" \t\r");
    if (content == std::string_view::npos || out[begin + content] == '#') {
      const auto last =
          out.begin() + static_cast<std::ptrdiff_t>(content == std::string_view::npos ? end : begin + content);
      std::replace(out.begin() + static_cast<std::ptrdiff_t>(begin), last, '\t', ' ');
    }
    begin = end + 1;
  }
  return out;
}

Problems screen(const Source& source) {
  if (auto encoding = other_encoding(source)) return {std::move(*encoding)};
  Problems problems;
  find_bad_bytes(source, problems);
  find_control_characters(source, problems);
  find_indenting_tabs(source, problems);
  find_bracket_flood(source, problems);
  sort_problems(problems);
  return problems;
}

}  // namespace bihuan::yaml
