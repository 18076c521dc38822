#include "engine/definition/load.h"
#include "tests/support/catch.h"

using namespace bihuan;

TEST_CASE("shipped workflows have neither errors nor warnings", "[workflows]") {
  const auto folders = definition::shipped_definitions();
  REQUIRE(folders.size() >= 7);
  for (const auto& folder : folders) {
    const auto loaded = definition::load_shipped(folder);
    std::string problems;
    for (const auto& problem : loaded.problems) problems += to_text(problem, "en");
    INFO(folder << "\n" << problems);
    CHECK(loaded.problems.empty());
    CHECK(loaded.definition != nullptr);
  }
}

TEST_CASE("every limit names its article or says that it is practice", "[workflows]") {
  for (const auto& folder : definition::shipped_definitions()) {
    const auto loaded = definition::load_shipped(folder);
    if (!loaded.definition) continue;
    for (const auto& clock : loaded.definition->clocks) {
      INFO(folder << ": " << clock.id);
      CHECK_FALSE((clock.law.empty() && clock.practice.empty()));
      if (clock.law.empty()) continue;
      // 第三十四条: the name of the regulation alone (信访工作条例) holds a 条 too.
      const auto article = clock.law.find("第");
      CHECK((article != std::string::npos && clock.law.find("条", article) != std::string::npos));
    }
  }
}
