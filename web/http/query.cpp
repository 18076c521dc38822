#include "web/http/query.h"

#include <algorithm>

#include "web/http/text.h"

namespace bihuan::http {

namespace {

bool value_fits(const QueryParameter& parameter, std::string_view value) {
  if (!parameter.choices.empty()) {
    const auto known = [&](std::string_view item) {
      return std::find(parameter.choices.begin(), parameter.choices.end(), item) != parameter.choices.end();
    };
    if (parameter.type != "list") return known(value);
    const auto items = split_list(value);
    return std::all_of(items.begin(), items.end(), known);
  }
  if (parameter.type == "integer") {
    const auto digits = value.starts_with('-') ? value.substr(1) : value;
    return !digits.empty() && digits.size() <= 18 &&
           std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  }
  if (parameter.type == "boolean") return value == "true" || value == "false" || value == "1" || value == "0";
  return true;
}

bool names(const QueryParameter& parameter, std::string_view key) {
  if (parameter.name == "*") return true;
  if (!parameter.name.ends_with(".*")) return parameter.name == key;
  const auto prefix = std::string_view(parameter.name).substr(0, parameter.name.size() - 1);
  return key.size() > prefix.size() && key.starts_with(prefix);
}

bool is_date(std::string_view type) {
  return type == "date" || type == "date-time";
}

}  // namespace

std::vector<FieldProblem> query_problems(const std::vector<std::pair<std::string, std::string>>& query,
                                         const std::vector<QueryParameter>& parameters) {
  std::vector<FieldProblem> wrong;
  for (const auto& [key, value] : query) {
    const auto known = std::find_if(parameters.begin(), parameters.end(),
                                    [&, name = std::string_view(key)](const auto& one) { return names(one, name); });
    const std::string pointer = "?" + key;
    if (known == parameters.end()) {
      wrong.push_back({pointer, Error("query_unknown", {{"name", key}})});
    } else if (!value_fits(*known, value)) {
      wrong.push_back({pointer, Error("query_value", {{"name", key}, {"type", known->type}})});
    } else if (is_date(known->type) && !value.empty() && (value[0] < '0' || value[0] > '9')) {
      wrong.push_back({pointer, Error("query_value", {{"name", key}, {"type", known->type}})});
    }
  }
  return wrong;
}

}  // namespace bihuan::http
