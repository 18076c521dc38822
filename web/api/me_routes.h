// Who I am, for GET /me and for the answer to a sign-in. Share freely.
#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "web/api/services.h"

namespace bihuan::api {

[[nodiscard]] boost::json::object me_view(const http::Request& request, const Services& services,
                                          const std::string& person);
void add_me_routes(http::RouteTable& table, http::Schemas& schemas, const Services& services);

}  // namespace bihuan::api
