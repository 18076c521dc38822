#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "cli/data_folder.h"
#include "cli/language.h"
#include "cli/storage_commands.h"
#include "engine/base/catalogue.h"
#include "engine/runtime/clock.h"
#include "storage/backup/backup.h"

namespace bihuan::cli {
namespace {

struct BackupArguments {
  FolderArguments folder;
  std::string other;  // target of a backup, source of a restore
};

void print(const char* key, const backup::BackupReport& report, const std::string& path, const std::string& key_file) {
  std::cout << text(language_of_terminal(), key,
                    {{"cases", std::to_string(report.cases)},
                     {"attachments", std::to_string(report.attachments)},
                     {"bytes", std::to_string(report.bytes)},
                     {"path", path},
                     {"keys", key_file},
                     {"root", report.root}})
            << "\n";
}

}  // namespace

void add_backup_command(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("backup", "Copy database and attachments while people work; without the keys");
  auto arguments = std::make_shared<BackupArguments>();
  arguments->folder.add_to(*command);
  command->add_option("DIR", arguments->other, "A new folder for the backup")->required();
  command->callback([arguments, &exit_code] {
    auto folder = open_data_folder(arguments->folder, false);
    if (!folder) {
      exit_code = print_error(folder.error());
      return;
    }
    const auto report =
        backup::make_backup(*folder->store, folder->path, arguments->other, runtime::SystemClock().now());
    if (report) print("backup_made", *report, arguments->other, arguments->folder.key_file());
    exit_code = report ? 0 : print_error(report.error());
  });
}

void add_restore_command(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("restore", "Bring a backup into an empty data folder");
  auto arguments = std::make_shared<BackupArguments>();
  arguments->folder.add_to(*command);
  command->add_option("DIR", arguments->other, "The folder that backup made")->required();
  command->callback([arguments, &exit_code] {
    const auto report = backup::restore_backup(arguments->other, arguments->folder.data);
    if (report) print("backup_restored", *report, arguments->folder.data, arguments->folder.key_file());
    exit_code = report ? 0 : print_error(report.error());
  });
}

}  // namespace bihuan::cli
