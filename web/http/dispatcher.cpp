#include "web/http/dispatcher.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <future>

#include "web/http/conditional.h"
#include "web/http/problem.h"
#include "web/http/query.h"
#include "web/http/text.h"

namespace bihuan::http {

struct Dispatcher::Parts {
  Router router;
  const Schemas& schemas;
  DispatcherOptions options;
};

namespace {

std::string join_methods(const std::vector<Method>& methods) {
  std::string all = "OPTIONS";
  for (const Method method : methods) all += fmt::format(", {}", method_name(method));
  return all;
}

std::string_view host_name(std::string_view host) {
  if (host.starts_with('[')) return host.substr(0, host.find(']') + 1);
  return host.substr(0, host.find(':'));
}

std::optional<Response> check_query(const Request& request, const Route& route) {
  auto wrong = query_problems(request.query, route.query);
  for (const auto& parameter : route.query) {
    if (parameter.required && !request.query_text(parameter.name)) {
      wrong.push_back({"?" + parameter.name, Error("query_missing", {{"name", parameter.name}})});
    }
  }
  if (wrong.empty()) return std::nullopt;
  return problem(request, 400, wrong.front().error, wrong);
}

bool is_key(std::string_view text) {
  return !text.empty() && text.size() <= 64 && is_token(text);
}

std::optional<Response> check_preconditions(const Request& request, const Route& route) {
  if (route.if_match && !request.if_match_version()) {
    return problem(request, request.headers.has("If-Match") ? 400 : 428, Error("if_match_missing"));
  }
  if (route.idempotency_key && !is_key(request.headers.get("Idempotency-Key"))) {
    return problem(request, 400, Error("idempotency_key_missing"));
  }
  return std::nullopt;
}

bool is_json(std::string_view content_type) {
  const auto type = lower(trim(content_type.substr(0, content_type.find(';'))));
  return type == "application/json" || (type.starts_with("application/") && type.ends_with("+json"));
}

std::optional<Response> parse_json(Request& request, const Route& route, const Schemas& schemas) {
  if (!is_json(request.headers.get("Content-Type"))) return problem(request, 415, Error("media_type_unsupported"));
  boost::json::parse_options options;
  options.max_depth = 32;
  boost::system::error_code error;
  request.json = boost::json::parse(request.body, error, {}, options);
  if (error) return problem(request, 400, Error("body_malformed", {{"reason", error.message()}}));
  if (route.request_schema.empty()) return std::nullopt;
  const auto wrong = schemas.check(route.request_schema, request.json);
  if (wrong.empty()) return std::nullopt;
  return problem(request, 422, Error("body_invalid"), wrong);
}

void add_security_headers(const Request& request, Response& response) {
  auto& headers = response.headers;
  const auto set_default = [&](std::string_view name, std::string_view value) {
    if (!headers.has(name)) headers.add(std::string(name), std::string(value));
  };
  set_default("X-Content-Type-Options", "nosniff");
  set_default("X-Frame-Options", "DENY");
  set_default("Referrer-Policy", "same-origin");
  set_default("Cross-Origin-Resource-Policy", "same-origin");
  set_default("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  // What a person may see is theirs: no shared cache keeps it, and without a tag nobody does.
  set_default("Cache-Control", headers.has("ETag") ? "private, no-cache" : "no-store");
  if (request.secure) set_default("Strict-Transport-Security", "max-age=31536000");
  if (!request.id.empty()) set_default("X-Request-Id", request.id);
}

// A header that a handler made out of input must not end the header section.
void drop_unsafe_headers(Response& response) {
  std::vector<std::string> bad;
  for (const auto& [name, value] : response.headers.fields()) {
    if (!is_token(name) || !is_field_value(value)) bad.push_back(name);
  }
  for (const auto& name : bad) response.headers.remove(name);
}

}  // namespace

Dispatcher::Dispatcher(const RouteTable& table, const Schemas& schemas, DispatcherOptions options)
    : parts_(new Parts{Router(table), schemas, std::move(options)}) {}

Dispatcher::~Dispatcher() = default;

std::optional<Response> Dispatcher::admit(Request& request) const {
  const auto& options = parts_->options;
  request.language = choose_language(request.headers.get("Accept-Language"), options.default_language);
  auto target = parse_target(request.target);
  if (!target) return problem(request, 400, Error("target_malformed"));
  if (!options.hosts.empty()) {
    const auto name = lower(host_name(request.headers.get("Host")));
    if (std::find(options.hosts.begin(), options.hosts.end(), name) == options.hosts.end()) {
      return problem(request, 421, Error("host_unknown"));
    }
  }
  request.segments = std::move(target->segments);
  request.query = std::move(target->query);
  auto match = parts_->router.match(request.method, request.segments);
  if (!match.route) {
    if (match.allowed.empty()) return problem(request, 404, Error("not_found"));
    auto response =
        request.method == Method::options ? no_content() : problem(request, 405, Error("method_not_allowed"));
    response.headers.set("Allow", join_methods(match.allowed));
    return response;
  }
  request.route = match.route;
  request.parameters = std::move(match.parameters);
  return std::nullopt;
}

namespace {

// What stands between admission and the handler: who, may they, how often, is the request right.
class Gate {
 public:
  Gate(Request& request, const DispatcherOptions& options) : request_(request), options_(options) {}

