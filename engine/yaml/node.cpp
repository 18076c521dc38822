#include "engine/yaml/node.h"

#include <algorithm>

#include "engine/base/utf8.h"

namespace bihuan::yaml {

const Entry* Node::find_entry(std::string_view key) const {
  const auto found = std::ranges::find_if(entries, [&](const Entry& entry) { return entry.key.text == key; });
  return found == entries.end() ? nullptr : &*found;
}

const Node* Node::find(std::string_view key) const {
  const Entry* entry = find_entry(key);
  return entry == nullptr ? nullptr : &entry->value;
}

Location Node::where() const {
  return source == nullptr ? Location{} : source->locate(offset);
}

Location Node::name_where() const {
  return source == nullptr ? Location{} : source->locate(key_offset == no_key ? offset : key_offset);
}

Location Node::where(std::size_t value_offset) const {
  if (source == nullptr || kind != Kind::scalar) return where();
  const auto offsets = source_offsets(*this);
  return source->locate(offsets[std::min(value_offset, offsets.size() - 1)]);
}

Location Node::where(int line, int column) const {
  std::size_t at = 0;
  for (int seen = 1; seen < line && at < text.size(); ++at) {
    if (text[at] == '\n') ++seen;
  }
  for (int seen = 1; seen < column && at < text.size(); ++seen) static_cast<void>(utf8::decode(text, at));
  return where(at);
}

}  // namespace bihuan::yaml
