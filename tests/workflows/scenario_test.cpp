// Every scenario beside a shipped workflow holds, and together they take every transition.
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "engine/calendar/read.h"
#include "engine/definition/load.h"
#include "engine/scenario/play.h"
#include "tests/support/catch.h"

using namespace bihuan;

namespace {

std::string text_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::vector<scenario::Scenario> scenarios_of(const std::string& folder) {
  std::vector<scenario::Scenario> out;
  std::set<std::filesystem::path> files;
  const std::filesystem::path place = "workflows/" + folder + "/scenarios";
  if (std::filesystem::exists(place)) {
    for (const auto& entry : std::filesystem::directory_iterator(place)) files.insert(entry.path());
  }
  for (const auto& file : files) {
    auto reading = scenario::read_scenarios(text_of(file), file.string());
    for (const auto& problem : reading.problems) FAIL_CHECK(to_text(problem, "en"));
    for (auto& item : reading.scenarios) out.push_back(std::move(item));
  }
  return out;
}

}  // namespace

TEST_CASE("the scenarios of the shipped workflows hold", "[workflows]") {
  const auto calendar = calendar::shipped_calendar("cn");
  REQUIRE(calendar.has_value());
  for (const auto& folder : definition::shipped_definitions()) {
    const auto loaded = definition::load_shipped(folder);
    REQUIRE(loaded.definition);
    std::set<core::TransitionIndex> taken;
    for (const auto& item : scenarios_of(folder)) {
      auto played = scenario::play(*loaded.definition, **calendar, item);
      taken.merge(played.taken);
      for (const auto& failure : played.failures) {
        FAIL_CHECK(failure.where.file << ":" << failure.where.line << ": " << item.name << "\n  " << failure.what
                                      << "\n  expected " << failure.expected << "\n  found    " << failure.found);
      }
    }
    // Rule sets that share their chart with another one show only what is theirs.
    if (folder == "petition-2005" || folder == "petition-zhejiang-2016") continue;
    const auto& chart = loaded.definition->chart;
    for (core::TransitionIndex i = 0; i < chart.transitions.size(); ++i) {
      const auto& transition = chart.transitions[i];
      if (taken.contains(i)) continue;
      FAIL_CHECK(folder << ": no scenario takes " << (transition.events.empty() ? "always" : transition.events.front())
                        << " from " << chart.at(transition.source).id << " at line " << transition.where.line);
    }
  }
}
