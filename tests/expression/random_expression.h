// Makes random expressions for property tests: most fit their types, some do not. Deterministic for a seed.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "engine/expression/environment.h"
#include "engine/expression/value.h"

namespace bihuan::expression {

class RandomExpression {
 public:
  // `faults`: about how many in a hundred places take a part of another type than they should.
  RandomExpression(std::uint32_t seed, int faults) : random_(seed), faults_(faults) {}

  std::string make(int depth) { return part(pick_kind(), depth); }

  static Environment environment();
  std::vector<Value> values();

 private:
  enum class What { boolean, integer, uinteger, floating, string, list, map, timestamp, duration };
  static constexpr int kKinds = 9;

  int below(int n) { return static_cast<int>(random_() % static_cast<std::uint32_t>(n)); }
  What pick_kind() { return static_cast<What>(below(kKinds)); }
  std::string part(What what, int depth);
  std::string leaf(What what);
  std::string boolean(int depth);
  std::string whole(int depth);
  std::string text(int depth);
  std::string list(int depth);

  std::mt19937 random_;
  int faults_;
  std::vector<std::string> locals_;  // int variables of enclosing macros
};

}  // namespace bihuan::expression
