#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>

#include "cli/data_folder.h"
#include "cli/language.h"
#include "cli/storage_commands.h"
#include "engine/base/catalogue.h"
#include "engine/base/hash.h"
#include "engine/runtime/audit.h"
#include "engine/runtime/case_service.h"
#include "engine/runtime/clock.h"
#include "engine/runtime/rotation.h"

namespace bihuan::cli {
namespace {

struct KeyArguments {
  FolderArguments folder;
  std::string export_to, import_from, passphrase_file;
  bool rotate = false;
};

// The first line of a file, or of the terminal: a passphrase on the command line would stand in the process list.
std::string passphrase(const std::string& file) {
  std::string line;
  if (file.empty()) {
    std::cerr << text(language_of_terminal(), "keys_ask_passphrase") << " ";
    std::getline(std::cin, line);
  } else {
    std::ifstream in(file);
    std::getline(in, line);
  }
  return line;
}

int export_to(const KeyArguments& arguments) {
  const auto keys = runtime::read_keys(arguments.folder.key_file());
  if (!keys) return print_error(keys.error());
  const auto secret = passphrase(arguments.passphrase_file);
  if (secret.size() < 12) return print_error(Error("keys_short_passphrase"));
  ::umask(077);
  std::ofstream out(arguments.export_to, std::ios::trunc);
  out << runtime::export_keys(*keys, secret) << "\n";
  out.flush();
  return out ? 0 : print_error(Error("not_written", {{"path", arguments.export_to}}));
}

int import_from(const KeyArguments& arguments) {
  std::ifstream in(arguments.import_from, std::ios::binary);
  const std::string exported{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  const auto keys = runtime::import_keys(exported, passphrase(arguments.passphrase_file));
  if (!keys) return print_error(keys.error());
  make_key_folder(arguments.folder.key_file());
  const auto written = runtime::write_keys(arguments.folder.key_file(), *keys);
  return written ? 0 : print_error(written.error());
}

int make_or_show(const KeyArguments& arguments) {
  auto keys = runtime::read_keys(arguments.folder.key_file());
  if (!keys && keys.error().code == "keys_missing") {
    const auto fresh = runtime::make_keys();
    make_key_folder(arguments.folder.key_file());
    if (const auto written = runtime::write_keys(arguments.folder.key_file(), fresh); !written) {
      return print_error(written.error());
    }
    keys = fresh;
  }
  if (!keys) return print_error(keys.error());
  std::cout << text(language_of_terminal(), "keys_ready",
                    {{"path", arguments.folder.key_file()},
                     {"public_key", to_hex(runtime::checkpoint_public_key(*keys))}})
            << "\n";
  return 0;
}

// May be stopped at any point and called again: it goes on with the new seal that it has made.
int rotate(const KeyArguments& arguments) {
  const auto path = arguments.folder.key_file();
  const auto lock = FolderLock::take(arguments.folder.data, true);
  if (!lock) return print_error(lock.error());
  auto keys = runtime::read_keys(path);
  if (!keys) return print_error(keys.error());
  *keys = runtime::with_new_seal(*keys);
  if (const auto kept = runtime::replace_keys(path, *keys); !kept) return print_error(kept.error());
  auto folder = open_data_folder(arguments.folder, false);
  if (!folder) return print_error(folder.error());
  runtime::Writer writer(*folder->store);
  const auto resealed = runtime::reseal_all(writer, *folder->sealing);
  if (!resealed) return print_error(resealed.error());
  const auto logged = writer.run([&](runtime::WriteSession& session) -> Result<void> {
    session.records().add_log({.at = runtime::SystemClock().now(),
                               .actor = "",
                               .action = "rotate_seal",
                               .subject = "keys",
                               .detail = "{\"records\":" + std::to_string(*resealed) + "}"});
    return {};
  });
  if (!logged) return print_error(logged.error());
  // Only now, with every record under the new seal and on the disk, does the old one go.
  keys->old_seal.reset();
  if (const auto kept = runtime::replace_keys(path, *keys); !kept) return print_error(kept.error());
  std::cout << text(language_of_terminal(), "keys_rotated", {{"count", std::to_string(*resealed)}, {"path", path}})
            << "\n";
  return 0;
}

struct EraseArguments {
  FolderArguments folder;
  std::string number, record, reason, by;
};

int erase(const EraseArguments& arguments) {
  const auto lock = FolderLock::take(arguments.folder.data, true);
  if (!lock) return print_error(lock.error());
  auto folder = open_data_folder(arguments.folder, false);
  if (!folder) return print_error(folder.error());
  const auto id = folder->store->read()->cases().id_of(arguments.number);
  if (!id) return print_error(Error("not_found"));
  runtime::Writer writer(*folder->store);
  const runtime::SystemClock clock;
  const runtime::Sealing sealing = folder->sealing ? *folder->sealing : runtime::Sealing(runtime::Keys{});
  runtime::CaseService service(*folder->store, writer, *folder->definitions, sealing, clock, {});
  const auto erased = service.erase(*id, arguments.record, arguments.by, arguments.reason);
  if (!erased) return print_error(erased.error());
  std::cout << text(language_of_terminal(), "erased_records",
                    {{"count", std::to_string(*erased)}, {"number", arguments.number}})
            << "\n";
  return 0;
}

}  // namespace

void add_keys_command(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("keys", "Make the key file, export it under a passphrase, bring it back");
  auto arguments = std::make_shared<KeyArguments>();
  arguments->folder.add_to(*command);
  auto* out = command->add_option("--export", arguments->export_to, "Write the keys, encrypted, to this file");
  command->add_option("--import", arguments->import_from, "Make the key file from an export")->excludes(out);
  command
      ->add_flag("--rotate", arguments->rotate,
                 "Make a new seal and put every sealed record under it; stop the server first. May be interrupted: "
                 "called again, it goes on")
      ->excludes(out);
  command->add_option("--passphrase-file", arguments->passphrase_file,
                      "Read the passphrase from the first line of a file");
  command->callback([arguments, &exit_code] {
    if (!arguments->export_to.empty()) {
      exit_code = export_to(*arguments);
    } else if (!arguments->import_from.empty()) {
      exit_code = import_from(*arguments);
    } else if (arguments->rotate) {
      exit_code = rotate(*arguments);
    } else {
      exit_code = make_or_show(*arguments);
    }
  });
}

void add_erase_command(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("erase", "Destroy the personal data of a case; stop the server first");
  auto arguments = std::make_shared<EraseArguments>();
  arguments->folder.add_to(*command);
  command->add_option("NUMBER", arguments->number, "The public number of the case")->required();
  command->add_option("--record", arguments->record, "Only this sealed record (default: all of the case)");
  command->add_option("--by", arguments->by, "Who decided it; stands in the log")->required();
  command->add_option("--reason", arguments->reason, "On what request; stands in the log")->required();
  command->callback([arguments, &exit_code] { exit_code = erase(*arguments); });
}

}  // namespace bihuan::cli
