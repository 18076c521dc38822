#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>

#include "cli/data_folder.h"
#include "cli/language.h"
#include "cli/storage_commands.h"
#include "engine/base/catalogue.h"
#include "engine/runtime/clock.h"
#include "engine/runtime/verify.h"

namespace bihuan::cli {
namespace {

namespace json = boost::json;

struct VerifyArguments {
  FolderArguments folder;
  std::string heads;  // an export with checkpoints that left the machine
  bool as_json = false;
};

void print(const runtime::VerifyReport& report, bool as_json) {
  const auto language = language_of_terminal();
  if (as_json) {
    json::array findings;
    for (const auto& finding : report.findings) {
      findings.push_back(json::object{{"code", finding.code},
                                      {"place", finding.place},
                                      {"detail", finding.detail},
                                      {"message", text(language, finding.code)}});
    }
    std::cout << json::serialize(json::object{{"cases", report.cases},
                                              {"history_rows", report.history_rows},
                                              {"events", report.events},
                                              {"checkpoints", report.checkpoints},
                                              {"attachments", report.attachments},
                                              {"sealed", report.sealed},
                                              {"erased", report.erased},
                                              {"root", report.root},
                                              {"last_history", report.last_history},
                                              {"findings", findings}})
              << "\n";
    return;
  }
  for (const auto& finding : report.findings) {
    std::cout << finding.place << ": " << text(language, finding.code);
    if (!finding.detail.empty()) std::cout << " (" << finding.detail << ")";
    std::cout << "\n";
  }
  std::cout << text(language, report.findings.empty() ? "verify_clean" : "verify_found",
                    {{"cases", std::to_string(report.cases)},
                     {"events", std::to_string(report.events)},
                     {"checkpoints", std::to_string(report.checkpoints)},
                     {"attachments", std::to_string(report.attachments)},
                     {"findings", std::to_string(report.findings.size())},
                     {"root", report.root}})
            << "\n";
}

int verify(const VerifyArguments& arguments) {
  auto folder = open_data_folder(arguments.folder, false);
  if (!folder) return print_error(folder.error());
  std::vector<runtime::Checkpoint> heads;
  if (!arguments.heads.empty()) {
    std::ifstream file(arguments.heads, std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    auto read = runtime::read_exported_checkpoints(content);
    if (!read || read->empty()) return print_error(Error("checkpoints_unreadable"));
    heads = std::move(*read);
  }
  const auto report = runtime::verify({*folder->store, *folder->definitions,
                                       folder->sealing ? &*folder->sealing : nullptr, folder->blobs.get(), heads});
  print(report, arguments.as_json);
  return report.findings.empty() ? 0 : 1;
}

struct ExportArguments {
  FolderArguments folder;
  std::string output;
};

int export_audit(const ExportArguments& arguments) {
  auto folder = open_data_folder(arguments.folder, false);
  if (!folder) return print_error(folder.error());
  if (folder->sealing) {
    runtime::Writer writer(*folder->store);
    const auto made =
        runtime::make_checkpoint(*folder->store, writer, folder->sealing->keys(), runtime::SystemClock().now());
    if (!made) return print_error(made.error());
  }
  std::ofstream file;
  if (arguments.output != "-") {
    file.open(arguments.output, std::ios::binary | std::ios::trunc);
    if (!file) return print_error(Error("not_written", {{"path", arguments.output}}));
  }
  std::ostream& out = arguments.output == "-" ? std::cout : file;
  runtime::export_audit(*folder->store, [&](std::string_view line) { out << line << "\n"; });
  out.flush();
  return out ? 0 : print_error(Error("not_written", {{"path", arguments.output}}));
}

}  // namespace

void add_verify_command(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("verify", "Check chains, signatures, projections and attachments of stored data");
  auto arguments = std::make_shared<VerifyArguments>();
  arguments->folder.add_to(*command);
  command->add_option("--heads", arguments->heads, "An audit export kept elsewhere: its checkpoints must still fit");
  command->add_flag("--json", arguments->as_json, "Print the report as JSON");
  command->callback([arguments, &exit_code] { exit_code = verify(*arguments); });
}

void add_export_audit_command(CLI::App& app, int& exit_code) {
  auto* command =
      app.add_subcommand("export-audit", "Write the whole history with a fresh signed checkpoint, one JSON line each");
  auto arguments = std::make_shared<ExportArguments>();
  arguments->folder.add_to(*command);
  command->add_option("OUTPUT", arguments->output, "The file to write, or - for standard output")->default_val("-");
  command->callback([arguments, &exit_code] { exit_code = export_audit(*arguments); });
}

}  // namespace bihuan::cli
