// The semantics of charts as text: tests/core/scxml/*.yaml. A case is a chart and steps; after each step stand the
// states and data that must hold, or the code of the refusal. Every case is played twice: straight through, and with
// the machine serialised and loaded again before every step.
#include <algorithm>
#include <filesystem>
#include <vector>

#include "engine/calendar/duration.h"
#include "engine/expression/json.h"
#include "engine/simulation/run.h"
#include "engine/yaml/parse.h"
#include "tests/core/charts.h"
#include "tests/support/catch.h"

namespace {

using namespace bihuan;

std::string text_of(const yaml::Node& node) {
  if (node.is_list()) {
    std::string out;
    for (const yaml::Node& item : node.items) out += (out.empty() ? "" : " ") + item.text;
    return out;
  }
  return node.text;
}

std::string states_of(const simulation::Run& run) {
  std::string out;
  for (const std::string& state : run.states()) out += (out.empty() ? "" : " ") + state;
  return out;
}

std::string data_of(const simulation::Run& run, const std::string& name) {
  for (const auto& [id, value] : run.fields()) {
    if (id == name) return expression::to_json_text(value);
  }
  return "no such datum";
}

// Values in test files are written as JSON: n: 3, log: '["a","b"]'.
void expect(const simulation::Run& run, const yaml::Node& step) {
  if (const yaml::Node* states = step.find("states")) CHECK(states_of(run) == text_of(*states));
  if (const yaml::Node* data = step.find("data")) {
    for (const yaml::Entry& entry : data->entries) {
      INFO(entry.key.text);
      const bool text = entry.value.quoted() && entry.value.text.find_first_of("[{\"") == std::string::npos;
      CHECK(data_of(run, entry.key.text) == (text ? expression::quote_json(entry.value.text) : entry.value.text));
    }
  }
}

simulation::Step step_of(const yaml::Node& node) {
  simulation::Step step;
  if (const yaml::Node* duration = node.find("advance")) {
    step.kind = simulation::Step::Kind::advance;
    step.advance = calendar::to_ms(*calendar::parse_duration(duration->text));
    return step;
  }
  const yaml::Node* event = node.find("event");
  REQUIRE(event != nullptr);
  step.event = event->text;
  if (const yaml::Node* with = node.find("with")) {
    for (const yaml::Entry& entry : with->entries) {
      step.data.emplace_back(entry.key.text, *expression::parse_json(entry.value.text));
    }
  }
  step.lenient = node.find("lenient") != nullptr;
  return step;
}

void play(const yaml::Node& node, bool restarts) {
  const auto definition = testing::chart_of(*node.find("chart"));
  const auto run = simulation::make_chart_run(definition, 0);
  const simulation::Outcome started = run->start();
  if (const yaml::Node* start = node.find("start")) {
    if (const yaml::Node* refused = start->find("refused")) {
      REQUIRE(started.refusal);
      CHECK(started.refusal->code == refused->text);
      return;
    }
    REQUIRE(started.accepted);
    expect(*run, *start);
  }
  const yaml::Node* steps = node.find("steps");
  if (steps == nullptr) return;
  for (const yaml::Node& each : steps->items) {
    if (restarts) REQUIRE(run->restart().accepted);
    const simulation::Step step = step_of(each);
    const simulation::Outcome outcome = run->play(step);
    INFO("line " << each.where().line);
    const yaml::Node* refused = each.find("refused");
    CHECK((outcome.refusal ? outcome.refusal->code : "accepted") == (refused == nullptr ? "accepted" : refused->text));
    expect(*run, each);
  }
}

}  // namespace

TEST_CASE("charts behave as SCXML has it", "[core][scxml]") {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator("tests/core/scxml")) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  REQUIRE(files.size() >= 6);
  for (const auto& path : files) {
    const auto text = yaml::read_file(path.string());
    REQUIRE(text.has_value());
    const yaml::Parsed parsed = yaml::parse(*text, path.string());
    std::string found;
    for (const Problem& problem : parsed.problems) found += to_text(problem, "en");
    INFO(found);
    REQUIRE(parsed.ok());
    for (const yaml::Entry& each : parsed.document.root.entries) {
      DYNAMIC_SECTION(path.stem().string() << ": " << each.key.text) {
        play(each.value, false);
        play(each.value, true);
      }
    }
  }
}
