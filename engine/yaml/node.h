// The located tree of a YAML text: every node knows where it stands, scalars keep their exact text.
// Values; a Node points into the Source of its Document, so it must not outlive it. Immutable once parsed; share freely
// between threads.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.h"
#include "engine/yaml/source.h"

namespace bihuan::yaml {

enum class Kind : std::uint8_t { null, scalar, list, map };
enum class Style : std::uint8_t { plain, single_quoted, double_quoted, literal, folded };

struct Entry;

struct Node {
  Kind kind = Kind::null;
  Style style = Style::plain;
  std::string text;            // of a scalar: its value; of a null: what was written ("", "~", "null")
  std::vector<Node> items;     // of a list
  std::vector<Entry> entries;  // of a map, in file order
  const Source* source = nullptr;
  std::size_t offset = 0;           // byte where the node begins; for a null that is not written: where its key begins
  std::size_t key_offset = no_key;  // where the key begins under which it stands in a map
  static constexpr std::size_t no_key = static_cast<std::size_t>(-1);

  [[nodiscard]] bool is_null() const { return kind == Kind::null; }
  [[nodiscard]] bool is_scalar() const { return kind == Kind::scalar; }
  [[nodiscard]] bool is_list() const { return kind == Kind::list; }
  [[nodiscard]] bool is_map() const { return kind == Kind::map; }
  // Written in quotes or as a block, so that it is text whatever it looks like.
  [[nodiscard]] bool quoted() const { return kind == Kind::scalar && style != Style::plain; }

  // The value under `key`; null pointer when this is no map or has no such key.
  [[nodiscard]] const Node* find(std::string_view key) const;
  [[nodiscard]] const Entry* find_entry(std::string_view key) const;

  [[nodiscard]] Location where() const;
  // Where its key stands, or itself when it has none: for what is missing in it.
  [[nodiscard]] Location name_where() const;
  // Where the byte `value_offset` of `text` stands in the file: through quotes, escapes, folding and block indentation.
  [[nodiscard]] Location where(std::size_t value_offset) const;
  // The same for line and column (code points, from 1) inside `text`: for errors of the expressions in it.
  [[nodiscard]] Location where(int line, int column) const;
};

struct Entry {
  Node key;  // always a scalar
  Node value;
};

struct Document {
  std::shared_ptr<const Source> source;
  Node root;
};

// For each byte of the scalar's text, and one behind it, its byte offset in the source.
[[nodiscard]] std::vector<std::size_t> source_offsets(const Node& scalar);

}  // namespace bihuan::yaml
