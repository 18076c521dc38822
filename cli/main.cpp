#include <CLI/CLI.hpp>

#include "cli/check_command.h"
#include "cli/circular_command.h"
#include "cli/demo_command.h"
#include "cli/diagram_command.h"
#include "cli/export_command.h"
#include "cli/expr_command.h"
#include "cli/import_command.h"
#include "cli/serve_command.h"
#include "cli/simulate_command.h"
#include "cli/storage_commands.h"
#include "cli/template_command.h"
#include "cli/test_command.h"
#include "cli/tls_command.h"

int main(int argc, char** argv) {
  CLI::App app{"Bihuan: workflow and case management"};
  app.set_version_flag("--version", "bihuan 0.1.0");
  app.require_subcommand(1);
  int exit_code = 0;
  bihuan::cli::add_backup_command(app, exit_code);
  bihuan::cli::add_check_command(app, exit_code);
  bihuan::cli::add_circular_command(app, exit_code);
  bihuan::cli::add_demo_command(app, exit_code);
  bihuan::cli::add_diagram_command(app, exit_code);
  bihuan::cli::add_diff_command(app, exit_code);
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
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;  // help and version are no mistakes; whatever else is bad input
  }
  return exit_code;
}
