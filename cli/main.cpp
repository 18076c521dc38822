#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <optional>

#include "cli/check_command.h"
#include "cli/circular_command.h"
#include "cli/data_folder.h"
#include "cli/demo_command.h"
#include "cli/diagram_command.h"
#include "cli/export_command.h"
#include "cli/expr_command.h"
#include "cli/import_command.h"
#include "cli/manual.h"
#include "cli/serve_command.h"
#include "cli/simulate_command.h"
#include "cli/storage_commands.h"
#include "cli/template_command.h"
#include "cli/test_command.h"
#include "cli/tls_command.h"
#include "engine/yaml/reading.h"

namespace bihuan::cli {
namespace {

// What stands where a command should and is none.
std::optional<Error> unknown_command(const CLI::App& app, int argc, char** argv) {
  const std::string word = argc > 1 ? argv[1] : "";
  std::vector<std::string> known;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    known.push_back(command->get_name());
  }
  if (word.empty() || word.front() == '-' || std::ranges::find(known, word) != known.end()) return std::nullopt;
  return Error("command_unknown", {{"command", word}, {"known", yaml::nearest_first(word, std::move(known))}});
}

}  // namespace
}  // namespace bihuan::cli

int main(int argc, char** argv) {
  CLI::App app{"Bihuan: workflow and case management"};
  app.set_version_flag("--version", "bihuan " BIHUAN_VERSION);
  app.add_flag_callback(
      "--manual",
      [&app] {
        std::cout << bihuan::cli::manual_page(app, BIHUAN_VERSION);
        throw CLI::Success();
      },
      "Print the manual page bihuan(1)");
  app.require_subcommand(1);
  int exit_code = 0;
  bihuan::cli::add_backup_command(app, exit_code);
  bihuan::cli::add_check_command(app, exit_code);
  bihuan::cli::add_circular_command(app, exit_code);
  bihuan::cli::add_demo_command(app, exit_code);
  bihuan::cli::add_diagram_command(app, exit_code);
  bihuan::cli::add_diff_command(app, exit_code);
  bihuan::cli::add_doctor_command(app, exit_code);
  bihuan::cli::add_erase_command(app, exit_code);
  bihuan::cli::add_export_audit_command(app, exit_code);
  bihuan::cli::add_export_command(app, exit_code);
  bihuan::cli::add_expr_command(app, exit_code);
  bihuan::cli::add_import_command(app, exit_code);
  bihuan::cli::add_keys_command(app, exit_code);
  bihuan::cli::add_restore_command(app, exit_code);
  bihuan::cli::add_serve_command(app, exit_code);
  bihuan::cli::add_simulate_command(app, exit_code);
  bihuan::cli::add_template_command(app, exit_code);
  bihuan::cli::add_test_command(app, exit_code);
  bihuan::cli::add_tls_command(app, exit_code);
  bihuan::cli::add_verify_command(app, exit_code);
  if (const auto unknown = bihuan::cli::unknown_command(app, argc, argv)) return bihuan::cli::print_error(*unknown);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;   // help and version are no mistakes; whatever else is bad input
  } catch (const std::exception& error) {  // a disk that is full or fails, a damaged file
    return bihuan::cli::print_error(bihuan::Error("program_failed", {{"reason", error.what()}}));
  }
  return exit_code;
}
