// One step of a statechart: SCXML's macrostep as a pure function. Nothing here reads a clock, does I/O or keeps state.
// An endless loop or, in a workflow, a failing guard is an Error, and the state the caller kept is still good.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/error.h"
#include "engine/core/chart.h"
#include "engine/core/machine.h"

namespace bihuan::core {

// What the machine asks of the case it runs in. A bare chart has none.
class StepHost {
 public:
  virtual ~StepHost() = default;
  // Slots of the vocabulary that the machine does not know: actor, case, clock.
  [[nodiscard]] virtual Result<expression::Value> value(expression::Slot slot) const = 0;
  [[nodiscard]] virtual Result<expression::Value> workdays(std::int64_t n) const = 0;
  // May the transition be taken for this event? Asked before its guard.
  [[nodiscard]] virtual bool may_take(const Transition& transition, bool from_outside) const = 0;
  // A case action at its place in the order. Events added to `raised` go to the internal queue. Expressions of the
  // action and of what it names are evaluated with `bindings`.
  [[nodiscard]] virtual Result<void> perform(const CaseAction& action, const expression::Bindings& bindings,
                                             std::vector<MachineEvent>& raised) = 0;
  // A datum was set (or a field's default applied).
  virtual void data_set(DatumIndex datum, const expression::Value& value) = 0;
  // A state is being left, after its exit actions.
  virtual void state_left(StateIndex state) = 0;
};

struct StepContext {
  Millis now = 0;
  StepHost* host = nullptr;
  const Entry* begin = nullptr;           // start() enters these states in place of the chart's initial ones
  std::uint32_t max_microsteps = 10'000;  // of one macrostep, and macrosteps of one settle()
};

// An expression that failed in a bare chart: error.execution was raised for it.
struct StepProblem {
  Location where;
  Error error;
};

struct MacrostepResult {
  MachineState machine;
  std::vector<TransitionIndex> taken;  // in the order taken, over all microsteps
  bool matched = false;                // the event itself enabled at least one transition
  std::vector<StepProblem> problems;
};

// Enters the initial configuration and runs the internal queue empty. `given` are data that do not begin with their
// default (the fields a case is filed with).
[[nodiscard]] Result<MacrostepResult> start(const Chart& chart,
                                            std::span<const std::pair<DatumIndex, expression::Value>> given,
                                            const StepContext& context);

// Handles one event from outside and runs the internal queue empty. A closed machine takes nothing.
[[nodiscard]] Result<MacrostepResult> macrostep(const Chart& chart, MachineState machine, const ExternalEvent& event,
                                                const StepContext& context);

// Fires one of machine.timers (by PendingTimer::number) as its own macrostep; an unknown one changes nothing.
[[nodiscard]] Result<MacrostepResult> fire_timer(const Chart& chart, MachineState machine, std::uint64_t number,
                                                 const StepContext& context);

// Macrosteps until the external queue of undelayed sends is empty too; adds to `result`.
[[nodiscard]] Result<MacrostepResult> settle(const Chart& chart, MacrostepResult result, const StepContext& context);

// Does the descriptor (without a trailing ".*") take the event's name? "e" takes "e" and "e.x", "*" takes all.
[[nodiscard]] bool descriptor_takes(std::string_view descriptor, std::string_view event_name);

// True when the configuration is one SCXML allows: exactly one child of each active compound state, all of each
// parallel one, every parent of an active state active, at least one leaf.
[[nodiscard]] bool is_legal(const Chart& chart, const StateSet& configuration);

}  // namespace bihuan::core
