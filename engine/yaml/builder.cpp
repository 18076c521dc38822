#include "engine/yaml/builder.h"

#include <algorithm>
#include <unordered_set>

#include "engine/yaml/parse.h"

namespace bihuan::yaml {
namespace {

std::size_t size_of(const Node& node) {
  std::size_t size = 1;
  for (const auto& item : node.items) size += size_of(item);
  for (const auto& entry : node.entries) size += 1 + size_of(entry.value);
  return size;
}

std::size_t offset_of(const YAML::Mark& mark) {
  return mark.pos < 0 ? 0 : static_cast<std::size_t>(mark.pos);
}

// The style is read from the source: the parser does not tell it.
Style style_at(std::string_view text, std::size_t at) {
  while (at < text.size() && (text[at] == '&' || text[at] == '!')) {
    at = std::min(text.find_first_of(" \t\r\n", at), text.size());
    at = std::min(text.find_first_not_of(" \t\r\n", at), text.size());
  }
  switch (at < text.size() ? text[at] : '\0') {
    case '\'':
      return Style::single_quoted;
    case '"':
      return Style::double_quoted;
    case '|':
      return Style::literal;
    case '>':
      return Style::folded;
    default:
      return Style::plain;
  }
}

constexpr std::string_view standard_tags = "tag:yaml.org,2002:";

}  // namespace

void Builder::report(std::string_view code, MessageArguments arguments, std::size_t offset) {
  problems_.push_back({Severity::error, std::string(code), std::move(arguments), source_.locate(offset), {}});
}

void Builder::count(std::size_t nodes, std::size_t offset) {
  nodes_ += nodes;
  if (nodes_ <= max_nodes) return;
  throw Stop{
      {Severity::error, "yaml_too_many_nodes", {{"limit", std::to_string(max_nodes)}}, source_.locate(offset), {}}};
}

void Builder::check_tag(const std::string& tag, Kind kind, std::size_t offset) {
  if (tag.empty() || tag == "?" || tag == "!") return;
  if (tag.starts_with(standard_tags)) {
    const std::string_view name = std::string_view(tag).substr(standard_tags.size());
    if (kind == Kind::map && name == "map") return;
    if (kind == Kind::list && name == "seq") return;
    if (kind == Kind::scalar && (name == "str" || name == "int" || name == "float" || name == "bool" || name == "null"))
      return;
  }
  report("yaml_tag", {{"tag", tag}}, offset);
}

void Builder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  Node node;
  node.source = &source_;
  node.offset = offset_of(mark);
  const std::string_view rest = source_.text().substr(std::min(node.offset, source_.text().size()));
  for (const std::string_view written : {"~", "null", "Null", "NULL"}) {
    if (rest.starts_with(written)) node.text = written;
  }
  // What is not written stands nowhere (the mark is that of what comes next): the place of its key serves better.
  if (node.text.empty() && !open_.empty() && open_.back().has_key) node.offset = open_.back().key.offset;
  add(std::move(node), anchor);
}

void Builder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       const std::string& value) {
  Node node;
  node.kind = Kind::scalar;
  node.source = &source_;
  node.offset = offset_of(mark);
  node.style = style_at(source_.text(), node.offset);
  node.text = value;
  check_tag(tag, node.kind, node.offset);
  if (node.style == Style::single_quoted || node.style == Style::double_quoted) last_quoted_ = node;
  if (node.style == Style::plain && tag == std::string(standard_tags) + "str") node.style = Style::double_quoted;
  add(std::move(node), anchor);
}

std::optional<std::size_t> Builder::open_quote() const {
  if (last_quoted_.source == nullptr) return std::nullopt;
  const std::string_view text = source_.text();
  std::size_t end = source_offsets(last_quoted_).back();
  while (end < text.size() && std::string_view(" \t\r\n\\").find(text[end]) != std::string_view::npos) ++end;
  return end < text.size() ? std::nullopt : std::optional(last_quoted_.offset);
}

void Builder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const std::size_t offset = offset_of(mark);
  const auto found = anchors_.find(anchor);
  if (found == anchors_.end()) throw Stop{{Severity::error, "yaml_alias_cycle", {}, source_.locate(offset), {}}};
  count(size_of(found->second), offset);
  Node copy = found->second;
  add(std::move(copy), 0);
}

void Builder::OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                              YAML::EmitterStyle::value) {
  open(Kind::list, mark, tag, anchor);
}

void Builder::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) {
  open(Kind::map, mark, tag, anchor);
}

void Builder::open(Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
  const std::size_t offset = offset_of(mark);
  if (open_.size() >= max_depth) {
    throw Stop{{Severity::error, "yaml_too_deep", {{"limit", std::to_string(max_depth)}}, source_.locate(offset), {}}};
  }
  check_tag(tag, kind, offset);
  Frame frame;
  frame.node.kind = kind;
  frame.node.source = &source_;
  frame.node.offset = offset;
  frame.anchor = anchor;
  open_.push_back(std::move(frame));
}

