#include "web/api/auth/routes.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <charconv>

#include "web/http/problem.h"
#include "web/http/text.h"

namespace bihuan::api {

namespace json = boost::json;
using http::Access;
using http::BodyKind;
using http::Method;
using http::Request;
using http::Response;

namespace {

std::string text_at(const json::value& value, std::string_view name) {
  const auto* found = value.as_object().if_contains(name);
  return found && found->is_string() ? std::string(found->get_string()) : std::string();
}

Response refused(const Request& request, const Error& error) {
  const int status = auth_status(error.code);
  json::object extra;
  for (const auto& [name, value] : error.arguments) {
    if (name == "seconds") extra["retry_after"] = std::stoll(value);
  }
  auto response = http::problem(request, status, error, {}, extra);
  if (extra.contains("retry_after"))
    response.headers.set("Retry-After", std::to_string(extra["retry_after"].as_int64()));
  return response;
}

Response done(const Request& request, const Result<void>& result) {
  return result ? http::no_content() : refused(request, result.error());
}

// SameSite=Strict and HttpOnly: no other site sends it, no script reads it.
std::string cookie(std::string_view token, bool secure) {
  return fmt::format("{}={}; Path=/; HttpOnly; SameSite=Strict{}{}", session_cookie, token, secure ? "; Secure" : "",
                     token.empty() ? "; Max-Age=0" : "");
}

// "2026-11-23T20:00:00Z", whose form the schema has checked; nothing for a day that does not exist.
std::optional<Millis> instant_of(const std::string& text) {
  if (text.size() < 20 || text.back() != 'Z') return std::nullopt;
  static constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::size_t month = 0;
  std::from_chars(text.data() + 5, text.data() + 7, month);
  if (month < 1 || month > 12) return std::nullopt;
  return http::parse_http_date(
      fmt::format("Thu, {} {} {} {} GMT", text.substr(8, 2), months[month - 1], text.substr(0, 4), text.substr(11, 8)));
}

std::string instant_text(Millis at) {
  const auto date = http::http_date(at);  // "Thu, 01 Jan 1970 00:00:00 GMT"
  static constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  return fmt::format("{}-{:02}-{}T{}Z", date.substr(12, 4), months.find(date.substr(8, 3)) / 3 + 1, date.substr(5, 2),
                     date.substr(17, 8));
}

json::value optional_instant(const std::optional<Millis>& at) {
  return at ? json::value(json::string(instant_text(*at))) : json::value(nullptr);
}

void add_schemas(http::Schemas& schemas) {
  schemas.add("SessionState", R"({"type": "object", "required": ["authenticated", "setup_needed", "demo", "languages"],
    "properties": {"authenticated": {"type": "boolean"}, "setup_needed": {"type": "boolean"}, "demo": {"type": "boolean"},
      "server_time": {"type": "string", "format": "date-time"}, "version": {"type": "string"},
      "languages": {"type": "array", "items": {"type": "string"}}}})");
  schemas.add("SignIn", R"({"type": "object", "required": ["person", "password"], "additionalProperties": false,
    "properties": {"person": {"type": "string", "maxLength": 100}, "password": {"type": "string", "maxLength": 256},
      "totp": {"type": "string", "maxLength": 10}}})");
  schemas.add("SetUp", R"({"type": "object", "required": ["token", "administrators"], "additionalProperties": false,
    "properties": {"token": {"type": "string", "maxLength": 100}, "administrators": {"type": "array", "minItems": 3,
      "maxItems": 3, "items": {"type": "object", "required": ["role", "person", "name", "password"],
        "additionalProperties": false, "properties": {"role": {"enum": ["system_admin", "security_admin", "audit_admin"]},
          "person": {"type": "string"}, "name": {"type": "string"}, "password": {"type": "string", "maxLength": 256}}}}}})");
  schemas.add("UseLink", R"({"type": "object", "required": ["token", "password"], "additionalProperties": false,
    "properties": {"token": {"type": "string", "maxLength": 100}, "password": {"type": "string", "maxLength": 256}}})");
  schemas.add("ChangePassword", R"({"type": "object", "required": ["current", "new"], "additionalProperties": false,
    "properties": {"current": {"type": "string", "maxLength": 256}, "new": {"type": "string", "maxLength": 256}}})");
  schemas.add("Code", R"({"type": "object", "required": ["code"], "additionalProperties": false,
    "properties": {"code": {"type": "string", "maxLength": 10}}})");
  schemas.add("TotpEnrolment", R"({"type": "object", "required": ["secret", "uri"],
    "properties": {"secret": {"type": "string"}, "uri": {"type": "string"}}})");
  schemas.add("NewToken", R"({"type": "object", "required": ["name", "scopes"], "additionalProperties": false,
    "properties": {"name": {"type": "string", "minLength": 1, "maxLength": 100},
      "scopes": {"type": "array", "minItems": 1, "maxItems": 50, "items": {"type": "string"}},
      "expires_at": {"type": ["string", "null"], "format": "date-time"}}})");
  schemas.add("MadeToken", R"({"type": "object", "required": ["id", "token"],
    "properties": {"id": {"type": "integer"}, "token": {"type": "string"}}})");
  schemas.add("Tokens", R"({"type": "object", "required": ["items"], "properties": {"items": {"type": "array", "items":
    {"type": "object", "required": ["id", "name", "scopes", "created_at"], "properties": {"id": {"type": "integer"},
      "name": {"type": "string"}, "scopes": {"type": "array", "items": {"type": "string"}},
      "created_at": {"type": "string"}, "expires_at": {"type": ["string", "null"]}, "used_at": {"type": ["string", "null"]}}}}}})");
  schemas.add("ActFor", R"({"type": "object", "required": ["person"], "additionalProperties": false,
    "properties": {"person": {"type": ["string", "null"]}}})");
  schemas.add("OneTimeLink",
              R"({"type": "object", "required": ["token"], "properties": {"token": {"type": "string"}}})");
}

