// What no administrator does alone: giving or taking an administrator's office, and resetting an administrator's
// password, with which one could do the other's work. The first request is kept and refused `second_administrator`;
// when another administrator has confirmed it, the same request sent again within a day is carried out, once.
#pragma once

#include <string>

#include "web/api/services.h"

namespace bihuan::api {

// `act` says what is to be done, exactly; `person` is whom it concerns. Refuses second_administrator.
[[nodiscard]] Result<void> second_look(const http::Request& request, const Services& services, const std::string& act,
                                       const std::string& person);

// Does the person hold an administrator's office now?
[[nodiscard]] bool is_administrator(const Services& services, const std::string& person);

void add_second_look_routes(http::RouteTable& table, http::Schemas& schemas, const Services& services);

}  // namespace bihuan::api
