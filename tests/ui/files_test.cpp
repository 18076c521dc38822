#include "web/ui/files.h"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "tests/support/catch.h"

using bihuan::web::parse_pack;

TEST_CASE("a pack gives its files back, sorted by path", "[ui]") {
  const std::string pack = "bihuan-pack 1\n3\n0 5 m.html\n5 0 empty.txt\n5 6 assets/a b.js\n\nphonescript";
  const auto files = parse_pack(pack);
  REQUIRE(files.size() == 3);
  CHECK(files[0].path == "assets/a b.js");
  CHECK(files[0].bytes == "script");
  CHECK(files[1].path == "empty.txt");
  CHECK(files[1].bytes.empty());
  CHECK(files[2].path == "m.html");
  CHECK(files[2].bytes == "phone");
}

TEST_CASE("bytes may hold anything, newlines and zeros too", "[ui]") {
  const std::string bytes("\n\0\n\n", 4);
  const auto pack = "bihuan-pack 1\n1\n0 4 x\n\n" + bytes;
  CHECK(parse_pack(pack).at(0).bytes == bytes);
}

TEST_CASE("a damaged pack is refused wherever it is cut", "[ui]") {
  const std::string pack = "bihuan-pack 1\n2\n0 3 a\n3 3 b\n\nabcdef";
  REQUIRE_NOTHROW(parse_pack(pack));
  for (std::size_t length = 0; length < pack.size(); ++length)
    CHECK_THROWS_AS(parse_pack(std::string_view(pack).substr(0, length)), std::logic_error);
  CHECK_THROWS_AS(parse_pack("bihuan-pack 1\n1\n0 3 a\n3 3 b\n\nabcdef"), std::logic_error);
}

TEST_CASE("the embedded files are sorted, and a built web app has both pages", "[ui]") {
  const auto files = bihuan::web::ui_files();
  CHECK(std::is_sorted(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; }));
  if (files.empty()) return;  // built without the web app
  const auto has = [&](std::string_view path) {
    return std::any_of(files.begin(), files.end(), [&](const auto& file) { return file.path == path; });
  };
  CHECK(has("index.html"));
  CHECK(has("m.html.br"));
}
