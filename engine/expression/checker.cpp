#include "engine/expression/checker.h"

#include <algorithm>

namespace bihuan::expression {
namespace {

using Shape = Type::Kind;

bool may_be_key(const Type& type) {
  switch (type.kind()) {
    case Shape::dyn:
    case Shape::variable:
    case Shape::boolean:
    case Shape::integer:
    case Shape::uinteger:
    case Shape::string:
      return true;
    default:
      return false;
  }
}

Type unwrap_nullable(const Type& type) {
  return type.is(Shape::nullable) ? type.element() : type;
}

}  // namespace

Type Checker::check(Node& root) {
  const Type type = visit(root);
  if (options_.check && options_.expected && !types_.assignable(type, *options_.expected)) {
    report(Error("expression_wrong_result", {{"expected", options_.expected->to_string()}, {"type", show(type)}}),
           root.offset);
  }
  finish_types(root);
  return root.type;
}

void Checker::finish_types(Node& node) {
  node.type = types_.finish(node.type);
  for (Node* argument : node.arguments) finish_types(*argument);
}

void Checker::report(Error error, std::uint32_t offset) {
  if (!options_.check) return;  // found when it runs
  error.where = ast_.locate(offset);
  errors_.push_back(std::move(error));
}

Type Checker::visit(Node& node) {
  Type type = find_out(node);
  node.type = options_.check ? std::move(type) : Type();
  return node.type;
}

Type Checker::find_out(Node& node) {
  switch (node.kind) {
    case NodeKind::literal:
      return literal(node);
    case NodeKind::identifier:
      return identifier(node);
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
      return bind(node);
    case NodeKind::block:
      return block(node);
  }
  return {};
}

Type Checker::literal(const Node& node) const {
  switch (node.value.kind()) {
    case Kind::boolean:
      return Shape::boolean;
    case Kind::integer:
      return Shape::integer;
    case Kind::uinteger:
      return Shape::uinteger;
    case Kind::floating:
      return Shape::floating;
    case Kind::string:
      return Shape::string;
    case Kind::bytes:
      return Shape::bytes;
    default:
      return Shape::null;
  }
}

Type Checker::operation(Node& node) {
  switch (node.operation) {
    case Operation::conditional:
      return conditional(node);
    case Operation::logical_and:
    case Operation::logical_or:
      for (Node* argument : node.arguments) demand_bool(*argument, visit(*argument));
      return Shape::boolean;
    default:
      break;
  }
  for (Node* argument : node.arguments) visit(*argument);
  std::vector<Candidate> all;
  for (const Overload& overload : find_function(sign_of(node.operation))->overloads) {
    all.push_back({overload.parameters, overload.result});
  }
  const auto sign = sign_of(node.operation);
  return overloads(node, sign == "-_" ? "-" : sign, all);
}

Type Checker::conditional(Node& node) {
  demand_bool(*node.arguments[0], visit(*node.arguments[0]));
  const Type then = visit(*node.arguments[1]);
  const Type otherwise = visit(*node.arguments[2]);
  const Type result = types_.fresh();
  if (types_.assignable(then, result) && types_.assignable(otherwise, result)) return result;
  report(Error("expression_branches_differ", {{"then", show(then)}, {"else", show(otherwise)}}), node.offset);
  return {};
}

void Checker::demand_bool(const Node& node, const Type& type) {
  if (types_.assignable(type, Type(Shape::boolean))) return;
  report(Error("expression_not_bool", {{"type", show(type)}}), node.offset);
}

Type Checker::list(Node& node) {
  std::optional<Type> element;
  for (std::size_t i = 0; i < node.arguments.size(); ++i) {
    Type type = visit(*node.arguments[i]);
    if (!node.optional_entries.empty() && node.optional_entries[i]) {
      const Type inner = types_.fresh();
      if (!types_.assignable(type, Type::optional(inner))) {
        report(Error("expression_not_optional", {{"type", show(type)}}), node.arguments[i]->offset);
      }
      type = types_.resolve(inner);
    }
    element = element ? types_.join(*element, type) : type;
  }
  return Type::list(element ? *element : types_.fresh());
}

Type Checker::map(Node& node) {
  std::optional<Type> key;
  std::optional<Type> element;
  for (std::size_t i = 0; i < node.arguments.size(); i += 2) {
    Type key_type = types_.resolve(visit(*node.arguments[i]));
    Type type = visit(*node.arguments[i + 1]);
    if (!may_be_key(unwrap_nullable(key_type))) {
      report(Error("expression_bad_key", {{"type", show(key_type)}}), node.arguments[i]->offset);
      key_type = Type();
    }
    if (!node.optional_entries.empty() && node.optional_entries[i / 2]) {
      const Type inner = types_.fresh();
      if (!types_.assignable(type, Type::optional(inner))) {
        report(Error("expression_not_optional", {{"type", show(type)}}), node.arguments[i + 1]->offset);
      }
      type = types_.resolve(inner);
    }
    key = key ? types_.join(*key, key_type) : key_type;
    element = element ? types_.join(*element, type) : type;
  }
  return Type::map(key ? *key : types_.fresh(), element ? *element : types_.fresh());
}

void Checker::push(std::string name, Type type) {
  const int index = locals_.empty() ? 0 : locals_.back().index + 1;
  locals_.push_back({std::move(name), std::move(type), index});
  max_locals_ = std::max(max_locals_, index + 1);
}

// What one and two variables of a comprehension over this range are.
std::pair<Type, Type> Checker::iterated(const Node& node, const Type& range) {
  const Type type = unwrap_nullable(types_.resolve(range));
  switch (type.kind()) {
    case Shape::list:
      return node.second_name.empty() ? std::pair{type.element(), Type()}
                                      : std::pair{Type(Shape::integer), type.element()};
    case Shape::map:
      return {type.key(), type.element()};
    case Shape::object:
      return {Shape::string, Type()};
    case Shape::dyn:
    case Shape::variable:
      return {};
    default:
      report(Error("expression_not_iterable", {{"type", show(type)}}), node.arguments.front()->offset);
      return {};
  }
}

Type Checker::comprehension(Node& node) {
  const Type range = visit(*node.arguments.front());
  if (node.macro == Macro::optional_map || node.macro == Macro::optional_flat_map) {
    return optional_comprehension(node, range);
  }
  const auto [first, second] = iterated(node, range);
  const std::size_t variables = node.second_name.empty() ? 1 : 2;
  push(node.name, first);
  node.local = locals_.back().index;
  if (variables == 2) push(node.second_name, second);
  const bool filtered = node.arguments.size() == 3;
  if (filtered) demand_bool(*node.arguments[1], visit(*node.arguments[1]));
  Node& body = *node.arguments.back();
  const Type type = visit(body);
  pop(variables);
  switch (node.macro) {
    case Macro::map:
    case Macro::transform_list:
      return Type::list(type);
    case Macro::filter:
      demand_bool(body, type);
      return Type::list(first);
    case Macro::transform_map: {
      const Type key = unwrap_nullable(types_.resolve(range));
      return Type::map(key.is(Shape::list) ? Type(Shape::integer) : first, type);
    }
    case Macro::transform_map_entry: {
      const Type entry = Type::map(types_.fresh(), types_.fresh());
      if (types_.assignable(type, entry)) return entry;
      report(Error("expression_not_map", {{"type", show(type)}}), body.offset);
      return {};
    }
    default:
      demand_bool(body, type);
      return Shape::boolean;
  }
}

Type Checker::optional_comprehension(Node& node, const Type& range) {
  const Type inner = types_.fresh();
  if (!types_.assignable(range, Type::optional(inner))) {
    report(Error("expression_not_optional", {{"type", show(range)}}), node.arguments.front()->offset);
  }
  push(node.name, types_.resolve(inner));
  node.local = locals_.back().index;
  const Type type = visit(*node.arguments.back());
  pop(1);
  if (node.macro == Macro::optional_map) return Type::optional(type);
  const Type result = Type::optional(types_.fresh());
  if (types_.assignable(type, result)) return result;
  report(Error("expression_not_optional", {{"type", show(type)}}), node.arguments.back()->offset);
  return {};
}

Type Checker::bind(Node& node) {
  Type type = visit(*node.arguments[0]);
  push(node.name, std::move(type));
  node.local = locals_.back().index;
  Type result = visit(*node.arguments[1]);
  pop(1);
  return result;
}

Type Checker::block(Node& node) {
  const std::size_t parts = node.arguments.size() - 1;
  for (std::size_t i = 0; i < parts; ++i) {
    Type type = visit(*node.arguments[i]);
    push("cel.index(" + std::to_string(i) + ')', std::move(type));
    if (i == 0) node.local = locals_.back().index;
  }
  Type result = visit(*node.arguments.back());
  pop(parts);
  return result;
}

}  // namespace bihuan::expression
