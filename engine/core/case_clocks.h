// The clocks of a case: started, stopped, suspended, resumed, extended, counted again; their checkpoints (warn points,
// the limit, the rungs of the ladder). Writes facts into a journal; the arithmetic is calendar/clock.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/core/journal.h"
#include "engine/core/machine.h"

namespace bihuan::core {

// The clock's id in the case: that of its kind, or "KIND@TASK" for the clock of one unit's task.
[[nodiscard]] std::string clock_id(const ClockKind& kind, std::optional<std::int64_t> task);

// Starts it anew unless it is running or suspended, its `when` does not hold or its `until` date is not set.
[[nodiscard]] Result<void> start_clock(Journal& journal, ClockIndex kind, std::optional<std::int64_t> task = {});
// The following do nothing where the clock is not in a phase for it.
void stop_clock(Journal& journal, const std::string& id);
void suspend_clock(Journal& journal, const std::string& id, const std::string& reason);
void resume_clock(Journal& journal, const std::string& id, const std::string& reason);
void extend_clock(Journal& journal, const std::string& id, const Budget& by, const std::string& reason,
                  const std::string& asked_by);
// After a calendar was announced: writes ClockRecomputed where the end moves.
void recompute_clock(Journal& journal, const std::string& id, const std::string& calendar_version);
void stop_all_clocks(Journal& journal);
void stop_task_clocks(Journal& journal, const TaskState& task);

// What a checkpoint of a clock does when its instant has come: the fact and the message; the event to raise, if any.
[[nodiscard]] std::optional<MachineEvent> reach_checkpoint(Journal& journal, const std::string& id);

// "15d", "3d", "4h": how far a checkpoint is from the limit, for the matter of its message.
[[nodiscard]] std::string distance_text(const Budget& budget);

}  // namespace bihuan::core