  std::optional<Response> pass() {
    if (auto refused = identify()) return refused;
    if (auto refused = check_origin()) return refused;
    if (auto refused = check_rate()) return refused;
    if (auto refused = check_rights()) return refused;
    if (auto refused = check_query(request_, *request_.route)) return refused;
    return check_preconditions(request_, *request_.route);
  }

  void add_rate_headers(Response& response) const {
    if (rate_.limit == 0) return;
    response.headers.set("RateLimit-Limit", std::to_string(rate_.limit));
    response.headers.set("RateLimit-Remaining", std::to_string(rate_.remaining));
    response.headers.set("RateLimit-Reset", std::to_string(rate_.reset_seconds));
  }

 private:
  std::optional<Response> identify() {
    if (!options_.authenticate || request_.route->runs_on == RunsOn::io) return std::nullopt;
    auto who = options_.authenticate(request_);
    if (!who) {
      // A stale cookie must not keep anybody from signing in again.
      if (request_.route->access == Access::open) return std::nullopt;
      return problem(request_, 401, who.error());
    }
    request_.principal = std::move(*who);
    if (!request_.principal.language.empty()) request_.language = request_.principal.language;
    return std::nullopt;
  }

  // Cross-site request forgery: a browser names the page's origin with every unsafe request. Tokens are not sent by
  // browsers.
  std::optional<Response> check_origin() const {
    if (is_safe(request_.method) || !request_.principal.token.empty()) return std::nullopt;
    const auto origin = request_.headers.get("Origin");
    if (origin.empty()) {
      if (request_.principal.session.empty()) return std::nullopt;
      return problem(request_, 403, Error("origin_missing"));
    }
    const std::string own = fmt::format("{}://{}", request_.secure ? "https" : "http", request_.headers.get("Host"));
    if (equal_ignoring_case(origin, own)) return std::nullopt;
    if (!options_.public_origin.empty() && equal_ignoring_case(origin, options_.public_origin)) return std::nullopt;
    return problem(request_, 403, Error("origin_foreign"));
  }

  std::optional<Response> check_rate() {
    if (!options_.limiter || options_.limiter->empty() || request_.route->runs_on == RunsOn::io) return std::nullopt;
    const auto& principal = request_.principal;
    const auto key = principal.is_nobody() ? "a:" + request_.client : "p:" + principal.person;
    rate_ = options_.limiter->take(request_.route->limit, key, request_.now);
    if (rate_.allowed) return std::nullopt;
    return problem_later(request_, 429, Error("too_many_requests", {{"seconds", std::to_string(rate_.reset_seconds)}}),
                         rate_.reset_seconds);
  }

  std::optional<Response> check_rights() const {
    const auto& route = *request_.route;
    const auto& principal = request_.principal;
    if (route.access == Access::open) return std::nullopt;
    if (principal.is_nobody()) return problem(request_, 401, Error("sign_in_needed"));
    if (!principal.may(route.scope)) return problem(request_, 403, Error("scope_missing", {{"scope", route.scope}}));
    const bool holds = route.roles.empty() || std::any_of(route.roles.begin(), route.roles.end(),
                                                          [&](const auto& role) { return principal.holds(role); });
    if (!holds) return problem(request_, 403, Error("role_missing"));
    return std::nullopt;
  }

