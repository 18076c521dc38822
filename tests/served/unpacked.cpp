#include "tests/served/unpacked.h"

#include <pugixml.hpp>

#include "engine/report/package.h"
#include "tests/support/catch.h"

namespace bihuan::tests {

namespace {

// The text of a part, a line a paragraph or cell.
std::string texts_of(const std::string& xml) {
  pugi::xml_document document;
  const auto parsed =
      document.load_buffer(xml.data(), xml.size(), pugi::parse_default | pugi::parse_ws_pcdata, pugi::encoding_utf8);
  CHECK(parsed.status == pugi::status_ok);
  for (const auto& formula : document.select_nodes("//*[local-name()='f']")) {
    CHECK(std::string(formula.node().child_value()).find("evil") == std::string::npos);  // what a person wrote is text
  }
  std::string out;
  struct Walker : pugi::xml_tree_walker {
    std::string* out = nullptr;
    bool for_each(pugi::xml_node& node) override {
      if (node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata) out->append(node.value());
      const std::string_view name(node.name());
      if (name == "w:p" || name == "si" || name == "c") out->push_back('\n');
      return true;
    }
  } walker;
  walker.out = &out;
  document.traverse(walker);
  return out;
}

}  // namespace

void check_page(const std::string& html) {
  for (const char* markup : {"<script", "<img src=x", "<iframe", "javascript:"}) {
    INFO(markup << " in a page");
    CHECK(html.find(markup) == std::string::npos);
  }
}

std::string unpacked(const std::string& bytes) {
  if (!bytes.starts_with("PK\x03\x04")) return bytes;
  const auto package = report::Package::read(bytes);
  REQUIRE(package.has_value());
  std::string out;
  for (const auto& [name, part] : package->parts) {
    INFO("part " << name);
    const bool xml = name.ends_with(".xml") || name.ends_with(".rels");
    if (name.ends_with(".html")) check_page(part);
    out += xml ? texts_of(part) : unpacked(part);
    out += "\n";
  }
  return out;
}

}  // namespace bihuan::tests
