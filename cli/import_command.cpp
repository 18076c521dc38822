#include "cli/import_command.h"

#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>

#include "cli/language.h"
#include "cli/office.h"
#include "engine/base/catalogue.h"
#include "engine/ledger/case_import.h"
#include "engine/ledger/directory_import.h"
#include "engine/ledger/files.h"
#include "engine/ledger/profiles.h"
#include "web/api/auth/auth.h"
#include "web/api/services.h"

namespace bihuan::cli {
namespace {

constexpr runtime::Millis first_sign_in_life = 14LL * 24 * 3'600'000;

struct ImportArguments {
  FolderArguments folder;
  std::string file, profile, person, sheet, datum, save_profile, sign_ins;
  std::vector<std::string> map;
  bool check_only = false, good_rows = false;
};

// The file in memory, never more of it than may be imported.
Result<std::shared_ptr<const std::string>> read_bytes(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Error("file_unreadable", {{"file", path}, {"reason", ""}});
  in.seekg(0, std::ios::end);
  const auto size = in.tellg();
  if (size > static_cast<std::streamoff>(ledger::max_file_bytes)) {
    return Error("ledger_file_too_large", {{"limit", std::to_string(ledger::max_file_bytes >> 20U)}});
  }
  in.seekg(0);
  return std::make_shared<const std::string>(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
}

void print(const ledger::RowProblem& problem, const std::string& file, std::string_view language) {
  std::cout << file << ":" << problem.row;
  if (problem.column > 0) std::cout << ":" << problem.column;
  std::cout << ": " << (problem.note ? "note " : "error ") << problem.error.code << ": "
            << problem.error.message(language) << "\n";
}

void print(const ledger::Mapping& mapping, std::string_view language) {
  for (const auto& column : mapping.columns) {
    if (column.heading.empty()) continue;
    if (column.target.empty()) {
      std::cout << text(language, "import_column_left", {{"heading", column.heading}}) << "\n";
    } else {
      std::cout << text(language, "import_column", {{"heading", column.heading}, {"target", column.target}}) << "\n";
    }
  }
}

void print(const ledger::Preview& preview, const std::string& file, std::string_view language) {
  print(preview.mapping, language);
  for (const auto& problem : preview.problems) print(problem, file, language);
  const auto left = preview.problems_total - static_cast<std::int64_t>(preview.problems.size());
  if (left > 0) std::cout << text(language, "import_more_problems", {{"count", std::to_string(left)}}) << "\n";
  std::cout << text(language, "import_checked",
                    {{"rows", std::to_string(preview.rows)},
                     {"good", std::to_string(preview.good)},
                     {"bad", std::to_string(preview.bad)},
                     {"duplicates", std::to_string(preview.duplicates)}})
            << "\n";
}

// On a terminal one line that is written over; elsewhere a line at every tenth, so that a log shows it too.
class ProgressLine {
 public:
  explicit ProgressLine(std::string what) : what_(std::move(what)), terminal_(::isatty(STDERR_FILENO) != 0) {}
  ~ProgressLine() {
    if (terminal_ && shown_ >= 0) std::cerr << "\n";
  }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void operator()(std::int64_t done, std::int64_t of) {
    const auto tenth = of > 0 ? done * 10 / of : 10;
    if (!terminal_ && tenth == shown_) return;
    shown_ = tenth;
    std::cerr << (terminal_ ? "\r" : "") << what_ << " " << done << " / " << of << (terminal_ ? "" : "\n")
              << std::flush;
  }

 private:
  std::string what_;
  bool terminal_;
  std::int64_t shown_ = -1;
};

// For the owner's eyes alone: the secrets are nowhere else.
Result<void> write_sign_ins(const std::vector<ledger::SignIn>& made, const std::string& path) {
  const auto mask = ::umask(0077);
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  ::umask(mask);
  for (const auto& one : made) out << one.unit << "\t" << one.name << "\t" << one.person << "\t" << one.secret << "\n";
  out.close();
  if (!out) return Error("file_unwritable", {{"file", path}, {"reason", ""}});
  return {};
}

struct Prepared {
  ledger::Profile profile;
  runtime::DefinitionPtr definition;
};

Result<Prepared> prepare(runtime::CaseService& cases, const ImportArguments& arguments) {
  auto known = ledger::Profiles(cases).find(arguments.profile);
  if (!known) return known.error();
  Prepared out{std::move(known->profile), nullptr};
  if (!arguments.datum.empty()) {
    const auto datum = ledger::datum_of(arguments.datum);
    if (!datum) return Error("ledger_datum_unknown", {{"name", arguments.datum}});
    out.profile.datum = *datum;
  }
  auto definition = ledger::definition_of(cases, out.profile);
  if (!definition) return definition.error();
  out.definition = std::move(*definition);
  return out;
}

// What the headings suggest, with --map over it. Counts the rows on the way.
Result<ledger::Glance> look(const std::shared_ptr<const std::string>& bytes, const Prepared& prepared,
                            const ImportArguments& arguments, std::string_view language) {
  auto file = ledger::open_file(bytes, arguments.sheet);
  if (!file) return file.error();
  auto seen = ledger::glance(*file->rows, prepared.profile, prepared.definition.get());
  if (!seen || arguments.map.empty()) return seen;
  std::map<std::string, std::string> wanted;
  for (const auto& pair : arguments.map) {
    const auto equals = pair.rfind('=');
    wanted[pair.substr(0, equals)] = equals == std::string::npos ? "" : pair.substr(equals + 1);
  }
  auto mapping = ledger::corrected(seen->mapping, wanted,
                                   ledger::targets_of(prepared.profile, prepared.definition.get(), language));
  if (!mapping) return mapping.error();
  seen->mapping = std::move(*mapping);
  return seen;
}

// On the command line the owner of the machine may do what two administrators share over the network.
Result<std::unique_ptr<ledger::Importer>> make_importer(Office& office, const ledger::Profile& profile,
                                                        const ImportArguments& arguments, api::Auth& auth) {
  const std::string id = std::to_string(office.cases->clock().now());
  if (ledger::kind_of(profile) == ledger::ProfileKind::cases) {
    if (arguments.person.empty()) return Error("import_by_whom");
    if (auto allowed = ledger::may_import_cases(*office.cases, profile.workflow, arguments.person, api::wide_roles());
        !allowed) {
      return allowed.error();
    }
    return std::unique_ptr<ledger::Importer>(
        std::make_unique<ledger::CaseImport>(*office.cases, profile, arguments.person, id));
  }
  ledger::DirectoryRights rights;
  if (arguments.person.empty()) {
    rights.add = rights.give_roles = true;
  } else {
    auto held = ledger::directory_rights(*office.cases, arguments.person);
    if (!held) return held.error();
    rights = std::move(*held);
  }
  rights.id = id;
  if (!arguments.sign_ins.empty()) {
    rights.make_sign_in = [&auth, by = arguments.person](const std::string& person) {
      return auth.reset(person, by, first_sign_in_life);
    };
  }
  return ledger::kind_of(profile) == ledger::ProfileKind::units
             ? ledger::unit_import(*office.cases, profile, std::move(rights))
             : ledger::people_import(*office.cases, profile, std::move(rights));
}

Result<int> bring_in(ledger::Importer& importer, const ledger::Preview& preview,
                     const std::shared_ptr<const std::string>& bytes, const ImportArguments& arguments,
                     std::string_view language) {
  auto again = ledger::open_file(bytes, arguments.sheet);
  if (!again) return again.error();
  const auto mode = arguments.good_rows ? ledger::Importer::Mode::good_rows : ledger::Importer::Mode::all_or_nothing;
  ledger::ImportCounts counts;
  {
    ProgressLine progress(text(language, "import_running"));
    auto done = importer.run(*again->rows, mode, [&](std::int64_t n, std::int64_t of) { progress(n, of); });
    if (!done) return done.error();
    counts = std::move(*done);
  }
  for (const auto& refusal : counts.refusals) print(refusal, arguments.file, language);
  std::cout << text(language, "import_done",
                    {{"created", std::to_string(counts.created)},
                     {"skipped", std::to_string(counts.skipped)},
                     {"refused", std::to_string(counts.refused)}})
            << "\n";
  if (!counts.sign_ins.empty()) {
    if (auto written = write_sign_ins(counts.sign_ins, arguments.sign_ins); !written) return written.error();
    std::cout << text(language, "import_sign_ins_written",
                      {{"count", std::to_string(counts.sign_ins.size())}, {"file", arguments.sign_ins}})
              << "\n";
  }
  return counts.refused == 0 && preview.bad == 0 ? 0 : 1;
}

Result<int> run_import(const ImportArguments& arguments) {
  const auto language = language_of_terminal();
  const auto bytes = read_bytes(arguments.file);
  if (!bytes) return bytes.error();
  const runtime::SystemClock clock;
  auto office = open_office(arguments.folder, clock, {});
  if (!office) return office.error();
  auto& cases = *(*office)->cases;
  api::Auth auth(*(*office)->folder.store, *(*office)->writer, *(*office)->folder.sealing, clock,
                 [&cases] { return cases.organisation(); }, {});
  auto prepared = prepare(cases, arguments);
  if (!prepared) return prepared.error();
  const auto seen = look(*bytes, *prepared, arguments, language);
  if (!seen) return seen.error();
  if (!arguments.save_profile.empty()) {
    auto kept = ledger::with_mapping(prepared->profile, seen->mapping);
    kept.id.clear();
    kept.title = arguments.save_profile;
    const auto saved = ledger::Profiles(cases).keep(std::move(kept), 0, arguments.person);
    if (!saved) return saved.error();
    std::cout << text(language, "import_profile_saved", {{"profile", saved->profile.id}}) << "\n";
  }
  auto importer = make_importer(**office, prepared->profile, arguments, auth);
  if (!importer) return importer.error();
  auto file = ledger::open_file(*bytes, arguments.sheet);
  if (!file) return file.error();
  std::optional<ledger::Preview> preview;
  {
    ProgressLine progress(text(language, "import_checking"));
    auto checked = (*importer)->check(*file->rows, &seen->mapping, seen->rows,
                                      [&](std::int64_t n, std::int64_t of) { progress(n, of); });
    if (!checked) return checked.error();
    preview = std::move(*checked);
  }
  print(*preview, arguments.file, language);
  if (arguments.check_only) return preview->bad == 0 ? 0 : 1;
  return bring_in(**importer, *preview, *bytes, arguments, language);
}

}  // namespace

void add_import_command(CLI::App& app, int& exit_code) {
  auto arguments = std::make_shared<ImportArguments>();
  CLI::App* command = app.add_subcommand("import", "Brings a ledger (.xlsx, .csv) in as cases, units or people");
  command->add_option("file", arguments->file, "The ledger")->required();
  arguments->folder.add_to(*command);
  command->add_option("--by", arguments->person,
                      "Who imports: of cases a person who may file them and sees all; of units and people an "
                      "administrator (none: the owner of this machine)");
  command
      ->add_option("--profile", arguments->profile,
                   "What the columns mean: petition, rectification, inspection-letter, units, people, or a kept one")
      ->default_val("petition");
  command->add_option("--sheet", arguments->sheet, "The sheet to read (default: the first visible one)");
  command->add_option("--datum", arguments->datum, "Of coordinates in the file: wgs84, gcj02, bd09");
  command->add_option("--map", arguments->map, "HEADING=TARGET: what a column means; HEADING= leaves it out");
  command->add_option("--save-profile", arguments->save_profile, "Keep what the columns mean under this name");
  command->add_option("--sign-ins", arguments->sign_ins,
                      "Of people: give everybody without one a first sign-in and write the secrets to this file, once");
  command->add_flag("--check", arguments->check_only, "Only say what is wrong");
  command->add_flag("--good-rows", arguments->good_rows, "Import the rows without problems, leave the others");
  command->callback([arguments, &exit_code] {
    const auto code = run_import(*arguments);
    if (code) {
      exit_code = *code;
    } else {
      print_error(code.error());
      exit_code = code.error().code == "ledger_rows_bad" ? 1 : 2;
    }
  });
}

}  // namespace bihuan::cli
