#include "engine/definition/load.h"
#include "tests/support/catch.h"

using namespace bihuan;

TEST_CASE("shipped definitions have neither errors nor warnings", "[shipped]") {
  const auto folders = definition::shipped_definitions();
  CHECK(folders.size() >= 3);
  for (const auto& folder : folders) {
    INFO(folder);
    const auto loaded = definition::load_shipped(folder);
    std::string said;
    for (const auto& problem : loaded.problems) said += to_text(problem, "en");
    INFO(said);
    CHECK(loaded.definition);
    CHECK(loaded.problems.empty());
  }
  CHECK(definition::load_shipped("atlantis").problems.at(0).code == "workflow_unknown");
}
