#include "cli/import_command.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>

#include "cli/language.h"
#include "cli/office.h"
#include "engine/base/catalogue.h"
#include "engine/ledger/files.h"
#include "engine/ledger/import.h"

namespace bihuan::cli {
namespace {

struct ImportArguments {
  FolderArguments folder;
  std::string file, profile = "petition", person, sheet, datum;
  bool check_only = false, good_rows = false;
};

void print(const ledger::RowProblem& problem, const std::string& file, std::string_view language) {
  std::cout << file << ":" << problem.row;
  if (problem.column > 0) std::cout << ":" << problem.column;
  std::cout << ": " << problem.error.code << ": " << problem.error.message(language) << "\n";
}

void print(const ledger::Mapping& mapping, std::string_view language) {
  for (const auto& column : mapping.columns) {
    if (column.target.empty()) continue;
    std::cout << text(language, "import_column", {{"heading", column.heading}, {"target", column.target}}) << "\n";
  }
}

int run(const ImportArguments& arguments) {
  const auto language = language_of_terminal();
  std::ifstream in(arguments.file, std::ios::binary);
  if (!in) return print_error(Error("file_unreadable", {{"file", arguments.file}, {"reason", ""}}));
  std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  auto profile = ledger::shipped_profile(arguments.profile);
  if (!profile) return print_error(profile.error());
  if (!arguments.datum.empty()) {
    const auto datum = ledger::datum_of(arguments.datum);
    if (!datum) return print_error(Error("ledger_datum_unknown", {{"name", arguments.datum}}));
    profile->datum = *datum;
  }
  auto opened = ledger::open_file(std::move(bytes), arguments.sheet);
  if (!opened) return print_error(opened.error());

  const runtime::SystemClock clock;
  auto office = open_office(arguments.folder, clock, {});
  if (!office) return print_error(office.error());
  ledger::Import import(*(*office)->cases, std::move(*profile), arguments.person);
  const auto preview = import.check(*opened->rows);
  if (!preview) return print_error(preview.error());
  print(preview->mapping, language);
  for (const auto& problem : preview->problems) print(problem, arguments.file, language);
  std::cout << text(language, "import_checked",
                    {{"rows", std::to_string(preview->rows)},
                     {"good", std::to_string(preview->good)},
                     {"bad", std::to_string(preview->bad)},
                     {"duplicates", std::to_string(preview->duplicates)}})
            << "\n";
  if (arguments.check_only) return preview->bad == 0 ? 0 : 1;

  const bool terminal = ::isatty(STDERR_FILENO) != 0;
  const auto mode = arguments.good_rows ? ledger::Import::Mode::good_rows : ledger::Import::Mode::all_or_nothing;
  const auto counts = import.run(mode, [&](std::int64_t done, std::int64_t of) {
    if (terminal) std::cerr << "\r" << done << " / " << of << std::flush;
  });
  if (terminal) std::cerr << "\n";
  if (!counts) {
    print_error(counts.error());
    return 1;
  }
  for (const auto& refusal : counts->refusals) print(refusal, arguments.file, language);
  std::cout << text(language, "import_done",
                    {{"created", std::to_string(counts->created)},
                     {"skipped", std::to_string(counts->skipped)},
                     {"refused", std::to_string(counts->refused)}})
            << "\n";
  return counts->refused == 0 && preview->bad == 0 ? 0 : 1;
}

}  // namespace

void add_import_command(CLI::App& app, int& exit_code) {
  auto arguments = std::make_shared<ImportArguments>();
  CLI::App* command = app.add_subcommand("import", "Brings a ledger (.xlsx, .csv) in as cases");
  command->add_option("file", arguments->file, "The ledger")->required();
  arguments->folder.add_to(*command);
  command->add_option("--by", arguments->person, "Who imports: a person who may file such cases")->required();
  command
      ->add_option("--profile", arguments->profile, "What the columns mean: petition, rectification, inspection-letter")
      ->default_val("petition");
  command->add_option("--sheet", arguments->sheet, "The sheet to read (default: the first visible one)");
  command->add_option("--datum", arguments->datum, "Of coordinates in the file: wgs84, gcj02, bd09");
  command->add_flag("--check", arguments->check_only, "Only say what is wrong");
  command->add_flag("--good-rows", arguments->good_rows, "Import the rows without problems, leave the others");
  command->callback([arguments, &exit_code] { exit_code = run(*arguments); });
}

}  // namespace bihuan::cli
