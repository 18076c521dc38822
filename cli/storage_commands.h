// `bihuan verify`, `backup`, `restore`, `export-audit`, `erase`, `keys`: the work on stored data (docs/operations.md).
#pragma once

namespace CLI {
class App;
}

namespace bihuan::cli {

// Exit codes: 0 done and nothing found, 1 findings, 2 cannot be done.
void add_verify_command(CLI::App& app, int& exit_code);
// bihuan doctor: exit code 0 in order, warnings included (--strict: 1), 1 something must be mended, 2 bad arguments.
void add_doctor_command(CLI::App& app, int& exit_code);
void add_backup_command(CLI::App& app, int& exit_code);
void add_restore_command(CLI::App& app, int& exit_code);
void add_export_audit_command(CLI::App& app, int& exit_code);
void add_erase_command(CLI::App& app, int& exit_code);
void add_keys_command(CLI::App& app, int& exit_code);

}  // namespace bihuan::cli
