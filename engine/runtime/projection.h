// From the state of a case to the rows that lists, timers and search read. Pure functions; `bihuan verify` makes the
// rows again with them and compares.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/core/event.h"
#include "engine/core/workflow.h"
#include "engine/runtime/case_rows.h"

namespace bihuan::runtime {

// All but the title.
[[nodiscard]] CaseRow row_of(const core::Definition& definition, const core::CaseState& state, Millis updated_at);
// `names`: personal names that are taken out of free text, besides telephone and identity numbers.
[[nodiscard]] std::string title_of(const core::Definition& definition, const core::CaseState& state,
                                   const std::vector<std::string>& names);
[[nodiscard]] std::vector<TaskRow> task_rows(const core::Definition& definition, const core::CaseState& state);
// The row of the timer loop: the case's earliest timer, if it has one. The others follow from the state once it fired.
[[nodiscard]] std::vector<TimerRow> timer_rows(const core::Definition& definition, const core::CaseState& state);
// What search finds a case by: number, and every text, choice and place that is not personal.
[[nodiscard]] std::string search_text_of(const core::Definition& definition, const core::CaseState& state,
                                         const std::vector<std::string>& names);
// Does the event change what search_text_of() reads?
[[nodiscard]] bool changes_search_text(const core::Definition& definition, const core::EventBody& body);

// Telephone and identity numbers and the names become ＊.
[[nodiscard]] std::string redacted(std::string_view text, const std::vector<std::string>& names);

// The value of a declared field; null value when there is none.
[[nodiscard]] expression::Value field_value(const core::Definition& definition, const core::CaseState& state,
                                            std::string_view field);

}  // namespace bihuan::runtime
