#include "engine/yaml/parse.h"
#include "tests/support/catch.h"

using namespace bihuan::yaml;

namespace {

// Where the first `needle` in the value of `key` stands, as "line:column".
std::string find_in(const std::string& text, const std::string& key, const std::string& needle) {
  const auto parsed = parse(text, "f.yaml");
  REQUIRE(parsed.ok());
  const Node* node = parsed.document.root.find(key);
  REQUIRE(node != nullptr);
  const auto at = node->text.find(needle);
  REQUIRE(at != std::string::npos);
  const auto where = node->where(at);
  return std::to_string(where.line) + ":" + std::to_string(where.column);
}

}  // namespace

TEST_CASE("an offset in a value is found again in the file", "[yaml]") {
  CHECK(find_in("a: eins zwei drei\n", "a", "zwei") == "1:9");
  CHECK(find_in("a: '它''s zwei'\n", "a", "zwei") == "1:10");
  CHECK(find_in("a: \"x\\n\\u7F51 zwei\"\n", "a", "zwei") == "1:15");
  CHECK(find_in("a: \"x\\\n   zwei\"\n", "a", "zwei") == "2:4");
  CHECK(find_in("a: eins\n  zwei\n\n  drei\n", "a", "zwei") == "2:3");
  CHECK(find_in("a: eins\n  zwei\n\n  drei\n", "a", "drei") == "4:3");
  CHECK(find_in("a: |\n  eins\n    zwei\n\n  drei\n", "a", "zwei") == "3:5");
  CHECK(find_in("a: |\n  eins\n    zwei\n\n  drei\n", "a", "drei") == "5:3");
  CHECK(find_in("a: >-\n  eins\n  zwei\n\n  drei\n", "a", "zwei") == "3:3");
  CHECK(find_in("a: >-\n  eins\n  zwei\n\n  drei\n", "a", "drei") == "5:3");
  CHECK(find_in("a: &x !!str 'eins zwei'\n", "a", "zwei") == "1:19");
}

TEST_CASE("line and column inside a value are mapped too", "[yaml]") {
  const auto parsed = parse("a: |\n  网格 && x\n  y + z\n", "f.yaml");
  REQUIRE(parsed.ok());
  const auto where = parsed.document.root.find("a")->where(2, 5);
  CHECK(where.line == 3);
  CHECK(where.column == 7);
  const auto first = parsed.document.root.find("a")->where(1, 7);
  CHECK(first.line == 2);
  CHECK(first.column == 9);
}

TEST_CASE("every style maps every offset into the file", "[yaml]") {
  for (const std::string text :
       {"a: \"\\x41\\U0001F600 \\\" \\\n  b\"\n", "a: |2\n    x\n   y\n", "a: >\n\n  x\n\n\n   y\n  z\n", "a: ''''\n",
        "a: \"\"\n", "a: x\r\n  y\r\n", "a: |\r\n  x\r\n  y\r\n"}) {
    const auto parsed = parse(text, "f.yaml");
    REQUIRE(parsed.ok());
    const Node& node = *parsed.document.root.find("a");
    const auto offsets = source_offsets(node);
    REQUIRE(offsets.size() == node.text.size() + 1);
    for (std::size_t i = 0; i + 1 < offsets.size(); ++i) {
      CHECK(offsets[i] <= offsets[i + 1]);
      CHECK(offsets[i] <= text.size());
    }
  }
}
