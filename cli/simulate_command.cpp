#include "cli/simulate_command.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>

#include "cli/language.h"
#include "engine/definition/load.h"
#include "engine/simulation/run.h"

namespace bihuan::cli {
namespace {

struct SimulateOptions {
  std::string file;
  std::string script;
  bool json = false;
  std::string language = language_of_terminal();
};

constexpr int definition_has_errors = 1;
constexpr int cannot_read = 2;

int refuse(const Error& error, const std::string& language) {
  std::cerr << error.message(language) << "\n";
  const std::string hint = error.hint(language);
  if (!hint.empty()) std::cerr << "  " << hint << "\n";
  return cannot_read;
}

Result<std::string> read_all(const std::string& path) {
  std::ostringstream text;
  if (path == "-") {
    text << std::cin.rdbuf();
    return text.str();
  }
  std::ifstream in(path, std::ios::binary);
  if (!in) return Error("file_unreadable", {{"file", path}, {"reason", "-"}});
  text << in.rdbuf();
  return text.str();
}

void print(const std::string& line) {
  std::fwrite(line.data(), 1, line.size(), stdout);
  std::fflush(stdout);
}

int simulate(const SimulateOptions& options) {
  const std::string& language = options.language;
  const definition::Loaded loaded = definition::load_file(options.file);
  if (!loaded.definition) {
    int code = definition_has_errors;
    for (const Problem& problem : loaded.problems) {
      if (problem.code == "file_unreadable") code = cannot_read;
      if (problem.severity == Severity::error) std::cerr << to_text(problem, language);
    }
    return code;
  }
  const Result<std::string> text = read_all(options.script);
  if (!text) return refuse(text.error(), language);
  const Result<simulation::Script> script = simulation::read_script(*text);
  if (!script) return refuse(script.error(), language);
  Result<std::unique_ptr<simulation::Run>> run = simulation::make_run(loaded.definition, *script);
  if (!run) return refuse(run.error(), language);
  const auto show = [&](int number, const std::string& what, const simulation::Outcome& outcome) {
    print(options.json ? simulation::json_line(number, **run, outcome, script->zone, language)
                       : simulation::text_line(number, what, **run, outcome, script->zone, language));
  };
  show(0, loaded.definition->id, (*run)->start());
  int number = 0;
  for (const simulation::Step& step : script->steps) {
    const simulation::Outcome outcome = (*run)->play(step);
    show(++number, step.text, outcome);
  }
  return 0;
}

}  // namespace

void add_simulate_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<SimulateOptions>();
  CLI::App* command = app.add_subcommand("simulate", "Play a definition in virtual time, without a store");
  command->add_option("file", options->file, "The workflow or chart")->required();
  command->add_option("--script", options->script, "Steps as JSON, - for the standard input")->required();
  command->add_flag("--json", options->json, "One JSON object per line");
  add_language(*command, options->language);
  command->callback([options, &exit_code] { exit_code = simulate(*options); });
}

}  // namespace bihuan::cli
