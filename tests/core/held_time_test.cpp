#include "engine/core/held_time.h"

#include "tests/calendar/at.h"
#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::core;

namespace {

constexpr Millis hour = 3'600'000;

// A history told step by step.
struct Told {
  std::vector<Event> events;

  void at(const std::string& when, EventBody body) {
    Event event;
    event.seq = static_cast<std::int64_t>(events.size()) + 1;
    event.at = calendar::test::at(when);
    event.body = std::move(body);
    events.push_back(std::move(event));
  }
  void open(const std::string& when, std::int64_t id, const std::string& unit, TaskDuty duty = TaskDuty::lead) {
    TaskState task;
    task.id = id;
    task.unit = unit;
    task.duty = duty;
    at(when, TaskOpened{task});
  }
  [[nodiscard]] std::vector<HeldTime> until(const std::string& when) const {
    return held_times(events, calendar::test::cn(), calendar::test::at(when));
  }
};

// "jinping 3.5h 1 task 0 returns" and the like, a line a holder.
std::string lines(const std::vector<HeldTime>& held) {
  std::string out;
  for (const auto& each : held) {
    out += (each.unit.empty() ? "-" : each.unit) + " " + std::to_string(each.office_ms / (hour / 10)) + " tenths, " +
           std::to_string(each.tasks) + " tasks, " + std::to_string(each.returns) + " returns" +
           (each.holding ? ", holds" : "") + "\n";
  }
  return out;
}

}  // namespace

TEST_CASE("time is charged to whoever holds a task, in office hours", "[held]") {
  Told told;
  CHECK(told.until("2022-06-01T09:00").empty());
  told.open("2022-06-01T09:00", 1, "jinping");
  told.at("2022-06-01T10:00", TaskSigned{1, "a"});
  // 11:00–12:00 and 13:30–14:30: the noon break is nobody's.
  CHECK(lines(told.until("2022-06-01T14:30")) == "jinping 40 tenths, 1 tasks, 0 returns, holds\n");
  told.at("2022-06-02T09:00", TaskCompleted{1, false, {}});
  const std::string done = "jinping 70 tenths, 1 tasks, 0 returns\n";
  CHECK(lines(told.until("2022-06-02T09:00")) == done);
  CHECK(lines(told.until("2022-07-02T09:00")) == done);
}

TEST_CASE("a night, a weekend and a holiday are charged to nobody", "[held]") {
  Told told;
  told.open("2022-06-02T16:00", 1, "jinping");  // 06-03 to 06-05 are off
  CHECK(lines(told.until("2022-06-06T09:30")) == "jinping 20 tenths, 1 tasks, 0 returns, holds\n");
}

TEST_CASE("a return charges the holder until then, and the wait to nobody", "[held]") {
  Told told;
  told.open("2022-06-01T09:00", 1, "jinping");
  told.at("2022-06-01T11:00", TaskReturned{1, "not_ours", {}});
  CHECK(lines(told.until("2022-06-01T14:30")) ==
        "jinping 20 tenths, 1 tasks, 1 returns\n- 20 tenths, 0 tasks, 0 returns, holds\n");
  told.open("2022-06-01T14:00", 2, "xikou");
  told.at("2022-06-01T15:00", TaskReturned{2, "not_ours", {}});
  told.open("2022-06-01T15:30", 3, "jinping");
  told.at("2022-06-01T16:00", TaskCompleted{3, false, {}});
  CHECK(
      lines(told.until("2022-06-10T16:00")) ==
      "jinping 25 tenths, 2 tasks, 1 returns\n- 20 tenths, 0 tasks, 0 returns\nxikou 10 tenths, 1 tasks, 1 returns\n");
  // What ends a case ends the wait.
  told.open("2022-06-13T09:00", 4, "jinping");
  told.at("2022-06-13T10:00", TaskReturned{4, "not_ours", {}});
  told.at("2022-06-13T11:00", CaseClosed{"withdrawn", {}});
  CHECK(
      lines(told.until("2022-06-20T16:00")) ==
      "jinping 35 tenths, 3 tasks, 2 returns\n- 30 tenths, 0 tasks, 0 returns\nxikou 10 tenths, 1 tasks, 1 returns\n");
}

TEST_CASE("units that handle together are charged each for itself; a co-handler's return leaves no gap", "[held]") {
  Told told;
  told.open("2022-06-01T09:00", 1, "jinping");
  told.open("2022-06-01T09:00", 2, "water", TaskDuty::co);
  told.open("2022-06-01T10:00", 3, "xikou", TaskDuty::co);
  told.at("2022-06-01T11:00", TaskReturned{2, "not_ours", {}});
  told.at("2022-06-01T11:30", TaskCancelled{3, {}});
  told.at("2022-06-01T14:00", TaskCompleted{1, false, {}});
  CHECK(lines(told.until("2022-06-01T17:00")) ==
        "jinping 35 tenths, 1 tasks, 0 returns\nwater 20 tenths, 1 tasks, 1 returns\nxikou 15 tenths, 1 tasks, 0 "
        "returns\n");
}

TEST_CASE("two tasks at the same time are one time", "[held]") {
  Told told;
  told.open("2022-06-01T09:00", 1, "jinping");
  told.open("2022-06-01T10:00", 2, "jinping", TaskDuty::co);
  told.at("2022-06-01T11:00", TaskCompleted{1, false, {}});
  told.at("2022-06-01T11:30", TaskCompleted{2, false, {}});
  CHECK(lines(told.until("2022-06-01T17:00")) == "jinping 25 tenths, 2 tasks, 0 returns\n");
}

TEST_CASE("a task that is handed on is charged to each in turn; within a unit nothing changes", "[held]") {
  Told told;
  told.open("2022-06-01T09:00", 1, "jinping");
  told.at("2022-06-01T09:30", TaskReassigned{1, "jinping", "b", {}});
  told.at("2022-06-01T10:00", TaskReassigned{1, "xikou", {}, {}});
  told.at("2022-06-01T11:30", TaskCompleted{1, false, {}});
  CHECK(lines(told.until("2022-06-01T17:00")) ==
        "jinping 10 tenths, 1 tasks, 0 returns\nxikou 15 tenths, 1 tasks, 0 returns\n");
}

TEST_CASE("while the limit of the unit's task is suspended no time is charged", "[held]") {
  Told told;
  told.open("2022-06-01T09:00", 1, "jinping");
  told.at("2022-06-01T09:30", ClockSuspended{"handling", "?"});  // the case's limit, not the unit's
  told.at("2022-06-01T10:00", ClockSuspended{"unit_handling@1", "?"});
  CHECK(lines(told.until("2022-06-01T11:00")) == "jinping 10 tenths, 1 tasks, 0 returns, holds\n");
  told.at("2022-06-01T14:00", ClockResumed{"unit_handling@1", {}, 0, {}});
  told.at("2022-06-01T14:30", TaskCompleted{1, false, {}});
  CHECK(lines(told.until("2022-06-01T17:00")) == "jinping 15 tenths, 1 tasks, 0 returns\n");
}
