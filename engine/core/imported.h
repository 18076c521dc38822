// How a case of a ledger can have come to its state: the shortest way through the chart, guards left aside, and the
// clocks on it. Pure.
#pragma once

#include <vector>

#include "engine/core/journal.h"

namespace bihuan::core {

struct ImportedWay {
  std::vector<ClockIndex> passed;   // started and stopped again before the state was reached
  std::vector<ClockIndex> running;  // running there, but not started by the state's own entry
};

// Refuses `state_unknown` (no such leaf state) and `state_unreachable`.
[[nodiscard]] Result<ImportedWay> way_to(const Definition& definition, const std::string& state);

// The instant from which a clock counts that starts while the case is being filed from a ledger: those that begin with
// the receipt, and those the ledger's dates speak of, from the receipt; others from the day of the answer, else now.
[[nodiscard]] Millis imported_start(const Journal& journal, const ClockKind& kind);

// Writes what the ledger says of the clocks behind the case; call after the machine has started.
[[nodiscard]] Result<void> tell_of_past(Journal& journal, const ImportedWay& way);

}  // namespace bihuan::core
