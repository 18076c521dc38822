#include "cli/test_command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <set>

#include "cli/language.h"
#include "engine/base/catalogue.h"
#include "engine/calendar/read.h"
#include "engine/definition/load.h"
#include "engine/scenario/suite.h"

namespace bihuan::cli {
namespace {

struct TestArguments {
  std::vector<std::string> folders;
  bool no_coverage = false;
  bool first_failure = false;
  std::string language = language_of_terminal();
};

// Every folder at or below one of those named that holds a workflow.yaml.
std::set<std::string> workflow_folders(const std::vector<std::string>& folders) {
  std::set<std::string> out;
  std::error_code none;
  for (const auto& folder : folders) {
    if (std::filesystem::exists(folder + "/workflow.yaml")) out.insert(folder);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, none)) {
      if (entry.path().filename() == "workflow.yaml") out.insert(entry.path().parent_path().string());
    }
  }
  return out;
}

void print(const scenario::Suite& suite, bool coverage, const std::string& language) {
  for (const auto& problem : suite.problems) std::cout << to_text(problem, language);
  for (const auto& [name, failure] : suite.failures) {
    std::cout
        << failure.where.file << ":" << failure.where.line << ": "
        << text(language, "scenario_failed",
                {{"scenario", name}, {"what", failure.what}, {"expected", failure.expected}, {"found", failure.found}})
        << "\n";
  }
  if (coverage) {
    for (const auto& untaken : suite.untaken) {
      std::cout << untaken.where.file << ":" << untaken.where.line << ": "
                << text(language, "scenario_untaken", {{"event", untaken.event}, {"state", untaken.state}}) << "\n";
    }
  }
  if (has_errors(suite.problems)) {
    std::cout << text(language, "scenario_unreadable", {{"folder", suite.workflow}}) << "\n";
    return;
  }
  const auto taken = suite.transitions - suite.untaken.size();
  std::cout << text(language, coverage ? "scenario_summary" : "scenario_summary_only",
                    {{"folder", suite.workflow},
                     {"scenarios", std::to_string(suite.scenarios)},
                     {"failures", std::to_string(suite.failures.size())},
                     {"taken", std::to_string(taken)},
                     {"transitions", std::to_string(suite.transitions)}})
            << "\n";
}

int run(const TestArguments& arguments) {
  int exit_code = 0;
  std::vector<scenario::Suite> suites;
  const auto folders = workflow_folders(arguments.folders);
  if (folders.empty()) {
    std::cerr << text(arguments.language, "scenario_no_workflow") << "\n";
    return 2;
  }
  for (const auto& folder : folders) {
    const auto loaded = definition::load_file(folder + "/workflow.yaml");
    if (!loaded.definition) {
      for (const auto& problem : loaded.problems) std::cerr << to_text(problem, arguments.language);
      exit_code = 2;
      continue;
    }
    auto calendar =
        calendar::shipped_calendar(loaded.definition->calendar.empty() ? "cn" : loaded.definition->calendar);
    if (!calendar) {
      std::cerr << to_text(problem_of(calendar.error()), arguments.language);
      exit_code = 2;
      continue;
    }
    Problems problems;
    const auto scenarios = scenario::scenarios_beside(folder, problems);
    const auto names = scenario::check_scenarios(*loaded.definition, scenarios);
    problems.insert(problems.end(), names.begin(), names.end());
    scenario::Suite suite;
    if (!has_errors(problems)) {
      suite =
          scenario::run_suite(*loaded.definition, **calendar, scenarios, arguments.first_failure, arguments.language);
    }
    suite.problems = std::move(problems);
    suite.workflow = folder;
    if (arguments.no_coverage) suite.untaken.clear();
    suites.push_back(std::move(suite));
  }
  scenario::forgive_shared(suites);
  for (const auto& suite : suites) {
    print(suite, !arguments.no_coverage, arguments.language);
    if (!suite.passed()) exit_code = std::max(exit_code, 1);
  }
  return exit_code;
}

}  // namespace

void add_test_command(CLI::App& app, int& exit_code) {
  auto arguments = std::make_shared<TestArguments>();
  CLI::App* command = app.add_subcommand("test", "Plays the scenarios beside workflows");
  command->add_option("folders", arguments->folders, "Folders of workflows, or folders above them")->required();
  command->add_flag("--no-coverage", arguments->no_coverage, "Do not ask that every transition is taken");
  command->add_flag("--first-failure", arguments->first_failure, "Go on to the next workflow after a scenario failed");
  add_language(*command, arguments->language);
  command->callback([arguments, &exit_code] { exit_code = run(*arguments); });
}

}  // namespace bihuan::cli
