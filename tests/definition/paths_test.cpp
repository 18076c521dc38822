// What the exploration proves: paths, history, parallel regions, loops.
#include "engine/definition/load.h"
#include "tests/definition/problem_list.h"
#include "tests/support/catch.h"

using namespace bihuan;

namespace {

std::string said(const std::string& text) {
  std::string out;
  for (const auto& problem : essential(definition::load(text, "t.yaml").problems)) {
    if (!out.empty()) out += "; ";
    out += problem.code;
    for (std::size_t i = 0; i < problem.path.size(); ++i) out += (i == 0 ? ": " : " → ") + problem.path[i];
  }
  return out;
}

std::string chart(const std::string& states) {
  return said("kind: chart\nchart: t\ndata: {i: 0}\nstates:\n" + states);
}

std::string workflow(const std::string& states) {
  return said("workflow: t\nroles: {r: {}}\nclocks: {k: {budget: 5d}, m: {budget: 5d}}\nstates:\n" + states);
}

}  // namespace

TEST_CASE("endless eventless loops are proved, also through guards and initial states", "[paths]") {
  CHECK(chart("  a: {always: {to: b}}\n  b: {initial: c, states: {c: {}, d: {}}, on: {e: {to: d}}, always: {to: a}}\n")
            .starts_with("endless_loop: a → b → a"));
  CHECK(chart("  a: {always: {to: b, when: i == 0}}\n  b: {always: {to: a, when: i < 1}}\n") ==
        "endless_loop: a → b → a");
  CHECK(chart("  a: {always: {to: b, when: i == 0}}\n  b: {always: {to: a, when: i > 0}}\n").empty());
  CHECK(chart("  a: {always: {to: b, when: i < 5}}\n  b: {always: {to: a, do: [{set: {i: i + 1}}]}}\n").empty());
  CHECK(chart("  a: {always: {do: [{raise: e}]}}\n") == "endless_loop: a → a");
  CHECK(chart("  a: {always: {when: i < 3, do: [{set: {i: i + 1}}]}}\n").empty());
  CHECK(chart("  a: {always: [{to: b, when: i > 0}, {to: a, when: i > 1}]}\n  b: {}\n") ==
        "guards_gap; guards_overlap");
}

TEST_CASE("history and regions are followed", "[paths]") {
  CHECK(chart("  a: {states: {x: {}, y: {}, h: {type: history, default: {to: x}}}, on: {go: {to: y}, out: {to: b}}}\n  "
              "b: {on: {back: {to: h}, end: {to: f}}}\n  f: {type: final}\n")
            .empty());
  CHECK(chart("  p: {type: parallel, on: {done.state.p: {to: f}}, states: {q: {states: {q1: {on: {e: {to: qf}}}, qf: "
              "{type: final}}}, r: {states: {r1: {on: {e: {to: rf}}}, rf: {type: final}}}}}\n  f: {type: final}\n")
            .empty());
  CHECK(chart("  p: {type: parallel, on: {done.state.p: {to: f}}, states: {q: {states: {q1: {on: {e: {to: qf}}}, qf: "
              "{type: final}}}, r: {states: {r1: {}, rf: {type: final}}}}}\n  f: {type: final}\n")
            .starts_with("dead_end"));
}

TEST_CASE("a clock that runs on into a final state is proved by its way", "[paths]") {
  CHECK(workflow("  a: {start: k, on: {go: {to: b, by: r}, end: {to: z, by: r, stop: k}}}\n  b: {start: m, stop: m, "
                 "on: {end: {to: z, by: r}}}\n  z: {type: final}\n") == "clock_runs_in_final: a → b → z");
  CHECK(workflow("  a: {start: [k, m], stop: [k, m], on: {end: {to: z, by: r}}}\n  z: {type: final}\n").empty());
}

TEST_CASE("waiting without a limit is proved by its way", "[paths]") {
  CHECK(workflow("  a: {start: [k, m], stop: [k, m], on: {go: {to: b, by: r}}}\n  b: {on: {end: {to: z, by: r}}}\n  z: "
                 "{type: final}\n") == "waiting_without_clock: a → b");
  CHECK(workflow("  a: {start: [k, m], on: {go: {to: b, by: r}}}\n  b: {on: {end: {to: z, by: r, stop: [k, m]}}}\n  z: "
                 "{type: final}\n")
            .empty());
}

TEST_CASE("a chart with very many configurations is said to be undecided, quickly", "[paths]") {
  std::string states = "  p:\n    type: parallel\n    states:\n";
  for (int i = 0; i < 16; ++i) {
    const auto n = std::to_string(i);
    states += "      r" + n + ": {states: {a" + n + ": {on: {e" + n + ": {to: b" + n + "}}}, b" + n + ": {}}}\n";
  }
  CHECK(chart(states) == "paths_undecided");
}
