#include <fstream>
#include <sstream>

#include "engine/base/catalogue.h"
#include "engine/expression/functions.h"
#include "engine/expression/program.h"
#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::expression;

namespace {

Environment sample() {
  using Shape = Type::Kind;
  Environment environment;
  environment.declare("i", Shape::integer);
  environment.declare("u", Shape::uinteger);
  environment.declare("d", Shape::floating);
  environment.declare("s", Shape::string);
  environment.declare("b", Shape::boolean);
  environment.declare("t", Shape::timestamp);
  environment.declare("n", Type::nullable(Shape::integer));
  environment.declare("l", Type::list(Shape::integer));
  environment.declare("m", Type::map(Shape::string, Shape::integer));
  environment.declare("x", Type());
  environment.declare("lead_unit", Shape::string);
  return environment;
}

std::string type_of(const std::string& source) {
  const auto program = compile(source, sample());
  return program ? program->result_type().to_string() : program.error().code;
}

struct Mistake {
  const char* source;
  const char* code;
  int line;
  int column;
};

}  // namespace

TEST_CASE("the type of a result is known before it runs", "[check]") {
  const std::pair<const char*, const char*> cases[] = {
      {"i + 1", "int"},
      {"d * 2.0", "double"},
      {"t - t", "duration"},
      {"t + duration('1h')", "timestamp"},
      {"[1, 2]", "list<int>"},
      {"[]", "list<dyn>"},
      {"[1, 'a']", "list<dyn>"},
      {"[[], [1]]", "list<list<int>>"},
      {"{'a': [1u]}", "map<string, list<uint>>"},
      {"l.map(e, string(e))", "list<string>"},
      {"l.filter(e, e > 1)", "list<int>"},
      {"m.map(k, k)", "list<string>"},
      {"l.all(e, e > 0)", "bool"},
      {"l.transformMap(i, v, v * 2)", "map<int, int>"},
      {"m.k", "int"},
      {"m['k']", "int"},
      {"x.anything.goes", "dyn"},
      {"b ? i : 2", "int"},
      {"b ? n : 2", "int?"},
      {"n + 1", "int"},
      {"type(i)", "type<int>"},
      {"optional.of(i)", "optional<int>"},
      {"optional.of(i).orValue(3)", "int"},
      {"m[?'k'].optMap(v, string(v))", "optional<string>"},
      {"m.?k.orValue(1)", "int"},
      {"math.greatest(i, 3)", "int"},
      {"math.greatest(i, 3.0)", "dyn"},
      {"cel.bind(y, i, [y, y])", "list<int>"},
      {"i < d && i < u && u >= d", "bool"},
      {"n == null", "bool"},
  };
  for (const auto& [source, type] : cases) {
    INFO(source);
    CHECK(type_of(source) == type);
  }
}

TEST_CASE("a mistake is found where it is", "[check]") {
  const Mistake mistakes[] = {
      {"i + 's'", "expression_no_overload", 1, 3},
      {"i == s", "expression_no_overload", 1, 3},
      {"i == 1.0", "expression_no_overload", 1, 3},
      {"b &&\n  i", "expression_not_bool", 2, 3},
      {"'网格' == lead_uint", "expression_unknown_name", 1, 9},
      {"nothing.at.all", "expression_unknown_name", 1, 1},
      {"i.field", "expression_no_fields", 1, 3},
      {"sise(l)", "expression_unknown_function", 1, 1},
      {"neg(i)", "expression_unknown_function", 1, 1},
      {"s.size(1)", "expression_no_overload", 1, 3},
      {"s.contains(i)", "expression_no_overload", 1, 3},
      {"b ? 1 : 's'", "expression_branches_differ", 1, 3},
      {"i.all(e, true)", "expression_not_iterable", 1, 1},
      {"l.all(e, e)", "expression_not_bool", 1, 10},
      {"l.all(e, f)", "expression_unknown_name", 1, 10},
      {"{1.5: 2}", "expression_bad_key", 1, 2},
      {"s.matches('[')", "expression_bad_pattern", 1, 11},
      {"[?i]", "expression_not_optional", 1, 3},
      {"dyn", "expression_unknown_name", 1, 1},
  };
  for (const auto& [source, code, line, column] : mistakes) {
    INFO(source);
    const auto program = compile(source, sample());
    REQUIRE_FALSE(program.has_value());
    CHECK(program.error().code == code);
    CHECK(program.error().where.line == line);
    CHECK(program.error().where.column == column);
  }
}

TEST_CASE("all mistakes are told at once, each once", "[check]") {
  std::vector<Error> errors;
  CHECK_FALSE(compile("unknown + 1 == 2 && i == 'a' && sise(l) > 0 || s", sample(), {}, errors).has_value());
  std::vector<std::string> codes;
  for (const Error& error : errors) codes.push_back(error.code);
  CHECK(codes == std::vector<std::string>{"expression_unknown_name", "expression_no_overload",
                                          "expression_unknown_function", "expression_not_bool"});
}

TEST_CASE("the result may be asked to have a type", "[check]") {
  const CompileOptions guard{.expected = Type(Type::Kind::boolean)};
  CHECK(compile("i > 1", sample(), guard).has_value());
  CHECK(compile("x", sample(), guard).has_value());  // dyn is seen when it runs
  CHECK(compile("i + 1", sample(), guard).error().code == "expression_wrong_result");
}

TEST_CASE("an unknown name comes with the nearest known one", "[check]") {
  CHECK(compile("lead_uint != ''", sample()).error().hint().find("lead_unit") != std::string::npos);
}

TEST_CASE("every code has its sentence, and its hint, in both languages", "[check]") {
  int codes = 0;
  for (const std::string& key : text_keys("en")) {
    if (!key.starts_with("expression_") || key.ends_with(".hint")) continue;
    INFO(key);
    CHECK(has_text(key + ".hint"));
    ++codes;
  }
  CHECK(codes > 50);
}

TEST_CASE("the documentation lists every code and every function", "[check]") {
  std::ifstream file("docs/expressions.md");
  std::stringstream text;
  text << file.rdbuf();
  const std::string page = text.str();
  for (const std::string& key : text_keys("en")) {
    if (!key.starts_with("expression_") || key.ends_with(".hint")) continue;
    INFO(key);
    CHECK(page.find("| `" + key + "` |") != std::string::npos);
  }
  for (const std::string& name : function_names()) {
    INFO(name);
    CHECK(page.find(name) != std::string::npos);
  }
}
