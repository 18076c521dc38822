// The addresses of sign-in and one's own account: /api/v1/session, /setup, /link, /me/password, /me/totp, /me/tokens,
// and reset and unlock for the security administrator.
#pragma once

#include <boost/json/value.hpp>
#include <functional>
#include <string>
#include <vector>

#include "web/api/auth/auth.h"
#include "web/http/route.h"
#include "web/http/schema.h"

namespace bihuan::api {

struct AuthRouteOptions {
  // What POST /session answers about the person who has just signed in; the shape of GET /me.
  std::function<boost::json::value(const http::Request&, const std::string& person)> me;
  std::string me_schema;            // its registered schema; empty: any object
  std::vector<std::string> scopes;  // that a token may carry besides those that the table's addresses ask for
  // Asked before a person's password is reset: whether this administrator may do it alone.
  std::function<Result<void>(const http::Request&, const std::string& person)> may_reset;
  bool demo = false;
  std::string version;
};

// `auth` must outlive the table.
void add_auth_routes(http::RouteTable& table, http::Schemas& schemas, Auth& auth, AuthRouteOptions options);

// The HTTP status of a refusal of Auth.
[[nodiscard]] int auth_status(std::string_view code);

}  // namespace bihuan::api
