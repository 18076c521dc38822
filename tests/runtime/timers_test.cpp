#include "engine/runtime/timers.h"

#include "engine/calendar/date.h"
#include "engine/core/event_json.h"
#include "tests/support/catch.h"
#include "tests/support/office.h"

using namespace bihuan;

namespace {

std::int64_t fired(test::Office& office, std::int64_t id, const std::string& type) {
  std::int64_t count = 0;
  for (const auto& event : office.service->history(id, 0, 10'000).value()) {
    count += core::type_of(event.body) == type ? 1 : 0;
  }
  return count;
}

}  // namespace

TEST_CASE("a timer fires once, whoever asks how often, also over a restart", "[timers]") {
  test::Office office;
  const auto id = office.file_report("grid_member-shangtian")->case_id;
  runtime::Timers timers(*office.service);
  CHECK(timers.work_off() == 0);
  office.clock.advance(5 * test::hour + test::hour / 2);  // over lunch: four working hours are at 14:30
  CHECK(timers.work_off() >= 1);
  const auto reminded = fired(office, id, "WarnPointReached") + fired(office, id, "LimitPassed");
  CHECK(reminded >= 1);
  CHECK(timers.work_off() == 0);
  office.close();
  office.open();
  runtime::Timers again(*office.service);
  CHECK(again.work_off() == 0);
  CHECK(fired(office, id, "WarnPointReached") + fired(office, id, "LimitPassed") == reminded);
  CHECK(office.verified() == "");
}

TEST_CASE("a clock set back neither loses nor repeats a timer, nor turns the history round", "[timers]") {
  test::Office office;
  const auto id = office.file_report("grid_member-shangtian")->case_id;
  runtime::Timers timers(*office.service);
  office.clock.advance(2 * test::day);
  timers.work_off();
  const auto before = office.service->history(id, 0, 10'000)->size();
  office.clock.advance(-4 * test::day);
  CHECK(timers.work_off() == 0);
  REQUIRE(office.service->execute(office.request("clerk", id, core::Comment{"x"})).has_value());
  const auto history = office.service->history(id, 0, 10'000).value();
  CHECK(history.size() == before + 1);
  for (std::size_t i = 1; i < history.size(); ++i) CHECK(history[i].at >= history[i - 1].at);
  office.clock.advance(4 * test::day);
  timers.work_off();
  CHECK(office.verified() == "");
}

TEST_CASE("a herd is worked off in bounded batches while people act", "[timers][threads]") {
  test::Office office;
  std::vector<runtime::Request> filings;
  for (int i = 0; i < 300; ++i) {
    core::FileCase filing;
    filing.workflow = "grid-report";
    filing.fields = test::report_fields();
    filings.push_back(office.request("grid_member-shangtian", 0, filing));
  }
  for (const auto& reply : office.service->execute_all(std::move(filings))) REQUIRE(reply.has_value());
  office.clock.advance(6 * test::hour);
  runtime::Timers timers(*office.service, {.batch = 64});
  const auto recorded = timers.work_off();
  CHECK(recorded >= 300);
  CHECK(office.store->read()->cases().timers_due(office.clock.now(), {INT64_MIN, 0, ""}, 10).empty());
  CHECK(timers.refused().empty());
  CHECK(office.verified() == "");
}

TEST_CASE("a newly announced day off moves open limits, with an event each, and the first date stays",
          "[timers][calendar]") {
  test::Office office;
  const auto id = office.file_report("grid_member-shangtian")->case_id;
  const auto before = office.stored(id).state.clocks.at(0);
  auto data = office.definitions->calendar("cn")->data();
  data.special[*calendar::parse_date("2022-06-06")] = {calendar::SpecialKind::off, "announced late"};
  data.version = "announced";
  office.other_calendar = std::make_shared<const calendar::WorkingCalendar>(std::move(data));
  CHECK(office.service->recompute_clocks("announced").moved == 1);
  CHECK(office.service->recompute_clocks("announced again").moved == 0);
  static_cast<void>(office.writer->run([](runtime::WriteSession&) -> Result<bool> { return true; },
                                       runtime::Writer::Lane::background));
  const auto after = office.stored(id).state.clocks.at(0);
  CHECK(after.due > before.due);
  CHECK(after.first_due == before.first_due);
  CHECK(fired(office, id, "ClockRecomputed") == 1);
  CHECK(office.stored(id).row.due == std::optional<core::Millis>(after.due));
  CHECK(office.verified() == "");
}

TEST_CASE("resuming a limit never makes it fire at once", "[timers]") {
  test::Office office;
  const auto id = office.file_report("grid_member-shangtian")->case_id;
  const auto act = [&](core::CommandBody body) {
    const auto reply = office.service->execute(office.request("command", id, std::move(body)));
    INFO((reply ? std::string() : reply.error().code));
    REQUIRE(reply.has_value());
  };
  runtime::Timers timers(*office.service);
  office.clock.advance(test::hour);
  act(core::SuspendClock{"intake", "等待材料"});
  office.clock.advance(30 * test::day);
  CHECK(timers.work_off() == 0);
  act(core::ResumeClock{"intake", "材料已到"});
  CHECK(timers.work_off() == 0);
  const auto clock = office.stored(id).state.clocks.at(0);
  CHECK(clock.due > office.clock.now());
  CHECK(office.verified() == "");
}

TEST_CASE("a timer that its case refuses keeps no other timer of the case back", "[timers]") {
  // The guard of the first timer fails until `size` is filled.
  test::Office office({.workflows = {}, .texts = {R"(
workflow: stuck
title: 卡住的定时
number: "S{seq}"
calendar: cn
file_by: [clerk]
roles: {clerk: {title: 专员}}
fields: {size: {title: 规模, type: integer}}
clocks: {limit: {title: 期限, budget: 4h, count: elapsed}}
initial: waiting
states:
  waiting:
    title: 等待
    start: [limit]
    after: {1h: {to: measured, when: size > 3}}
    on: {stop: {to: done, by: clerk, stop: [limit]}}
  measured: {title: 已测量, on: {stop: {to: done, by: clerk, stop: [limit]}}}
  done: {title: 完成, type: final}
)"}});
  core::FileCase filing;
  filing.workflow = "stuck";
  const auto filed = office.service->execute(office.request("clerk", 0, filing));
  INFO((filed ? std::string() : filed.error().code + " " + filed.error().message("en")));
  REQUIRE(filed.has_value());
  const auto id = filed->case_id;
  runtime::Timers timers(*office.service);
  office.clock.advance(test::day);
  timers.work_off();
  REQUIRE(timers.refused().size() == 1);
  timers.work_off();
  CHECK(fired(office, id, "LimitPassed") == 1);
  CHECK(fired(office, id, "TransitionTaken") == 1);
  CHECK(office.verified() == "");

  const auto corrected = office.service->execute(
      office.request("clerk", id, core::CorrectField{"size", expression::Value::integer(5), "补测"}));
  INFO((corrected ? std::string() : corrected.error().code));
  REQUIRE(corrected.has_value());
  office.clock.advance(test::day);
  timers.work_off();
  CHECK(fired(office, id, "TransitionTaken") == 2);
  CHECK(fired(office, id, "LimitPassed") == 1);
  CHECK(timers.refused().empty());
  CHECK(office.verified() == "");
}
