#include "cli/circular_command.h"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <set>
#include <sstream>

#include "cli/configuration.h"
#include "cli/office.h"
#include "cli/report_files.h"
#include "engine/base/catalogue.h"
#include "engine/report/case_facts.h"
#include "engine/report/circular_loop.h"
#include "engine/report/documents.h"
#include "engine/report/facts_json.h"
#include "engine/report/pdf.h"
#include "engine/runtime/clock.h"

namespace bihuan::cli {
namespace {

namespace fs = std::filesystem;

struct Request {
  std::string month;
  std::string out = ".";
  std::string formats = "docx,xlsx,html";
  std::string facts;
  std::string rules;
  std::string rules_file;
  std::string template_file;
  std::string snapshot;
  std::string units;
  std::string number;
  std::string issued;
  std::string configuration;
  FolderArguments folder;
};

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, ',');) {
    if (!part.empty()) out.push_back(part);
  }
  return out;
}

// A file or a name given with the command goes before what the office set.
Result<report::CountingRules> rules_of(const Request& request, const report::OfficeSettings& settings) {
  if (request.rules_file.empty()) return request.rules.empty() ? settings.rules : report::shipped_rules(request.rules);
  auto bytes = read_whole_file(request.rules_file);
  if (!bytes) return bytes.error();
  auto reading = report::read_rules(*bytes, request.rules_file);
  if (has_errors(reading.problems)) return error_of(reading.problems.front());
  return std::move(reading.rules);
}

// The rows of a file, or of the cases in the data folder; from there also the units to list when none are named.
Result<void> read_facts(const Request& request, const report::OfficeSettings& settings, const report::FactsQuery& query,
                        report::FactTable& table, report::CircularOptions& options) {
  if (!request.facts.empty()) {
    auto bytes = read_whole_file(request.facts);
    if (!bytes) return bytes.error();
    return table.add_all(report::JsonFacts(std::move(*bytes)), query);
  }
  if (!fs::exists(request.folder.data)) return Error("circular_no_source");
  const runtime::SystemClock clock;
  auto office = open_office(request.folder, clock, {});
  if (!office) return office.error();
  auto& cases = *(*office)->cases;
  if (options.units.empty()) options.units = report::area_titles(cases, settings.mapping, clock.now());
  options.office = options.banner = report::office_title(*cases.organisation());
  auto keeper = report::office_facts(cases, (*office)->folder.path + "/facts.cache");
  if (!keeper) return keeper.error();
  table = *(*keeper)->current();
  return {};
}

Result<report::Circular> compute_circular(const Request& request, const report::OfficeSettings& settings) {
  const auto month = report::parse_month(request.month);
  if (!month) return month.error();
  auto rules = rules_of(request, settings);
  if (!rules) return rules.error();
  report::CircularOptions options{.month = *month};
  options.units = split(request.units);
  const report::Period period(*month, rules->cut_off);
  report::FactTable table;
  const report::FactsQuery query{{}, period.days(report::Window::last_year).first, period.days().last};
  if (auto done = read_facts(request, settings, query, table, options); !done) return done.error();
  options.number = request.number;
  if (!request.issued.empty()) options.issued = report::parse_day(request.issued);
  return report::build_circular(table, *rules, settings.texts, options);
}

Result<report::Circular> circular_of(const Request& request, const report::OfficeSettings& settings) {
  if (request.snapshot.empty()) return compute_circular(request, settings);
  auto bytes = read_whole_file(request.snapshot);
  if (!bytes) return bytes.error();
  return report::thaw(*bytes);
}

// Writes one format; answers the file, or why it could not be made.
Result<std::string> write_format(const report::Circular& circular, const std::string& format, const Request& request,
                                 const report::OfficeSettings& settings, const fs::path& base) {
  const std::string path = base.string() + "." + format;
  if (format == "json") {
    write_whole_file(path, report::freeze(circular));
  } else if (format == "html") {
    write_whole_file(path, report::circular_html(circular));
  } else if (format == "xlsx") {
    report::write_circular_xlsx(circular, path);
  } else if (format == "docx") {
    std::optional<report::Package> own = settings.own_template("circular");
    if (!request.template_file.empty()) {
      auto bytes = read_whole_file(request.template_file);
      if (!bytes) return bytes.error();
      auto package = report::read_template(*bytes);
      if (!package) return package.error();
      own = std::move(*package);
    }
    auto bytes = report::circular_docx(circular, own);
    if (!bytes) return bytes.error();
    write_whole_file(path, *bytes);
  } else {
    return report::convert_to_pdf(base.string() + ".docx", base.parent_path().string());
  }
  return path;
}

int run(const Request& request) {
  const std::string language = terminal_language();
  static const std::set<std::string> known = {"docx", "xlsx", "html", "pdf", "json"};
  auto formats = split(request.formats);
  for (const auto& format : formats) {
    if (!known.contains(format)) return complain(Error("circular_format", {{"format", format}}), language);
  }
  // The PDF is made from the .docx, so that one comes first.
  const std::set<std::string> wanted(formats.begin(), formats.end());
  if (wanted.contains("pdf") && report::office_program().empty()) return complain(Error("pdf_no_office"), language);
  if (wanted.contains("pdf") && !wanted.contains("docx")) formats.insert(formats.begin(), "docx");
  std::stable_sort(formats.begin(), formats.end(),
                   [](const auto& a, const auto& b) { return a != "pdf" && b == "pdf"; });
  const auto settings = read_settings(request.configuration);
  if (!settings) return complain(settings.error(), language);
  const auto circular = circular_of(request, **settings);
  if (!circular) return complain(circular.error(), language);
  fs::create_directories(request.out);
  const auto month = circular->options.month;
  const fs::path base = fs::path(request.out) / ("circular-" + std::to_string(month.year) +
                                                 (month.month < 10 ? "-0" : "-") + std::to_string(month.month));
  for (const auto& format : formats) {
    const auto written = write_format(*circular, format, request, **settings, base);
    if (!written) return complain(written.error(), language, 1);
    std::cout << text(language, "circular_written", {{"file", *written}}) << '\n';
  }
  return 0;
}

}  // namespace

void add_circular_command(CLI::App& app, int& exit_code) {
  auto request = std::make_shared<Request>();
  auto* command = app.add_subcommand("circular", "The monthly circular as .docx, .xlsx, .html, .pdf, .json");
  command->add_option("--month", request->month, "Month, for example 2022-06");
  command->add_option("--out", request->out, "Folder to write to");
  command->add_option("--format", request->formats, "docx,xlsx,html,pdf,json");
  command->add_option("--facts", request->facts, "Facts as JSON lines, one case a line");
  request->folder.add_to(*command);
  command->add_option("--config", request->configuration,
                      "The office's configuration: its own counting rules, texts and template");
  command->add_option("--rules", request->rules, "Name of shipped counting rules");
  command->add_option("--rules-file", request->rules_file, "Counting rules of your own (YAML)");
  command->add_option("--template", request->template_file, "A .docx template of your own");
  command->add_option("--snapshot", request->snapshot, "Write an issued circular again from its frozen .json");
  command->add_option("--units", request->units, "Units to list, in order, with commas");
  command->add_option("--number", request->number, "Number of the document; without it a draft");
  command->add_option("--issued", request->issued, "Date of issue, for example 2022-07-05");
  command->callback([request, &exit_code] { exit_code = run(*request); });
}

}  // namespace bihuan::cli
