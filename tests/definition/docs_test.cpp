// docs/workflow-language.md: every example that says which file it is loads; a fenced block `yaml` is a whole
// definition without errors or warnings.
#include <fstream>

#include "engine/definition/load.h"
#include "tests/support/catch.h"

using namespace bihuan;

namespace {

std::vector<std::pair<int, std::string>> blocks(const std::string& path) {
  std::vector<std::pair<int, std::string>> out;
  std::ifstream file(path);
  std::string line;
  bool inside = false;
  for (int number = 1; std::getline(file, line); ++number) {
    if (inside && line == "```") {
      inside = false;
    } else if (inside) {
      out.back().second += line + "\n";
    } else if (line == "```yaml") {
      inside = true;
      out.emplace_back(number, "");
    }
  }
  return out;
}

}  // namespace

TEST_CASE("every example of the language's description loads", "[docs]") {
  const auto examples = blocks("docs/workflow-language.md");
  CHECK(examples.size() >= 12);
  for (const auto& [line, text] : examples) {
    INFO("docs/workflow-language.md:" << line);
    const auto loaded = definition::load(text, "example.yaml");
    std::string said;
    for (const auto& problem : loaded.problems) said += to_text(problem, "en");
    INFO(said);
    CHECK(loaded.problems.empty());
    CHECK(loaded.definition);
  }
}