  Request& request_;
  const DispatcherOptions& options_;
  RateDecision rate_;
};

// Runs `work`; what it throws is logged and becomes a 500 that tells the client nothing but the request id.
template <class Work>
auto guarded(const Request& request, const DispatcherOptions& options, Work work) -> decltype(work()) {
  std::string what;
  try {
    return work();
  } catch (const std::exception& error) {
    what = error.what();
  } catch (...) {
    what = "unknown exception";
  }
  if (options.on_error) options.on_error(request, what);
  return problem(request, 500, Error("internal_error"));
}

}  // namespace

std::variant<Response, std::unique_ptr<BodySink>> Dispatcher::open_sink(Request& request) const {
  using Opened = std::variant<Response, std::unique_ptr<BodySink>>;
  return guarded(request, parts_->options, [&]() -> Opened {
    Gate gate(request, parts_->options);
    if (auto refused = gate.pass()) {
      gate.add_rate_headers(*refused);
      return std::move(*refused);
    }
    auto sink = request.route->sink(request);
    if (!sink) return problem(request, 422, sink.error());
    return std::move(*sink);
  });
}

Response Dispatcher::run(Request& request) const {
  return guarded(request, parts_->options, [&]() -> Response {
    const auto held =
        parts_->options.while_reading && is_safe(request.method) ? parts_->options.while_reading() : nullptr;
    Gate gate(request, parts_->options);
    auto refused = gate.pass();
    if (!refused && request.route->body == BodyKind::json)
      refused = parse_json(request, *request.route, parts_->schemas);
    Response response = refused ? std::move(*refused) : request.route->handler(request);
    gate.add_rate_headers(response);
    return response;
  });
}

std::optional<Response> Dispatcher::write_sink(const Request& request, BodySink& sink, std::string_view bytes) const {
  return guarded(request, parts_->options, [&]() -> std::optional<Response> {
    if (const auto taken = sink.write(bytes); !taken) return problem(request, 422, taken.error());
    return std::nullopt;
  });
}

Response Dispatcher::make(const Request& request, const Response& later) const {
  auto response = guarded(request, parts_->options, std::get<std::shared_ptr<Later>>(later.body)->make);
  for (const auto& [name, value] : later.headers.fields()) response.headers.set(name, value);
  return response;
}

Response Dispatcher::finish_sink(Request& request, BodySink& sink) const {
  return guarded(request, parts_->options, [&]() -> Response { return sink.finish(request); });
}

Response Dispatcher::handle(Request& request) const {
  const auto answer = [&]() -> Response {
    if (auto refused = admit(request)) return std::move(*refused);
    if (request.body.size() > request.route->max_body) return problem(request, 413, Error("body_too_large"));
    if (request.route->body != BodyKind::stream) return run(request);
    auto opened = open_sink(request);
    if (auto* refused = std::get_if<Response>(&opened)) return std::move(*refused);
    auto& sink = *std::get<std::unique_ptr<BodySink>>(opened);
    if (auto failed = write_sink(request, sink, request.body)) return std::move(*failed);
    return finish_sink(request, sink);
  };
  Response response = answer();
  if (const auto awaited = awaited_of(response)) {
    std::promise<void> came;
    awaited->then([&] { came.set_value(); });
    came.get_future().wait();
    response = make(request, response);
  }
  complete(request, response);
  return response;
}

void Dispatcher::complete(const Request& request, Response& response) const {
  apply_conditions(request, response);
  drop_unsafe_headers(response);
  add_security_headers(request, response);
  const bool bodiless = response.status == 204 || response.status == 304 || response.status < 200;
  if (const auto size = body_size(response.body); size && !bodiless) {
    response.headers.set("Content-Length", std::to_string(*size));
  }
  if (request.method == Method::head || bodiless) response.body = std::monostate{};
}

}  // namespace bihuan::http
