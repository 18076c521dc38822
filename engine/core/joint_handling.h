// Tasks of the units that handle a case together, as facts: opened, cancelled, decided when joint.h says so.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/core/joint.h"
#include "engine/core/journal.h"
#include "engine/core/machine.h"

namespace bihuan::core {

[[nodiscard]] bool is_open(const TaskState& task);
[[nodiscard]] const TaskState* find_task(const CaseState& state, std::int64_t id);
[[nodiscard]] std::int64_t current_round(const CaseState& state, std::size_t kind);

// Opens a task for the lead and each co-handler; what is still open of the kind is cancelled first.
// task_without_unit when the expressions name nobody, unit_unknown when they name a unit that does not exist.
[[nodiscard]] Result<void> open_tasks(Journal& journal, std::size_t kind);
[[nodiscard]] Result<void> open_task(Journal& journal, std::size_t kind, std::int64_t round, const std::string& unit,
                                     TaskDuty duty);
void cancel_task(Journal& journal, std::int64_t id, const std::string& note);
void cancel_tasks(Journal& journal, std::size_t kind);

// When the round is decided now: writes it, cancels what is left of it, and answers the event to raise.
[[nodiscard]] std::optional<MachineEvent> decide_round(Journal& journal, std::size_t kind, std::int64_t round);

}  // namespace bihuan::core
