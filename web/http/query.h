// Whether the parameters of a query are those that a route takes, with values of their type. Pure.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "web/http/problem.h"
#include "web/http/route.h"

namespace bihuan::http {

// query_unknown and query_value, each with the pointer "?NAME".
[[nodiscard]] std::vector<FieldProblem> query_problems(const std::vector<std::pair<std::string, std::string>>& query,
                                                       const std::vector<QueryParameter>& parameters);

}  // namespace bihuan::http
