#include "tests/served/trials.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <functional>

#include "tests/support/catch.h"

namespace bihuan::tests {

namespace json = boost::json;

namespace {

const http::Route* route_of(const Client& client, const Ask& ask) {
  http::Request request;
  request.method = ask.method;
  request.target = ask.path;
  request.headers.add("Host", "localhost");
  static_cast<void>(client.dispatcher().admit(request));
  return request.route;
}

void expect(Client& client, const char* what, const Ask& ask, int status, const std::string& code = {}) {
  const auto answer = client.send(ask);
  INFO(what << ": " << answer.status << " " << answer.text.substr(0, 600));
  CHECK(answer.status == status);
  if (!code.empty()) CHECK(answer.code() == code);
}

void try_credentials(Client& client, const http::Route& route, const Ask& ask, const std::string& token) {
  auto tried = ask;
  if (route.access == http::Access::signed_in) {
    tried.person.clear();
    expect(client, "nobody", tried, 401, "sign_in_needed");
    tried.token = "not-a-token";
    expect(client, "a token that nobody made", tried, 401, "token_unknown");
    tried.token = token;
    expect(client, "a token for something else", tried, 403, "scope_missing");
  }
  if (http::is_safe(ask.method)) return;
  tried = ask;
  tried.origin = "http://evil.test";
  expect(client, "from another site", tried, 403, "origin_foreign");
  tried.origin = "null";
  expect(client, "from a page without an origin", tried, 403, "origin_foreign");
  if (ask.person.empty()) return;
  tried.origin.clear();
  expect(client, "without an origin", tried, 403, "origin_missing");
}

void try_bodies(Client& client, const http::Route& route, const Ask& ask) {
  auto tried = ask;
  if (route.body != http::BodyKind::json) return;
  tried.type = "text/plain";
  expect(client, "a form's media type", tried, 415);
  tried.type = ask.type;
  for (const auto& broken : broken_bodies(ask.body, client.schemas.find(route.request_schema))) {
    tried.body = broken.body;
    const auto answer = client.send(tried);
    INFO("broken body: " << broken.what << ": " << broken.body.substr(0, 300) << " -> " << answer.status << " "
                         << answer.text.substr(0, 300));
    CHECK(answer.status >= 400);
    CHECK(answer.status < 500);
  }
}

void try_preconditions(Client& client, const http::Route& route, const Ask& ask) {
  auto tried = ask;
  if (route.idempotency_key) {
    tried.headers.emplace_back("Idempotency-Key", "");
    expect(client, "without a key", tried, 400, "idempotency_key_missing");
    tried.headers.back().second = std::string(65, 'k');
    expect(client, "with a long key", tried, 400, "idempotency_key_missing");
    tried = ask;
  }
  const bool of_case = route.pattern.find("/cases/{id:int}") != std::string::npos && route.idempotency_key;
  if (!of_case && !route.if_match) return;
  tried.headers.emplace_back("If-Match", "\"999999\"");
  expect(client, "with a version that never was", tried, 412, "version_conflict");
}

// What the schema lets a member of the body be; what it does not say is left to the handler, who should have an end.
std::int64_t longest(const json::object* schema, const std::string& pointer) {
  const auto* properties = schema == nullptr ? nullptr : schema->if_contains("properties");
  const auto* member = properties == nullptr ? nullptr : properties->as_object().if_contains(pointer.substr(1));
  const auto* most = member == nullptr ? nullptr : member->as_object().if_contains("maxLength");
  return most == nullptr ? 0 : most->as_int64();
}

// Every place in a body: `change` is called with a copy of the whole and the value there.
void each_place(const json::value& whole,
                const std::function<void(const std::string&, const json::value&,
                                         const std::function<std::string(json::value)>&)>& see) {
  std::function<void(const json::value&, const std::string&)> walk = [&](const json::value& value,
                                                                         const std::string& pointer) {
    if (!pointer.empty()) {
      see(pointer, value, [&](json::value other) {
        auto copy = whole;
        boost::system::error_code error;
        *copy.find_pointer(pointer, error) = std::move(other);
        return json::serialize(copy);
      });
    }
    if (const auto* object = value.if_object()) {
      for (const auto& [name, member] : *object) walk(member, pointer + "/" + std::string(name));
    }
    if (const auto* array = value.if_array()) {
      for (std::size_t i = 0; i < array->size(); ++i) walk((*array)[i], pointer + "/" + std::to_string(i));
    }
  };
  walk(whole, "");
}

}  // namespace

std::vector<BrokenBody> broken_bodies(const std::string& body, const json::object* schema) {
  std::vector<BrokenBody> broken = {{"nothing", ""},
                                    {"cut off", "{"},
                                    {"a list", "[]"},
                                    {"null", "null"},
                                    {"nested too deep", std::string(1000, '[')},
                                    {"bad UTF-8", "{\"text\":\"\xff\xfe\"}"}};
  const auto whole = json::parse(body);
  auto more = whole.as_object();
  more["no_such_member"] = 1;
  broken.push_back({"a member too many", json::serialize(more)});
  if (const auto* required = schema == nullptr ? nullptr : schema->if_contains("required")) {
    for (const auto& name : required->as_array()) {
      auto less = whole.as_object();
      less.erase(name.as_string());
      broken.push_back({"without " + std::string(name.as_string()), json::serialize(less)});
    }
  }
  each_place(whole, [&](const std::string& pointer, const json::value& value, const auto& with) {
    const auto other = [&](const char* what, json::value changed) {
      broken.push_back({pointer + " " + what, with(std::move(changed))});
    };
    other("an object", json::object{{"zz", 1}});
    if (!value.is_array()) other("a list", json::array{json::array{}});
    if (!value.is_string()) other("a text", "x\"'");
    if (value.is_string()) {
      other("a number", 1e300);
      if (longest(schema, pointer) < 30'000) other("far too long", json::string(30'000, 'x'));
    }
    if (!value.is_bool()) other("a truth", true);
  });
  return broken;
}

