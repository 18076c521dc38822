#include "engine/expression/ast.h"

#include <algorithm>

#include "engine/base/utf8.h"

namespace bihuan::expression {

Location Ast::locate(std::uint32_t offset) const {
  const std::string_view before = std::string_view(source_).substr(0, offset);
  const auto newline = before.rfind('\n');
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const auto column = 1 + utf8::length(newline == std::string_view::npos ? before : before.substr(newline + 1));
  return {{}, static_cast<int>(line), static_cast<int>(column)};
}

bool same(const Node& left, const Node& right) {
  if (left.kind != right.kind || left.operation != right.operation || left.macro != right.macro ||
      left.member != right.member || left.test != right.test || left.optional != right.optional ||
      left.absolute != right.absolute || left.name != right.name || left.second_name != right.second_name ||
      left.optional_entries != right.optional_entries || left.arguments.size() != right.arguments.size()) {
    return false;
  }
  if (left.kind == NodeKind::literal && !identical(left.value, right.value)) return false;
  return std::equal(left.arguments.begin(), left.arguments.end(), right.arguments.begin(),
                    [](const Node* a, const Node* b) { return same(*a, *b); });
}

}  // namespace bihuan::expression
