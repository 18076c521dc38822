// The tree back as text.
#include <fmt/format.h>

#include "engine/expression/ast.h"

namespace bihuan::expression {
namespace {

enum Level { kConditional, kOr, kAnd, kRelation, kAddition, kMultiplication, kUnary, kMember, kPrimary };

Level level_of(const Node& node) {
  if (node.kind != NodeKind::operation) return node.kind == NodeKind::literal ? kMember : kPrimary;
  switch (node.operation) {
    case Operation::conditional:
      return kConditional;
    case Operation::logical_or:
      return kOr;
    case Operation::logical_and:
      return kAnd;
    case Operation::equal:
    case Operation::not_equal:
    case Operation::less:
    case Operation::less_or_equal:
    case Operation::greater:
    case Operation::greater_or_equal:
    case Operation::in:
      return kRelation;
    case Operation::add:
    case Operation::subtract:
      return kAddition;
    case Operation::multiply:
    case Operation::divide:
    case Operation::modulo:
      return kMultiplication;
    case Operation::logical_not:
    case Operation::negate:
      return kUnary;
    default:
      return kMember;
  }
}

std::string_view symbol_of(Operation operation) {
  switch (operation) {
    case Operation::logical_or:
      return " || ";
    case Operation::logical_and:
      return " && ";
    case Operation::equal:
      return " == ";
    case Operation::not_equal:
      return " != ";
    case Operation::less:
      return " < ";
    case Operation::less_or_equal:
      return " <= ";
    case Operation::greater:
      return " > ";
    case Operation::greater_or_equal:
      return " >= ";
    case Operation::in:
      return " in ";
    case Operation::add:
      return " + ";
    case Operation::subtract:
      return " - ";
    case Operation::multiply:
      return " * ";
    case Operation::divide:
      return " / ";
    case Operation::modulo:
      return " % ";
    default:
      return "";
  }
}

std::string_view macro_name(const Node& node) {
  switch (node.macro) {
    case Macro::all:
      return "all";
    case Macro::exists:
      return "exists";
    case Macro::exists_one:
      return "exists_one";
    case Macro::map:
      return "map";
    case Macro::filter:
      return "filter";
    case Macro::transform_list:
      return "transformList";
    case Macro::transform_map:
      return "transformMap";
    case Macro::transform_map_entry:
      return "transformMapEntry";
    case Macro::optional_map:
      return "optMap";
    case Macro::optional_flat_map:
      return "optFlatMap";
    default:
      return "";
  }
}

std::string text_literal(std::string_view text, bool bytes) {
  std::string out = bytes ? "b\"" : "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      (out += '\\') += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (byte < 0x20 || byte == 0x7F || (bytes && byte >= 0x80)) {
      out += fmt::format("\\x{:02x}", byte);
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string number_literal(double number) {
  std::string text = fmt::format("{}", number);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

bool begins_with_number(const Node& node) {
  const Node* at = &node;
  while (at->kind != NodeKind::literal) {
    const bool follows = level_of(*at) >= kMember && !at->arguments.empty() && !at->test &&
                         (at->kind == NodeKind::select || at->kind == NodeKind::comprehension || at->member ||
                          at->kind == NodeKind::operation);
    if (!follows) return false;
    at = at->arguments.front();
  }
  return at->value.is_number();
}

class Printer {
 public:
  std::string out;

  void put(const Node& node, Level least) {
    const bool brackets = level_of(node) < least;
    if (brackets) out += '(';
    put(node);
    if (brackets) out += ')';
  }

 private:
  void put(const Node& node) {
    switch (node.kind) {
      case NodeKind::literal:
        return literal(node.value);
      case NodeKind::identifier:
        (node.absolute ? out += '.' : out) += node.name;
        return;
      case NodeKind::select:
        return select(node);
      case NodeKind::call:
        return call(node);
      case NodeKind::operation:
        return operation(node);
      case NodeKind::list:
        return list(node);
      case NodeKind::map:
        return map(node);
      case NodeKind::comprehension:
        return comprehension(node);
      case NodeKind::bind:
        out += "cel.bind(" + node.name + ", ";
        arguments(node, 0);
        out += ')';
        return;
      case NodeKind::block:
        out += "cel.block([";
        for (std::size_t i = 0; i + 1 < node.arguments.size(); ++i) {
          if (i > 0) out += ", ";
          put(*node.arguments[i], kConditional);
        }
        out += "], ";
        put(*node.arguments.back(), kConditional);
        out += ')';
        return;
    }
  }

  void literal(const Value& value) {
    switch (value.kind()) {
      case Kind::boolean:
        out += value.as_bool() ? "true" : "false";
        return;
      case Kind::integer:
        out += std::to_string(value.as_int());
        return;
      case Kind::uinteger:
        out += std::to_string(value.as_uint()) + 'u';
        return;
      case Kind::floating:
        out += number_literal(value.as_double());
        return;
      case Kind::string:
        out += text_literal(value.as_string(), false);
        return;
      case Kind::bytes:
        out += text_literal(value.as_bytes(), true);
        return;
      default:
        out += "null";
        return;
    }
  }

  void select(const Node& node) {
    if (node.test) out += "has(";
    put(*node.arguments.front(), kMember);
    out += node.optional ? ".?" : ".";
    out += node.quoted ? '`' + node.name + '`' : node.name;
    if (node.test) out += ')';
  }

  void call(const Node& node) {
    if (node.member) {
      put(*node.arguments.front(), kMember);
      out += '.';
    } else if (node.absolute) {
      out += '.';
    }
    out += node.name + '(';
    arguments(node, node.member ? 1 : 0);
    out += ')';
  }

  void arguments(const Node& node, std::size_t from) {
    for (std::size_t i = from; i < node.arguments.size(); ++i) {
      if (i > from) out += ", ";
      put(*node.arguments[i], kConditional);
    }
  }

  void operation(const Node& node) {
    const auto& args = node.arguments;
    switch (node.operation) {
      case Operation::conditional:
        put(*args[0], kOr);
        out += " ? ";
        put(*args[1], kOr);
        out += " : ";
        put(*args[2], kConditional);
        return;
      case Operation::logical_not:
        out += '!';
        put(*args[0], kUnary);
        return;
      case Operation::negate:
        out += '-';
        // -(5) is an operation, -5 is a number; and a sign before digits binds closer than what follows them.
        if (begins_with_number(*args[0])) {
          out += '(';
          put(*args[0], kConditional);
          out += ')';
        } else {
          put(*args[0], kUnary);
        }
        return;
      case Operation::index:
      case Operation::optional_index:
        put(*args[0], kMember);
        out += node.operation == Operation::index ? "[" : "[?";
        put(*args[1], kConditional);
        out += ']';
        return;
      default:
        break;
    }
    const Level level = level_of(node);
    const auto above = static_cast<Level>(level + 1);
    for (std::size_t i = 0; i < args.size(); ++i) {
      if (i > 0) out += symbol_of(node.operation);
      // && and || take any number of arguments; the others lean left.
      put(*args[i], i == 0 && level > kAnd ? level : above);
    }
  }

  void list(const Node& node) {
    out += '[';
    for (std::size_t i = 0; i < node.arguments.size(); ++i) {
      if (i > 0) out += ", ";
      if (!node.optional_entries.empty() && node.optional_entries[i]) out += '?';
      put(*node.arguments[i], kConditional);
    }
    out += ']';
  }

  void map(const Node& node) {
    out += '{';
    for (std::size_t i = 0; i < node.arguments.size(); i += 2) {
      if (i > 0) out += ", ";
      if (!node.optional_entries.empty() && node.optional_entries[i / 2]) out += '?';
      put(*node.arguments[i], kConditional);
      out += ": ";
      put(*node.arguments[i + 1], kConditional);
    }
    out += '}';
  }

  void comprehension(const Node& node) {
    put(*node.arguments.front(), kMember);
    ((out += '.') += macro_name(node)) += '(' + node.name;
    if (!node.second_name.empty()) out += ", " + node.second_name;
    out += ", ";
    arguments(node, 1);
    out += ')';
  }
};

}  // namespace

std::string print(const Node& node) {
  Printer printer;
  printer.put(node, kConditional);
  return std::move(printer.out);
}

}  // namespace bihuan::expression
