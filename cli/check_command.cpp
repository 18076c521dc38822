#include "cli/check_command.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <memory>

#include "cli/language.h"
#include "engine/definition/diff.h"
#include "engine/definition/links.h"
#include "engine/definition/load.h"
#include "engine/yaml/parse.h"

namespace bihuan::cli {
namespace {

struct CheckOptions {
  std::vector<std::string> files;
  bool json = false;
  bool strict = false;
  std::string language = language_of_terminal();
};

void add_common(CLI::App& command, CheckOptions& options) {
  command.add_flag("--json", options.json, "Print JSON");
  add_language(command, options.language);
}

bool unreadable(const Problems& problems) {
  return std::ranges::any_of(
      problems, [](const Problem& p) { return p.code == "file_unreadable" || p.code == "folder_without_definitions"; });
}

// The definitions that a folder means: its workflow.yaml, or those of the folders in it, or what lies in it.
std::vector<std::string> definitions_in(const std::filesystem::path& folder) {
  namespace fs = std::filesystem;
  std::error_code failure;
  if (fs::exists(folder / "workflow.yaml", failure)) return {(folder / "workflow.yaml").string()};
  std::vector<std::string> below;
  std::vector<std::string> here;
  for (const auto& entry : fs::directory_iterator(folder, failure)) {
    if (fs::exists(entry.path() / "workflow.yaml", failure)) below.push_back((entry.path() / "workflow.yaml").string());
    if (entry.is_regular_file(failure) && entry.path().extension() == ".yaml") here.push_back(entry.path().string());
  }
  auto& found = below.empty() ? here : below;
  std::ranges::sort(found);
  return found;
}

// Each file, and for each folder the definitions in it; a folder without any is a problem of its own.
std::vector<definition::Loaded> load_all(const CheckOptions& options, std::vector<std::string>& files) {
  std::vector<definition::Loaded> all;
  for (const auto& path : options.files) {
    const bool folder = std::filesystem::is_directory(path);
    const auto found = folder ? definitions_in(path) : std::vector<std::string>{path};
    if (found.empty()) {
      all.push_back({nullptr, {problem_of(Error("folder_without_definitions", {{"folder", path}}, {path, 1, 1}))}, {}});
      files.push_back(path);
    }
    for (const auto& file : found) {
      all.push_back(definition::load_file(file));
      files.push_back(file);
    }
  }
  const auto known = definition::known_workflows(all);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto problems = definition::check_links(all[i], definition::workflows_around(all, files[i]), known);
    all[i].problems.insert(all[i].problems.end(), problems.begin(), problems.end());
    sort_problems(all[i].problems);
  }
  return all;
}

int check(const CheckOptions& options) {
  boost::json::array all;
  int exit_code = 0;
  std::vector<std::string> files;
  for (const auto& loaded : load_all(options, files)) {
    for (const auto& problem : loaded.problems) {
      if (options.json) {
        all.push_back(to_json(problem, options.language));
      } else {
        fmt::print("{}", to_text(problem, options.language));
      }
    }
    const bool fails = has_errors(loaded.problems) || (options.strict && !loaded.problems.empty());
    exit_code = std::max(exit_code, unreadable(loaded.problems) ? 2 : fails ? 1 : 0);
  }
  if (options.json) fmt::print("{}\n", boost::json::serialize(all));
  return exit_code;
}

int diff(const CheckOptions& options) {
  std::vector<definition::SourceText> texts;
  for (const auto& file : options.files) {
    auto text = yaml::read_file(file);
    if (!text) {
      fmt::print(stderr, "{}", to_text(problem_of(text.error()), options.language));
      return text.error().code == "file_unreadable" ? 2 : 1;
    }
    texts.push_back({file, std::move(*text)});
  }
  const auto difference = definition::compare(texts[0], texts[1], definition::fragments_from_files());
  if (options.json) {
    fmt::print("{}\n", boost::json::serialize(definition::to_json(difference, options.language)));
  } else {
    fmt::print("{}", definition::to_text(difference, options.language));
  }
  return has_errors(difference.problems) || !difference.every_state_maps() ? 1 : 0;
}

}  // namespace

void add_check_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* command =
      app.add_subcommand("check", "Name every mistake in definitions: 0 none, 1 errors, 2 a file cannot be read");
  command->add_option("FILE", options->files, "Definitions (workflows or charts), or folders of them")->required();
  command->add_flag("--strict", options->strict, "Warnings count as errors");
  add_common(*command, *options);
  command->callback([options, &exit_code] { exit_code = check(*options); });
}

void add_diff_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* command = app.add_subcommand(
      "diff", "What changed between two definitions, and whether every state of OLD is in NEW (else 1)");
  command->add_option("FILE", options->files, "OLD and NEW")->required()->expected(2);
  add_common(*command, *options);
  command->callback([options, &exit_code] { exit_code = diff(*options); });
}

}  // namespace bihuan::cli
