// Timers of one instant fire in the order of the file, whichever of them a row names first.
#include "engine/calendar/read.h"
#include "engine/core/decide.h"
#include "engine/definition/load.h"
#include "tests/support/catch.h"

namespace {

using namespace bihuan;

// The names sort against the file: what a store that orders by id would get wrong.
const char* const watch_workflow = R"(
workflow: watch
title: 值守
number: "{year}-{seq}"
calendar: cn
file_by: [clerk]
fields:
  trace: {title: 次序, type: text}
roles:
  clerk: {title: 专员}
initial: both
states:
  both:
    title: 值守中
    type: parallel
    states:
      z: {title: 先, states: {z1: {title: 等, after: {2h: {to: z2, set: {trace: "trace + 'z'"}}}}, z2: {title: 毕, open_ended: true}}}
      a: {title: 后, states: {a1: {title: 等, after: {2h: {to: a2, set: {trace: "trace + 'a'"}}}}, a2: {title: 毕, open_ended: true}}}
    on:
      end: {title: 结束, to: done, by: clerk}
  done: {title: 已结束, type: final}
)";

struct Case {
  std::shared_ptr<const core::Definition> definition;
  std::shared_ptr<const calendar::WorkingCalendar> calendar = calendar::shipped_calendar("cn").value();
  core::CaseState state;
  core::Millis now = 1'654'477'200'000;

  void run(core::CommandBody body) {
    core::Command command;
    command.request_id = "r";
    command.body = std::move(body);
    core::Context context;
    context.now = now;
    context.calendar = calendar.get();
    context.next_in_series = [](std::string_view) { return 1; };
    const auto events = core::decide(*definition, state, command, context);
    REQUIRE(events.has_value());
    for (const auto& event : *events) state = core::apply(*definition, std::move(state), event);
  }
  std::string trace() const { return state.machine.data.at(0).as_string(); }
};

}  // namespace

TEST_CASE("timers of one instant fire in the order of the file, whichever is named", "[timers]") {
  const auto loaded = definition::load(watch_workflow, "watch.yaml");
  std::string found;
  for (const Problem& problem : loaded.problems) found += to_text(problem, "en");
  INFO(found);
  REQUIRE(loaded.definition);
  Case one{loaded.definition};
  one.run(core::FileCase{"watch", {}, {}, {}, {}, {}, {}});
  auto timers = core::timers_of(*one.definition, one.state);
  REQUIRE(timers.size() == 2);
  CHECK(timers[0].id.starts_with("after/z1/"));
  one.now = timers[0].due;
  const std::string later = timers[1].id;
  one.run(core::TimerDue{later});
  CHECK(one.trace() == "z");
  one.run(core::TimerDue{timers[0].id});  // gone: writes nothing
  CHECK(one.trace() == "z");
  one.run(core::TimerDue{later});
  CHECK(one.trace() == "za");
}
