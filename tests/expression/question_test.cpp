// What `bihuan expr` answers (contracts §5).
#include "engine/expression/question.h"

#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::expression;

TEST_CASE("an answer has the type's name and the value", "[question]") {
  CHECK(answer_line(R"J({"expr":"1 + 2"})J") == R"J({"type":"int","value":3})J");
  CHECK(answer_line(R"J({"expr":"type(null)"
})J") == R"J({"type":"type","value":{"$type":"type","value":"null_type"}})J");
  CHECK(answer_line(R"J({"expr":"now - now","vars":{"now":{"$type":"timestamp","value":"2022-06-01T00:00:00Z"}}})J") ==
        R"J({"type":"google.protobuf.Duration","value":{"$type":"duration","value":"0s"}})J");
  CHECK(answer_line(R"J({"expr":"null"})J") == R"J({"type":"null_type","value":null})J");
}

TEST_CASE("an error has its code and its place in code points", "[question]") {
  const auto answer = answer_line(R"J({"expr":"'网格' +\n  missing"})J");
  CHECK(answer.starts_with(R"J({"error":{"code":"expression_unknown_name","message":"missing )J"));
  CHECK(answer.ends_with(R"J("line":2,"column":3}})J"));
}

TEST_CASE("types are checked unless the question says no", "[question]") {
  CHECK(answer_line(R"J({"expr":"x + 1","types":{"x":"string"},"vars":{"x":"a"}})J").find("expression_no_overload") !=
        std::string::npos);
  CHECK(answer_line(R"J({"expr":"true || x + 1 == 2","types":{"x":"string"},"vars":{"x":"a"},"check":false})J") ==
        R"J({"type":"bool","value":true})J");
  CHECK(answer_line(R"J({"expr":"true || y","check":false})J") == R"J({"type":"bool","value":true})J");
  CHECK(answer_line(R"J({"expr":"true || y"})J").find("expression_unknown_name") != std::string::npos);
  CHECK(answer_line(R"J({"expr":"x + 1","vars":{"x":2}})J") == R"J({"type":"int","value":3})J");  // no type: dyn
  CHECK(answer_line(R"J({"expr":"x","types":{"x":"int"}})J").find("expression_unbound") != std::string::npos);
  CHECK(answer_line(R"J({"expr":"x","types":{"x":"double"},"vars":{"x":3}})J").find("expression_wrong_variable") !=
        std::string::npos);
}

TEST_CASE("names are looked for in the container first, outermost last", "[question]") {
  const auto ask_in = [](const std::string& container, const std::string& expression) {
    return answer_line(R"J({"expr":")J" + expression + R"J(","container":")J" + container +
                       R"J(","vars":{"y":1,"a.y":2,"a.b.y":3}})J");
  };
  CHECK(ask_in("a.b", "y") == R"J({"type":"int","value":3})J");
  CHECK(ask_in("a.b", "b.y") == R"J({"type":"int","value":3})J");
  CHECK(ask_in("a", "y") == R"J({"type":"int","value":2})J");
  CHECK(ask_in("a.b", ".y") == R"J({"type":"int","value":1})J");
  CHECK(ask_in("", "[5].exists(y, y == 5)") == R"J({"type":"bool","value":true})J");
}

TEST_CASE("a line that cannot be read gets an error line", "[question]") {
  CHECK(answer_line("").find("expression_bad_json") != std::string::npos);
  CHECK(answer_line("[1]").find("expression_bad_batch_line") != std::string::npos);
  CHECK(answer_line(R"J({"vars":{}})J").find("expression_bad_batch_line") != std::string::npos);
  CHECK(answer_line(R"J({"expr":"1","check":"no"})J").find("expression_bad_batch_line") != std::string::npos);
  CHECK(answer_line(R"J({"expr":"1","types":{"x":"integer"}})J").find("expression_bad_type") != std::string::npos);
  CHECK(answer_line(R"J({"expr":"1","vars":{"x":9223372036854775808}})J").find("expression_number_too_large") !=
        std::string::npos);
}
