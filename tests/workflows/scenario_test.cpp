// Every scenario beside a shipped workflow holds, and together they take every transition.
#include <fstream>

#include "engine/calendar/read.h"
#include "engine/definition/load.h"
#include "engine/scenario/suite.h"
#include "tests/support/catch.h"

using namespace bihuan;

namespace {

void check_suites(const std::vector<std::string>& folders) {
  const auto calendar = calendar::shipped_calendar("cn");
  REQUIRE(calendar.has_value());
  std::vector<scenario::Suite> suites;
  for (const auto& folder : folders) {
    const auto loaded = definition::load_file(folder + "/workflow.yaml");
    std::string problems_of_file;
    for (const auto& problem : loaded.problems) problems_of_file += to_text(problem, "en");
    INFO(folder << "\n" << problems_of_file);
    CHECK(loaded.problems.empty());
    REQUIRE(loaded.definition);
    Problems problems;
    const auto scenarios = scenario::scenarios_beside(folder, problems);
    auto suite = scenario::run_suite(*loaded.definition, **calendar, scenarios);
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

}  // namespace

TEST_CASE("the scenarios of the shipped workflows hold and take every transition", "[workflows]") {
  std::vector<std::string> folders;
  for (const auto& name : definition::shipped_definitions()) folders.push_back("workflows/" + name);
  check_suites(folders);
}

TEST_CASE("two more flows of the bureau are one short file each over the shared parts", "[workflows]") {
  check_suites({"tests/workflows/flows/dust", "tests/workflows/flows/council"});
  for (const char* flow : {"dust", "council"}) {
    std::ifstream file(std::string("tests/workflows/flows/") + flow + "/workflow.yaml");
    std::string line;
    int lines = 0;
    while (std::getline(file, line)) ++lines;
    INFO(flow);
    CHECK(lines > 0);
    CHECK(lines < 80);
  }
}
