#include "engine/definition/load.h"
#include "tests/definition/problem_list.h"
#include "tests/support/catch.h"

using namespace bihuan;

namespace {

const std::string base = R"(kind: fragment
roles: {clerk: {title: 专员}, leader: {title: 领导}}
clocks:
  k: {title: 一, budget: 5d, warn: [1d]}
  unused: {budget: nonsense}
states:
  a: {title: 甲, start: k, stop: k, on: {go: {to: z, by: clerk}}}
  z: {type: final}
)";

definition::FragmentReader reader(std::map<std::string, std::string> files) {
  return [files](const std::string& wanted, const std::string&) -> Result<definition::SourceText> {
    const auto found = files.find(wanted);
    if (found == files.end()) return Error("fragment_unreadable", {{"name", wanted}});
    return definition::SourceText{found->first, found->second};
  };
}

definition::Loaded load(const std::string& text, const definition::FragmentReader& fragments) {
  definition::LoadOptions options;
  options.fragments = fragments;
  return definition::load(text, "t.yaml", options);
}

}  // namespace

TEST_CASE("what is nearer wins, key by key; null takes away; what nobody uses is not asked about", "[fragments]") {
  const auto loaded =
      load("workflow: t\nuse: base\nclocks: {k: {budget: 7d}}\nroles: {leader: }\nstates: {a: {title: 乙}}\n",
           reader({{"base", base}}));
  INFO(list(loaded.problems));
  REQUIRE(loaded.definition);
  CHECK(essential(loaded.problems).empty());
  CHECK(loaded.definition->clocks[0].budget.otherwise == core::Budget{7, 0});
  CHECK(loaded.definition->clocks[0].title == "一");
  CHECK(loaded.definition->roles.size() == 1);
  CHECK(loaded.definition->chart.at(1).title == "乙");
}

TEST_CASE("a mistake in a fragment is told in the fragment once it is used", "[fragments]") {
  const auto loaded =
      load("workflow: t\nuse: base\nstates: {a: {start: [k, unused], stop: [k, unused]}}\n", reader({{"base", base}}));
  const auto problems = essential(loaded.problems);
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].code == "duration_invalid");
  CHECK(problems[0].where == Location{"base", 5, 20});
}

TEST_CASE("the kept text loads again without the files and gives the same definition", "[fragments]") {
  const auto first = load("workflow: t\nuse: base", reader({{"base", base}}));
  REQUIRE(first.definition);
  const auto again = load(first.definition->source, reader({}));
  INFO(list(again.problems));
  REQUIRE(again.definition);
  CHECK(again.definition->hash == first.definition->hash);
  CHECK(again.definition->source == first.definition->source);
  CHECK(again.definition->chart.states.size() == first.definition->chart.states.size());
}

TEST_CASE("shipped definitions load again from their kept text", "[fragments]") {
  for (const auto& folder : definition::shipped_definitions()) {
    INFO(folder);
    const auto first = definition::load_shipped(folder);
    REQUIRE(first.definition);
    const auto again = load(first.definition->source, reader({}));
    INFO(list(again.problems));
    REQUIRE(again.definition);
    CHECK(again.definition->hash == first.definition->hash);
  }
}
