#include "engine/ledger/profile.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::ledger;

TEST_CASE("every shipped profile reads without a problem", "[profile]") {
  const auto ids = shipped_profiles();
  REQUIRE(ids.size() >= 5);
  for (const auto& id : ids) {
    INFO(id);
    const auto profile = shipped_profile(id);
    REQUIRE(profile.has_value());
    CHECK(profile->id == id);
    for (const auto& part : profile->identity) CHECK(profile->column(part) != nullptr);
    for (const auto& [target, table] : profile->values) CHECK(profile->column(target) != nullptr);
  }
  CHECK(shipped_profile("nothing").error().code == "ledger_profile_unknown");
}

TEST_CASE("a profile is kept as JSON and comes back the same", "[profile]") {
  auto profile = shipped_profile("petition");
  REQUIRE(profile.has_value());
  profile->datum = Datum::gcj02;
  const std::string text = boost::json::serialize(to_json(*profile));
  const auto again = profile_from_json(boost::json::parse(text));
  REQUIRE(again.has_value());
  CHECK(boost::json::serialize(to_json(*again)) == text);
  CHECK(again->meaning("types", " 噪音 ") == "噪声");
  CHECK_FALSE(again->meaning("types", "光污染"));
  for (const char* broken : {"[]", "{}", R"({"id":"x"})", R"({"id":"x","columns":[{"to":"a"}]})",
                             R"({"id":"x","columns":[],"datum":"mars"})"}) {
    INFO(broken);
    CHECK(profile_from_json(boost::json::parse(broken)).error().code == "ledger_profile_invalid");
  }
}

TEST_CASE("mistakes in a profile file are named with their place", "[profile]") {
  const auto reading = read_profile("kind: ledger\nledger: x\ncolumns:\n  - {to: a}\ndatum: mars\n", "x.yaml");
  REQUIRE(reading.problems.size() == 3);  // title, headings, datum
  for (const auto& problem : reading.problems) CHECK(problem.where.file == "x.yaml");
}
