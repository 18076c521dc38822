#include "web/ui/files.h"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace bihuan::embedded {
std::span<const File> web_ui_pack();  // made by bihuan_embed
}

namespace bihuan::web {
namespace {

constexpr std::string_view magic = "bihuan-pack 1\n";

std::string_view take_line(std::string_view& rest) {
  const auto end = rest.find('\n');
  if (end == std::string_view::npos) throw std::logic_error("web pack: the index is cut");
  const auto line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return line;
}

std::size_t take_number(std::string_view& line) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), value);
  if (error != std::errc{}) throw std::logic_error("web pack: a number is missing in the index");
  line.remove_prefix(static_cast<std::size_t>(end - line.data()));
  if (!line.empty() && line.front() == ' ') line.remove_prefix(1);
  return value;
}

struct Row {
  std::size_t offset, length;
  std::string_view path;
};

const std::vector<embedded::File>& unpacked() {
  static const std::vector<embedded::File> files = [] {
    const auto packs = embedded::web_ui_pack();
    return packs.empty() ? std::vector<embedded::File>{} : parse_pack(packs.front().bytes);
  }();
  return files;
}

}  // namespace

std::vector<embedded::File> parse_pack(std::string_view pack) {
  if (!pack.starts_with(magic)) throw std::logic_error("web pack: this is not a pack");
  auto rest = pack.substr(magic.size());
  auto count_line = take_line(rest);
  std::vector<Row> rows(take_number(count_line));
  for (auto& row : rows) {
    auto line = take_line(rest);
    row.offset = take_number(line);
    row.length = take_number(line);
    row.path = line;
  }
  if (!take_line(rest).empty()) throw std::logic_error("web pack: the index has more lines than it says");
  std::vector<embedded::File> files;
  files.reserve(rows.size());
  for (const auto& row : rows) {
    if (row.offset > rest.size() || row.length > rest.size() - row.offset)
      throw std::logic_error("web pack: a file reaches beyond the end");
    files.push_back({row.path, rest.substr(row.offset, row.length)});
  }
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return files;
}

std::span<const embedded::File> ui_files() {
  return unpacked();
}

}  // namespace bihuan::web
