// The two usual rows of the route table: a read that answers JSON, and a command with a JSON body and Idempotency-Key.
#pragma once

#include <string>
#include <utility>

#include "web/api/services.h"

namespace bihuan::api {

using ServedBy = http::Response (*)(const http::Request&, const Services&);

[[nodiscard]] http::Route read_row(std::string tag, std::string pattern, std::string name, std::string summary,
                                   http::Answer answer, ServedBy handle, const Services& services);
[[nodiscard]] http::Route command_row(http::Method method, std::string tag, std::string pattern, std::string name,
                                      std::string summary, std::string schema, ServedBy handle,
                                      const Services& services);

// The schemas of cases, which all tables of routes refer to.
void add_case_schemas(http::Schemas& schemas);

}  // namespace bihuan::api
