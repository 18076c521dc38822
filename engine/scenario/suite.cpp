#include "engine/scenario/suite.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "engine/yaml/parse.h"

namespace bihuan::scenario {
namespace {

std::string place_of(const Location& where) {
  return where.file + ":" + std::to_string(where.line) + ":" + std::to_string(where.column);
}

}  // namespace

std::vector<Scenario> scenarios_beside(const std::string& folder, Problems& problems) {
  std::vector<Scenario> out;
  std::set<std::string> files;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(folder + "/scenarios", none)) {
    if (entry.path().extension() == ".yaml") files.insert(entry.path().string());
  }
  for (const auto& file : files) {
    auto text = yaml::read_file(file);
    if (!text) {
      problems.push_back(problem_of(text.error()));
      continue;
    }
    auto reading = read_scenarios(std::move(*text), file);
    problems.insert(problems.end(), reading.problems.begin(), reading.problems.end());
    std::move(reading.scenarios.begin(), reading.scenarios.end(), std::back_inserter(out));
  }
  return out;
}

Suite run_suite(const core::Definition& definition, const calendar::WorkingCalendar& calendar,
                const std::vector<Scenario>& scenarios, bool first_failure, std::string_view language) {
  Suite out;
  out.workflow = definition.id;
  out.scenarios = scenarios.size();
  out.transitions = definition.chart.transitions.size();
  std::set<core::TransitionIndex> taken;
  for (const Scenario& item : scenarios) {
    if (first_failure && !out.failures.empty()) break;
    Played played = play(definition, calendar, item, language);
    taken.merge(played.taken);
    for (auto& failure : played.failures) out.failures.push_back({item.name, std::move(failure)});
  }
  for (core::TransitionIndex i = 0; i < definition.chart.transitions.size(); ++i) {
    const auto& transition = definition.chart.transitions[i];
    if (taken.contains(i)) {
      out.taken_at.insert(place_of(transition.where));
    } else {
      out.untaken.push_back({transition.where, transition.events.empty() ? "always" : transition.events.front(),
                             definition.chart.at(transition.source).id});
    }
  }
  return out;
}

void forgive_shared(std::vector<Suite>& suites) {
  std::set<std::string> taken;
  for (const auto& suite : suites) taken.insert(suite.taken_at.begin(), suite.taken_at.end());
  for (auto& suite : suites) {
    std::erase_if(suite.untaken, [&](const auto& untaken) { return taken.contains(place_of(untaken.where)); });
  }
}

}  // namespace bihuan::scenario