void add_session_routes(http::RouteTable& table, Auth& auth, const AuthRouteOptions& options) {
  table.add({.pattern = "/api/v1/session",
             .name = "read_session",
             .tag = "session",
             .summary = "Whether one is signed in, and what the sign-in page needs.",
             .access = Access::open,
             .answers = {{200, "SessionState"}},
             .handler = [&auth, options](const Request& request) {
               return http::json_response({{"authenticated", !request.principal.is_nobody()},
                                           {"setup_needed", auth.setup_needed()},
                                           {"demo", options.demo},
                                           {"server_time", instant_text(request.now)},
                                           {"version", options.version},
                                           {"languages", json::array{"zh-CN", "en"}}});
             }});
  table.add({.method = Method::post,
             .pattern = "/api/v1/session",
             .name = "sign_in",
             .tag = "session",
             .summary = "Signs in and sets the session cookie.",
             .access = Access::open,
             .body = BodyKind::json,
             .request_schema = "SignIn",
             .max_body = 4096,
             .limit = "sign_in",
             .answers = {{200, options.me_schema}},
             .handler = [&auth, options](const Request& request) {
               const auto signed_in = auth.sign_in(text_at(request.json, "person"), text_at(request.json, "password"),
                                                   text_at(request.json, "totp"), request.client,
                                                   std::string(request.headers.get("User-Agent")));
               if (!signed_in) return refused(request, signed_in.error());
               auto response =
                   http::json_response(options.me ? options.me(request, signed_in->person) : json::object{});
               response.headers.add("Set-Cookie", cookie(signed_in->token, request.secure));
               return response;
             }});
  table.add({.method = Method::del,
             .pattern = "/api/v1/session",
             .name = "sign_out",
             .tag = "session",
             .summary = "Ends the session.",
             .answers = {{204}},
             .handler = [&auth](const Request& request) {
               auto response = done(request, auth.sign_out(request.principal.session));
               response.headers.add("Set-Cookie", cookie("", request.secure));
               response.headers.add("Clear-Site-Data", "\"cache\", \"storage\"");
               return response;
             }});
}

