// The filters of lists of cases, as a query of the store: one reading for lists, searches and exports. Pure.
#pragma once

#include <vector>

#include "web/api/services.h"

namespace bihuan::api {

// The filters that a list understands, for the route table.
[[nodiscard]] std::vector<http::QueryParameter> case_filters();

// What the request's query asks for, within what its person may see.
[[nodiscard]] runtime::CaseQuery case_query(const http::Request& request, const Services& services);

}  // namespace bihuan::api
