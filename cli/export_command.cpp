#include "cli/export_command.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <optional>

#include "cli/configuration.h"
#include "cli/language.h"
#include "cli/office.h"
#include "engine/base/catalogue.h"
#include "engine/ledger/case_archive.h"
#include "engine/ledger/export.h"
#include "engine/ledger/profiles.h"
#include "web/api/services.h"

namespace bihuan::cli {
namespace {

constexpr runtime::Millis one_day = 24LL * 3'600'000;

struct ExportArguments {
  FolderArguments folder;
  std::string out, person, profile = "petition", number, reason, datum, configuration;
  std::string state, words, filed_from, filed_to, closed_from, closed_to;
  std::vector<std::string> units;
  bool open = false, closed = false;
};

// Local midnight of "2022-06-01", plus days.
Result<std::optional<runtime::Millis>> day_of(runtime::CaseService& cases, const std::string& text, int plus) {
  if (text.empty()) return std::optional<runtime::Millis>{};
  const auto date = calendar::parse_date(text);
  if (!date) return Error("calendar_day", {{"date", text}});
  return std::optional<runtime::Millis>{cases.definitions().calendar("cn")->zone().to_instant({*date, 0}) +
                                        plus * one_day};
}

Result<runtime::CaseQuery> query_of(runtime::CaseService& cases, const ExportArguments& arguments) {
  runtime::CaseQuery query;
  query.visible = cases.visibility(arguments.person, api::wide_roles());
  query.state = arguments.state;
  query.units = arguments.units;
  query.text = arguments.words;
  query.sort = runtime::CaseQuery::Sort::number;
  if (arguments.open != arguments.closed) query.open = arguments.open;
  struct Limit {
    std::optional<runtime::Millis>& into;
    const std::string& text;
    int plus;
  };
  for (const auto& limit :
       {Limit{query.filed_from, arguments.filed_from, 0}, Limit{query.filed_to, arguments.filed_to, 1},
        Limit{query.closed_from, arguments.closed_from, 0}, Limit{query.closed_to, arguments.closed_to, 1}}) {
    auto day = day_of(cases, limit.text, limit.plus);
    if (!day) return day.error();
    limit.into = *day;
  }
  return query;
}

Result<void> export_ledger(const ExportArguments& arguments) {
  const runtime::SystemClock clock;
  auto office = open_office(arguments.folder, clock, {});
  if (!office) return office.error();
  auto& cases = *(*office)->cases;
  auto known = ledger::Profiles(cases).find(arguments.profile);
  if (!known) return known.error();
  auto query = query_of(cases, arguments);
  if (!query) return query.error();
  ledger::ExportWish wish;
  wish.query = std::move(*query);
  wish.query.workflow = known->profile.workflow;
  wish.profile = std::move(known->profile);
  wish.person = arguments.person;
  wish.language = language_of_terminal();
  wish.reason = arguments.reason;
  if (!arguments.datum.empty()) {
    const auto datum = ledger::datum_of(arguments.datum);
    if (!datum) return Error("ledger_datum_unknown", {{"name", arguments.datum}});
    wish.profile.datum = *datum;
  }
  const auto made = ledger::write_ledger(cases, wish, arguments.out);
  if (!made) return made.error();
  std::cout << text(language_of_terminal(), "export_written",
                    {{"rows", std::to_string(made->rows)}, {"file", arguments.out}})
            << "\n";
  return {};
}

Result<void> export_case(const ExportArguments& arguments) {
  const auto settings = read_settings(arguments.configuration);
  if (!settings) return settings.error();
  const runtime::SystemClock clock;
  auto office = open_office(arguments.folder, clock, {});
  if (!office) return office.error();
  auto& cases = *(*office)->cases;
  const auto id = cases.store().read()->cases().id_of(arguments.number);
  if (!id) return Error("not_found");
  const ledger::ArchiveWish wish{*id,
                                 cases.visibility(arguments.person, api::wide_roles()),
                                 arguments.person,
                                 {},
                                 arguments.reason,
                                 settings->get()};
  const auto made = ledger::write_case_archive(cases, *(*office)->folder.blobs, wish, arguments.out);
  if (!made) return made.error();
  std::cout << text(language_of_terminal(), "export_case_written",
                    {{"files", std::to_string(made->files)}, {"file", arguments.out}})
            << "\n";
  return {};
}

void add_run(CLI::App& command, const std::shared_ptr<ExportArguments>& arguments, int& exit_code,
             Result<void> (*run)(const ExportArguments&)) {
  arguments->folder.add_to(command);
  command.add_option("-o,--out", arguments->out, "The file to write")->required();
  command.add_option("--by", arguments->person, "Who exports: what this person may see")->required();
  command.add_option("--reason", arguments->reason,
                     "Sealed parties in clear, where the person may open them; each opening is logged with it");
  command.callback([arguments, &exit_code, run] {
    const auto done = run(*arguments);
    exit_code = done ? 0 : print_error(done.error());
  });
}

}  // namespace

void add_export_command(CLI::App& app, int& exit_code) {
  CLI::App* command =
      app.add_subcommand("export", "Writes cases as a ledger (.xlsx), or one case as an archive (.zip)");
  command->require_subcommand(1);
  auto list = std::make_shared<ExportArguments>();
  CLI::App* ledger = command->add_subcommand("ledger", "A filtered list in the column order of a profile");
  ledger->add_option("--profile", list->profile, "petition, rectification, inspection-letter, or a kept one")
      ->default_val("petition");
  ledger->add_option("--datum", list->datum, "Of coordinates in the file: wgs84, gcj02, bd09");
  ledger->add_option("--state", list->state, "Only in this state (its id)");
  ledger->add_option("--unit", list->units, "Only led by this unit; may come several times");
  ledger->add_option("--words", list->words, "Only with these words");
  ledger->add_option("--filed-from", list->filed_from, "Filed on this day or later (2022-06-01)");
  ledger->add_option("--filed-to", list->filed_to, "Filed on this day or earlier");
  ledger->add_option("--closed-from", list->closed_from, "Closed on this day or later");
  ledger->add_option("--closed-to", list->closed_to, "Closed on this day or earlier");
  ledger->add_flag("--open", list->open, "Only what is not closed");
  ledger->add_flag("--closed", list->closed, "Only what is closed");
  add_run(*ledger, list, exit_code, export_ledger);
  auto one = std::make_shared<ExportArguments>();
  CLI::App* archive = command->add_subcommand("case", "One case with its history, letters and evidence");
  archive->add_option("number", one->number, "The case's number")->required();
  archive->add_option("--config", one->configuration, "The office's configuration: its own letter templates");
  add_run(*archive, one, exit_code, export_case);
}

}  // namespace bihuan::cli
