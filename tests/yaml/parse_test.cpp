#include "engine/yaml/parse.h"

#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::yaml;

namespace {

std::string place(const Node& node) {
  const Location where = node.where();
  return std::to_string(where.line) + ":" + std::to_string(where.column);
}

// "code@line:column" of each problem.
std::string problems_of(std::string text) {
  std::string out;
  for (const auto& problem : parse(std::move(text), "f.yaml").problems) {
    if (!out.empty()) out += ' ';
    out += problem.code + "@" + std::to_string(problem.where.line) + ":" + std::to_string(problem.where.column);
  }
  return out;
}

}  // namespace

TEST_CASE("nodes know kind, text, style and place", "[yaml]") {
  const auto parsed = parse("a: 1\n案件: {名称: '引号', b: [x, \"y\", ~]}\nc:\nd: |\n  eins\n  zwei\n", "f.yaml");
  REQUIRE(parsed.ok());
  const Node& root = parsed.document.root;
  REQUIRE(root.is_map());
  CHECK(root.entries.size() == 4);
  CHECK(root.find("a")->text == "1");
  CHECK_FALSE(root.find("a")->quoted());
  const Node& sub = *root.find("案件");
  CHECK(place(sub) == "2:5");
  CHECK(place(sub.entries[0].key) == "2:6");
  CHECK(place(sub.entries[0].value) == "2:10");
  CHECK(sub.entries[0].value.style == Style::single_quoted);
  CHECK(place(sub.find("b")->items[1]) == "2:23");
  CHECK(sub.find("b")->items[1].style == Style::double_quoted);
  CHECK(sub.find("b")->items[2].is_null());
  CHECK(sub.find("b")->items[2].text == "~");
  CHECK(root.find("c")->is_null());
  CHECK(place(*root.find("c")) == "3:1");
  CHECK(root.find("d")->text == "eins\nzwei\n");
  CHECK(root.find("d")->style == Style::literal);
  CHECK(parsed.document.root.where().file == "f.yaml");
}

TEST_CASE("a byte order mark and CRLF shift nothing", "[yaml]") {
  const auto parsed = parse(
      "\xEF\xBB\xBF"
      "a: 1\r\nb: {c: 2}\r\n",
      "f.yaml");
  REQUIRE(parsed.ok());
  CHECK(place(parsed.document.root.entries[0].key) == "1:1");
  CHECK(place(parsed.document.root.entries[1].value) == "2:4");
  CHECK(parsed.document.root.find("a")->text == "1");
}

TEST_CASE("anchors are expanded and keep their own place; << merges", "[yaml]") {
  const auto parsed = parse("a: &x {k: 1, l: 2}\nb: *x\nc: {<<: *x, l: 3}\n", "f.yaml");
  REQUIRE(parsed.ok());
  CHECK(parsed.document.root.find("b")->find("k")->text == "1");
  CHECK(place(*parsed.document.root.find("b")->find("k")) == "1:11");
  const Node& merged = *parsed.document.root.find("c");
  CHECK(merged.find("k")->text == "1");
  CHECK(merged.find("l")->text == "3");
  CHECK(merged.find("<<") == nullptr);
}

TEST_CASE("syntax errors are located", "[yaml]") {
  CHECK(problems_of("a: [1, 2\nb: 3\n") == "yaml_flow_list_open@1:4");
  CHECK(problems_of("a: {b: 1\n") == "yaml_flow_map_open@1:4");
  CHECK(problems_of("a: b: c\n") == "yaml_colon@1:5");
  CHECK(problems_of("a: 'open\n") == "yaml_quote_open@1:4");
  CHECK(problems_of("a: \"open\nb: 1") == "yaml_quote_open@1:4");
  CHECK(problems_of("a: 'x'\nb: \"y\"").empty());
  CHECK(problems_of("a: 1\nb\n") == "yaml_map_broken@2:1");
  CHECK(problems_of("a: {b, c: 1}\n? d\n: 2\n\"e\" : 3\n").empty());
  CHECK(problems_of("a: *nowhere\n") == "yaml_anchor_unknown@1:4");
  CHECK(problems_of("a: \"\\q\"\n") == "yaml_escape@1:5");
  CHECK(problems_of("a: 1\n---\nb: 2\n") == "yaml_several_documents@3:1");
  CHECK(problems_of("") == "yaml_empty@1:1");
  CHECK(problems_of("# nothing\n") == "yaml_empty@1:1");
}

TEST_CASE("every repeated key is reported, not only the first", "[yaml]") {
  CHECK(problems_of("a: 1\nb: {c: 1, c: 2}\na: 2\na: 3\n") == "duplicate_key@2:11 duplicate_key@3:1 duplicate_key@4:1");
  CHECK(problems_of("{a: 1, \"a\": 2}") == "duplicate_key@1:8");
  CHECK(problems_of("[a]: 1\n") == "yaml_key_not_text@1:1");
  CHECK(problems_of("a: !ruby 1\n") == "yaml_tag@1:4");
  CHECK(problems_of("a: !!str 1\n").empty());
}

TEST_CASE("tabs that indent are refused, each of them; tabs between words are not", "[yaml]") {
  CHECK(problems_of("a:\n\tb: 1\n  \tc: 2\n") == "yaml_tab@2:1 yaml_tab@3:3");
  CHECK(problems_of("a:\tb\n\t\n\t# comment\n").empty());
}
