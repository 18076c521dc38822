// One case opens many and joins them. Pure.
#pragma once

#include <optional>

#include "engine/core/journal.h"
#include "engine/core/machine.h"

namespace bihuan::core {

// Asks for the sub-cases of a kind: one for each element of `each`, or one. The service opens them after the commit.
[[nodiscard]] Result<void> request_subcases(Journal& journal, std::size_t kind);

// When the join of the newest round holds: the event to raise.
[[nodiscard]] std::optional<MachineEvent> joined(const CaseState& state, const Definition& definition,
                                                 std::size_t kind);

}  // namespace bihuan::core
