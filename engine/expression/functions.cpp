#include "engine/expression/functions.h"

#include <array>
#include <cassert>
#include <map>
#include <set>

namespace bihuan::expression {
namespace {

using Catalogue = std::map<std::string, Function, std::less<>>;

// Splits "int, list<A>" at the commas outside <>.
std::vector<Type> parameters_of(std::string_view text) {
  std::vector<Type> types;
  int depth = 0;
  std::size_t start = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i == text.size() || (text[i] == ',' && depth == 0)) {
      if (i > start) types.push_back(parse_signature_type(text.substr(start, i - start)));
      start = i + 1;
    } else if (text[i] == '<') {
      ++depth;
    } else if (text[i] == '>') {
      --depth;
    }
  }
  return types;
}

void enter(Catalogue& catalogue, const Signature& signature) {
  std::string_view text = signature.text;
  Overload overload;
  std::string_view receiver;
  if (const auto bar = text.find('|'); bar != std::string_view::npos && bar > 0 && text[bar + 1] != '|') {
    overload.member = true;
    receiver = text.substr(0, bar);
    text.remove_prefix(bar + 1);
  }
  const auto open = text.find('(');
  const auto close = text.rfind(')');
  const std::string_view name = text.substr(0, open);
  std::string_view inside = text.substr(open + 1, close - open - 1);
  const bool variadic = inside.ends_with("...");
  if (variadic) inside.remove_suffix(3);
  overload.parameters = parameters_of(inside);
  if (overload.member) {
    overload.parameters.insert(overload.parameters.begin(), parse_signature_type(receiver));
  }
  overload.result = parse_signature_type(text.substr(close + 1));
  Function& function = catalogue[std::string(name)];
  assert(function.run == nullptr || function.run == signature.run);
  function.name = std::string(name);
  function.run = signature.run;
  function.variadic = variadic;
  function.overloads.push_back(std::move(overload));
}

const Catalogue& catalogue() {
  static const Catalogue all = [] {
    Catalogue filled;
    for (const auto signatures : {operator_signatures(), conversion_signatures(), time_signatures(), text_signatures(),
                                  math_signatures(), collection_signatures(), network_signatures()}) {
      for (const Signature& signature : signatures) enter(filled, signature);
    }
    return filled;
  }();
  return all;
}

}  // namespace

const Function* find_function(std::string_view name) {
  const auto found = catalogue().find(name);
  return found == catalogue().end() ? nullptr : &found->second;
}

std::string_view sign_of(Operation operation) {
  switch (operation) {
    case Operation::logical_not:
      return "!";
    case Operation::negate:
      return "-_";
    case Operation::equal:
      return "==";
    case Operation::not_equal:
      return "!=";
    case Operation::less:
      return "<";
    case Operation::less_or_equal:
      return "<=";
    case Operation::greater:
      return ">";
    case Operation::greater_or_equal:
      return ">=";
    case Operation::in:
      return "in";
    case Operation::add:
      return "+";
    case Operation::subtract:
      return "-";
    case Operation::multiply:
      return "*";
    case Operation::divide:
      return "/";
    case Operation::modulo:
      return "%";
    case Operation::index:
      return "[]";
    case Operation::optional_index:
      return "[?]";
    default:
      return "";
  }
}

std::vector<std::string> function_names() {
  static const std::set<std::string, std::less<>> operators{
      "!", "-_", "+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "in", "[]", "[?]"};
  std::vector<std::string> names;
  for (const auto& entry : catalogue()) {
    if (!operators.contains(entry.first)) names.push_back(entry.first);
  }
  return names;
}

const NamedType* find_type(std::string_view name) {
  using Shape = Type::Kind;
  static const std::array<NamedType, 15> types{{
      {"bool", Shape::boolean},
      {"int", Shape::integer},
      {"uint", Shape::uinteger},
      {"double", Shape::floating},
      {"string", Shape::string},
      {"bytes", Shape::bytes},
      {"null_type", Shape::null},
      {"list", Type::list(Type())},
      {"map", Type::map(Type(), Type())},
      {"type", Type::type_of(Type())},
      {"google.protobuf.Timestamp", Shape::timestamp},
      {"google.protobuf.Duration", Shape::duration},
      {"optional_type", Type::optional(Type())},
      {"net.IP", Type::opaque("net.IP")},
      {"net.CIDR", Type::opaque("net.CIDR")},
  }};
  for (const auto& entry : types) {
    if (entry.name == name) return &entry;
  }
  return nullptr;
}

}  // namespace bihuan::expression
