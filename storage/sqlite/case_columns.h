// The one row mapper of table `cases`. Private to this folder.
#pragma once

#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "engine/runtime/case_rows.h"
#include "storage/sqlite/connection.h"

namespace bihuan::sqlite {

inline constexpr std::int64_t no_due = std::numeric_limits<std::int64_t>::max();

// The columns that case_row() reads, in its order, of a table called `c`.
inline constexpr std::string_view case_columns =
    "c.id, c.number, c.workflow, c.definition, c.version, c.states, c.lead_unit, c.due, c.due_clock, c.overdue, "
    "c.closed_at, c.updated_at, c.filed_at, c.received_at, c.filed_by, c.filed_unit, c.supervised, c.title, c.place, "
    "c.lat, c.lon, c.types, c.channel";
inline constexpr int case_column_count = 23;

[[nodiscard]] runtime::CaseRow case_row(const Cursor& rows);

[[nodiscard]] std::string join(const std::vector<std::string>& parts);
[[nodiscard]] std::vector<std::string> split(std::string_view joined);

}  // namespace bihuan::sqlite
