#include "storage/sqlite/case_query.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>

#include "storage/sqlite/case_columns.h"
#include "storage/sqlite/tokenizer.h"

namespace bihuan::sqlite {
namespace {

class Conditions {
 public:
  void add(const std::string& condition) {
    if (!out.where.empty()) out.where += " AND ";
    out.where += condition;
  }
  template <class T>
  void add(const std::string& condition, const T& value) {
    add(condition);
    bind(value);
  }
  template <class T>
  void bind(const T& value) {
    if constexpr (std::is_floating_point_v<T>) {
      out.values.emplace_back(static_cast<double>(value));
    } else if constexpr (std::is_integral_v<T>) {
      out.values.emplace_back(static_cast<std::int64_t>(value));
    } else {
      out.values.emplace_back(std::string(value));
    }
  }
  // "column IN (?, ?)"; nothing is in an empty list.
  template <class T>
  std::string in(const std::string& column, const std::vector<T>& values) {
    if (values.empty()) return "0";
    std::string text = column + " IN (";
    for (std::size_t i = 0; i < values.size(); ++i) {
      text += i == 0 ? "?" : ", ?";
      bind(values[i]);
    }
    return text + ")";
  }
  CaseConditions out;
};

// The sets of leaf states that occur and contain `state`.
std::vector<std::string> configurations_with(Connection& connection, const std::string& workflow,
                                             const std::string& state) {
  std::vector<std::string> found;
  auto rows = connection
                  .statement(
                      "SELECT DISTINCT states FROM configurations WHERE (?1 = '' OR workflow = ?1) AND "
                      "instr(',' || states || ',', ',' || ?2 || ',') > 0")
                  .query(workflow, state);
  while (rows.next()) found.push_back(rows.string(0));
  return found;
}

void add_visibility(Conditions& conditions, const runtime::Visibility& visible) {
  if (!visible.accused_as.empty()) {
    conditions.add("c.id NOT IN (SELECT case_id FROM blind_index WHERE " + conditions.in("value", visible.accused_as) +
                   ")");
  }
  if (visible.all) return;
  if (visible.units.empty()) {  // few cases: gather them instead of walking over everybody's
    conditions.add(
        "c.id IN (SELECT id FROM cases WHERE filed_by = ? UNION ALL SELECT case_id FROM tasks WHERE person = ? AND "
        "person <> '')",
        visible.person);
    conditions.bind(visible.person);
    return;
  }
  std::string any = "(" + conditions.in("c.lead_unit", visible.units);
  any += " OR " + conditions.in("c.filed_unit", visible.units);
  any += " OR (c.filed_by <> '' AND c.filed_by = ?)";
  conditions.bind(visible.person);
  any += " OR EXISTS (SELECT 1 FROM tasks t WHERE t.open IN (0, 1) AND t.case_id = c.id AND " +
         conditions.in("t.unit", visible.units) + "))";
  conditions.add(any);
}

void add_waiting(Conditions& conditions, const runtime::CaseQuery::Waiting& waiting) {
  std::string any = "(" + conditions.in("c.states", waiting.states);
  if (!waiting.lead_states.empty() && !waiting.lead_units.empty()) {
    any += " OR (" + conditions.in("c.states", waiting.lead_states);
    any += " AND " + conditions.in("c.lead_unit", waiting.lead_units) + ")";
  }
  any +=
      " OR c.id IN (SELECT case_id FROM tasks WHERE open = 1 AND " + conditions.in("unit", waiting.task_units) + "))";
  conditions.add(any);
}

void add_near(Conditions& conditions, const runtime::CaseQuery::Near& near) {
  constexpr double metres_per_degree = 111320.0;
  const double height = near.metres / metres_per_degree;
  const double scale = std::max(0.01, std::cos(near.lat * std::numbers::pi / 180));
  const double width = height / scale;
  conditions.add("c.lat BETWEEN ? AND ? AND c.lon BETWEEN ? AND ?");
  for (const double edge : {near.lat - height, near.lat + height, near.lon - width, near.lon + width}) {
    conditions.bind(edge);
  }
  conditions.add("(c.lat - ?) * (c.lat - ?) + (c.lon - ?) * (c.lon - ?) * ? <= ?");
  for (const double value : {near.lat, near.lat, near.lon, near.lon, scale * scale, height * height}) {
    conditions.bind(value);
  }
}

void add_times(Conditions& conditions, const runtime::CaseQuery& query) {
  const auto from = [&](const char* column, const std::optional<runtime::Millis>& at) {
    if (at) conditions.add(std::string(column) + " >= ?", *at);
  };
  const auto to = [&](const char* column, const std::optional<runtime::Millis>& at) {
    if (at) conditions.add(std::string(column) + " < ?", *at);
  };
  from("c.filed_at", query.filed_from);
  to("c.filed_at", query.filed_to);
  from("c.due", query.due_from);
  to("c.due", query.due_to);
  from("c.closed_at", query.closed_from);
  to("c.closed_at", query.closed_to);
}

struct Order {
  std::string by;
  std::string after;  // condition for the rows behind a cursor
  bool numeric_key = false;
};

Order order_of(runtime::CaseQuery::Sort sort) {
  switch (sort) {
    case runtime::CaseQuery::Sort::due:
      return {"c.due, c.id", "(c.due, c.id) > (?, ?)", true};
    case runtime::CaseQuery::Sort::oldest:
      return {"c.id", "c.id > ?", false};
    case runtime::CaseQuery::Sort::number:
      return {"c.number, c.id", "(c.number, c.id) > (?, ?)", false};
    case runtime::CaseQuery::Sort::newest:
      break;
  }
  return {"c.id DESC", "c.id < ?", false};
}

std::int64_t number_of(std::string_view text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// A cursor is "ID" or "ID:KEY" of the last row of the page before.
void add_cursor(Conditions& conditions, const runtime::CaseQuery& query) {
  if (query.cursor.empty()) return;
  const auto order = order_of(query.sort);
  const std::string_view cursor = query.cursor;
  const auto colon = cursor.find(':');
  conditions.add(order.after);
  if (order.by.find(',') != std::string::npos) {
    const auto key = colon == std::string_view::npos ? std::string_view{} : cursor.substr(colon + 1);
    if (order.numeric_key) {
      conditions.bind(number_of(key));
    } else {
      conditions.bind(std::string(key));
    }
  }
  conditions.bind(number_of(cursor));
}

std::string cursor_behind(const runtime::CaseRow& row, runtime::CaseQuery::Sort sort) {
  const std::string id = std::to_string(row.id);
  if (sort == runtime::CaseQuery::Sort::due) return id + ":" + std::to_string(row.due.value_or(no_due));
  if (sort == runtime::CaseQuery::Sort::number) return id + ":" + row.number;
  return id;
}

void add_filters(Connection& connection, Conditions& conditions, const runtime::CaseQuery& query, bool with_text) {
  if (!query.workflow.empty()) conditions.add("c.workflow = ?", query.workflow);
  if (!query.state.empty()) {
    conditions.add(conditions.in("c.states", configurations_with(connection, query.workflow, query.state)));
  }
  if (!query.units.empty()) conditions.add(conditions.in("c.lead_unit", query.units));
  if (query.involving) {
    conditions.add("c.id IN (SELECT case_id FROM tasks WHERE unit = ? AND open = 1)", *query.involving);
  }
  if (query.open) conditions.add(*query.open ? "c.closed_at IS NULL" : "c.closed_at IS NOT NULL");
  if (query.overdue) conditions.add("c.overdue = ?", *query.overdue ? 1 : 0);
  if (query.supervised) conditions.add(*query.supervised ? "c.supervised > 0" : "c.supervised = 0");
  if (!query.channel.empty()) conditions.add("c.channel = ?", query.channel);
  if (!query.type.empty()) conditions.add("instr(',' || c.types || ',', ',' || ? || ',') > 0", query.type);
  if (!query.number_prefix.empty()) {
    conditions.add("c.number >= ? AND c.number < ?", query.number_prefix);
    conditions.bind(query.number_prefix + "\xF4\x8F\xBF\xBF");
  }
  if (!query.ids.empty()) conditions.add(conditions.in("c.id", query.ids));
  for (const auto& [name, value] : query.fields) {
    conditions.add("CAST(json_extract(c.state, '$.fields.' || json_quote(?)) AS TEXT) = ?", name);
    conditions.bind(value);
  }
  if (query.waiting) add_waiting(conditions, *query.waiting);
  if (query.near) add_near(conditions, *query.near);
  if (with_text && !query.text.empty()) {
    const auto expression = match_expression(query.text);
    if (expression.empty()) {
      conditions.add("0");
    } else {
      conditions.add("c.id IN (SELECT rowid FROM search WHERE search MATCH ?)", expression);
    }
  }
}

}  // namespace

CaseConditions conditions_of(Connection& connection, const runtime::CaseQuery& query, bool with_text) {
  Conditions conditions;
  add_filters(connection, conditions, query, with_text);
  add_times(conditions, query);
  add_visibility(conditions, query.visible);
  if (conditions.out.where.empty()) conditions.out.where = "1";
  return std::move(conditions.out);
}

void bind_all_values(Statement& statement, const std::vector<SqlValue>& values) {
  statement.start_binding();
  int place = 0;
  for (const auto& value : values) {
    ++place;
    std::visit([&](const auto& held) { statement.bind_value(place, held); }, value);
  }
}

runtime::Page<runtime::CaseRow> list_cases(Connection& connection, const runtime::CaseQuery& query) {
  Conditions conditions;
  conditions.out = conditions_of(connection, query, true);
  add_cursor(conditions, query);
  const auto limit = std::clamp<std::size_t>(query.limit, 1, 1000);
  std::string sql = "SELECT " + std::string(case_columns) + " FROM cases c WHERE " + conditions.out.where +
                    " ORDER BY " + order_of(query.sort).by + " LIMIT " + std::to_string(limit + 1);
  auto statement = connection.prepare(sql);
  bind_all_values(statement, conditions.out.values);
  auto rows = statement.bound_query();
  runtime::Page<runtime::CaseRow> page;
  while (rows.next()) {
    if (page.items.size() == limit) {
      page.next = cursor_behind(page.items.back(), query.sort);
      break;
    }
    page.items.push_back(case_row(rows));
  }
  if (query.count_total) page.total = count_cases(connection, query);
  return page;
}

std::int64_t count_cases(Connection& connection, const runtime::CaseQuery& query) {
  const auto conditions = conditions_of(connection, query, true);
  auto statement = connection.prepare("SELECT count(*) FROM cases c WHERE " + conditions.where);
  bind_all_values(statement, conditions.values);
  auto rows = statement.bound_query();
  return rows.next() ? rows.integer(0) : 0;
}

}  // namespace bihuan::sqlite
