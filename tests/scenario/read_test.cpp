#include "engine/scenario/scenario.h"
#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::scenario;

TEST_CASE("a file of several scenarios shares what is given and what comes before", "[scenario]") {
  const auto reading = read_scenarios(R"(
given: {at: 2022-06-01T09:00, by: clerk, fields: {channel: 来信, n: 3}}
before:
  - {event: accept, by: clerk, data: {route: 31-6, ok: true}}
scenarios:
  - name: first
    given: {fields: {n: 4, more: [1, "2"]}}
    steps:
      - {advance: 2d}
      - restart
      - {return: handle, unit: xikou, reason: not_ours, note: no}
      - expect: {states: [b, a], clocks: {c: running, d: {due: 2022-06-02, overdue: true}}, notified: {clerk: []}}
    expect: {closed: true, offers: {x: clerk, y: {by: [b, a], ask: [f, "g?"]}}}
  - name: second
    steps: []
)",
                                      "s.yaml");
  for (const auto& problem : reading.problems) FAIL(to_text(problem, "en"));
  REQUIRE(reading.scenarios.size() == 2);
  const Scenario& first = reading.scenarios[0];
  CHECK(first.name == "first");
  CHECK(first.by == "clerk");
  REQUIRE(first.fields.size() == 3);
  CHECK(first.fields[1].second == expression::Value::integer(4));
  REQUIRE(first.steps.size() == 6);
  CHECK(first.steps[0].kind == StepKind::event);
  CHECK(first.steps[0].data[0].second == expression::Value::string("31-6"));
  CHECK(first.steps[0].data[1].second == expression::Value::boolean(true));
  CHECK(first.steps[1].count == 2LL * 24 * 3600 * 1000);
  CHECK(first.steps[2].kind == StepKind::restart);
  CHECK(first.steps[3].kind == StepKind::give_back);
  CHECK(first.steps[3].reason == "not_ours");
  REQUIRE(first.steps[4].expect);
  CHECK(*first.steps[4].expect->states == std::vector<std::string>{"a", "b"});
  CHECK(first.steps[4].expect->clocks.at("c").state == "running");
  CHECK(first.steps[4].expect->clocks.at("d").overdue == true);
  CHECK(first.steps[4].expect->notified.at("clerk").empty());
  CHECK(first.steps[5].expect->offers->at("y").by == std::vector<std::string>{"a", "b"});
  CHECK(first.steps[5].expect->offers->at("x").by == std::vector<std::string>{"clerk"});
  CHECK(reading.scenarios[1].steps.size() == 1);
}

TEST_CASE("mistakes in a scenario are named with their place", "[scenario]") {
  const auto codes = [](const char* text) {
    std::vector<std::string> out;
    for (const auto& problem : read_scenarios(text, "s.yaml").problems) out.push_back(problem.code);
    return out;
  };
  CHECK(codes("name: x\nsteps: [{evnt: a}]\n") == std::vector<std::string>{"scenario_step_unknown"});
  CHECK(codes("name: x\nsteps: [{advance: soon}]\n") == std::vector<std::string>{"duration_invalid"});
  CHECK(codes("steps: []\n").size() == 1);
  CHECK(codes("name: x\nexpect: {colour: red}\n") == std::vector<std::string>{"unknown_key"});
  CHECK(codes("name: x\nsteps: [{event: a, bye: b}]\n") == std::vector<std::string>{"unknown_key"});
}

TEST_CASE("an instant that is none is told where it stands", "[scenario]") {
  const auto reading = read_scenarios("name: x\ngiven:\n  by: clerk\n  at: yesterday\nsteps: []\n", "s.yaml");
  REQUIRE(reading.problems.size() == 1);
  CHECK(reading.problems[0].code == "scenario_instant");
  CHECK(reading.problems[0].where == Location{"s.yaml", 4, 7});
}

TEST_CASE("names that the workflow does not have are told with their line and the nearest name", "[scenario]") {
  core::Definition definition;
  definition.roles.push_back({"clerk", "clerk", {}, {}});
  definition.clocks.emplace_back().id = "handling";
  definition.fields.emplace_back().id = "route";
  definition.tasks.emplace_back().id = "handle";
  definition.chart.states.emplace_back().id = "assigned";
  definition.chart.transitions.emplace_back().events = {"accept"};
  const auto codes = [&](const std::string& steps) {
    const auto reading = read_scenarios("name: x\nsteps:\n" + steps, "s.yaml");
    REQUIRE(reading.problems.empty());
    std::string out;
    for (const auto& problem : check_scenarios(definition, reading.scenarios)) {
      out += (out.empty() ? "" : " ") + problem.code + "@" + std::to_string(problem.where.line);
    }
    return out;
  };
  CHECK(codes("  - {event: accept, by: clerk@roads, data: {any: 1}}\n  - {sign: handle, unit: roads}\n").empty());
  CHECK(codes("  - restart\n  - {event: acept, by: clark}\n") == "unknown_role@4 scenario_event_unknown@4");
  CHECK(codes("  - {event: acept, by: clerk, refused: no_transition}\n").empty());
  CHECK(codes("  - {sign: handl, unit: roads}\n") == "unknown_task@3");
  CHECK(codes("  - expect: {state: asigned, clocks: {handling: runing, handing: idle}, fields: {rout: 1}}\n") ==
        "unknown_state@3 unknown_field@3 unknown_clock@3 scenario_phase_unknown@3");
  CHECK(codes("  - expect: {tasks: {roads: finished}, notified: {clerks: [], units: []}}\n") ==
        "scenario_phase_unknown@3 unknown_role@3");
}
