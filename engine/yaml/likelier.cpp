#include "engine/yaml/likelier.h"

#include <vector>

namespace bihuan::yaml {
namespace {

constexpr std::string_view wide_colon = "：";
constexpr auto npos = std::string_view::npos;
constexpr std::size_t most_lines = 100;  // of a text in quotes that are looked at, and so much of each
constexpr std::size_t most_columns = 200;

bool word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == '.' || (static_cast<unsigned char>(c) & 0x80U) != 0;
}

// A line that says something: where it begins, and its text without indentation and line break.
struct Line {
  std::size_t begin = 0;
  std::size_t indent = 0;
  std::string_view content;
};

std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> out;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    const std::size_t first = line.find_first_not_of(' ');
    const std::size_t last = line.find_last_not_of(" \t\r");
    if (first != npos && last != npos && line[first] != '#') {
      out.push_back({begin, first, line.substr(first, last - first + 1)});
    }
    begin = end + 1;
  }
  return out;
}

// "- title: x" says "title: x" below a dash.
std::string_view behind_dash(std::string_view content) {
  return content.starts_with("- ") ? content.substr(std::min(content.find_first_not_of(" -"), content.size()))
                                   : content;
}

bool has_key(std::string_view content) {
  return content.find(": ") != npos || content.ends_with(':');
}

// The length of the word that a line begins with, as far as it can be a key.
std::size_t word_length(std::string_view content) {
  std::size_t end = 0;
  while (end < content.size() && word_character(content[end]) && !content.substr(end).starts_with(wide_colon)) ++end;
  return end;
}

class Reader {
 public:
  Reader(const Source& source, const Problem& told, std::size_t offset, const Node& quoted)
      : source_(source), told_(told), quoted_(quoted), lines_(lines_of(source.text())) {
    while (at_ + 1 < lines_.size() && lines_[at_ + 1].begin <= offset) ++at_;
  }

  std::optional<Problem> read() {
    if (lines_.empty()) return std::nullopt;
    if (auto found = quotes()) return found;
    for (const std::size_t i : {at_, at_ == 0 ? at_ : at_ - 1}) {
      if (auto found = comment(lines_[i])) return found;
      // Text that goes on from the line before can look like anything: only a sibling counts.
      if (i != at_ && lines_[i].indent != lines_[at_].indent) continue;
      if (auto found = colon(lines_[i], i != at_ || told_.code == "yaml_map_broken")) return found;
    }
    return told_.code == "yaml_map_broken" ? indentation() : std::nullopt;
  }

 private:
  [[nodiscard]] Problem problem(std::string_view code, std::size_t offset, MessageArguments arguments = {}) const {
    return {Severity::error, std::string(code), std::move(arguments), source_.locate(offset), {}};
  }

  std::optional<Problem> quotes() {
    if (quoted_.source == nullptr) return std::nullopt;
    const std::string_view text = source_.text();
    const std::size_t end = source_offsets(quoted_).back() + 1;  // behind the closing quote
    if (end > text.size()) return std::nullopt;
    const std::string_view inside = text.substr(quoted_.offset, end - quoted_.offset);
    std::size_t at = inside.find('\n');
    for (std::size_t n = 0; at != npos && n < most_lines; ++n) {
      const std::size_t next = std::min(inside.find_first_not_of(" \r\n", at), inside.size());
      const std::string_view rest = inside.substr(next, most_columns);
      const std::size_t word = word_length(behind_dash(rest));
      // The text has swallowed the next keys: its own quote was forgotten, and another one closed it.
      if (word > 0 && behind_dash(rest).substr(word).starts_with(":"))
        return problem("yaml_quote_open", quoted_.offset);
      at = inside.find('\n', next);
    }
    if (end < text.size() && std::string_view(" \t\r\n,]}:").find(text[end]) == npos) {
      return problem("yaml_quote_inside", end - 1);
    }
    return std::nullopt;
  }

  // A # behind a space, inside brackets that the rest of the line would have closed.
  [[nodiscard]] std::optional<Problem> comment(const Line& line) const {
    int open = 0;
    char quote = 0;
    for (std::size_t i = 0; i < line.content.size(); ++i) {
      const char c = line.content[i];
      if (quote != 0) {
        if (c == quote) quote = 0;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '{' || c == '[') {
        ++open;
      } else if (c == '}' || c == ']') {
        --open;
      } else if (c == '#' && i > 0 && line.content[i - 1] == ' ') {
        const bool cut = open > 0 && line.content.find_first_of("}]", i) != npos;
        return cut ? std::optional(problem("yaml_hash", line.begin + line.indent + i)) : std::nullopt;
      }
    }
    return std::nullopt;
  }

  [[nodiscard]] std::optional<Problem> colon(const Line& line, bool may_lack) const {
    const std::string_view content = behind_dash(line.content);
    if (has_key(content)) return std::nullopt;
    const std::size_t start = line.begin + line.indent + (line.content.size() - content.size());
    const std::size_t word = word_length(content);
    if (word == 0) return std::nullopt;
    const std::string_view rest = content.substr(word);
    const MessageArguments key{{"key", std::string(content.substr(0, word))}};
    if (rest.starts_with(wide_colon)) return problem("yaml_wide_colon", start + word, key);
    if (rest.starts_with(':')) return problem("yaml_colon_space", start + word, key);
    if (may_lack && rest.starts_with(' ') && content.find(':') == npos) {
      return problem("yaml_colon_missing", start + word, key);
    }
    return std::nullopt;
  }

  // A line that stands between two levels: what it should be a sibling of is indented too much or too little.
  [[nodiscard]] std::optional<Problem> indentation() const {
    const Line& here = lines_[at_];
    std::size_t parent = at_;
    std::size_t deep = 0;
    while (parent > 0 && lines_[parent - 1].indent > here.indent) --parent;
    if (parent == at_ || parent == 0) return item(here);
    const std::size_t first = parent--;
    if (lines_[parent].indent >= here.indent) return item(here);
    for (std::size_t i = first; i < at_; ++i) deep += lines_[i].indent == lines_[first].indent ? 1 : 0;
    bool sibling = false;  // was the level of this line open when the parent came?
    for (std::size_t i = parent; i-- > 0 && lines_[i].indent > lines_[parent].indent;) {
      sibling = sibling || lines_[i].indent == here.indent;
    }
    const std::string line = std::to_string(source_.locate(here.begin).line);
    if (sibling && deep > 1) {
      return problem("yaml_indent_shallow", lines_[parent].begin + lines_[parent].indent, {{"line", line}});
    }
    return problem("yaml_indent_deep", lines_[first].begin + lines_[first].indent, {{"line", line}});
  }

  // A line among the items of a list that does not begin like one.
  [[nodiscard]] std::optional<Problem> item(const Line& here) const {
    const bool list = at_ > 0 && lines_[at_ - 1].indent == here.indent && lines_[at_ - 1].content.starts_with("- ");
    if (!list || here.content.starts_with("- ")) return std::nullopt;
    return problem("yaml_list_broken", here.begin + here.indent);
  }

  const Source& source_;
  const Problem& told_;
  const Node& quoted_;
  std::vector<Line> lines_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<Problem> likelier_problem(const Source& source, const Problem& told, std::size_t offset,
                                        const Node& quoted) {
  return Reader(source, told, offset, quoted).read();
}

}  // namespace bihuan::yaml
