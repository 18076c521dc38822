// The syntax tree of an expression, with what the checker found out: types, slots, host functions.
// For reading only (static analysis of guards, printing). Immutable once compiled; share freely between threads.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.h"
#include "engine/expression/environment.h"
#include "engine/expression/type.h"
#include "engine/expression/value.h"

namespace bihuan::expression {

enum class NodeKind : std::uint8_t {
  literal,        // value
  identifier,     // name
  select,         // arguments[0] . name; `test` when it stands in has(), `optional` when written a.?b
  call,           // name(arguments), arguments[0].name(…) when `member`
  operation,      // an operator, see `operation`
  list,           // arguments
  map,            // arguments: key, value, key, value, …
  comprehension,  // a macro over a range, see `macro`
  bind,           // cel.bind(name, arguments[0], arguments[1])
  block,          // cel.block([arguments but the last], the last)
};

enum class Operation : std::uint8_t {
  none,
  conditional,  // arguments: condition, then, else
  logical_or,   // two or more arguments
  logical_and,  // two or more arguments
  logical_not,
  negate,
  equal,
  not_equal,
  less,
  less_or_equal,
  greater,
  greater_or_equal,
  in,
  add,
  subtract,
  multiply,
  divide,
  modulo,
  index,           // arguments[0] [ arguments[1] ]
  optional_index,  // arguments[0] [? arguments[1] ]
};

enum class Macro : std::uint8_t {
  none,
  all,
  exists,
  exists_one,
  map,  // arguments: range, [filter,] transform
  filter,
  transform_list,  // two variables; arguments: range, [filter,] transform
  transform_map,
  transform_map_entry,
  optional_map,       // x.optMap(v, e)
  optional_flat_map,  // x.optFlatMap(v, e)
};

struct Node {
  NodeKind kind = NodeKind::literal;
  Operation operation = Operation::none;
  Macro macro = Macro::none;
  bool member = false;                 // call in the form target.name(…)
  bool test = false;                   // select inside has()
  bool optional = false;               // a.?b
  bool absolute = false;               // identifier with a leading dot
  bool quoted = false;                 // select by `name in backquotes`
  bool bracketed = false;              // written in brackets
  std::uint16_t depth = 0;             // of the tree below, itself included
  std::uint32_t offset = 0;            // byte in the source where an error about this node points
  Value value;                         // of a literal
  std::string name;                    // of an identifier, select, call; first variable of a comprehension or bind
  std::string second_name;             // second variable of a two-variable comprehension
  std::vector<Node*> arguments;        // of a comprehension: range, [filter,] body
  std::vector<bool> optional_entries;  // list and map: written with `?` before; empty when none is

  // Filled in when compiled.
  Type type;
  std::optional<Slot> slot;               // this identifier or whole select chain is this variable
  std::optional<int> local;               // this identifier is the n-th variable of an enclosing comprehension
  std::string resolved;                   // full name of the variable, function or type meant
  bool names_type = false;                // this identifier or select chain is the type `resolved`
  bool unknown = false;                   // a name that means nothing: an error when it runs
  Unset unset = Unset::when_empty;        // of the variable
  std::vector<const HostFunction*> host;  // candidates for a call of a host function
};

// Owns the nodes.
class Ast {
 public:
  [[nodiscard]] const Node& root() const { return *root_; }
  [[nodiscard]] Node& mutable_root() { return *root_; }  // for the compiler, before it hands the tree out
  [[nodiscard]] const std::string& source() const { return source_; }
  // Line and column (from 1, in code points) of a byte of the source.
  [[nodiscard]] Location locate(std::uint32_t offset) const;

 private:
  friend class Parser;
  friend class Checker;
  const HostFunction& keep(const HostFunction& function) { return host_functions_.emplace_back(function); }

  std::string source_;
  std::deque<Node> nodes_;
  std::deque<HostFunction> host_functions_;
  Node* root_ = nullptr;
};

// Writes the tree as an expression that parses to the same tree.
[[nodiscard]] std::string print(const Node& node);

// The same shape, names, operators and literals; types and places are not looked at.
[[nodiscard]] bool same(const Node& left, const Node& right);

}  // namespace bihuan::expression
