#include "engine/report/template.h"

#include <pugixml.hpp>

#include "engine/base/catalogue.h"
#include "engine/report/template_parts.h"

namespace bihuan::report {
namespace {

bool holds_text(const std::string& part) {
  if (part == "word/document.xml") return true;
  if (part == "word/footnotes.xml" || part == "word/endnotes.xml") return true;
  return (part.starts_with("word/header") || part.starts_with("word/footer")) && part.ends_with(".xml");
}

TemplateOutcome process(const Package& package, const TemplateInput& input, bool checking) {
  TemplateOutcome outcome;
  outcome.document = package;
  std::vector<std::string> parts;
  for (const auto& [name, bytes] : package.parts) {
    if (holds_text(name)) parts.push_back(name);
  }
  for (const auto& part : parts) fill_part(outcome.document, part, input, checking, outcome.problems);
  if (package.find("word/document.xml") == nullptr)
    outcome.problems.push_back({"template_part_broken", {{"tag", "word/document.xml"}}, {}, "", {}});
  if (!outcome.problems.empty()) outcome.document = {};
  return outcome;
}

}  // namespace

std::string TemplatePlace::text(std::string_view language) const {
  const MessageArguments arguments = {{"part", part},
                                      {"paragraph", std::to_string(paragraph)},
                                      {"table", std::to_string(table)},
                                      {"row", std::to_string(row)},
                                      {"cell", std::to_string(cell)}};
  const std::string kind = part == "word/document.xml"       ? "body"
                           : part.starts_with("word/header") ? "header"
                           : part.ends_with("notes.xml")     ? "note"
                                                             : "footer";
  return bihuan::text(language, "template_place_" + kind + (table > 0 ? "_table" : ""), arguments);
}

std::string TemplateProblem::message(std::string_view language) const {
  return bihuan::text(language, code, arguments);
}

std::string TemplateProblem::hint(std::string_view language) const {
  return advice.empty() ? bihuan::text(language, code + ".hint", arguments) : bihuan::text(language, advice, advised);
}

TemplateOutcome fill_template(const Package& package, const TemplateInput& input) {
  return process(package, input, false);
}

std::size_t count_placeholders(const Package& package) {
  std::size_t count = 0;
  for (const auto& [name, bytes] : package.parts) {
    if (!holds_text(name)) continue;
    pugi::xml_document document;
    if (!document.load_buffer(bytes.data(), bytes.size(), pugi::parse_default | pugi::parse_ws_pcdata)) continue;
    std::string text;
    for (const auto& found : document.select_nodes("//w:t")) text += found.node().text().get();
    for (auto at = text.find("{{"); at != std::string::npos; at = text.find("{{", at + 2)) ++count;
  }
  return count;
}

std::vector<TemplateProblem> check_template(const Package& package, const TemplateInput& sample) {
  return process(package, sample, true).problems;
}

}  // namespace bihuan::report
