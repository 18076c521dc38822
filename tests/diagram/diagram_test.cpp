#include "engine/diagram/diagram.h"

#include <algorithm>
#include <filesystem>
#include <pugixml.hpp>

#include "engine/definition/load.h"
#include "tests/support/catch.h"

namespace {

using namespace bihuan;

std::shared_ptr<const core::Definition> load(const std::string& source) {
  const definition::Loaded loaded = definition::load(source, "picture.yaml");
  REQUIRE(loaded.definition);
  return loaded.definition;
}

const char* const chart =
    "kind: chart\nchart: c\nstates:\n"
    "  a: {title: '甲 <&\"> \\', on: {t: {to: p2, when: \"'<b>' != ''\"}, in: {do: [{raise: x}]}}}\n"
    "  p: {type: parallel, states: {p1: {states: {h: {type: history, deep: true, default: {to: p2}}, p2: {}}}, q: "
    "{states: {q1: {}}}}}\n"
    "  f: {type: final}\n";

// What a picture says, without where: places depend on the fonts of the machine that drew it.
std::vector<std::string> words(const pugi::xml_document& picture) {
  std::vector<std::string> out;
  for (const auto& text : picture.select_nodes("//*[local-name()='text']")) out.emplace_back(text.node().child_value());
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

TEST_CASE("the pictures in docs/workflows say what is drawn today", "[diagram]") {
  int pictures = 0;
  for (const auto& file : std::filesystem::directory_iterator("docs/workflows")) {
    if (file.path().extension() != ".svg") continue;
    INFO(file.path().string() << ": draw it again with bihuan diagram");
    ++pictures;
    const definition::Loaded loaded = definition::load_shipped(file.path().stem().string());
    REQUIRE(loaded.definition);
    const auto svg = diagram::to_svg(*loaded.definition);
    REQUIRE(svg.has_value());
    pugi::xml_document now, kept;
    REQUIRE(now.load_string(svg->c_str()));
    REQUIRE(kept.load_file(file.path().c_str()));
    CHECK(words(kept) == words(now));
  }
  CHECK(pictures >= 5);
}

TEST_CASE("every shipped workflow can be drawn, and every state is in the picture", "[diagram]") {
  const auto folders = definition::shipped_definitions();
  REQUIRE_FALSE(folders.empty());
  for (const std::string& folder : folders) {
    INFO(folder);
    const definition::Loaded loaded = definition::load_shipped(folder);
    REQUIRE(loaded.definition);
    const core::Definition& definition = *loaded.definition;
    const auto svg = diagram::to_svg(definition, {{definition.chart.states[1].id}, "zh-CN"});
    REQUIRE(svg.has_value());
    pugi::xml_document document;
    REQUIRE(document.load_string(svg->c_str()));
    for (core::StateIndex i = 1; i < definition.chart.states.size(); ++i) {
      const std::string id = "state-" + definition.chart.at(i).id;
      INFO(id);
      const std::string query = "//*[@id='" + id + "']";
      CHECK(document.select_node(query.c_str()));
    }
    CHECK(document.select_node("//*[contains(@class,'active')]"));
    CHECK(diagram::to_mermaid(definition).starts_with("stateDiagram-v2\n"));
  }
}

TEST_CASE("waits up to 72 hours are said in hours", "[diagram]") {
  const auto definition = load(
      "kind: chart\nchart: c\nstates:\n  a: {after: {48h: {to: b}}}\n  b: {after: {72h: {to: d}}}\n"
      "  d: {after: {97h: {to: f}}}\n  f: {type: final}\n");
  const std::string picture = diagram::to_mermaid(*definition, {{}, "zh-CN"});
  for (const char* wait : {"48小时", "72小时", "4天1小时"}) {
    INFO(wait << "\n" << picture);
    CHECK(picture.find(wait) != std::string::npos);
  }
}

TEST_CASE("titles cannot break out of the picture", "[diagram]") {
  const auto definition = load(chart);
  const auto svg = diagram::to_svg(*definition);
  REQUIRE(svg.has_value());
  pugi::xml_document document;
  REQUIRE(document.load_string(svg->c_str()));
  CHECK_FALSE(document.select_node("//b"));
  const auto title = document.select_node("//*[@id='state-a']//*[local-name()='text']");
  REQUIRE(title);
  CHECK(std::string(title.node().child_value()) == "甲 <&\"> \\");
  CHECK_FALSE(document.select_node("//*[contains(@class,'active')]"));
}

TEST_CASE("a lit state lights what it stands in", "[diagram]") {
  const auto definition = load(chart);
  const auto svg = diagram::to_svg(*definition, {{"p2"}, "en"});
  REQUIRE(svg.has_value());
  pugi::xml_document document;
  REQUIRE(document.load_string(svg->c_str()));
  for (const char* id : {"state-p", "state-p1", "state-p2"}) {
    const std::string query = std::string("//*[@id='") + id + "' and contains(@class,'active')]";
    CHECK(document.select_node(query.c_str()));
  }
  CHECK_FALSE(document.select_node("//*[@id='state-q' and contains(@class,'active')]"));
}

TEST_CASE("a chart too large for a picture is refused", "[diagram]") {
  core::Definition definition = *load(chart);
  definition.chart.states.resize(diagram::max_states + 1);
  const auto svg = diagram::to_svg(definition);
  REQUIRE(svg.has_error());
  CHECK(svg.error().code == "diagram_too_large");
}
