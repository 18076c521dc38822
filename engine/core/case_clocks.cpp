#include "engine/core/case_clocks.h"

#include <algorithm>
#include <tuple>

#include "engine/calendar/clock.h"
#include "engine/calendar/duration.h"
#include "engine/core/imported.h"
#include "engine/core/notices.h"
#include "engine/core/rights.h"

namespace bihuan::core {
namespace {

const calendar::WorkingCalendar& calendar_of(const Journal& journal) {
  return *journal.context().calendar;
}

std::int64_t limit_index(const ClockKind& kind) {
  return static_cast<std::int64_t>(kind.warn.size());
}

// All checkpoints in the order in which they come; at one instant warn points stand before the limit, and it before
// the rungs.
std::vector<Checkpoint> checkpoints(const ClockKind& kind, const calendar::Ledger& ledger,
                                    const calendar::WorkingCalendar& calendar) {
  const auto end = calendar::deadline(ledger, calendar);
  // A limit that is a date counts its days like the calendar does, and warns at the set hour.
  calendar::Ledger counted = ledger;
  calendar::Deadline last = end;
  if (kind.budget.until) {
    counted.counting = Counting::calendar;
    last.last_day = calendar.zone().to_local(end.at - 1).date;
  }
  std::vector<Checkpoint> points;
  for (const auto& warn : kind.warn) {
    points.push_back({calendar::warning(counted, calendar, last, warn, kind.warn_at_minute),
                      static_cast<std::int64_t>(points.size())});
  }
  points.push_back({end.at, static_cast<std::int64_t>(points.size())});
  for (const auto& rung : kind.ladder) {
    points.push_back(
        {calendar::after_limit(ledger, calendar, end, rung.after), static_cast<std::int64_t>(points.size())});
  }
  std::sort(points.begin(), points.end(),
            [](const Checkpoint& a, const Checkpoint& b) { return std::tie(a.at, a.index) < std::tie(b.at, b.index); });
  return points;
}

// The first one still to come: warn points that have passed are skipped, the limit and its rungs never are.
std::optional<Checkpoint> first_after(const ClockKind& kind, const calendar::Ledger& ledger,
                                      const calendar::WorkingCalendar& calendar, Millis now) {
  for (const Checkpoint& point : checkpoints(kind, ledger, calendar)) {
    if (point.at > now || point.index >= limit_index(kind)) return point;
  }
  return std::nullopt;
}

std::optional<Checkpoint> following(const ClockKind& kind, const calendar::Ledger& ledger,
                                    const calendar::WorkingCalendar& calendar, const Checkpoint& reached) {
  for (const Checkpoint& point : checkpoints(kind, ledger, calendar)) {
    if (std::tie(point.at, point.index) > std::tie(reached.at, reached.index)) return point;
  }
  return std::nullopt;
}

// Nothing: the clock does not start (its `until` date is not set).
Result<std::optional<Budget>> budget_of(const Journal& journal, const ClockKind& kind, Millis started) {
  const Scope scope(journal.definition(), journal.state(), journal.context());
  if (kind.budget.until) {
    const auto value = scope.evaluate(*kind.budget.until, kind.where);
    if (!value) return value.error();
    if (!value->is(expression::Kind::timestamp)) return std::optional<Budget>{};
    const auto& zone = calendar_of(journal).zone();
    const Millis end = zone.midnight_after(zone.to_local(millis_of(value->as_timestamp())).date);
    return std::optional<Budget>{{0, std::max<Millis>(0, end - started)}};
  }
  if (!kind.budget.choose) return std::optional<Budget>{kind.budget.otherwise};
  const auto chosen = scope.text(*kind.budget.choose, kind.where);
  if (!chosen) return chosen.error();
  for (const auto& [value, budget] : kind.budget.cases) {
    if (value == *chosen) return std::optional<Budget>{budget};
  }
  return std::optional<Budget>{kind.budget.otherwise};
}

// What begins with the filing counts from the receipt.
Millis start_of(const Journal& journal, const ClockKind& kind) {
  const CaseState& state = journal.state();
  const Millis now = journal.context().now;
  if (journal.past() != nullptr) return imported_start(journal, kind);
  if (kind.budget.until) return now;
  return kind.from_receipt && state.received_at != 0 ? std::min(state.received_at, now) : now;
}

// The limit that a ledger wrote stands, however it was counted.
void take_imported_limit(const Journal& journal, const ClockKind& kind, calendar::Ledger& ledger) {
  const ImportedPast* past = journal.past();
  if (past == nullptr || !past->due || *past->due <= ledger.started) return;
  if (std::find(past->clocks.begin(), past->clocks.end(), kind.id) == past->clocks.end()) return;
  ledger.counting = Counting::elapsed;
  ledger.budget = {0, *past->due - ledger.started};
}

const TaskState* task_of_clock(const CaseState& state, const std::string& id) {
  const auto at = id.find('@');
  if (at == std::string::npos) return nullptr;
  const std::string number = id.substr(at + 1);
  for (const auto& task : state.tasks) {
    if (std::to_string(task.id) == number) return &task;
  }
  return nullptr;
}

void notify_of_clock(Journal& journal, const ClockState& clock, const std::string& message, const std::string& distance,
                     std::vector<std::string> to) {
  const ClockKind& kind = journal.definition().clocks[clock.kind];
  Notice notice{message, kind.id + "/" + distance, std::move(to), clock.id, {}, {}};
  const TaskState* task = task_of_clock(journal.state(), clock.id);
  if (task != nullptr) {
    notice.task_unit = task->unit;
    notice.task_role = journal.definition().tasks[task->kind].role;
  } else if (notice.to.empty()) {
    notice.to = roles_at_work(journal.definition(), journal.state());
  }
  notify(journal, notice);
}

}  // namespace

std::string distance_text(const Budget& budget) {
  return calendar::to_string(budget);
}

std::string clock_id(const ClockKind& kind, std::optional<std::int64_t> task) {
  return task ? kind.id + "@" + std::to_string(*task) : kind.id;
}

Result<void> start_clock(Journal& journal, ClockIndex index, std::optional<std::int64_t> task) {
  const ClockKind& kind = journal.definition().clocks[index];
  const std::string id = clock_id(kind, task);
  if (const ClockState* known = find_clock(journal.state(), id);
      known != nullptr && (known->phase == ClockPhase::running || known->phase == ClockPhase::suspended)) {
    return {};
  }
  if (kind.when) {
    const auto starts = Scope(journal.definition(), journal.state(), journal.context()).holds(*kind.when, kind.where);
    if (!starts) return starts.error();
    if (!*starts) return {};
  }
  const Millis started = start_of(journal, kind);
  const auto budget = budget_of(journal, kind, started);
  if (!budget) return budget.error();
  if (!budget->has_value()) return {};
  calendar::Ledger ledger;
  ledger.counting = kind.budget.until ? Counting::elapsed : kind.count;
  ledger.first_day_counted = kind.first_day_counted;
  ledger.budget = **budget;
  ledger.started = started;
  take_imported_limit(journal, kind, ledger);
  const Millis due = calendar::deadline(ledger, calendar_of(journal)).at;
  const auto next = first_after(kind, ledger, calendar_of(journal), journal.context().now);
  journal.write(ClockStarted{id, index, task, ledger, due, next});
  return {};
}

void stop_clock(Journal& journal, const std::string& id) {
  const ClockState* clock = find_clock(journal.state(), id);
  if (clock == nullptr || (clock->phase != ClockPhase::running && clock->phase != ClockPhase::suspended)) return;
  const bool late = clock->phase == ClockPhase::running && journal.context().now >= clock->due;
  journal.write(ClockStopped{id, clock->overdue || late});
}

void suspend_clock(Journal& journal, const std::string& id, const std::string& reason) {
  const ClockState* clock = find_clock(journal.state(), id);
  if (clock != nullptr && clock->phase == ClockPhase::running) journal.write(ClockSuspended{id, reason});
}

void resume_clock(Journal& journal, const std::string& id, const std::string& reason) {
  const ClockState* clock = find_clock(journal.state(), id);
  if (clock == nullptr || clock->phase != ClockPhase::suspended) return;
  const ClockKind& kind = journal.definition().clocks[clock->kind];
  calendar::Ledger ledger = clock->ledger;
  ledger.suspensions.back().to = journal.context().now;
  journal.write(ClockResumed{id, reason, calendar::deadline(ledger, calendar_of(journal)).at,
                             first_after(kind, ledger, calendar_of(journal), journal.context().now)});
}

void extend_clock(Journal& journal, const std::string& id, const Budget& by, const std::string& reason,
                  const std::string& asked_by) {
  const ClockState* clock = find_clock(journal.state(), id);
  if (clock == nullptr) return;
  const ClockKind& kind = journal.definition().clocks[clock->kind];
  calendar::Ledger ledger = clock->ledger;
  ledger.extensions.push_back({by, journal.context().now, reason, asked_by, journal.context().actor.person});
  std::optional<Checkpoint> next;
  if (clock->phase == ClockPhase::running) {
    next = first_after(kind, ledger, calendar_of(journal), journal.context().now);
  }
  journal.write(ClockExtended{id, by, reason, asked_by, calendar::deadline(ledger, calendar_of(journal)).at, next});
}

void recompute_clock(Journal& journal, const std::string& id, const std::string& calendar_version) {
  const ClockState* clock = find_clock(journal.state(), id);
  if (clock == nullptr || (clock->phase != ClockPhase::running && clock->phase != ClockPhase::suspended)) return;
  const ClockKind& kind = journal.definition().clocks[clock->kind];
  const Millis due = calendar::deadline(clock->ledger, calendar_of(journal)).at;
  std::optional<Checkpoint> next;
  if (clock->phase == ClockPhase::running && clock->next) {
    // A limit that has passed stays passed; only what is still to come moves.
    next = clock->next->index > limit_index(kind)
               ? clock->next
               : first_after(kind, clock->ledger, calendar_of(journal), journal.context().now);
  }
  if (due == clock->due && next == clock->next) return;
  journal.write(ClockRecomputed{id, calendar_version, clock->due, due, next});
}

void stop_all_clocks(Journal& journal) {
  std::vector<std::string> ids;
  for (const auto& clock : journal.state().clocks) ids.push_back(clock.id);
  for (const auto& id : ids) stop_clock(journal, id);
}

void stop_task_clocks(Journal& journal, const TaskState& task) {
  const TaskKind& kind = journal.definition().tasks[task.kind];
  const std::int64_t id = task.id;
  for (const auto& clock : {kind.clock, kind.sign_clock}) {
    if (clock) stop_clock(journal, clock_id(journal.definition().clocks[*clock], id));
  }
}

std::optional<MachineEvent> reach_checkpoint(Journal& journal, const std::string& id) {
  const ClockState clock = *find_clock(journal.state(), id);
  const ClockKind& kind = journal.definition().clocks[clock.kind];
  const Checkpoint reached = *clock.next;
  // What a ledger's case had behind it when it came in is recorded, but nobody's news.
  const bool old_news = journal.state().imported && reached.at < journal.state().filed_at;
  const auto next = following(kind, clock.ledger, calendar_of(journal), reached);
  const std::int64_t limit = limit_index(kind);
  const auto raise = [&](const std::string& name) -> std::optional<MachineEvent> {
    if (name.empty()) return std::nullopt;
    return MachineEvent{name, expression::Value::record({{"clock", expression::Value::string(kind.id)}})};
  };
  if (reached.index < limit) {
    journal.write(WarnPointReached{id, reached.index, next});
    if (!old_news)
      notify_of_clock(journal, clock, kind.warn_message.empty() ? "warn_point" : kind.warn_message,
                      distance_text(kind.warn[static_cast<std::size_t>(reached.index)]), kind.warn_to);
    return std::nullopt;
  }
  if (reached.index == limit) {
    journal.write(LimitPassed{id, next});
    const bool told_by_ladder =
        std::any_of(kind.ladder.begin(), kind.ladder.end(), [](const Rung& rung) { return rung.after == Budget{}; });
    if (!told_by_ladder && kind.due_event.empty() && !old_news)
      notify_of_clock(journal, clock, "limit_passed", "due", kind.warn_to);
    return raise(kind.due_event);
  }
  const Rung& rung = kind.ladder[static_cast<std::size_t>(reached.index - limit - 1)];
  journal.write(RungReached{id, reached.index - limit - 1, rung.level, next});
  if (old_news) return raise(rung.event);
  notify_of_clock(journal, clock, rung.message.empty() ? "rung_" + rung.level : rung.message,
                  "+" + distance_text(rung.after), rung.to);
  // A rung of 督办 is one: counted, and heard like one given by hand.
  if (rung.level != "supervise") return raise(rung.event);
  journal.write(Supervised{});
  return raise(rung.event.empty() ? "supervised" : rung.event);
}

}  // namespace bihuan::core
