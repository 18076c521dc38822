#include "engine/report/documents.h"

#include <fmt/format.h>

#include <set>
#include <span>

#include "engine/base/embedded.h"
#include "engine/report/circular.h"
#include "engine/yaml/parse.h"

namespace bihuan {
namespace embedded {
std::span<const File> shipped_workflows();
}

namespace report {
namespace {

constexpr std::string_view kFolder = "documents/";
constexpr std::string_view kCommon = "documents/common/";
constexpr std::string_view kWord = "application/vnd.openxmlformats-officedocument.wordprocessingml.";

void take(Package& package, std::string_view folder) {
  for (const auto& file : embedded::shipped_workflows()) {
    if (!file.path.starts_with(folder) || file.path.ends_with(".yaml")) continue;
    package.parts[std::string(file.path.substr(folder.size()))] = std::string(file.bytes);
  }
}

std::string_view content_type(std::string_view part) {
  if (part == "word/document.xml") return "document.main+xml";
  if (part.starts_with("word/header")) return "header+xml";
  if (part.starts_with("word/footer")) return "footer+xml";
  if (part == "word/styles.xml") return "styles+xml";
  if (part == "word/settings.xml") return "settings+xml";
  if (part == "word/fontTable.xml") return "fontTable+xml";
  return {};
}

std::string content_types(const Package& package) {
  std::string out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Types "
      "xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
      "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default "
      "Extension=\"xml\" ContentType=\"application/xml\"/>";
  for (const auto& [name, bytes] : package.parts) {
    if (const auto type = content_type(name); !type.empty())
      out += fmt::format("<Override PartName=\"/{}\" ContentType=\"{}{}\"/>", name, kWord, type);
  }
  return out + "</Types>";
}

void add_properties(Package& package, const DocumentProperties& properties) {
  package.parts["docProps/core.xml"] = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<cp:coreProperties "
      "xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" "
      "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" "
      "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">"
      "<dcterms:created "
      "xsi:type=\"dcterms:W3CDTF\">{}</dcterms:created><dc:creator>{}</dc:creator><dc:identifier>{}</"
      "dc:identifier><dc:title>{}</dc:title></cp:coreProperties>",
      xml_text(properties.created), xml_text(properties.author), xml_text(properties.identifier),
      xml_text(properties.title));
  auto& types = package.parts["[Content_Types].xml"];
  if (types.find("/docProps/core.xml") == std::string::npos) {
    types.insert(types.rfind("</Types>"),
                 "<Override PartName=\"/docProps/core.xml\" "
                 "ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>");
  }
  auto& relations = package.parts["_rels/.rels"];
  if (relations.find("metadata/core-properties") == std::string::npos) {
    relations.insert(relations.rfind("</Relationships>"),
                     "<Relationship Id=\"rIdCore\" "
                     "Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" "
                     "Target=\"docProps/core.xml\"/>");
  }
}

boost::json::value value_of(const yaml::Node& node) {
  if (node.is_list()) {
    boost::json::array out;
    for (const auto& item : node.items) out.push_back(value_of(item));
    return out;
  }
  if (node.is_map()) {
    boost::json::object out;
    for (const auto& entry : node.entries) out[entry.key.text] = value_of(entry.value);
    return out;
  }
  return boost::json::value(node.text);
}

}  // namespace

std::string annex_mark(std::size_t index, std::size_t count) {
  const std::string before = index == 0 ? "附件：" : "　　　";
  return count < 2 ? before : before + std::to_string(index + 1) + ". ";
}

std::vector<std::string> shipped_templates() {
  std::set<std::string> names;
  for (const auto& file : embedded::shipped_workflows()) {
    if (!file.path.starts_with(kFolder) || !file.path.ends_with("/word/document.xml")) continue;
    names.insert(std::string(file.path.substr(kFolder.size(), file.path.find('/', kFolder.size()) - kFolder.size())));
  }
  return {names.begin(), names.end()};
}

Result<Package> shipped_template(std::string_view name) {
  const std::string folder = std::string(kFolder) + std::string(name) + "/";
  Package package;
  take(package, kCommon);
  const std::size_t common = package.parts.size();
  if (!name.empty() && name.find('/') == std::string_view::npos && name != "common") take(package, folder);
  if (package.parts.size() == common) {
    std::string known;
    for (const auto& one : shipped_templates()) known += (known.empty() ? "" : ", ") + one;
    return Error("template_unknown", {{"name", std::string(name)}, {"known", known}});
  }
  package.parts["[Content_Types].xml"] = content_types(package);
  return package;
}

Result<Package> read_template(std::string_view bytes) {
  auto package = Package::read(bytes);
  if (!package) return package.error();
  if (auto safe = refuse_active_content(*package); !safe) return safe.error();
  return package;
}

Result<TemplateInput> template_names(std::string_view name) {
  if (name == "circular") return circular_names();
  for (const auto& file : embedded::shipped_workflows()) {
    if (file.path != "documents/letter-names.yaml") continue;
    auto document = yaml::load(std::string(file.bytes), std::string(file.path));
    if (!document) return document.error();
    TemplateInput input;
    input.data = value_of(document->root).as_object();
    return input;
  }
  return Error("template_unknown", {{"name", std::string(name)}, {"known", ""}});
}

Result<std::string> write_document(const Package& package, const TemplateInput& input,
                                   const DocumentProperties& properties) {
  auto outcome = fill_template(package, input);
  if (!outcome.problems.empty()) {
    const auto& first = outcome.problems.front();
    return Error("template_wrong", {{"count", std::to_string(outcome.problems.size())},
                                    {"first", first.place.text("zh-CN") + ": " + first.message("zh-CN")}});
  }
  add_properties(outcome.document, properties);
  return outcome.document.write();
}

}  // namespace report
}  // namespace bihuan
