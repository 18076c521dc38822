// The checker's names: variables, fields, functions, and which overload is meant.
#include <algorithm>

#include "engine/base/edit_distance.h"
#include "engine/expression/checker.h"

namespace bihuan::expression {
namespace {

using Shape = Type::Kind;

bool plain_select(const Node& node) {
  return node.kind == NodeKind::select && !node.optional && !node.quoted;
}

const Node& root_of(const Node& node) {
  const Node* at = &node;
  while (at->kind == NodeKind::select) at = at->arguments.front();
  return *at;
}

// The known name that looks most like `name`, or a dash.
std::string nearest(const Environment& environment, std::string_view name) {
  std::string best = "—";
  std::size_t least = 1 + name.size() / 3;
  if (name.size() > 60) return best;
  for (const std::string& known : environment.all_names()) {
    if (known.size() > 60) continue;
    const std::size_t apart = edit_distance(name, std::string_view(known));
    if (apart < least || (apart == least && best == "—")) {
      least = apart;
      best = known;
    }
  }
  return best;
}

}  // namespace

// "a.b.c" of plain selections from a name that is no local variable; empty for all else.
std::string Checker::chain_of(const Node& node) const {
  if (node.kind == NodeKind::identifier) {
    return !node.absolute && local(node.name) != nullptr ? std::string() : node.name;
  }
  if (!plain_select(node)) return {};
  const Node& target = *node.arguments.front();
  if (target.test || target.bracketed) return {};
  std::string name = chain_of(target);
  if (name.empty()) return name;
  return name + '.' + node.name;
}

const Checker::Local* Checker::local(std::string_view name) const {
  const auto found = std::find_if(locals_.rbegin(), locals_.rend(), [&](const Local& l) { return l.name == name; });
  return found == locals_.rend() ? nullptr : &*found;
}

// In container a.b: a.b.name, a.name, name.
std::vector<std::string> Checker::candidates(const std::string& name, bool absolute) const {
  std::vector<std::string> all;
  std::string_view scope = absolute ? std::string_view() : std::string_view(options_.container);
  while (!scope.empty()) {
    all.push_back(std::string(scope) + '.' + name);
    const auto dot = scope.rfind('.');
    scope = dot == std::string_view::npos ? std::string_view() : scope.substr(0, dot);
  }
  all.push_back(name);
  return all;
}

bool Checker::resolve_name(Node& node, const std::string& name, bool absolute, Type& type) {
  for (const std::string& candidate : candidates(name, absolute)) {
    if (const Variable* variable = environment_.find(candidate)) {
      node.slot = variable->slot;
      node.unset = variable->unset;
      node.resolved = candidate;
      type = variable->type;
      return true;
    }
    if (const NamedType* named = find_type(candidate); named != nullptr && !node.test) {
      node.resolved = candidate;
      node.names_type = true;
      type = Type::type_of(named->type);
      return true;
    }
  }
  return false;
}

void Checker::unknown_name(const Node& node, const std::string& name) {
  report(Error("expression_unknown_name", {{"name", name}, {"near", nearest(environment_, name)}}),
         root_of(node).offset);
}

Type Checker::identifier(Node& node) {
  if (!node.absolute) {
    if (const Local* found = local(node.name)) {
      node.local = found->index;
      return found->type;
    }
  }
  Type type;
  if (!resolve_name(node, node.name, node.absolute, type)) unknown_name(node, node.name);
  return type;
}

Type Checker::select(Node& node) {
  Type type;
  if (const std::string chain = chain_of(node); !chain.empty()) {
    const bool absolute = root_of(node).absolute;
    if (resolve_name(node, chain, absolute, type)) return node.test ? Type(Shape::boolean) : type;
    // None of the shorter names means anything either: one mistake, told with the whole name.
    bool known = false;
    for (std::string shorter = chain; !known && !shorter.empty();) {
      for (const auto& candidate : candidates(shorter, absolute)) {
        known = known || environment_.find(candidate) != nullptr || find_type(candidate) != nullptr;
      }
      const auto dot = shorter.rfind('.');
      shorter = dot == std::string::npos ? std::string() : shorter.substr(0, dot);
    }
    if (!known) {
      unknown_name(node, chain);
      node.resolved = chain;
      node.unknown = true;
      return node.test ? Type(Shape::boolean) : Type();
    }
  }
  const Type target = visit(*node.arguments.front());
  const Type field = field_of(node, target);
  if (node.test) return Shape::boolean;
  return field;
}

Type Checker::field_of(const Node& node, const Type& target) {
  Type type = types_.resolve(target);
  bool optional = node.optional;
  if (type.is(Shape::optional)) {
    optional = true;
    type = types_.resolve(type.element());
  }
  if (type.is(Shape::nullable)) type = type.element();
  Type field;
  switch (type.kind()) {
    case Shape::dyn:
    case Shape::variable:
      break;
    case Shape::map:
      field = type.element();
      break;
    case Shape::object:
      if (const Type* found = type.field(node.name)) {
        field = *found;
        break;
      }
      report(Error("expression_unknown_field", {{"type", type.name()}, {"field", node.name}}), node.offset);
      return {};
    default:
      report(Error("expression_no_fields", {{"type", show(type)}, {"field", node.name}}), node.offset);
      return {};
  }
  if (!optional) return field;
  return types_.resolve(field).is(Shape::optional) ? field : Type::optional(field);
}

// math.abs(x) is a call of the function math.abs, not of a member of a variable math.
bool Checker::make_namespaced(Node& node) {
  if (!node.member) return false;
  const Node& target = *node.arguments.front();
  if (target.test || target.bracketed) return false;
  const std::string chain = chain_of(target);
  if (chain.empty()) return false;
  const bool absolute = root_of(target).absolute;
  for (const std::string& candidate : candidates(chain + '.' + node.name, absolute)) {
    const Function* function = find_function(candidate);
    if (function == nullptr && environment_.functions(candidate).empty()) continue;
    node.member = false;
    node.absolute = absolute;
    node.name = chain + '.' + node.name;
    node.arguments.erase(node.arguments.begin());
    return true;
  }
  return false;
}

const Function* Checker::resolve_function(Node& node) {
  if (node.member) {
    node.resolved = node.name;
    return find_function(node.name);
  }
  for (const std::string& candidate : candidates(node.name, node.absolute)) {
    const Function* function = find_function(candidate);
    for (const HostFunction* host : environment_.functions(candidate)) {
      node.host.push_back(&ast_.keep(*host));
    }
    if (function == nullptr && node.host.empty()) continue;
    node.resolved = candidate;
    return function;
  }
  return nullptr;
}

Type Checker::call(Node& node) {
  make_namespaced(node);
  for (Node* argument : node.arguments) visit(*argument);
  const Function* function = resolve_function(node);
  const bool word = !node.name.empty() &&
                    (std::isalpha(static_cast<unsigned char>(node.name.front())) != 0 || node.name.front() == '_');
  if ((function == nullptr && node.host.empty()) || !word) {
    report(Error("expression_unknown_function", {{"function", node.name}}), node.offset);
    node.unknown = true;
    return {};
  }
  if (function != nullptr && function->variadic) return extreme(node);
  std::vector<Candidate> all;
  if (function != nullptr) {
    for (const Overload& overload : function->overloads) {
      if (overload.member == node.member) all.push_back({overload.parameters, overload.result});
    }
  }
  for (const HostFunction* host : node.host) all.push_back({host->parameters, host->result});
  return overloads(node, node.name, all);
}

// math.greatest and math.least: numbers, or one list of numbers.
Type Checker::extreme(Node& node) {
  const auto is_number = [&](const Type& type) {
    switch (types_.resolve(type).kind()) {
      case Shape::integer:
      case Shape::uinteger:
      case Shape::floating:
      case Shape::dyn:
      case Shape::variable:
        return true;
      default:
        return false;
    }
  };
  std::vector<Type> kinds;
  for (const Node* argument : node.arguments) {
    Type type = types_.resolve(argument->type);
    if (type.is(Shape::nullable)) type = type.element();
    if (node.arguments.size() == 1 && type.is(Shape::list)) type = types_.resolve(type.element());
    if (is_number(type)) {
      kinds.push_back(type);
      continue;
    }
    report(Error("expression_no_overload", {{"function", node.name}, {"types", "(" + show(type) + ")"}}),
           argument->offset);
    return {};
  }
  if (kinds.empty()) {
    report(Error("expression_no_overload", {{"function", node.name}, {"types", "()"}}), node.offset);
    return {};
  }
  const bool alike = std::all_of(kinds.begin(), kinds.end(), [&](const Type& type) { return type == kinds.front(); });
  return alike ? kinds.front() : Type();
}

Type Checker::overloads(Node& node, std::string_view shown, const std::vector<Candidate>& all) {
  if (!options_.check) return {};
  std::vector<Type> given;
  for (const Node* argument : node.arguments) given.push_back(argument->type);
  std::optional<Type> result;
  for (const Candidate& candidate : all) {
    if (candidate.parameters.size() != given.size()) continue;
    std::vector<Type> signature = candidate.parameters;
    signature.push_back(candidate.result);
    const std::vector<Type> fresh = types_.instantiate(signature);
    if (!types_.assignable(given, std::span(fresh).first(given.size()))) continue;
    const Type one = types_.finish(fresh.back());
    if (!result) {
      result = fresh.back();
    } else if (!(types_.finish(*result) == one)) {
      result = Type();
    }
  }
  if (result) return *result;
  std::string types = "(";
  for (const Type& type : given) types += (types.size() > 1 ? ", " : "") + show(type);
  report(Error("expression_no_overload", {{"function", std::string(shown)}, {"types", types + ")"}}), node.offset);
  return {};
}

}  // namespace bihuan::expression