void add_link_routes(http::RouteTable& table, Auth& auth, const AuthRouteOptions& options) {
  table.add({.method = Method::post,
             .pattern = "/api/v1/setup",
             .name = "set_up",
             .tag = "session",
             .summary = "Makes the three administrators, with the link that the first start printed.",
             .access = Access::open,
             .body = BodyKind::json,
             .request_schema = "SetUp",
             .max_body = 16384,
             .limit = "sign_in",
             .answers = {{204}},
             .handler = [&auth](const Request& request) {
               std::vector<NewAdministrator> administrators;
               for (const auto& one : request.json.at("administrators").as_array()) {
                 administrators.push_back(
                     {text_at(one, "role"), text_at(one, "person"), text_at(one, "name"), text_at(one, "password")});
               }
               return done(request, auth.set_up(text_at(request.json, "token"), administrators));
             }});
  table.add({.method = Method::post,
             .pattern = "/api/v1/link",
             .name = "use_link",
             .tag = "session",
             .summary = "Sets a new password with a one-time link.",
             .access = Access::open,
             .body = BodyKind::json,
             .request_schema = "UseLink",
             .max_body = 4096,
             .limit = "sign_in",
             .answers = {{204}},
             .handler = [&auth](const Request& request) {
               return done(request, auth.use_link(text_at(request.json, "token"), text_at(request.json, "password")));
             }});
  table.add({.method = Method::post,
             .pattern = "/api/v1/people/{id}/reset",
             .name = "reset_password",
             .tag = "people",
             .summary = "Ends a person's password and sessions; answers a one-time link.",
             .roles = {"security_admin"},
             .answers = {{200, "OneTimeLink"}},
             .handler = [&auth, may_reset = options.may_reset](const Request& request) {
               const std::string person(request.path_text("id"));
               if (may_reset) {
                 if (const auto allowed = may_reset(request, person); !allowed)
                   return refused(request, allowed.error());
               }
               const auto secret = auth.reset(person, request.principal.person);
               if (!secret) return refused(request, secret.error());
               return http::json_response({{"token", *secret}});
             }});
  table.add({.method = Method::post,
             .pattern = "/api/v1/people/{id}/unlock",
             .name = "unlock",
             .tag = "people",
             .summary = "Lifts a lock after wrong passwords.",
             .roles = {"security_admin"},
             .answers = {{204}},
             .handler = [&auth](const Request& request) {
               return done(request, auth.unlock(std::string(request.path_text("id")), request.principal.person));
             }});
}

void add_account_routes(http::RouteTable& table, Auth& auth) {
  table.add({.method = Method::post,
             .pattern = "/api/v1/me/password",
             .name = "change_password",
             .tag = "me",
             .summary = "Changes one's password and ends one's other sessions.",
             .body = BodyKind::json,
             .request_schema = "ChangePassword",
             .max_body = 4096,
             .limit = "sign_in",
             .answers = {{204}},
             .handler = [&auth](const Request& request) {
               return done(request, auth.change_password(request.principal.person, text_at(request.json, "current"),
                                                         text_at(request.json, "new"), request.principal.session));
             }});
  table.add({.method = Method::post,
             .pattern = "/api/v1/me/totp",
             .name = "begin_totp",
             .tag = "me",
             .summary = "Begins to set a second factor.",
             .answers = {{200, "TotpEnrolment"}},
             .handler = [&auth](const Request& request) {
               const auto begun = auth.begin_totp(request.principal.person);
               if (!begun) return refused(request, begun.error());
               return http::json_response({{"secret", begun->secret}, {"uri", begun->uri}});
             }});
  for (const bool set : {true, false}) {
    table.add({.method = set ? Method::put : Method::del,
               .pattern = "/api/v1/me/totp",
               .name = set ? "confirm_totp" : "remove_totp",
               .tag = "me",
               .summary = set ? "Sets the second factor with its first code." : "Removes the second factor.",
               .body = BodyKind::json,
               .request_schema = "Code",
               .max_body = 4096,
               .limit = "sign_in",
               .answers = {{204}},
               .handler = [&auth, set](const Request& request) {
                 const auto& person = request.principal.person;
                 const auto code = text_at(request.json, "code");
                 return done(request, set ? auth.confirm_totp(person, code) : auth.remove_totp(person, code));
               }});
  }
}

