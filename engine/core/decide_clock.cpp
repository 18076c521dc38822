// Clocks by hand, and what falls due.
#include <algorithm>

#include "engine/calendar/clock.h"
#include "engine/core/case_clocks.h"
#include "engine/core/case_step.h"
#include "engine/core/deciders.h"
#include "engine/core/joint_handling.h"
#include "engine/core/notices.h"
#include "engine/core/rights.h"

namespace bihuan::core {
namespace {

Result<ClockState> known_clock(const Journal& journal, const std::string& id) {
  const ClockState* clock = find_clock(journal.state(), id);
  if (clock == nullptr) return Error("clock_unknown", {{"clock", id}});
  return *clock;
}

const ClockKind& kind_of(const Journal& journal, const ClockState& clock) {
  return journal.definition().clocks[clock.kind];
}

Result<void> may_manage_clock(const Journal& journal, const ClockKind& kind) {
  const Definition& definition = journal.definition();
  const Scope scope(definition, journal.state(), journal.context());
  const auto& roles = definition.supervise_by;
  const Actor& actor = journal.context().actor;
  if (actor.is_system() || holds_any(definition, scope, actor, roles)) return {};
  return Error("not_your_role", {{"event", kind.title}, {"roles", role_titles(definition, roles)}});
}

Error in_phase(const char* code, const ClockKind& kind) {
  return Error(code, {{"clock", kind.title}});
}

// Both in the clock's own kind, so that days and hours compare.
bool longer(const calendar::Ledger& ledger, const calendar::WorkingCalendar& calendar, const Budget& a,
            const Budget& b) {
  calendar::Ledger left = ledger, right = ledger;
  left.extensions.clear(), right.extensions.clear();
  left.budget = a, right.budget = b;
  const Budget x = calendar::granted(left, calendar), y = calendar::granted(right, calendar);
  return x.days * calendar::day_ms + x.ms > y.days * calendar::day_ms + y.ms;
}

Result<void> may_extend(const Journal& journal, const ClockState& clock, const ExtendClock& command) {
  const ClockKind& kind = kind_of(journal, clock);
  if (!kind.extend) return in_phase("extension_not_known", kind);
  if (clock.phase != ClockPhase::running && clock.phase != ClockPhase::suspended) {
    return in_phase("clock_not_running", kind);
  }
  if (clock.extension_request) return in_phase("extension_pending", kind);
  if (static_cast<int>(clock.ledger.extensions.size()) >= kind.extend->times) {
    return Error("extension_spent", {{"clock", kind.title}, {"times", std::to_string(kind.extend->times)}});
  }
  if (command.by.days <= 0 && command.by.ms <= 0) return in_phase("extension_empty", kind);
  if (longer(clock.ledger, *journal.context().calendar, command.by, kind.extend->max)) {
    return Error("extension_too_long", {{"clock", kind.title}, {"max", distance_text(kind.extend->max)}});
  }
  if (command.reason.empty()) return Error("reason_needed", {{"event", kind.title}});
  if (clock.overdue || journal.context().now >= clock.due) return in_phase("extension_too_late", kind);
  if (!journal.context().actor.is_system() && !takes_part(journal.definition(), journal.state(), journal.context())) {
    return in_phase("extension_not_yours", kind);
  }
  return {};
}

// Told to the machine: a notice may go out with it.
Result<void> raise_extended(Journal& journal, const ClockKind& kind) {
  return step(journal, {"extended." + kind.id, expression::Value::record({})}, Source::system);
}

// The clock of "clock/ID/INDEX".
std::optional<std::string> clock_timer(const std::string& timer) {
  const auto last = timer.rfind('/');
  if (!timer.starts_with("clock/") || last <= 5) return std::nullopt;
  return timer.substr(6, last - 6);
}

}  // namespace

Result<void> check_command(const Journal& journal, const SuspendClock& command) {
  const auto clock = known_clock(journal, command.clock);
  if (!clock) return clock.error();
  const ClockKind& kind = kind_of(journal, *clock);
  if (clock->phase != ClockPhase::running) return in_phase("clock_not_running", kind);
  if (auto allowed = may_manage_clock(journal, kind); !allowed) return allowed;
  if (command.reason.empty()) return Error("reason_needed", {{"event", kind.title}});
  if (journal.context().now >= clock->due) return in_phase("clock_overdue", kind);
  return {};
}

Result<void> decide_command(Journal& journal, const SuspendClock& command) {
  suspend_clock(journal, command.clock, command.reason);
  return {};
}

Result<void> check_command(const Journal& journal, const ResumeClock& command) {
  const auto clock = known_clock(journal, command.clock);
  if (!clock) return clock.error();
  const ClockKind& kind = kind_of(journal, *clock);
  if (clock->phase != ClockPhase::suspended) return in_phase("clock_not_suspended", kind);
  return may_manage_clock(journal, kind);
}

Result<void> decide_command(Journal& journal, const ResumeClock& command) {
  resume_clock(journal, command.clock, command.reason);
  return {};
}

Result<void> check_command(const Journal& journal, const ExtendClock& command) {
  const auto clock = known_clock(journal, command.clock);
  if (!clock) return clock.error();
  return may_extend(journal, *clock, command);
}

Result<void> decide_command(Journal& journal, const ExtendClock& command) {
  const ClockKind& kind = kind_of(journal, *find_clock(journal.state(), command.clock));
  if (kind.extend->approve.empty()) {
    extend_clock(journal, command.clock, command.by, command.reason, journal.context().actor.person);
    return raise_extended(journal, kind);
  }
  journal.write(ExtensionRequested{command.clock, command.by, command.reason});
  notify(journal, {"extension_asked", "extension/" + kind.id, {kind.extend->approve}, command.clock, {}, {}});
  return {};
}

Result<void> check_command(const Journal& journal, const DecideExtension& command) {
  const auto clock = known_clock(journal, command.clock);
  if (!clock) return clock.error();
  const ClockKind& kind = kind_of(journal, *clock);
  if (!clock->extension_request) return in_phase("extension_not_asked", kind);
  const Definition& definition = journal.definition();
  const Scope scope(definition, journal.state(), journal.context());
  if (!holds_role(definition, scope, journal.context().actor, kind.extend->approve)) {
    return Error("not_your_role", {{"event", kind.title}, {"roles", role_titles(definition, {kind.extend->approve})}});
  }
  if (!command.approve && command.note.empty()) return Error("reason_needed", {{"event", kind.title}});
  return {};
}

Result<void> decide_command(Journal& journal, const DecideExtension& command) {
  const ClockState& clock = *find_clock(journal.state(), command.clock);
  const ClockKind& kind = kind_of(journal, clock);
  const ClockState::Request asked = *clock.extension_request;
  if (command.approve) {
    extend_clock(journal, command.clock, asked.by, asked.reason, asked.asked_by);
  } else {
    journal.write(ExtensionRefused{command.clock, command.note});
  }
  if (!asked.asked_by.empty()) {
    const std::string message = command.approve ? "extension_granted" : "extension_refused";
    notify(journal, {message, "extension/" + kind.id, {}, command.clock, {}, {}, {asked.asked_by}});
  }
  return command.approve ? raise_extended(journal, kind) : Result<void>{};
}

Result<void> decide_command(Journal& journal, const RecomputeClocks& command) {
  std::vector<std::string> ids;
  for (const auto& clock : journal.state().clocks) ids.push_back(clock.id);
  for (const auto& id : ids) recompute_clock(journal, id, command.calendar_version);
  return {};
}

// A timer that is gone or not due yet (a stale hint) writes nothing. Among those of the same instant the first in the
// file fires, whichever was named: rows come in another order than the author's (contracts.md section 4).
Result<void> decide_command(Journal& journal, const TimerDue& command) {
  const auto timers = timers_of(journal.definition(), journal.state());
  const auto named = std::ranges::find(timers, command.timer, &Timer::id);
  if (named == timers.end() || named->due > journal.context().now) return {};
  const std::string& id = std::ranges::find(timers, named->due, &Timer::due)->id;
  if (const auto timer = clock_timer(id)) {
    const auto event = reach_checkpoint(journal, *timer);
    // Time alone may have changed a computed field (a label that says "late").
    return event ? step(journal, *event, Source::system) : recompute_fields(journal);
  }
  for (const PendingTimer& pending : journal.state().machine.timers) {
    if (pending.id(journal.definition().chart) == id) return step_timer(journal, pending.number);
  }
  return {};
}

}  // namespace bihuan::core
