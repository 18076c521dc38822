// Overlaps and gaps of guards, decided over choices, yes/no and comparisons.
#include "engine/definition/load.h"
#include "tests/definition/problem_list.h"
#include "tests/support/catch.h"

using namespace bihuan;

namespace {

// What is said of two candidates with these guards; "" when nothing is.
std::string verdict(const std::string& first, const std::string& second, const std::string& ask = "") {
  const auto loaded = definition::load(R"(workflow: t
roles: {clerk: {}}
fields:
  c: {type: choice, of: [x, y, z], required: true}
  severity: {type: integer, min: 1, max: 5, required: true}
  score: {type: number}
  flag: {type: yes/no}
  note: {type: text, required: true}
  high: {type: yes/no, value: severity >= 4}
states:
  a:
    open_ended: true
    on:
      go:
        - {to: b, by: clerk, when: ")" + first +
                                           "\"" + ask + R"(}
        - {to: z, by: clerk, when: ")" + second +
                                           "\"" + ask + R"(}
      use: {by: clerk, ask: [score, flag, note], when: "high != true || c == 'x'"}
  b: {open_ended: true, on: {go: {to: z, by: clerk}}}
  z: {type: final}
)",
                                       "t.yaml");
  std::string out;
  for (const auto& problem : essential(loaded.problems)) {
    if (!out.empty()) out += ' ';
    out += problem.code;
  }
  return out;
}

}  // namespace

TEST_CASE("numbers", "[guards]") {
  CHECK(verdict("severity >= 3", "severity >= 2") == "guards_gap guards_overlap");
  CHECK(verdict("severity >= 3", "severity < 3").empty());
  CHECK(verdict("severity > 3", "severity < 3") == "guards_gap");
  CHECK(verdict("severity >= 1", "severity > 5") == "guard_never_true");
  CHECK(verdict("score < 0.5", "score >= 0.5").empty());  // unset: the guards fail, and say so
  CHECK(verdict("score < 0.5", "score == null || score >= 0.5").empty());
  CHECK(verdict("severity == 1 || severity == 2", "!(severity == 1 || severity == 2)").empty());
  CHECK(verdict("severity in [1, 2]", "severity in [3, 4, 5]").empty());
  CHECK(verdict("severity in [1, 2]", "severity in [2, 3, 4, 5]") == "guards_overlap");
}

TEST_CASE("choices", "[guards]") {
  CHECK(verdict("c == 'x'", "c != 'x'").empty());
  CHECK(verdict("c == 'x'", "c == 'y'") == "guards_gap");
  CHECK(verdict("c == 'x' || c == 'y'", "c == 'z'").empty());
  CHECK(verdict("c in ['x', 'y']", "c in ['y', 'z']") == "guards_overlap");
}

TEST_CASE("yes/no, also when unset", "[guards]") {
  CHECK(verdict("flag == true", "flag != true").empty());
  CHECK(verdict("flag == true", "flag == false") == "guards_gap");
  CHECK(verdict("flag == true", "flag == false", ", ask: flag").empty());
  CHECK(verdict("flag == true && c == 'x'", "flag == true && c == 'y'") == "guards_gap");
}

TEST_CASE("computed fields are looked through", "[guards]") {
  CHECK(verdict("high == true", "severity < 4").empty());
  CHECK(verdict("high == true", "severity < 5") == "guards_overlap");
}

TEST_CASE("what cannot be decided is left alone", "[guards]") {
  CHECK(verdict("note.startsWith('a')", "note.startsWith('b')").empty());
  CHECK(verdict("actor.unit == 'u'", "now > case.filed_at").empty());
  CHECK(verdict("severity >= 3 && note.contains('x')", "severity < 3").empty());
}

TEST_CASE("the witness is told", "[guards]") {
  const auto loaded = definition::load_file("tests/definition/checks/guards_overlap/fault.yaml");
  REQUIRE(loaded.problems.size() == 1);
  CHECK(loaded.problems[0].message("en").find("severity = 3") != std::string::npos);
}