void Builder::OnMapEnd() {
  merge(open_.back().node);
  close();
}

void Builder::close() {
  Frame frame = std::move(open_.back());
  open_.pop_back();
  add(std::move(frame.node), frame.anchor);
}

void Builder::add(Node node, YAML::anchor_t anchor) {
  count(1, node.offset);
  if (anchor != 0) {
    count(size_of(node), node.offset);
    anchors_.insert_or_assign(anchor, node);
  }
  if (open_.empty()) {
    root_ = std::move(node);
    return;
  }
  Frame& parent = open_.back();
  if (parent.node.kind == Kind::list) {
    parent.node.items.push_back(std::move(node));
  } else if (!parent.has_key) {
    add_key(parent, std::move(node));
  } else {
    node.key_offset = parent.key.offset;
    if (parent.key.is_scalar()) parent.node.entries.push_back({std::move(parent.key), std::move(node)});
    parent.has_key = false;
  }
}

// The parser takes a word on a line of its own, among `key: value` lines, for a key without a value.
bool Builder::has_colon(const Node& key) const {
  const std::string_view text = source_.text();
  std::size_t end = key.offset + key.text.size();
  if (key.style != Style::plain || text.substr(key.offset, key.text.size()) != key.text)
    end = source_offsets(key).back();
  if (key.style == Style::single_quoted || key.style == Style::double_quoted) ++end;
  end = text.find_first_not_of(" \t", std::min(end, text.size()));
  if (end == std::string_view::npos) return false;
  if (text[end] != '\n' && text[end] != '\r' && text[end] != '#') return true;
  const std::size_t line = text.rfind('\n', key.offset) + 1;  // npos + 1 is 0: the first line
  const std::string_view before = text.substr(line, key.offset - line);
  return before.find_first_of("?{[,") != std::string_view::npos || text[key.offset] == '&' || text[key.offset] == '!';
}

std::optional<std::size_t> Builder::open_bracket() const {
  for (auto frame = open_.rbegin(); frame != open_.rend(); ++frame) {
    const std::size_t at = frame->node.offset;
    if (at < source_.text().size() && (source_.text()[at] == '{' || source_.text()[at] == '[')) return at;
  }
  return std::nullopt;
}

// Why a key has no colon: it is a full-width one, it has no space behind it, or it is forgotten.
void Builder::report_without_colon(const Node& key) {
  const std::string word = key.text.substr(0, key.text.find_first_of(" \n"));
  const auto colon = key.text.find(':');
  const auto wide = key.text.find("：");
  if (wide != std::string::npos) {
    report("yaml_wide_colon", {{"key", key.text.substr(0, wide)}}, key.offset + wide);
  } else if (colon != std::string::npos) {
    report("yaml_colon_space", {{"key", key.text.substr(0, colon)}}, key.offset + colon);
  } else if (word.size() < key.text.size()) {
    report("yaml_colon_missing", {{"key", word}}, key.offset + word.size());
  } else {
    report("yaml_map_broken", {}, key.offset);
  }
}

void Builder::add_key(Frame& map, Node key) {
  if (key.kind == Kind::null) {
    key.kind = Kind::scalar;  // the words null and ~ as keys are read as they are written
  } else if (key.kind != Kind::scalar) {
    report("yaml_key_not_text", {}, key.offset);  // and its value is left out
  } else if (!has_colon(key)) {
    report_without_colon(key);
  }
  if (key.is_scalar() && key.text != "<<") {
    const auto [first, fresh] = map.keys.emplace(key.text, key.offset);
    if (!fresh) {
      const auto line = std::to_string(source_.locate(first->second).line);
      report("duplicate_key", {{"key", key.text}, {"line", line}}, key.offset);
    }
  }
  map.key = std::move(key);
  map.has_key = true;
}

// YAML 1.1 merge: `<<` brings the keys of one map, or of several, that are not there already.
void Builder::merge(Node& map) {
  const auto merges = [](const Entry& entry) { return entry.key.text == "<<" && !entry.key.quoted(); };
  if (std::ranges::none_of(map.entries, merges)) return;
  std::vector<Node> sources;
  std::vector<Entry> own;
  for (Entry& entry : map.entries) {
    if (!merges(entry)) {
      own.push_back(std::move(entry));
    } else if (entry.value.is_list()) {
      for (Node& item : entry.value.items) sources.push_back(std::move(item));
    } else {
      sources.push_back(std::move(entry.value));
    }
  }
  map.entries = std::move(own);
  std::unordered_set<std::string> known;
  for (const Entry& entry : map.entries) known.insert(entry.key.text);
  for (Node& source : sources) {
    if (!source.is_map()) report("yaml_merge", {}, source.offset);
    for (Entry& entry : source.entries) {
      if (known.insert(entry.key.text).second) map.entries.push_back(std::move(entry));
    }
  }
}

}  // namespace bihuan::yaml
