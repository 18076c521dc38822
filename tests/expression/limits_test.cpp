// Hostile expressions get an error soon, whatever they are.
#include <string>

#include "engine/expression/program.h"
#include "engine/expression/question.h"
#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::expression;

namespace {

std::string repeat(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

std::string code_of(const std::string& source, std::uint64_t cost = 1'000'000) {
  const Environment environment;
  const auto program = compile(source, environment);
  if (!program) return program.error().code;
  const auto value = program->evaluate({}, {cost});
  return value ? "" : value.error().code;
}

}  // namespace

TEST_CASE("depth is limited wherever it can grow", "[limits]") {
  for (const auto& [open, close] : {std::pair{"(", ")"},
                                    {"[", "]"},
                                    {"{1:", "}"},
                                    {"size([", "])"},
                                    {"1 + (", ")"},
                                    {"true ? 1 : (", ")"},
                                    {"has({'a':", "}.a)"}}) {
    INFO(open);
    CHECK(code_of(repeat(open, 5000) + "1" + repeat(close, 5000)) == "expression_too_deep");
  }
  CHECK(code_of(repeat("!", 50'000) + "true") == "expression_too_deep");
  CHECK(code_of(repeat("-", 50'000) + "1") == "expression_too_deep");
  CHECK(code_of("1" + repeat("+1", 20'000)) == "expression_too_deep");
  CHECK(code_of("{}" + repeat(".a", 20'000)) == "expression_too_deep");
  CHECK(code_of("[]" + repeat("[0]", 20'000)) == "expression_too_deep");
  CHECK(code_of(repeat("true ? 1 : ", 5000) + "1") == "expression_too_deep");
  CHECK(code_of(repeat("1,", 60'000)) == "expression_too_long");
}

TEST_CASE("what is merely long is fine", "[limits]") {
  CHECK(code_of("false" + repeat(" || false", 5000)).empty());
  CHECK(code_of("1" + repeat("+1", 240)).empty());
  CHECK(code_of("[" + repeat("1,", 9000) + "]").empty());
  CHECK(code_of(repeat("(", 150) + "1" + repeat(")", 150)).empty());
}

TEST_CASE("work is limited", "[limits]") {
  const std::string list = "[0,1,2,3,4,5,6,7,8,9]";
  std::string nested = "true";
  for (int i = 0; i < 12; ++i) nested = list + ".all(x" + std::to_string(i) + ", " + nested + ")";
  CHECK(code_of(nested) == "expression_cost_limit");
  CHECK(code_of("true || " + nested).empty());
  // Absorbing errors must not absorb this one.
  CHECK(code_of(nested + " || true") == "expression_cost_limit");
  CHECK(code_of("[1].exists(y, " + nested + " || true)") == "expression_cost_limit");
  CHECK(code_of("[1,2,3].map(x, x)", 3) == "expression_cost_limit");
}

TEST_CASE("what grows by doubling is limited in size", "[limits]") {
  const auto doubling = [](const std::string& first, const std::string& step, int times, const std::string& last) {
    std::string head;
    for (int i = 0; i < times; ++i) {
      const std::string before = i == 0 ? first : "v" + std::to_string(i - 1);
      std::string made = step;
      for (std::size_t at = 0; (at = made.find('@', at)) != std::string::npos;) made.replace(at, 1, before);
      head += "cel.bind(v" + std::to_string(i) + ", " + made + ", ";
    }
    std::string tail = last;
    for (std::size_t at = 0; (at = tail.find('@', at)) != std::string::npos;) {
      tail.replace(at, 1, "v" + std::to_string(times - 1));
    }
    return head + tail + repeat(")", times);
  };
  CHECK(code_of(doubling("'aaaaaaaaaaaaaaaa'", "@ + @", 60, "@")) == "expression_cost_limit");
  CHECK(code_of(doubling("[1]", "@ + @", 60, "@")) == "expression_cost_limit");
  CHECK(code_of(doubling("'a'", "@.replace('', @)", 40, "@")) == "expression_cost_limit");
  CHECK(code_of(doubling("[1]", "[@, @]", 60, "1")).empty());                     // shared, so small
  CHECK(code_of(doubling("[1]", "[@, @]", 60, "@")) == "expression_cost_limit");  // but not to be written out
  CHECK(code_of(doubling("[1]", "[@, @]", 60, "@ == @")) == "expression_cost_limit");
  CHECK(code_of(doubling("{1: 1}", "{1: @, 2: @}", 60, "@ in [@]")) == "expression_cost_limit");
  CHECK(code_of(doubling("[1]", "[@, @]", 60, "'%s'.format([@])")) == "expression_cost_limit");
  CHECK(code_of(doubling("{1: 1}", "{@: @}", 60, "@")) == "expression_bad_key");  // nor the types checked
}

TEST_CASE("patterns are limited", "[limits]") {
  CHECK(code_of("'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'.matches('^(a+)+$')").empty());
  CHECK(code_of("'a'.matches('(((a{1000}){1000}){1000})')") == "expression_bad_pattern");
  CHECK(code_of("'a'.matches('[')") == "expression_bad_pattern");
}
