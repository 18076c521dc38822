#include "engine/definition/diff.h"

#include <boost/json.hpp>

#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::definition;

namespace {

const std::string before = R"(workflow: t
roles: {r: {}}
clocks: {k: {budget: 5d, law: 一}}
states:
  a: {start: k, stop: k, on: {go: {to: b, by: r}}}
  b: {open_ended: true, on: {go: {to: c, by: r}}}
  c: {open_ended: true, on: {go: {to: z, by: r}}}
  z: {type: final}
)";

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  return text.replace(text.find(what), what.size(), with);
}

Difference diff(const std::string& after) {
  return compare({"old.yaml", before}, {"new.yaml", after}, shipped_fragments());
}

}  // namespace

TEST_CASE("the same text differs in nothing, however it is written", "[diff]") {
  CHECK(diff(before).changes.empty());
  CHECK(diff(replaced(before, "{budget: 5d, law: 一}", "{\n    budget: '5d', law: 一}")).changes.empty());
  CHECK(diff(before).every_state_maps());
}

TEST_CASE("changes are named by their place", "[diff]") {
  const auto difference = diff(replaced(replaced(before, "5d", "7d"), "to: c,", "to: z,"));
  const auto text = to_text(difference, "en");
  CHECK(text.find("~ clocks.k.budget: 5d → 7d\n") != std::string::npos);
  CHECK(text.find("~ states.b.on.go: {to: c, by: r} → {to: z, by: r}\n") != std::string::npos);
  CHECK(difference.changes.size() == 2);
}

TEST_CASE("a state that is gone maps nowhere; one that has grown descends", "[diff]") {
  const auto gone =
      diff(replaced(replaced(before, "to: c,", "to: z,"), "  c: {open_ended: true, on: {go: {to: z, by: r}}}\n", ""));
  CHECK_FALSE(gone.every_state_maps());
  CHECK(to_text(gone, "en").find("The state \"c\" is missing") != std::string::npos);
  const auto grown = diff(replaced(before, "  c: {open_ended: true,", "  c: {open_ended: true, states: {c1: {}},"));
  CHECK(grown.every_state_maps());
  CHECK(grown.mapping.at(2).kind == StateMapping::Kind::descends);
  CHECK(boost::json::serialize(to_json(grown, "en")).find(R"({"state":"c","maps":"descends"})") != std::string::npos);
}

TEST_CASE("mistakes in either file are told", "[diff]") {
  const auto difference = diff(replaced(before, "to: b", "to: x"));
  CHECK(has_errors(difference.problems));
  CHECK(difference.mapping.empty());
}
