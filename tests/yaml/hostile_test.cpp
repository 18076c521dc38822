
#include "engine/yaml/parse.h"
#include "tests/support/catch.h"

using namespace bihuan::yaml;

namespace {

std::string first_code(const std::string& text) {
  const auto parsed = parse(text, "f.yaml");
  return parsed.problems.empty() ? "" : parsed.problems.front().code;
}

std::string repeat(std::string_view part, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += part;
  return out;
}

}  // namespace

TEST_CASE("bad bytes are found where they stand, all of them", "[yaml]") {
  const auto parsed = parse("a: 网\xFF\nb: \xC0\x80\nc: \x04\n", "f.yaml");
  REQUIRE(parsed.problems.size() == 3);
  CHECK(parsed.problems[0].code == "not_utf8");
  CHECK(parsed.problems[0].where.line == 1);
  CHECK(parsed.problems[0].where.column == 5);
  CHECK(parsed.problems[1].where.line == 2);
  CHECK(parsed.problems[2].code == "control_character");
  CHECK(first_code(std::string("a\0b", 3)) == "control_character");
  CHECK(first_code("a: 1\rb: 2\r") == "control_character");
}

TEST_CASE("a text beyond the limit is refused unread", "[yaml]") {
  CHECK(first_code(std::string(max_bytes + 1, 'a')) == "file_too_large");
  CHECK(first_code(repeat("a\n", max_bytes / 2)) != "file_too_large");
}

TEST_CASE("depth is bounded, in blocks and in brackets", "[yaml]") {
  CHECK(first_code(repeat("[", 300) + repeat("]", 300)) == "yaml_too_deep");
  CHECK(first_code(repeat("[", 150) + repeat("]", 150)).empty());
  CHECK(first_code(repeat("- ", 1000)) == "yaml_too_deep");
  CHECK(first_code(repeat("{a: ", 400'000)) == "yaml_too_deep");
  CHECK(first_code(repeat("? ", 100'000)) == "yaml_too_deep");
}

TEST_CASE("aliases can neither contain themselves nor explode", "[yaml]") {
  CHECK(first_code("a: &a [*a]\n") == "yaml_alias_cycle");
  CHECK(first_code("a: &a {b: {c: *a}}\n") == "yaml_alias_cycle");
  std::string laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    laughs += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + repeat(before + ", ", 9) + before + "]\n";
  }
  CHECK(first_code(laughs) == "yaml_too_many_nodes");
}

TEST_CASE("large odd texts are answered quickly", "[yaml]") {
  std::string many_keys;
  for (int i = 0; i < 30'000; ++i) many_keys += "k" + std::to_string(i) + ": 1\n";
  const std::vector<std::string> odd{many_keys,
                                     repeat("[]", 200'000),
                                     repeat("a: 1\n", 20'000),
                                     repeat("{a: 1}, ", 100'000),
                                     "a: " + std::string(1'000'000, 'x'),
                                     "a: \"" + repeat("\\n", 200'000) + "\"",
                                     repeat("&a ", 100'000),
                                     repeat("!!str ", 100'000),
                                     repeat("a: |\n", 100'000),
                                     repeat(" \n", 200'000),
                                     repeat("? a\n", 20'000)};
  for (const auto& text : odd) {
    INFO(text.substr(0, 20));
    const auto parsed = parse(text, "f.yaml");
    CHECK(parsed.problems.size() < 200'000);
  }
}

TEST_CASE("a missing file and a folder are unreadable", "[yaml]") {
  CHECK(read_file("no/such/file.yaml").error().code == "file_unreadable");
  CHECK(read_file("tests").error().code == "file_unreadable");
  CHECK(read_file("/dev/zero").error().code == "file_too_large");
  CHECK(read_file("CMakeLists.txt").has_value());
}