void try_before(Client& client, const Step& step, const Ask& ask) {
  const auto* route = route_of(client, ask);
  REQUIRE(route != nullptr);
  if (step.stranger) {
    auto tried = ask;
    tried.person = stranger;
    INFO("as a stranger's unit");
    expect(client, stranger, tried, step.stranger->status, step.stranger->code);
  }
  const auto token =
      ask.person.empty() ? "" : client.token_of(ask.person, {route->scope == "work:read" ? "cases:read" : "work:read"});
  const auto events = client.events_since().size();
  const auto log = client.log();
  try_credentials(client, *route, ask, token);
  try_bodies(client, *route, ask);
  try_preconditions(client, *route, ask);
  CHECK(client.events_since(events) == std::vector<std::string>{});
  CHECK(client.log() == log);
}

void try_after(Client& client, const Ask& sent, const Answer& answer) {
  const auto* route = route_of(client, sent);
  if (http::is_safe(sent.method)) {
    auto tried = sent;
    tried.method = http::Method::head;
    if (answer.headers.get("Content-Type") != "text/event-stream") expect(client, "HEAD", tried, answer.status);
    if (answer.etag.empty()) return;
    tried.method = sent.method;
    tried.headers.emplace_back("If-None-Match", answer.etag);
    expect(client, "not changed", tried, 304);
    return;
  }
  if (!route->idempotency_key) return;
  const auto events = client.events_since().size();
  const auto again = client.send(sent);
  INFO("the same request again: " << again.status << " " << again.text.substr(0, 300));
  CHECK(again.status == answer.status);
  CHECK(client.events_since(events) == std::vector<std::string>{});
  auto other = sent;
  other.path += other.path.find('?') == std::string::npos ? "?" : "&";
  other.body = other.body.empty() ? "" : other.body + " ";
  if (other.body.empty()) return;
  const auto reused = client.send(other);
  INFO("the same key for another request: " << reused.status << " " << reused.text.substr(0, 300));
  // A bulk action answers for each case by itself.
  CHECK(
      (reused.status == 409 || (route->name == "bulk_action" && reused.text.find("\"ok\":true") == std::string::npos)));
  CHECK((reused.status != 409 || reused.code() == "request_reused"));
  CHECK(client.events_since(events) == std::vector<std::string>{});
}

}  // namespace bihuan::tests
