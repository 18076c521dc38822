#include "storage/sqlite/case_columns.h"

namespace bihuan::sqlite {

std::string join(const std::vector<std::string>& parts) {
  std::string out;
  for (const auto& part : parts) {
    if (!out.empty()) out += ',';
    out += part;
  }
  return out;
}

std::vector<std::string> split(std::string_view joined) {
  std::vector<std::string> parts;
  while (!joined.empty()) {
    const auto comma = joined.find(',');
    parts.emplace_back(joined.substr(0, comma));
    if (comma == std::string_view::npos) break;
    joined.remove_prefix(comma + 1);
  }
  return parts;
}

runtime::CaseRow case_row(const Cursor& rows) {
  runtime::CaseRow row;
  row.id = rows.integer(0);
  row.number = rows.string(1);
  row.workflow = rows.string(2);
  row.definition_hash = rows.string(3);
  row.version = rows.integer(4);
  row.states = split(rows.text(5));
  row.lead_unit = rows.string(6);
  if (rows.integer(7) != no_due) row.due = rows.integer(7);
  row.due_clock = rows.string(8);
  row.overdue = rows.integer(9) != 0;
  row.closed_at = rows.optional_integer(10);
  row.updated_at = rows.integer(11);
  row.filed_at = rows.integer(12);
  row.received_at = rows.integer(13);
  row.filed_by = rows.string(14);
  row.filed_unit = rows.string(15);
  row.supervised = static_cast<int>(rows.integer(16));
  row.title = rows.string(17);
  if (!rows.null(18)) row.place = runtime::Place{rows.string(18), rows.real(19), rows.real(20)};
  row.types = split(rows.text(21));
  row.channel = rows.string(22);
  return row;
}

}  // namespace bihuan::sqlite
