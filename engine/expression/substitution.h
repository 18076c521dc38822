// Substitution: what the type variables of one expression have turned out to stand for.
// One per check, one thread.
#pragma once

#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "engine/expression/type.h"

namespace bihuan::expression {

class Substitution {
 public:
  // A variable that stands for nothing yet.
  Type fresh();
  // Every variable of a signature replaced by a fresh one, the same for the same letter.
  std::vector<Type> instantiate(std::span<const Type> signature);

  // Whether a value of type `from` may stand where `to` is asked, learning what variables stand for.
  // dyn fits everywhere; null fits nullable types and those that are objects at heart. On false nothing was learnt.
  bool assignable(const Type& from, const Type& to);
  bool assignable(std::span<const Type> from, std::span<const Type> to);
  // The type of a list with elements of both types.
  Type join(const Type& left, const Type& right);
  // `type` with its variables replaced by what they stand for; those that stand for nothing are dyn.
  [[nodiscard]] Type finish(const Type& type) const;
  // Only the outermost variable replaced.
  [[nodiscard]] Type resolve(Type type) const;

 private:
  bool fits(const Type& from, const Type& to);
  bool stand_for(const Type& variable, const Type& type, bool& known);
  [[nodiscard]] bool occurs(int variable, const Type& type) const;
  [[nodiscard]] bool more_general(const Type& left, const Type& right) const;
  [[nodiscard]] Type most_general(const Type& left, const Type& right) const;

  std::vector<std::optional<Type>> known_;
  std::vector<std::pair<int, std::optional<Type>>> trail_;  // to undo
};

}  // namespace bihuan::expression
