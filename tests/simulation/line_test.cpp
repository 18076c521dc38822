// The lines of contracts §4, byte by byte.
#include "engine/definition/load.h"
#include "engine/simulation/run.h"
#include "tests/support/catch.h"

namespace {

using namespace bihuan;

std::vector<std::string> lines_of(const std::string& source, const std::string& script_text) {
  const definition::Loaded loaded = definition::load(source, "line.yaml");
  REQUIRE(loaded.definition);
  const auto script = simulation::read_script(script_text);
  REQUIRE(script.has_value());
  auto run = simulation::make_run(loaded.definition, *script);
  REQUIRE(run.has_value());
  std::vector<std::string> lines{simulation::json_line(0, **run, (*run)->start(), script->zone, "en")};
  for (const simulation::Step& step : script->steps) {
    const simulation::Outcome outcome = (*run)->play(step);
    lines.push_back(simulation::json_line(static_cast<int>(lines.size()), **run, outcome, script->zone, "en"));
  }
  return lines;
}

}  // namespace

TEST_CASE("a line says what contracts have it say", "[simulation]") {
  const auto lines = lines_of(
      "kind: chart\nchart: c\ndata: {i: 1, d: 2.0, x: null, l: [1]}\n"
      "states:\n  b: {after: {2h: {to: a, do: [{set: {x: now}}]}}}\n"
      "  a: {on: {end: {to: f}}}\n  f: {type: final}\n",
      R"({"at":"2022-06-01T09:00","steps":[{"event":"no"},{"event":"no","lenient":true},{"advance":"48h"},
          {"event":"end"},{"event":"end","lenient":true},{"advance":"1d"}]})");
  REQUIRE(lines.size() == 7);
  const std::string begin = R"("fields":{"i":1,"d":2.0,"x":null,"l":[1]},"clocks":{},"effects":[],)";
  const std::string later =
      R"("fields":{"i":1,"d":2.0,"x":{"$type":"timestamp","value":"2022-06-01T03:00:00Z"},"l":[1]},)"
      R"("clocks":{},"effects":[],)";
  CHECK(lines[0] == R"({"step":0,"accepted":true,"at":"2022-06-01T09:00:00+08:00","states":["b"],)" + begin +
                        "\"refusal\":null}\n");
  CHECK(lines[1].starts_with(R"({"step":1,"accepted":false,"at":"2022-06-01T09:00:00+08:00","states":["b"],)" + begin +
                             R"("refusal":{"code":"no_transition","message":")"));
  CHECK(lines[2] == R"({"step":2,"accepted":true,"at":"2022-06-01T09:00:00+08:00","states":["b"],)" + begin +
                        "\"refusal\":null}\n");
  // `now` of the transition is the instant at which its timer was due, not the end of the advance.
  CHECK(lines[3] == R"({"step":3,"accepted":true,"at":"2022-06-03T09:00:00+08:00","states":["a"],)" + later +
                        "\"refusal\":null}\n");
  CHECK(lines[4] == R"({"step":4,"accepted":true,"at":"2022-06-03T09:00:00+08:00","states":["f"],)" + later +
                        "\"refusal\":null}\n");
  CHECK(lines[5].starts_with(R"({"step":5,"accepted":false,"at":"2022-06-03T09:00:00+08:00","states":["f"],)" + later +
                             R"("refusal":{"code":"closed",)"));
  CHECK(lines[6] == R"({"step":6,"accepted":true,"at":"2022-06-04T09:00:00+08:00","states":["f"],)" + later +
                        "\"refusal\":null}\n");
}

TEST_CASE("states are the leaves, sorted bytewise", "[simulation]") {
  const auto lines = lines_of(
      "kind: chart\nstates:\n  p:\n    type: parallel\n    states:\n      r: {states: {zed: {}}}\n      q: {states: "
      "{Zed: {}, y: {}}}\n"
      "      s: {states: {a10: {}}}\n      t: {states: {a9: {}}}\n",
      "[]");
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].find(R"("states":["Zed","a10","a9","zed"])") != std::string::npos);
}
