#include "engine/base/json_text.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "tests/support/catch.h"

using namespace bihuan;

TEST_CASE("a document is written member by member", "[json_text]") {
  JsonText out;
  out.object([&] {
    out.member("text", "闭环");
    out.member("none", nullptr);
    out.member("yes", true);
    out.member("least", std::numeric_limits<std::int64_t>::min());
    out.member("most", std::numeric_limits<std::uint64_t>::max());
    out.member("half", 0.5);
    out.member("no number", std::numeric_limits<double>::infinity());
    out.member("known", std::optional<std::string>("x"));
    out.member("unknown", std::optional<std::string>());
    out.members(R"("ready":[1],"next")", 2);
    out.member("list", [&] { out.values(std::vector<int>{1, 2}); });
    out.member("empty", [&] { out.array([] {}); });
    out.member("raw", [&] { out.raw("{}"); });
  });
  CHECK(out.text() ==
        R"({"text":"闭环","none":null,"yes":true,"least":-9223372036854775808,"most":18446744073709551615,"half":0.5,)"
        R"("no number":null,"known":"x","unknown":null,"ready":[1],"next":2,"list":[1,2],"empty":[],"raw":{}})");
}

TEST_CASE("every text is read back as it was", "[json_text]") {
  std::minstd_rand random(20'261'127);
  const std::string pieces[] = {"\"", "\\", "\n", std::string(1, '\0'), "\x1f", "\x7f", "a", "督", "𠀀", "/", "  "};
  for (int round = 0; round < 5'000; ++round) {
    std::string text;
    // Mostly letters, so that what must be escaped stands at each place of eight and of sixteen bytes, the last ones
    // too.
    for (auto length = random() % 40; length > 0; --length) text += pieces[random() % 8 == 0 ? random() % 11 : 6];
    JsonText out;
    out.object([&] { out.member(text, text); });
    const auto read = boost::json::parse(out.text());
    INFO(boost::json::serialize(read));
    REQUIRE(read.as_object().size() == 1);
    CHECK(std::string(read.as_object().begin()->key()) == text);
    CHECK(std::string(read.as_object().begin()->value().as_string()) == text);
  }
}
