// From a CaseQuery to SQL: conditions with their bound values, the order and the cursor. Private to this folder.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "engine/runtime/case_rows.h"
#include "storage/sqlite/connection.h"

namespace bihuan::sqlite {

using SqlValue = std::variant<std::int64_t, double, std::string>;

struct CaseConditions {
  std::string where;  // "1" or conditions joined by AND, over the table `c`
  std::vector<SqlValue> values;
};

// `with_text`: also the words of query.text, as a sub-select over the search index.
[[nodiscard]] CaseConditions conditions_of(Connection& connection, const runtime::CaseQuery& query, bool with_text);

[[nodiscard]] runtime::Page<runtime::CaseRow> list_cases(Connection& connection, const runtime::CaseQuery& query);
[[nodiscard]] std::int64_t count_cases(Connection& connection, const runtime::CaseQuery& query);

// Binds the values from place 1 on.
void bind_all_values(Statement& statement, const std::vector<SqlValue>& values);

}  // namespace bihuan::sqlite