void add_acting_route(http::RouteTable& table, Auth& auth) {
  table.add({.method = Method::post,
             .pattern = "/api/v1/me/acting",
             .name = "act_for",
             .tag = "me",
             .summary = "Acts for an absent person in this session, or for oneself again.",
             .body = BodyKind::json,
             .request_schema = "ActFor",
             .max_body = 4096,
             .answers = {{204}},
             .handler = [&auth](const Request& request) {
               return done(request, auth.act_for(request.principal.session, text_at(request.json, "person")));
             }});
}

// Does any address ask a token for this scope?
bool asks_for(const http::RouteTable& table, std::string_view scope) {
  const auto& routes = table.routes();
  return !scope.empty() &&
         std::any_of(routes.begin(), routes.end(), [&](const auto& one) { return one->scope == scope; });
}

void add_token_routes(http::RouteTable& table, Auth& auth, const AuthRouteOptions& options) {
  table.add({.pattern = "/api/v1/me/tokens",
             .name = "list_tokens",
             .tag = "me",
             .summary = "One's API tokens.",
             .answers = {{200, "Tokens"}},
             .handler = [&auth](const Request& request) {
               json::array items;
               for (const auto& token : auth.tokens(request.principal.person)) {
                 json::array scopes;
                 for (const auto scope : http::split_list(token.scopes, ' ')) scopes.emplace_back(json::string(scope));
                 items.push_back(json::object{{"id", token.id},
                                              {"name", token.name},
                                              {"scopes", std::move(scopes)},
                                              {"created_at", instant_text(token.created_at)},
                                              {"expires_at", optional_instant(token.expires_at)},
                                              {"used_at", optional_instant(token.used_at)}});
               }
               return http::json_response({{"items", std::move(items)}});
             }});
  table.add({.method = Method::post,
             .pattern = "/api/v1/me/tokens",
             .name = "make_token",
             .tag = "me",
             .summary = "Makes an API token; it is shown this once.",
             .body = BodyKind::json,
             .request_schema = "NewToken",
             .max_body = 8192,
             .answers = {{201, "MadeToken"}},
             .handler = [&auth, &table, more = options.scopes](const Request& request) {
               std::vector<std::string> scopes;
               for (const auto& scope : request.json.at("scopes").as_array()) scopes.emplace_back(scope.as_string());
               for (const auto& scope : scopes) {
                 const bool named = std::find(more.begin(), more.end(), scope) != more.end();
                 if (!named && !asks_for(table, scope))
                   return refused(request, Error("token_scope", {{"scope", scope}}));
               }
               std::optional<Millis> expires_at;
               if (const auto text = text_at(request.json, "expires_at"); !text.empty()) {
                 expires_at = instant_of(text);
                 if (!expires_at) return refused(request, Error("token_expired"));
               }
               const auto made =
                   auth.make_token(request.principal.person, text_at(request.json, "name"), scopes, expires_at);
               if (!made) return refused(request, made.error());
               return http::json_response({{"id", made->id}, {"token", made->secret}}, 201);
             }});
  table.add({.method = Method::del,
             .pattern = "/api/v1/me/tokens/{id:int}",
             .name = "delete_token",
             .tag = "me",
             .summary = "Ends an API token.",
             .answers = {{204}},
             .handler = [&auth](const Request& request) {
               return done(request, auth.delete_token(request.principal.person, request.path_integer("id")));
             }});
}

}  // namespace

int auth_status(std::string_view code) {
  static constexpr std::pair<std::string_view, int> table[] = {
      {"bad_credentials", 401},      {"totp_needed", 401},    {"locked", 401},     {"session_over", 401},
      {"token_unknown", 401},        {"link_unknown", 404},   {"setup_done", 409}, {"not_found", 404},
      {"second_administrator", 409}, {"person_unknown", 404}, {"too_busy", 503},   {"storage_failed", 503},
      {"password_must_change", 403}};
  for (const auto& [known, status] : table) {
    if (known == code) return status;
  }
  return 422;
}

void add_auth_routes(http::RouteTable& table, http::Schemas& schemas, Auth& auth, AuthRouteOptions options) {
  table.describe("session", "Signing in and out, the first set-up, one-time links.");
  add_schemas(schemas);
  add_session_routes(table, auth, options);
  add_link_routes(table, auth, options);
  add_account_routes(table, auth);
  add_acting_route(table, auth);
  add_token_routes(table, auth, options);
}

}  // namespace bihuan::api
