// A step of the machine inside a case: who may take which transition, what case actions do, and what follows a step
// (computed fields, approvals dropped with their state, the end of the case).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/core/journal.h"
#include "engine/core/machine.h"

namespace bihuan::core {

enum class Source { person, system };

// Fields a case is filed with: they do not begin with their default.
using GivenData = std::vector<std::pair<DatumIndex, expression::Value>>;

// Enters the initial states of a new case; with `begin` those states in their place.
[[nodiscard]] Result<void> start_machine(Journal& journal, const GivenData& given, const Entry* begin = nullptr);

// Lets the machine handle one event. From a person, an event that nothing takes is refused with the reason; from the
// system it is passed over.
[[nodiscard]] Result<void> step(Journal& journal, const MachineEvent& event, Source source);

// A delayed send or an `after` came due.
[[nodiscard]] Result<void> step_timer(Journal& journal, std::uint64_t number);

// Evaluates `value:` fields again, in the order of the file.
[[nodiscard]] Result<void> recompute_fields(Journal& journal);

// Why nothing takes this event now for this actor: no_transition, not_your_role, guard_false.
[[nodiscard]] Error explain_refusal(const Definition& definition, const CaseState& state, const Context& context,
                                    std::string_view event);

}  // namespace bihuan::core
