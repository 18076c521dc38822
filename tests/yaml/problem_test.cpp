#include "engine/base/problem.h"

#include <boost/json.hpp>

#include "tests/support/catch.h"

using namespace bihuan;

TEST_CASE("a problem prints as the contract has it", "[problem]") {
  const Problem problem{Severity::error, "duplicate_key", {{"key", "a"}, {"line", "1"}}, {"f.yaml", 3, 5}, {"a", "b"}};
  CHECK(to_text(problem, "en") ==
        "f.yaml:3:5: error duplicate_key: The key \"a\" is already given on line 1.\n"
        "  hint: Delete one of the two, or give it another name.\n  path: a → b\n");
  CHECK(boost::json::serialize(to_json(problem, "zh-CN")) ==
        R"({"file":"f.yaml","line":3,"column":5,"severity":"error","code":"duplicate_key",)"
        R"("message":"键“a”已在第 1 行出现。","hint":"请删去其中一个，或改用别的名称。","path":["a","b"]})");
}

TEST_CASE("problems sort by place and lose repetitions", "[problem]") {
  const Problem late{Severity::error, "a", {}, {"f", 2, 1}, {}};
  const Problem warning{Severity::warning, "b", {}, {"f", 1, 1}, {}};
  const Problem early{Severity::error, "c", {}, {"f", 1, 1}, {}};
  Problems problems{late, warning, early, late};
  sort_problems(problems);
  CHECK(problems == Problems{early, warning, late});
  CHECK(has_errors(problems));
  CHECK_FALSE(has_errors({warning}));
}
