// The heart: what a command means, and what a fact does. Pure: no clock, no I/O, no randomness; share freely.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.h"
#include "engine/calendar/calendar.h"
#include "engine/core/command.h"
#include "engine/core/event.h"

namespace bihuan::core {

// All that a decision may know besides the definition, the case and the command.
struct Context {
  Millis now = 0;
  Actor actor;  // default: the system
  const calendar::WorkingCalendar* calendar = nullptr;
  const Organisation* organisation = nullptr;  // null: roles are taken as held (simulation)
  // The next number in a series ("petition/2022"); called only by commands that give a number. The store answers
  // inside its transaction, the simulator counts from 1.
  std::function<std::int64_t(std::string_view series)> next_in_series;
};

// Decides what a command means. A refusal names which guard, role or clock said no, and what to do.
// Codes: no_transition, not_your_role, guard_false, guard_error, field_required, field_invalid, not_editable, closed,
// version_conflict, task_not_open, not_your_unit, return_limit, reason_unknown, clock_not_running, extension_too_long,
// extension_spent, extension_pending, endless_step, ... (engine/base/texts/*/refusal.txt has all).
Result<std::vector<Event>> decide(const Definition&, const CaseState&, const Command&, const Context&);

// What of rights, phases and the command's own words speaks against it: decide() without what follows from its facts,
// hence cheap enough to ask for every button of a page. What a step would meet on its way shows only when it is taken.
Result<void> permits(const Definition&, const CaseState&, const CommandBody&, const Context&);

// Folds one fact into the case. Cannot fail: what it is given was decided.
CaseState apply(const Definition&, CaseState, const Event&);

// One thing this actor may or may not do now, for the page: an event with its form, or the reason why not.
struct Offer {
  std::string event;
  std::string title;
  std::vector<std::string> ask;       // field ids, in order
  std::vector<std::string> required;  // those that must be filled
  std::vector<std::string> targets;   // state ids
  std::optional<Error> refusal;       // set: why not
};
std::vector<Offer> offers(const Definition&, const CaseState&, const Context&);

}  // namespace bihuan::core
