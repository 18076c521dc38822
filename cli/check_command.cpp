#include "cli/check_command.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json.hpp>
#include <memory>

#include "cli/language.h"
#include "engine/definition/diff.h"
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
  command.add_option("--lang", options.language, "Language of the messages: zh or en (default: that of the terminal)");
}

bool unreadable(const Problems& problems) {
  return std::ranges::any_of(problems, [](const Problem& p) { return p.code == "file_unreadable"; });
}

int check(const CheckOptions& options) {
  boost::json::array all;
  int exit_code = 0;
  for (const auto& file : options.files) {
    const auto loaded = definition::load_file(file);
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
  command->add_option("FILE", options->files, "Definitions (workflows or charts)")->required();
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
