// The OpenAPI 3.1 document, made from the route table and the registered schemas. Pure.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "web/http/route.h"
#include "web/http/schema.h"

namespace bihuan::http {

struct ApiInfo {
  std::string title;
  std::string version;
  std::string description;
};

// The schema of every refusal, to be registered under the name "Problem".
[[nodiscard]] std::string_view problem_schema();

[[nodiscard]] boost::json::object openapi_document(const RouteTable& table, const Schemas& schemas,
                                                   const ApiInfo& info);

}  // namespace bihuan::http
