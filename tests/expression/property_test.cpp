// What holds for every expression, tried on random ones.
#include <cstdlib>
#include <set>

#include "engine/expression/program.h"
#include "tests/expression/random_expression.h"
#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::expression;

namespace {

// BIHUAN_PROPERTY_RUNS makes the long mode.
int runs() {
  const char* wanted = std::getenv("BIHUAN_PROPERTY_RUNS");
  return wanted == nullptr ? 3000 : std::atoi(wanted);
}

// What a checked expression without dyn never says.
const std::set<std::string> kTypeErrors{
    "expression_no_overload",   "expression_null_operand",     "expression_null_condition", "expression_not_bool",
    "expression_no_fields",     "expression_null_fields",      "expression_unknown_name",   "expression_not_iterable",
    "expression_bad_key",       "expression_unknown_function", "expression_not_map",        "expression_not_optional",
    "expression_unknown_field",
};

bool uses_dyn(const Type& type) {
  switch (type.kind()) {
    case Type::Kind::dyn:
      return true;
    case Type::Kind::list:
      return uses_dyn(type.element());
    case Type::Kind::map:
      return uses_dyn(type.key()) || uses_dyn(type.element());
    default:
      return false;
  }
}

bool uses_dyn(const Node& node) {
  if (uses_dyn(node.type)) return true;
  for (const Node* argument : node.arguments) {
    if (uses_dyn(*argument)) return true;
  }
  return false;
}

std::string summary(const Result<Value>& answer) {
  return answer ? "value" : answer.error().code;
}

}  // namespace

TEST_CASE("an expression that is printed parses to the same tree", "[property]") {
  for (int seed = 0; seed < runs(); ++seed) {
    RandomExpression random(static_cast<std::uint32_t>(seed), 20);
    const std::string source = random.make(5);
    INFO(seed << ": " << source);
    const auto first = parse(source);
    REQUIRE(first.has_value());
    const std::string text = print((*first)->root());
    INFO(text);
    const auto again = parse(text);
    REQUIRE(again.has_value());
    REQUIRE(same((*first)->root(), (*again)->root()));
    REQUIRE(print((*again)->root()) == text);
  }
}

TEST_CASE("a checked expression never raises a type error, and gives what it promised", "[property]") {
  const Environment environment = RandomExpression::environment();
  int accepted = 0;
  int valued = 0;
  for (int seed = 0; seed < runs(); ++seed) {
    RandomExpression random(static_cast<std::uint32_t>(seed), 3);
    const std::string source = random.make(4);
    const auto program = compile(source, environment);
    if (!program || uses_dyn(program->ast().root())) continue;
    ++accepted;
    for (int round = 0; round < 4; ++round) {
      const auto values = random.values();
      const auto answer = program->evaluate({values, nullptr});
      INFO(seed << ": " << source << " -> " << summary(answer));
      if (answer) {
        ++valued;
        const Type type = program->result_type();
        const std::string name = type.is(Type::Kind::list)  ? "list"
                                 : type.is(Type::Kind::map) ? "map"
                                                            : type.to_string();
        const std::string got(type_name(*answer));
        REQUIRE((got == name || got == "google.protobuf.Timestamp" || got == "google.protobuf.Duration"));
      } else {
        REQUIRE_FALSE(kTypeErrors.contains(answer.error().code));
      }
    }
  }
  CHECK(accepted > runs() / 4);
  CHECK(valued > accepted);
}

TEST_CASE("checking does not change what an expression gives", "[property]") {
  const Environment environment = RandomExpression::environment();
  CompileOptions unchecked;
  unchecked.check = false;
  for (int seed = 0; seed < runs(); ++seed) {
    RandomExpression random(static_cast<std::uint32_t>(seed), 3);
    const std::string source = random.make(4);
    const auto checked = compile(source, environment);
    if (!checked) continue;
    const auto values = random.values();
    const auto left = checked->evaluate({values, nullptr});
    const auto right = compile(source, environment, unchecked)->evaluate({values, nullptr});
    INFO(seed << ": " << source);
    REQUIRE(summary(left) == summary(right));
    if (left) REQUIRE(identical(*left, *right));
  }
}
