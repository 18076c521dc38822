#include "engine/expression/program.h"
#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::expression;

namespace {

std::string printed(const std::string& source) {
  const auto ast = parse(source);
  return ast ? print((*ast)->root()) : ast.error().code;
}

struct SyntaxMistake {
  const char* source;
  const char* code;
  int line;
  int column;
};

}  // namespace

TEST_CASE("an expression is printed with the brackets it needs", "[parse]") {
  const std::pair<const char*, const char*> cases[] = {
      {"1+2*3", "1 + 2 * 3"},
      {"(1+2)*3", "(1 + 2) * 3"},
      {"1-(2-3)", "1 - (2 - 3)"},
      {"1-2-3", "1 - 2 - 3"},
      {"a&&b&&c||d", "a && b && c || d"},
      {"a&&(b||c)", "a && (b || c)"},
      {"(a&&b)&&c", "(a && b) && c"},
      {"a?b:c?d:e", "a ? b : c ? d : e"},
      {"(a?b:c)?d:e", "(a ? b : c) ? d : e"},
      {"!a.b[0]", "!a.b[0]"},
      {"!(a&&b)", "!(a && b)"},
      {"-(5)", "-(5)"},
      {"-5", "-5"},
      {"--a", "--a"},
      {"has(a.b)&&a.b in[1,2,]", "has(a.b) && a.b in [1, 2]"},
      {"{'a':1,?'b':c}", "{\"a\": 1, ?\"b\": c}"},
      {"l.exists_one(x,x>1)", "l.exists_one(x, x > 1)"},
      {"l.map(x,x>1,x)", "l.map(x, x > 1, x)"},
      {"l.transformMap(k,v,v)", "l.transformMap(k, v, v)"},
      {"cel.bind(x,1,x)", "cel.bind(x, 1, x)"},
      {"a.`b-c`.?d[?0]", "a.`b-c`.?d[?0]"},
      {".a.b(1)", ".a.b(1)"},
      {"'''a\n'b' \"c\"'''", "\"a\\n'b' \\\"c\\\"\""},
      {"b'\\377'", "b\"\\xff\""},
      {"0x1F", "31"},
      {"1u + 2.50e1", "1u + 25.0"},
      {"a // comment\n + b", "a + b"},
      {"null==true", "null == true"},
      {"a.package", "a.package"},
  };
  for (const auto& [source, text] : cases) {
    INFO(source);
    CHECK(printed(source) == text);
    const auto first = parse(source).value();
    const auto again = parse(printed(source)).value();
    CHECK(same(first->root(), again->root()));
  }
}

TEST_CASE("a syntax mistake is found where it is", "[parse]") {
  const SyntaxMistake mistakes[] = {
      {"", "expression_unexpected_end", 1, 1},
      {"1 +", "expression_unexpected_end", 1, 4},
      {"1 + * 2", "expression_unexpected", 1, 5},
      {"(1", "expression_missing", 1, 3},
      {"[1 2]", "expression_unexpected_instead", 1, 4},
      {"a = b", "expression_bad_character", 1, 3},
      {"a ＆＆ b", "expression_bad_character", 1, 3},
      {"字段 > 1", "expression_bad_character", 1, 1},
      {"'网格'\n + 'a", "expression_unterminated_text", 2, 4},
      {"'a\nb'", "expression_unterminated_text", 1, 1},
      {"'\\q'", "expression_bad_escape", 1, 2},
      {"'\\ud800'", "expression_bad_escape", 1, 2},
      {"b'\\u0041'", "expression_bad_escape", 1, 3},
      {"12abc", "expression_bad_number", 1, 1},
      {"0x", "expression_bad_number", 1, 1},
      {"1e", "expression_bad_number", 1, 1},
      {"9223372036854775808", "expression_number_too_large", 1, 1},
      {"-9223372036854775809", "expression_number_too_large", 1, 2},
      {"18446744073709551616u", "expression_number_too_large", 1, 1},
      {"1e400", "expression_number_too_large", 1, 1},
      {"if + 1", "expression_reserved_word", 1, 1},
      {"a.b.C{x: 1}", "expression_messages", 1, 5},
      {"has(a)", "expression_has_argument", 1, 5},
      {"has(a[0])", "expression_has_argument", 1, 6},
      {"l.all(a.b, true)", "expression_macro_variable", 1, 9},
      {"l.all(1, true)", "expression_macro_variable", 1, 7},
      {"l.all(x, x, true)", "expression_macro_variable_twice", 1, 10},
      {"a.`b", "expression_bad_quoted_name", 1, 3},
      {"a ? b", "expression_missing", 1, 6},
      {"1 2", "expression_unexpected", 1, 3},
      {"a.true", "expression_unexpected", 1, 3},
  };
  for (const auto& [source, code, line, column] : mistakes) {
    INFO(source);
    const auto ast = parse(source);
    REQUIRE_FALSE(ast.has_value());
    CHECK(ast.error().code == code);
    CHECK(ast.error().where.line == line);
    CHECK(ast.error().where.column == column);
  }
}

TEST_CASE("bytes that are not UTF-8 are refused where they stand", "[parse]") {
  const auto ast = parse("'ab' + '\xFF'");
  REQUIRE_FALSE(ast.has_value());
  CHECK(ast.error().code == "expression_bad_utf8");
  CHECK(ast.error().where.column == 9);
}
