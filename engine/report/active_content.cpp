// What makes an office file dangerous to open: refused before a template or an import is used.
#include <algorithm>
#include <array>
#include <pugixml.hpp>
#include <string>

#include "engine/report/package.h"

namespace bihuan::report {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

Error active(const std::string& part, std::string what) {
  return Error("template_active", {{"part", part}, {"what", std::move(what)}});
}

bool carries_code(const std::string& name) {
  static constexpr std::array<std::string_view, 8> marks = {"vbaproject", "vbadata",  "activex", "/macrosheets/",
                                                            "oleobject",  "customui", ".exe",    ".dll"};
  const std::string path = lower(name);
  return std::any_of(marks.begin(), marks.end(),
                     [&](std::string_view mark) { return path.find(mark) != std::string::npos; });
}

Result<void> check_relations(const std::string& name, const std::string& bytes) {
  pugi::xml_document document;
  if (!document.load_buffer(bytes.data(), bytes.size()))
    return Error("package_broken", {{"reason", name + " is no XML"}});
  for (const auto& relation : document.document_element().children()) {
    if (lower(relation.attribute("TargetMode").value()) == "external")
      return active(name, relation.attribute("Target").value());
    const std::string target = lower(relation.attribute("Target").value());
    if (target.find("://") != std::string::npos || target.starts_with("\\\\") || target.starts_with("file:"))
      return active(name, target);
  }
  return {};
}

// Field instructions may be split over runs, so a part's instructions are read as one text.
struct Instructions : pugi::xml_tree_walker {
  std::string text;
  bool for_each(pugi::xml_node& node) override {
    const std::string_view name = node.name();
    if (name.ends_with(":instrText")) text += node.text().get();
    if (name.ends_with(":fldSimple")) text += std::string(" ") + node.attribute("w:instr").value();
    if (name.ends_with(":fldChar")) text += ' ';
    return true;
  }
};

Result<void> check_fields(const std::string& name, const std::string& bytes) {
  if (bytes.find("instrText") == std::string::npos && bytes.find("fldSimple") == std::string::npos) return {};
  pugi::xml_document document;
  if (!document.load_buffer(bytes.data(), bytes.size()))
    return Error("package_broken", {{"reason", name + " is no XML"}});
  Instructions found;
  document.traverse(found);
  const std::string text = lower(found.text);
  static constexpr std::array<std::string_view, 8> fetching = {
      "dde", "includetext", "includepicture", "import", "link ", "macrobutton", "database", "hyperlink \"http"};
  for (const auto word : fetching) {
    if (text.find(word) != std::string::npos) return active(name, std::string(word));
  }
  return {};
}

}  // namespace

Result<void> refuse_active_content(const Package& package) {
  if (const auto* types = package.find("[Content_Types].xml");
      types != nullptr && lower(*types).find("macroenabled") != std::string::npos) {
    return active("[Content_Types].xml", "macroEnabled");
  }
  for (const auto& [name, bytes] : package.parts) {
    if (carries_code(name)) return active(name, name);
    if (name.ends_with(".rels")) {
      if (auto checked = check_relations(name, bytes); !checked) return checked;
    } else if (name.ends_with(".xml")) {
      if (auto checked = check_fields(name, bytes); !checked) return checked;
    }
  }
  return {};
}

}  // namespace bihuan::report
