#include "engine/yaml/reading.h"

#include "engine/yaml/parse.h"
#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::yaml;

TEST_CASE("a map reader reports missing, wrong and unknown keys together", "[yaml]") {
  const auto parsed = parse("title: [a]\nbugdet: 3\nopen: maybe\ntimes: 7\n", "f.yaml");
  Problems problems;
  MapReader reader(parsed.document.root, "clock", problems);
  CHECK_FALSE(reader.need_text("title"));
  CHECK_FALSE(reader.need_text("budget"));
  CHECK_FALSE(reader.get_flag("open"));
  CHECK_FALSE(reader.get_integer("times", 0, 5));
  reader.finish();
  std::string seen;
  for (const auto& p : problems)
    seen += p.code + "@" + std::to_string(p.where.line) + ":" + std::to_string(p.where.column) + " ";
  CHECK(seen == "expected_text@1:8 missing_key@1:1 expected_flag@3:7 integer_range@4:8 unknown_key@2:1 ");
  CHECK(problems.back().hint("en").find("nearest first: budget,") != std::string::npos);
}

TEST_CASE("plain scalars read as YAML 1.2 has them, quoted ones are text", "[yaml]") {
  const auto parsed =
      parse("[12, +3, -4, '5', 1.5, 1e3, true, 'true', yes, 0x10, 12345热线, 99999999999999999999]", "f.yaml");
  const auto& items = parsed.document.root.items;
  CHECK(as_integer(items[0]) == 12);
  CHECK(as_integer(items[1]) == 3);
  CHECK(as_integer(items[2]) == -4);
  CHECK_FALSE(as_integer(items[3]));
  CHECK(as_number(items[4]) == 1.5);
  CHECK(as_number(items[5]) == 1000.0);
  CHECK(as_flag(items[6]) == true);
  CHECK_FALSE(as_flag(items[7]));
  CHECK_FALSE(as_flag(items[8]));
  CHECK_FALSE(as_integer(items[9]));
  CHECK_FALSE(as_number(items[10]));
  CHECK_FALSE(as_integer(items[11]));
}

TEST_CASE("the nearest name is found when it is near", "[yaml]") {
  CHECK(nearest("handeling", {"handling", "done"}) == "handling");
  CHECK_FALSE(nearest("xyz", {"handling", "done"}));
}
