// Stored texts that were written for another definition, or cut, are refused with what does not fit.
#include "engine/core/event_json.h"
#include "engine/core/machine.h"
#include "tests/core/charts.h"
#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::core;

namespace {

const char* const two_states = R"(
data: {count: 1}
states:
  a: {on: {next: {to: b}}}
  b: {}
)";

std::string refusal(const auto& read) {
  return read ? "" : read.error().code + " " + read.error().arguments.at(0).second;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("what is no machine of this chart is refused, and said", "[stored]") {
  const auto definition = testing::chart_of(two_states);
  MachineState machine;
  machine.started = true;
  machine.configuration.insert(*definition->chart.find("a"));
  machine.data.push_back(expression::Value::integer(7));
  const std::string text = to_json_text(definition->chart, machine);
  REQUIRE(
      text ==
      R"({"started":true,"closed":false,"armed":0,"configuration":["a"],"history":{},"data":{"count":7},"timers":[]})");
  CHECK(to_json_text(definition->chart, machine_from_json(definition->chart, text).value()) == text);
  const auto tried = [&](const std::string& from, const std::string& to) {
    return refusal(machine_from_json(definition->chart, replaced(text, from, to)));
  };
  CHECK(tried("[\"a\"]", "[\"z\"]") == "machine_unreadable z");
  CHECK(tried("[\"a\"]", "[1]") == "machine_unreadable text");
  CHECK(tried("\"count\"", "\"other\"") == "machine_unreadable count");
  CHECK(tried("{}", "{\"a\":[]}") == "machine_unreadable a");  // no history state
  CHECK(tried("true", "1") == "machine_unreadable bool");
  CHECK(tried("\"armed\":0", "\"armed\":-1") == "machine_unreadable number");
  CHECK(tried("}", "") == "machine_unreadable JSON");
  CHECK(refusal(machine_from_json(definition->chart, "[]")) == "machine_unreadable object");
}

TEST_CASE("what is no event or case of this definition is refused, and said", "[stored]") {
  const auto definition = testing::chart_of(two_states);
  const auto events = [&](const std::string& text) { return refusal(events_from_json(*definition, text)); };
  CHECK(events(R"([{"type":"Commented","text":"好"},{"type":"LimitPassed","clock":"c","next":{"at":5}}])").empty());
  CHECK(events("{}") == "event_unreadable list");
  CHECK(events("[1]") == "event_unreadable object");
  CHECK(events(R"([{"text":"好"}])") == "event_unreadable type");
  CHECK(events(R"([{"type":"Unknown"}])") == "event_unreadable Unknown");
  CHECK(events(R"([{"type":"Commented","text":1}])") == "event_unreadable text");
  CHECK(events(R"([{"type":"TaskSigned","task":1.5}])") == "event_unreadable number");
  CHECK(events(R"([{"type":"TaskOpened","task":{"phase":"gone"}}])") == "event_unreadable gone");
  const auto cases = [&](const std::string& text) { return refusal(case_from_json(*definition, text)); };
  CHECK(cases("{") == "case_unreadable JSON");
  CHECK(cases("{}") == "case_unreadable machine");
}

TEST_CASE("members are read in whatever order they stand, and what is unknown is passed over", "[stored]") {
  const auto definition = testing::chart_of(two_states);
  const auto events =
      events_from_json(*definition, R"([{"later":[1],"person":"x","type":"TaskSigned","new":{"a":1},"task":7}])")
          .value();
  const auto& signed_for = std::get<TaskSigned>(events.at(0));
  CHECK(signed_for.task == 7);
  CHECK(signed_for.person == "x");
}

TEST_CASE("a reference is replaced by what it stands for, and by nothing once that is erased", "[stored]") {
  const auto definition = testing::chart_of(two_states);
  const std::string text = R"([{"type":"FieldSet","field":"name","value":{"$sealed":"r1"}},)"
                           R"({"type":"SubCaseRequested","fields":{"$sealed":"r2"}}])";
  const auto read = [&](const Unseal& unseal) {
    std::string out;
    for (const auto& event : events_from_json(*definition, text, unseal).value())
      out += to_json_text(*definition, event);
    return out;
  };
  CHECK(read([](std::string_view member, std::string_view record) -> std::optional<std::string> {
          return member == "value" && record == "r1" ? R"("张三")" : R"([["a",{"$type":"uint","value":"1"}]])";
        }) == R"({"type":"FieldSet","field":"name","value":"张三"})"
              R"({"type":"SubCaseRequested","fields":[["a",{"$type":"uint","value":"1"}]]})");
  CHECK(read([](auto, auto) { return std::optional<std::string>{}; }) ==
        R"({"type":"FieldSet","field":"name"}{"type":"SubCaseRequested"})");
}
