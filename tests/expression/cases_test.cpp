// The published cases of the specification, as text (tests/expression/cases).
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/expression/question.h"
#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::expression;

namespace {

constexpr std::string_view kArrow = " => ";

std::string batch_line(const std::string& expression, const std::string& with) {
  if (expression == "^") return with;
  const std::string expr = "{\"expr\": " + quote_json(expression);
  return with.empty() ? expr + "}" : expr + ", " + with.substr(1);
}

// The code of an error answer, or the value as its line has it.
std::string outcome_of(const std::string& answer) {
  const Value parsed = parse_plain_json(answer).value();
  if (const Value* error = parsed.field("error")) return "error " + error->field("code")->as_string();
  const auto at = answer.find("\"value\":");
  return answer.substr(at + 8, answer.size() - at - 9);
}

bool same_answer(const std::string& got, const std::string& wanted) {
  if (got == wanted) return true;
  if (got.starts_with("error") || wanted.starts_with("error")) return false;
  return identical(parse_json(got).value(), parse_json(wanted).value());  // the order of a map does not count
}

std::vector<std::filesystem::path> files() {
  std::vector<std::filesystem::path> all;
  for (const auto& entry : std::filesystem::directory_iterator("tests/expression/cases")) {
    if (entry.path().extension() == ".txt") all.push_back(entry.path());
  }
  std::sort(all.begin(), all.end());
  return all;
}

}  // namespace

TEST_CASE("the specification's cases", "[cases]") {
  int cases = 0;
  for (const auto& path : files()) {
    std::ifstream file(path);
    std::string with;
    int number = 0;
    for (std::string line; std::getline(file, line);) {
      ++number;
      if (line.empty() || line.starts_with("# ")) continue;
      if (line.starts_with("with {")) {
        with = line.substr(5);
        continue;
      }
      INFO(path.string() << ":" << number << ": " << line);
      const auto arrow = line.rfind(kArrow);
      REQUIRE(arrow != std::string::npos);
      const std::string got = outcome_of(answer_line(batch_line(line.substr(0, arrow), with)));
      INFO("got " << got);
      CHECK(same_answer(got, line.substr(arrow + kArrow.size())));
      with.clear();
      ++cases;
    }
  }
  CHECK(cases > 1600);
}
