// MachineState: everything a statechart remembers between two steps. A value: copy it to keep it, move it to step
// cheaply. Serialised as JSON with state ids, so that it is readable and survives a restart (machine_json.cpp).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/error.h"
#include "engine/core/chart.h"
#include "engine/core/people.h"
#include "engine/core/state_set.h"
#include "engine/expression/value.h"

namespace bihuan::core {

// An event as the machine sees it: from outside, raised, or sent. `data` is a map; empty when nothing was given.
struct MachineEvent {
  std::string name;
  expression::Value data;
};
using ExternalEvent = MachineEvent;

// Something that falls due: a delayed `send`, or an armed `after` of an active state.
struct PendingTimer {
  enum class Kind { send, after };
  Kind kind = Kind::send;
  Millis due = 0;
  std::uint64_t order = 0;   // place in the file of what armed it: decides ties
  std::uint64_t number = 0;  // counts armings of this machine: the last tie-break, and part of the id
  std::string send_id;       // send: for cancel; may be empty
  MachineEvent event;        // send
  StateIndex state = 0;      // after
  std::int64_t delay_ms = 0;

  // Stable and unique within the machine: "send/x#7", "after/assigned/2h#8".
  [[nodiscard]] std::string id(const Chart& chart) const;
};

struct MachineState {
  StateSet configuration;                                // active states, the root left out
  std::vector<std::pair<StateIndex, StateSet>> history;  // by history state: what it remembers
  std::vector<expression::Value> data;                   // by DatumIndex
  std::vector<MachineEvent> internal_queue;              // empty between macrosteps
  std::vector<MachineEvent> external_queue;              // undelayed sends that wait for their macrostep
  std::vector<PendingTimer> timers;
  std::uint64_t armed = 0;  // timers armed so far
  bool started = false;
  bool closed = false;  // a top-level final state was reached; the configuration keeps it

  // Ids of the active atomic and final states, sorted bytewise.
  [[nodiscard]] std::vector<std::string> active_leaves(const Chart& chart) const;
  // The timer that falls due first (ties by file order, then by arming), or null.
  [[nodiscard]] const PendingTimer* next_timer() const;
};

[[nodiscard]] std::string to_json_text(const Chart& chart, const MachineState& machine);
// Fails with `machine_unreadable` {what} when the text is no JSON, or a state or datum is not of this chart.
[[nodiscard]] Result<MachineState> machine_from_json(const Chart& chart, std::string_view text);

// "2h", "1h30m", "250ms": the shortest sum of units, as the language writes durations.
[[nodiscard]] std::string duration_text(std::int64_t ms);

}  // namespace bihuan::core
