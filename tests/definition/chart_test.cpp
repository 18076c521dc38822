// The bare chart of the contract: what the loader makes of each of its words.
#include "engine/definition/load.h"
#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::core;

namespace {

definition::Loaded load_chart(const std::string& body) {
  return definition::load("kind: chart\nchart: t\n" + body, "t.yaml");
}

// "code@line:column severity" of each problem.
std::string problems_of(const std::string& body) {
  std::string out;
  for (const auto& p : load_chart(body).problems) {
    if (!out.empty()) out += ' ';
    out += p.code + "@" + std::to_string(p.where.line) + ":" + std::to_string(p.where.column) +
           (p.severity == Severity::warning ? "w" : "");
  }
  return out;
}

const std::string example = R"yaml(data: {i: 0, seen: [], n: null, s: "'x'", d: 1.5}
initial: a
states:
  a:
    initial: {to: a1, do: [{set: {i: "i + 1"}}]}
    entry: [{raise: e1}, {send: e2, after: 2h, id: x, data: {n: "i"}}, {cancel: x}]
    exit:
      - {if: "i > 1", then: [{set: {i: "0"}}], elseif: [{when: "i > 0", then: []}], else: []}
      - {for: v, index: k, in: "seen", do: [{set: {i: "i + v + k"}}]}
    on:
      t: {to: f, when: "i > 0 && event.data.n == 3", do: [{set: {i: "i + 1"}}]}
      u: [{to: [p2, q2], when: "in_state('a1')"}, {do: [{raise: w}]}]
      "e f.*": {to: a2, internal: true}
      "*": {to: h}
    always: [{to: f, when: "i == 5"}]
    after: {1h30m: {to: f}}
    states:
      a1: {}
      a2: {}
      h: {type: history, deep: true, default: {to: a1}}
  p:
    type: parallel
    on: {x: {to: f}}
    states: {p0: {states: {p1: {}, p2: {}}}, q0: {states: {q1: {}, q2: {}}}}
  f: {type: final, done: {n: "i"}}
)yaml";

}  // namespace

TEST_CASE("the contract's example loads as it is written", "[chart]") {
  const auto loaded = load_chart(example);
  std::string said;
  for (const auto& problem : loaded.problems) said += to_text(problem, "en");
  INFO(said);
  REQUIRE(loaded.definition);
  const Chart& chart = loaded.definition->chart;
  CHECK(chart.bare);
  CHECK(loaded.definition->id == "t");
  const State& a = chart.at(*chart.find("a"));
  CHECK(a.type == StateType::compound);
  CHECK(a.initial.targets == std::vector<StateIndex>{*chart.find("a1")});
  CHECK(a.initial.actions.size() == 1);
  REQUIRE(a.entry.size() == 3);
  CHECK(std::get<RaiseAction>(a.entry[0].body).event == "e1");
  const auto& send = std::get<SendAction>(a.entry[1].body);
  CHECK(send.delay_ms == 7'200'000);
  CHECK(send.id == "x");
  CHECK(send.data.size() == 1);
  CHECK(std::get<CancelAction>(a.entry[2].body).id == "x");
  CHECK(std::get<IfAction>(a.exit[0].body).branches.size() == 2);
  CHECK(std::get<ForAction>(a.exit[1].body).index.has_value());
  REQUIRE(a.transitions.size() == 5);
  const auto& e = chart.transitions[a.transitions[3]];
  CHECK(e.events == std::vector<std::string>{"e", "f"});
  CHECK(e.internal);
  CHECK(chart.transitions[a.transitions[1]].targets.size() == 2);
  CHECK(chart.transitions[a.transitions[2]].targets.empty());
  CHECK(chart.transitions[a.transitions[4]].has_history_target);
  CHECK(a.always.size() == 1);
  CHECK(chart.transitions[a.after.at(0)].after_ms == 5'400'000);
  CHECK(chart.at(*chart.find("h")).type == StateType::deep_history);
  CHECK(chart.at(*chart.find("p")).children.size() == 2);
  CHECK(chart.at(*chart.find("f")).done.size() == 1);
}

TEST_CASE("data are CEL literals; the first value gives the type", "[chart]") {
  const auto loaded = load_chart(
      "data: {i: 0, l: [1, x], n: null, s: \"'x'\", t: plain, d: 1.5, b: true, m: {k: 1}, u: 1u, e: ''}\nstates: {a: "
      "{}}\n");
  REQUIRE(loaded.definition);
  const auto& data = loaded.definition->chart.data;
  using Kind = expression::Type::Kind;
  const std::vector<Kind> kinds{Kind::integer,  Kind::list,    Kind::dyn, Kind::string,   Kind::string,
                                Kind::floating, Kind::boolean, Kind::map, Kind::uinteger, Kind::string};
  REQUIRE(data.size() == kinds.size());
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    INFO(data[i].id);
    CHECK(data[i].type.kind() == kinds[i]);
  }
  CHECK(data[3].initial.as_string() == "x");
  CHECK(data[4].initial.as_string() == "plain");
}

TEST_CASE("by default a state begins in its first child, the chart in its first state", "[chart]") {
  const auto loaded =
      load_chart("states: {b: {states: {h: {type: history, default: {to: c}}, c: {}, d: {}}, on: {e: {to: d}}}}\n");
  REQUIRE(loaded.definition);
  const Chart& chart = loaded.definition->chart;
  CHECK(chart.states[0].initial.targets == std::vector<StateIndex>{*chart.find("b")});
  CHECK(chart.at(*chart.find("b")).initial.targets == std::vector<StateIndex>{*chart.find("c")});
}

TEST_CASE("all mistakes of a chart are told at once, each where it stands", "[chart]") {
  CHECK(problems_of("states:\n  a:\n    on:\n      e: {too: b, when: 'i >'}\n      f: {to: nowhere}\n    entry: "
                    "[{rise: x}, {set: {j: '1'}}]\n    after: {2 h: {to: a}}\n") ==
        "unknown_key@6:11 expression_unexpected_end@6:29 unknown_state@7:15 action_unknown@8:14 not_declared@8:31 "
        "duration_wording@9:13");
  CHECK(problems_of("states:\n  a: {on: {done.state.b: {to: a}}, always: {when: \"in_state('c')\"}}\n") ==
        "unknown_state@4:23 unknown_state@4:61");
}

TEST_CASE("in a bare chart mistakes of types only warn, and the chart runs", "[chart]") {
  const auto loaded =
      load_chart("data: {i: 0}\nstates: {a: {on: {e: {to: a, when: \"i + 1\"}, f: {do: [{set: {i: \"'x'\"}}]}}}}\n");
  CHECK(loaded.definition);
  CHECK(loaded.problems.size() == 2);
  CHECK_FALSE(has_errors(loaded.problems));
  CHECK(problems_of("data: {i: 0}\nstates: {a: {on: {e: {to: a, when: \"i + 'x' > 0\"}}}}\n") ==
        "expression_no_overload@4:39w");
}

TEST_CASE("a column counts code points", "[chart]") {
  CHECK(problems_of("states: {甲: {on: {网格: {to: 乙}}}}\n") == "unknown_state@3:28");
  CHECK(problems_of("states: {甲: {on: {e: {to: 甲, when: \"'网格' == 乙\"}}}}\n").starts_with("text_without_quotes"));
}

TEST_CASE("mistakes inside block scalars are found on their line", "[chart]") {
  CHECK(problems_of("data: {i: 0}\nstates:\n  a:\n    on:\n      e:\n        to: a\n        when: >-\n          i > "
                    "0 &&\n          jj > 1\n") == "text_without_quotes@11:11");
}
