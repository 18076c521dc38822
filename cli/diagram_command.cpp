#include "cli/diagram_command.h"

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <memory>

#include "cli/language.h"
#include "engine/definition/load.h"
#include "engine/diagram/diagram.h"

namespace bihuan::cli {
namespace {

struct DiagramOptions {
  std::string file;
  std::string format = "svg";
  std::string output;
  diagram::Options picture;
};

int refuse(const Error& error, int code) {
  const std::string language = language_of_terminal();
  std::cerr << error.message(language) << "\n";
  if (const std::string hint = error.hint(language); !hint.empty()) std::cerr << "  " << hint << "\n";
  return code;
}

Result<std::string> draw(const core::Definition& definition, const DiagramOptions& options) {
  if (options.format == "dot") return diagram::to_dot(definition, options.picture);
  if (options.format == "mermaid") return diagram::to_mermaid(definition, options.picture);
  return diagram::to_svg(definition, options.picture);
}

int run(const DiagramOptions& options) {
  const definition::Loaded loaded = definition::load_file(options.file);
  if (!loaded.definition) {
    int code = 1;
    for (const Problem& problem : loaded.problems) {
      if (problem.code == "file_unreadable") code = 2;
      if (problem.severity == Severity::error) std::cerr << to_text(problem, language_of_terminal());
    }
    return code;
  }
  for (const std::string& id : options.picture.active) {
    if (!loaded.definition->chart.find(id)) return refuse(Error("no_such_state", {{"name", id}}), 2);
  }
  const Result<std::string> picture = draw(*loaded.definition, options);
  if (!picture) return refuse(picture.error(), 1);
  if (options.output.empty()) {
    std::cout << *picture;
    return 0;
  }
  std::ofstream out(options.output, std::ios::binary);
  out << *picture;
  if (out.flush()) return 0;
  return refuse(Error("file_unwritable", {{"file", options.output}}), 2);
}

}  // namespace

void add_diagram_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<DiagramOptions>();
  CLI::App* command = app.add_subcommand("diagram", "Draw a definition");
  command->add_option("file", options->file, "The workflow or chart")->required();
  command->add_option("--format", options->format, "svg, mermaid or dot")
      ->check(CLI::IsMember({"svg", "mermaid", "dot"}));
  command->add_option("--active", options->picture.active, "Ids of states to light up")->delimiter(',');
  command->add_option("--language", options->picture.language, "zh-CN or en");
  command->add_option("-o,--output", options->output, "A file instead of the standard output");
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace bihuan::cli
