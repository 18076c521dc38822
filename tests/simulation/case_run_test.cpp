// Workflows in virtual time: the same lines, through decide and apply.
#include "engine/definition/load.h"
#include "engine/simulation/run.h"
#include "tests/support/catch.h"

namespace {

using namespace bihuan;
using simulation::Outcome;

const char* const workflow = R"(
workflow: loan
title: 借阅
number: "{year}-{seq}"
calendar: cn
file_by: [reader]
fields:
  days: {title: 天数, type: integer, required: true}
  note: {title: 说明, type: text}
roles:
  reader: {title: 读者}
  clerk: {title: 管理员}
clocks:
  lent: {title: 借期, budget: 60d, count: calendar, warn: [15d], warn_to: [reader], practice: 馆内规定}
messages:
  back: {title: 归还, text: "{number} 已归还", to: [reader]}
initial: asked
states:
  asked:
    title: 已申请
    open_ended: true
    on:
      lend: {title: 借出, to: lent, by: clerk, when: days / (days - 3) > 0, ask: [note]}
  lent:
    title: 借出
    start: [lent]
    stop: [lent]
    on:
      give_back: {title: 归还, to: done, by: reader, notify: back}
  done: {title: 已还, type: final}
)";

struct Playing {
  std::shared_ptr<const core::Definition> definition;
  std::unique_ptr<simulation::Run> run;
  simulation::Script script;

  explicit Playing(const std::string& script_text) {
    const definition::Loaded loaded = definition::load(workflow, "loan.yaml");
    std::string found;
    for (const Problem& problem : loaded.problems) found += to_text(problem, "en");
    INFO(found);
    REQUIRE(loaded.definition);
    definition = loaded.definition;
    auto read = simulation::read_script(script_text);
    REQUIRE(read.has_value());
    script = std::move(*read);
    auto made = simulation::make_run(definition, script);
    REQUIRE(made.has_value());
    run = std::move(*made);
  }
  Outcome fire(const std::string& event, const std::string& by, simulation::Fields data = {}, bool lenient = false) {
    simulation::Step step;
    step.event = event;
    step.by = by;
    step.data = std::move(data);
    step.lenient = lenient;
    return run->fire(step);
  }
};

std::string code(const Outcome& outcome) {
  return outcome.refusal ? outcome.refusal->code : "accepted";
}

constexpr const char* on_june_first = R"({"at":"2022-06-01T09:00","fields":{"days":5},"steps":[]})";

}  // namespace

TEST_CASE("refusals say why, and change nothing", "[simulation]") {
  Playing play(on_june_first);
  REQUIRE(play.run->start().accepted);
  const expression::Value note = expression::Value::string("x");
  CHECK(code(play.fire("lend", "reader", {{"note", note}})) == "not_your_role");
  CHECK(code(play.fire("lend", "", {{"note", note}})) != "accepted");
  CHECK(code(play.fire("lend", "clerk")) == "field_required");
  CHECK(code(play.fire("nothing", "clerk")) == "no_transition");
  CHECK(code(play.fire("nothing", "clerk", {}, true)) == "accepted");
  CHECK(play.run->states() == std::vector<std::string>{"asked"});
  CHECK(code(play.fire("lend", "clerk", {{"note", note}})) == "accepted");
  CHECK(play.run->states() == std::vector<std::string>{"lent"});
}

TEST_CASE("a guard that cannot be evaluated refuses the command", "[simulation]") {
  Playing play(R"({"fields":{"days":3},"steps":[]})");
  REQUIRE(play.run->start().accepted);
  CHECK(code(play.fire("lend", "clerk", {{"note", expression::Value::string("x")}})) == "guard_error");
  CHECK(play.run->states() == std::vector<std::string>{"asked"});
}

TEST_CASE("clocks are shown with their last day and warn at their hour", "[simulation]") {
  Playing play(on_june_first);
  REQUIRE(play.run->start().accepted);
  REQUIRE(play.fire("lend", "clerk", {{"note", expression::Value::string("x")}}).accepted);
  REQUIRE(play.run->clocks().size() == 1);
  CHECK(play.run->clocks()[0].state == "running");
  CHECK(play.run->clocks()[0].due == "2022-08-01");  // 07-31 is a Sunday
  // The warning comes on 2022-07-15 at 09:00, 44 days on.
  const Outcome before = play.run->advance(44LL * 86'400'000 - 1);
  CHECK(before.effects.empty());
  REQUIRE(play.run->restart().accepted);
  const Outcome at = play.run->advance(1);
  REQUIRE_FALSE(at.effects.empty());
  CHECK(at.effects[0].type == "warn");
  CHECK(play.run->advance(86'400'000).effects.empty());
}

TEST_CASE("the end closes the case", "[simulation]") {
  Playing play(on_june_first);
  REQUIRE(play.run->start().accepted);
  REQUIRE(play.fire("lend", "clerk", {{"note", expression::Value::string("x")}}).accepted);
  const Outcome back = play.fire("give_back", "reader");
  REQUIRE(back.accepted);
  CHECK(back.effects.back().type == "notify");
  CHECK(play.run->states() == std::vector<std::string>{"done"});
  CHECK(code(play.fire("give_back", "reader", {}, true)) == "closed");
  CHECK(play.run->clocks()[0].state == "stopped");
}

TEST_CASE("without fields the form is not asked for", "[simulation]") {
  Playing play("[]");
  CHECK(play.run->start().accepted);
  Playing given(R"({"fields":{"note":"x"},"steps":[]})");
  CHECK(code(given.run->start()) == "field_required");
}
