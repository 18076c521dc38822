#include "cli/template_command.h"

#include <boost/json.hpp>
#include <filesystem>
#include <iostream>
#include <memory>

#include "cli/report_files.h"
#include "engine/base/catalogue.h"
#include "engine/report/documents.h"

namespace bihuan::cli {
namespace {

struct Request {
  std::string file;
  std::string document;
  std::string out;
};

// Which document a file is meant to be: as said, or as its name says, or a letter.
std::string document_of(const Request& request) {
  if (!request.document.empty()) return request.document;
  const std::string stem = std::filesystem::path(request.file).stem().string();
  for (const auto& name : report::shipped_templates()) {
    if (stem == name) return name;
  }
  return stem.find("通报") != std::string::npos ? "circular" : "letter";
}

int check(const Request& request) {
  const std::string language = terminal_language();
  const auto bytes = read_whole_file(request.file);
  if (!bytes) return complain(bytes.error(), language);
  const auto package = report::read_template(*bytes);
  if (!package) return complain(package.error(), language, 1);
  const auto names = report::template_names(document_of(request));
  if (!names) return complain(names.error(), language);
  const auto problems = report::check_template(*package, *names);
  for (const auto& problem : problems) {
    std::cout << request.file << ": " << problem.place.text(language) << ": error " << problem.code << ": "
              << problem.message(language) << '\n';
    if (!problem.place.around.empty())
      std::cout << "  " << text(language, "template_around", {{"text", problem.place.around}}) << '\n';
    std::cout << "  hint: " << problem.hint(language) << '\n';
  }
  if (problems.empty())
    std::cout << text(language, "template_clean",
                      {{"file", request.file}, {"count", std::to_string(report::count_placeholders(*package))}})
              << '\n';
  return problems.empty() ? 0 : 1;
}

int export_template(const Request& request) {
  const std::string language = terminal_language();
  const auto package = report::shipped_template(request.document);
  if (!package) return complain(package.error(), language);
  const std::string file = request.out.empty() ? request.document + ".docx" : request.out;
  write_whole_file(file, package->write());
  std::cout << text(language, "template_exported", {{"file", file}}) << '\n';
  return 0;
}

int list_names(const Request& request) {
  const auto names = report::template_names(request.document);
  if (!names) return complain(names.error(), terminal_language());
  for (const auto& entry : names->data)
    std::cout << "{{" << entry.key() << "}}\t" << boost::json::serialize(entry.value()).substr(0, 120) << '\n';
  for (const auto& chart : names->charts) std::cout << "{{图 " << chart.id << "}}\t" << chart.title << '\n';
  return 0;
}

}  // namespace

void add_template_command(CLI::App& app, int& exit_code) {
  auto request = std::make_shared<Request>();
  auto* command = app.add_subcommand("template", "Document templates: list, export, names, check");
  command->require_subcommand(1);
  auto* list = command->add_subcommand("list", "Names of the shipped templates");
  list->callback([] {
    for (const auto& name : report::shipped_templates()) std::cout << name << '\n';
  });
  auto* exporting = command->add_subcommand("export", "Write a shipped template as a .docx to edit in Word or WPS");
  exporting->add_option("name", request->document, "Name, for example circular")->required();
  exporting->add_option("--out", request->out, "File to write");
  exporting->callback([request, &exit_code] { exit_code = export_template(*request); });
  auto* names = command->add_subcommand("names", "The placeholders that a document may use");
  names->add_option("name", request->document, "circular or a letter's name")->required();
  names->callback([request, &exit_code] { exit_code = list_names(*request); });
  auto* checking = command->add_subcommand("check", "Find every wrong placeholder of a .docx, with its place");
  checking->add_option("file", request->file, "A .docx")->required();
  checking->add_option("--document", request->document, "What it is: circular, acceptance-notice, ...");
  checking->callback([request, &exit_code] { exit_code = check(*request); });
}

}  // namespace bihuan::cli
