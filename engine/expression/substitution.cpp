#include "engine/expression/substitution.h"

#include <map>

namespace bihuan::expression {
namespace {

using Shape = Type::Kind;

Type rebuild(const Type& type, const auto& change) {
  switch (type.kind()) {
    case Shape::list:
      return Type::list(change(type.element()));
    case Shape::map:
      return Type::map(change(type.key()), change(type.element()));
    case Shape::nullable:
      return Type::nullable(change(type.element()));
    case Shape::type:
      return Type::type_of(change(type.element()));
    case Shape::optional:
      return Type::optional(change(type.element()));
    default:
      return type;
  }
}

// What null may stand for, besides nullable types.
bool takes_null(Shape kind) {
  switch (kind) {
    case Shape::null:
    case Shape::nullable:
    case Shape::timestamp:
    case Shape::duration:
    case Shape::object:
    case Shape::optional:
    case Shape::opaque:
      return true;
    default:
      return false;
  }
}

}  // namespace

Type Substitution::fresh() {
  known_.emplace_back();
  return Type::variable(static_cast<int>(known_.size()) - 1);
}

std::vector<Type> Substitution::instantiate(std::span<const Type> signature) {
  std::map<int, Type> letters;
  const auto replace = [&](const auto& self, const Type& type) -> Type {
    if (type.is(Shape::variable)) {
      const auto found = letters.find(type.number());
      return found != letters.end() ? found->second : letters.emplace(type.number(), fresh()).first->second;
    }
    return rebuild(type, [&](const Type& inner) { return self(self, inner); });
  };
  std::vector<Type> out;
  for (const Type& type : signature) out.push_back(replace(replace, type));
  return out;
}

Type Substitution::resolve(Type type) const {
  while (type.is(Shape::variable)) {
    const auto& known = known_[static_cast<std::size_t>(type.number())];
    if (!known) return type;
    type = *known;
  }
  return type;
}

Type Substitution::finish(const Type& type) const {
  const Type resolved = resolve(type);
  if (resolved.is(Shape::variable)) return {};
  return rebuild(resolved, [&](const Type& inner) { return finish(inner); });
}

bool Substitution::occurs(int variable, const Type& type) const {
  if (type.is(Shape::variable)) {
    if (type.number() == variable) return true;
    const auto& known = known_[static_cast<std::size_t>(type.number())];
    return known && occurs(variable, *known);
  }
  switch (type.kind()) {
    case Shape::list:
    case Shape::nullable:
    case Shape::type:
    case Shape::optional:
      return occurs(variable, type.element());
    case Shape::map:
      return occurs(variable, type.key()) || occurs(variable, type.element());
    default:
      return false;
  }
}

bool Substitution::more_general(const Type& left, const Type& right) const {
  if (left.is(Shape::dyn) || left.is(Shape::variable)) return true;
  if (right.is(Shape::dyn) || right.is(Shape::variable)) return false;
  if (right.is(Shape::null) || left.is(Shape::nullable)) return true;
  if (left.kind() != right.kind()) return false;
  switch (left.kind()) {
    case Shape::list:
    case Shape::optional:
      return more_general(left.element(), right.element());
    case Shape::map:
      return more_general(left.key(), right.key()) && more_general(left.element(), right.element());
    case Shape::type:
      return true;
    default:
      return left == right;
  }
}

Type Substitution::most_general(const Type& left, const Type& right) const {
  return more_general(left, right) ? left : right;
}

// Whether `variable` may stand for `type`; `known` tells whether it stood for something before.
bool Substitution::stand_for(const Type& variable, const Type& type, bool& known) {
  const auto number = static_cast<std::size_t>(variable.number());
  known = true;
  if (type.is(Shape::variable) && type.number() == variable.number()) return true;
  if (const auto before = known_[number]) {
    if (!fits(type, *before)) return false;
    Type general = most_general(type, *before);
    if (!occurs(variable.number(), general)) {
      trail_.emplace_back(variable.number(), known_[number]);
      known_[number] = std::move(general);
    }
    return true;
  }
  known = false;
  if (occurs(variable.number(), type)) return false;
  trail_.emplace_back(variable.number(), std::nullopt);
  known_[number] = type;
  return true;
}

bool Substitution::fits(const Type& from, const Type& to) {
  if (to.is(Shape::variable)) {
    bool known = false;
    if (stand_for(to, from, known)) return true;
    if (known) return false;
  }
  if (from.is(Shape::variable)) {
    bool known = false;
    return stand_for(from, to, known);
  }
  if (from.is(Shape::dyn) || to.is(Shape::dyn)) return true;
  if (from.is(Shape::null)) return takes_null(to.kind());
  if (to.is(Shape::null)) return takes_null(from.kind());
  if (from.is(Shape::nullable)) return fits(from.element(), to.is(Shape::nullable) ? to.element() : to);
  if (to.is(Shape::nullable)) return fits(from, to.element());
  if (from.is(Shape::object) && to.is(Shape::map)) {
    return fits(Type(Shape::string), to.key()) && fits(Type(), to.element());
  }
  if (from.kind() != to.kind()) return false;
  switch (from.kind()) {
    case Shape::list:
    case Shape::optional:
      return fits(from.element(), to.element());
    case Shape::map:
      return fits(from.key(), to.key()) && fits(from.element(), to.element());
    case Shape::object:
    case Shape::opaque:
      return from.name() == to.name();
    default:
      return true;
  }
}

bool Substitution::assignable(const Type& from, const Type& to) {
  return assignable(std::span(&from, 1), std::span(&to, 1));
}

bool Substitution::assignable(std::span<const Type> from, std::span<const Type> to) {
  trail_.clear();
  bool all = from.size() == to.size();
  for (std::size_t i = 0; all && i < from.size(); ++i) all = fits(from[i], to[i]);
  if (!all) {
    for (auto undo = trail_.rbegin(); undo != trail_.rend(); ++undo) {
      known_[static_cast<std::size_t>(undo->first)] = std::move(undo->second);
    }
  }
  trail_.clear();
  return all;
}

Type Substitution::join(const Type& left, const Type& right) {
  return assignable(left, right) ? most_general(left, right) : Type();
}

}  // namespace bihuan::expression
