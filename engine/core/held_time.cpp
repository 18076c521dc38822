#include "engine/core/held_time.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <map>
#include <optional>
#include <utility>
#include <variant>

#include "engine/calendar/clock.h"

namespace bihuan::core {
namespace {

struct Span {
  Millis from = 0, to = 0;
};

struct Holder {
  HeldTime told;
  std::vector<Span> spans;
};

struct OpenTask {
  std::string unit;
  TaskDuty duty = TaskDuty::lead;
  std::optional<Millis> since;  // none: its limit is suspended
};

// The task of "unit_handling@3".
std::optional<std::int64_t> task_of_clock(const std::string& clock) {
  const auto at = clock.rfind('@');
  if (at == std::string::npos) return std::nullopt;
  std::int64_t task = 0;
  const auto [end, wrong] = std::from_chars(clock.data() + at + 1, clock.data() + clock.size(), task);
  if (wrong != std::errc() || end != clock.data() + clock.size()) return std::nullopt;
  return task;
}

struct Holdings {
  std::vector<Holder> holders;
  std::map<std::int64_t, OpenTask> open;
  bool given_back = false;        // by the lead, since a task was last given out
  std::optional<Millis> waiting;  // since when nobody has it after that

  Holder& holder(const std::string& unit) {
    auto found = std::find_if(holders.begin(), holders.end(), [&](const auto& each) { return each.told.unit == unit; });
    if (found != holders.end()) return *found;
    holders.push_back({{.unit = unit}, {}});
    return holders.back();
  }

  void take(std::int64_t task, const std::string& unit, TaskDuty duty, Millis at) {
    if (waiting) holder("").spans.push_back({*waiting, at});
    waiting.reset();
    given_back = false;
    ++holder(unit).told.tasks;
    open[task] = {unit, duty, at};
  }

  void pause(OpenTask& task, Millis at) {
    if (task.since) holder(task.unit).spans.push_back({*task.since, at});
    task.since.reset();
  }

  void end(std::int64_t id, Millis at) {
    const auto task = open.find(id);
    if (task == open.end()) return;
    pause(task->second, at);
    open.erase(task);
    if (open.empty() && given_back) waiting = at;
  }

  void give_back(std::int64_t id, Millis at) {
    const auto task = open.find(id);
    if (task == open.end()) return;
    ++holder(task->second.unit).told.returns;
    given_back = given_back || task->second.duty == TaskDuty::lead;
    end(id, at);
  }

  void hand_on(std::int64_t id, const std::string& unit, Millis at) {
    const auto task = open.find(id);
    if (task == open.end() || task->second.unit == unit) return;
    pause(task->second, at);
    ++holder(unit).told.tasks;
    task->second.unit = unit;
    task->second.since = at;
  }

  // Whatever is still held at the end.
  void close(Millis at) {
    for (auto& [id, task] : open) {
      holder(task.unit).told.holding = true;
      pause(task, at);
    }
    if (waiting) {
      holder("").told.holding = true;
      holder("").spans.push_back({*waiting, at});
    }
  }
};

struct Recorder {
  Holdings& holdings;
  Millis at;

  void operator()(const TaskOpened& fact) const { holdings.take(fact.task.id, fact.task.unit, fact.task.duty, at); }
  void operator()(const TaskReturned& fact) const { holdings.give_back(fact.task, at); }
  void operator()(const TaskCompleted& fact) const { holdings.end(fact.task, at); }
  void operator()(const TaskCancelled& fact) const { holdings.end(fact.task, at); }
  void operator()(const TaskReassigned& fact) const { holdings.hand_on(fact.task, fact.unit, at); }
  void operator()(const ClockSuspended& fact) const {
    if (OpenTask* task = of(fact.clock)) holdings.pause(*task, at);
  }
  void operator()(const ClockResumed& fact) const {
    if (OpenTask* task = of(fact.clock); task != nullptr && !task->since) task->since = at;
  }
  void operator()(const CaseClosed&) const {
    if (holdings.waiting) holdings.holder("").spans.push_back({*holdings.waiting, at});
    holdings.waiting.reset();
    holdings.given_back = false;
  }
  template <class Other>
  void operator()(const Other&) const {}

  [[nodiscard]] OpenTask* of(const std::string& clock) const {
    const auto id = task_of_clock(clock);
    const auto found = id ? holdings.open.find(*id) : holdings.open.end();
    return found == holdings.open.end() ? nullptr : &found->second;
  }
};

// Spans of several tasks may lie over each other.
Millis office_time(std::vector<Span> spans, const calendar::WorkingCalendar& calendar) {
  std::sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) { return a.from < b.from; });
  Millis total = 0, counted_to = std::numeric_limits<Millis>::min();
  for (const Span& span : spans) {
    const Millis from = std::max(span.from, counted_to);
    if (span.to <= from) continue;
    calendar::Ledger ledger;
    ledger.counting = calendar::Counting::working;
    ledger.budget.ms = std::numeric_limits<Millis>::max();
    ledger.started = from;
    total += calendar::consumed(ledger, calendar, span.to).ms;
    counted_to = span.to;
  }
  return total;
}

}  // namespace

std::vector<HeldTime> held_times(const std::vector<Event>& history, const calendar::WorkingCalendar& calendar,
                                 Millis now) {
  Holdings holdings;
  for (const Event& event : history) std::visit(Recorder{holdings, event.at}, event.body);
  holdings.close(now);
  std::vector<HeldTime> out;
  for (Holder& holder : holdings.holders) {
    holder.told.office_ms = office_time(std::move(holder.spans), calendar);
    out.push_back(std::move(holder.told));
  }
  return out;
}

}  // namespace bihuan::core
