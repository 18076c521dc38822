// Every scenario beside a shipped workflow holds, and together they take every transition.
#include "engine/calendar/read.h"
#include "engine/definition/load.h"
#include "engine/scenario/suite.h"
#include "tests/support/catch.h"

using namespace bihuan;

TEST_CASE("the scenarios of the shipped workflows hold and take every transition", "[workflows]") {
  const auto calendar = calendar::shipped_calendar("cn");
  REQUIRE(calendar.has_value());
  std::vector<scenario::Suite> suites;
  for (const auto& folder : definition::shipped_definitions()) {
    const auto loaded = definition::load_shipped(folder);
    REQUIRE(loaded.definition);
    Problems problems;
    const auto scenarios = scenario::scenarios_beside("workflows/" + folder, problems);
    auto suite = scenario::run_suite(*loaded.definition, **calendar, scenarios);
    INFO(folder);
    CHECK(problems.empty());
    CHECK(suite.scenarios > 0);
    for (const auto& [name, failure] : suite.failures) {
      FAIL_CHECK(failure.where.file << ":" << failure.where.line << ": " << name << "\n  " << failure.what
                                    << "\n  expected " << failure.expected << "\n  found    " << failure.found);
    }
    suite.workflow = folder;
    suites.push_back(std::move(suite));
  }
  scenario::forgive_shared(suites);
  for (const auto& suite : suites) {
    for (const auto& untaken : suite.untaken) {
      FAIL_CHECK(suite.workflow << ": no scenario takes " << untaken.event << " from " << untaken.state << ", line "
                                << untaken.where.line);
    }
  }
}
