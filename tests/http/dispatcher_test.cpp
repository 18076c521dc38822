#include "web/http/dispatcher.h"

#include <boost/json/parse.hpp>

#include "tests/support/catch.h"
#include "web/http/openapi.h"

using namespace bihuan;
using namespace bihuan::http;
namespace json = boost::json;

namespace {

class Collector : public BodySink {
 public:
  Result<void> write(std::string_view bytes) override {
    if (bytes.find("virus") != std::string_view::npos) return Error("body_invalid");
    bytes_ += bytes.size();
    return {};
  }
  Response finish(const Request&) override { return json_response(bytes_, 201); }

 private:
  std::size_t bytes_ = 0;
};

Response echo(const Request& request) {
  return json_response({{"person", request.principal.person}, {"language", request.language}, {"json", request.json}});
}

// A small server: its table, and who is who by a header.
struct Fixture {
  RouteTable table;
  Schemas schemas;
  std::vector<std::string> thrown;
  std::unique_ptr<Dispatcher> dispatcher;

  explicit Fixture(DispatcherOptions options = {}) {
    schemas.add("Name", R"({"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}})");
    table.add({.pattern = "/open", .name = "open", .access = Access::open, .handler = echo});
    table.add({.pattern = "/mine",
               .name = "mine",
               .scope = "cases:read",
               .query = {{.name = "limit", .type = "integer"},
                         {.name = "open", .type = "boolean"},
                         {.name = "from", .type = "date"},
                         {.name = "sort", .choices = {"due", "number"}},
                         {.name = "fields.*"}},
               .handler = echo});
    table.add({.pattern = "/admin", .name = "admin", .roles = {"system_admin"}, .handler = echo});
    table.add({.method = Method::post,
               .pattern = "/things",
               .name = "make",
               .scope = "cases:write",
               .body = BodyKind::json,
               .request_schema = "Name",
               .max_body = 100,
               .handler = echo});
    table.add({.method = Method::put,
               .pattern = "/things/{id:int}",
               .name = "change",
               .if_match = true,
               .idempotency_key = true,
               .handler = [](const Request& r) { return with_etag(json_response(*r.if_match_version()), "8"); }});
    table.add(
        {.method = Method::post,
         .pattern = "/files",
         .name = "upload",
         .body = BodyKind::stream,
         .sink = [](const Request&) -> Result<std::unique_ptr<BodySink>> { return std::make_unique<Collector>(); }});
    table.add(
        {.pattern = "/broken", .name = "broken", .access = Access::open, .handler = [](const Request&) -> Response {
           throw std::runtime_error("secret detail");
         }});
    const auto later = [](std::function<Response()> make) {
      const auto come = std::make_shared<Awaited>();
      come->come();
      return answer_later(come, std::move(make));
    };
    table.add({.pattern = "/later", .name = "later", .access = Access::open, .handler = [later](const Request& r) {
                 return later([&r] { return echo(r); });
               }});
    table.add({.pattern = "/later-broken", .name = "later_broken", .handler = [later](const Request&) {
                 return later([]() -> Response { throw std::runtime_error("secret detail"); });
               }});
    table.add({.pattern = "/split", .name = "split", .access = Access::open, .handler = [](const Request&) {
                 Response response = no_content();
                 response.headers.add("X-Name", "a\r\nSet-Cookie: b=c");
                 response.headers.add("X-Good", "a");
                 return response;
               }});
    options.authenticate = [](const Request& request) -> Result<Principal> {
      const auto who = request.headers.get("X-Who");
      Principal principal;
      if (who == "stale") return Error("sign_in_needed");
      if (who.starts_with("token")) {
        principal.person = "robot";
        principal.token = "1";
        if (who == "token:read") principal.scopes = {"cases:read"};
        if (who == "token:write") principal.scopes = {"cases:write"};
      } else if (!who.empty()) {
        principal.person = who;
        principal.session = "s";
        if (who == "root") principal.roles = {"system_admin"};
      }
      return principal;
    };
    options.on_error = [this](const Request&, const std::string& what) { thrown.push_back(what); };
    dispatcher = std::make_unique<Dispatcher>(table, schemas, std::move(options));
  }

  Response ask(Method method, std::string target, std::vector<Headers::Field> headers = {}, std::string body = {}) {
    Request request;
    request.method = method;
    request.target = std::move(target);
    request.id = "r1";
    request.client = "10.0.0.1";
    request.headers.add("Host", "bihuan.test:8080");
    for (auto& [name, value] : headers) request.headers.set(name, std::move(value));
    request.body = std::move(body);
    return dispatcher->handle(request);
  }
};

json::value json_of(const Response& response) {
  return json::parse(std::get<std::string>(response.body));
}

std::string code_of(const Response& response) {
  const auto* text = std::get_if<std::string>(&response.body);
  if (!text || response.headers.get("Content-Type") != "application/problem+json") return "";
  return std::string(json::parse(*text).at("code").as_string());
}

}  // namespace

TEST_CASE("rights come from the table", "[dispatcher]") {
  Fixture f;
  struct Row {
    Method method;
    const char* target;
    const char* who;
    int status;
    const char* code;
  };
  const Row rows[] = {
      {Method::get, "/open", "", 200, ""},
      {Method::get, "/open", "stale", 200, ""},
      {Method::get, "/mine", "", 401, "sign_in_needed"},
      {Method::get, "/mine", "stale", 401, "sign_in_needed"},
      {Method::get, "/mine", "zhang", 200, ""},
      {Method::get, "/mine", "token:read", 200, ""},
      {Method::get, "/mine", "token:write", 403, "scope_missing"},
      {Method::get, "/admin", "zhang", 403, "role_missing"},
      {Method::get, "/admin", "token:read", 403, "scope_missing"},
      {Method::get, "/admin", "root", 200, ""},
      {Method::get, "/nowhere", "root", 404, "not_found"},
      {Method::del, "/mine", "root", 405, "method_not_allowed"},
      {Method::get, "/../mine", "root", 400, "target_malformed"},
  };
  for (const auto& row : rows) {
    INFO(row.target << " as " << row.who);
    const auto response = f.ask(row.method, row.target, {{"X-Who", row.who}});
    CHECK(response.status == row.status);
    CHECK(code_of(response) == row.code);
  }
}

TEST_CASE("an unsafe request of a session names its own origin", "[dispatcher][attack]") {
  Fixture f({.public_origin = "https://bihuan.example.cn"});
  const auto post = [&](const char* who, std::vector<Headers::Field> more) {
    more.push_back({"X-Who", who});
    more.push_back({"Content-Type", "application/json"});
    return code_of(f.ask(Method::post, "/things", more, R"({"name":"a"})"));
  };
  CHECK(post("zhang", {}) == "origin_missing");
  CHECK(post("zhang", {{"Origin", "http://evil.test"}}) == "origin_foreign");
  CHECK(post("zhang", {{"Origin", "null"}}) == "origin_foreign");
  CHECK(post("zhang", {{"Origin", "https://bihuan.test:8080"}}) == "origin_foreign");
  CHECK(post("zhang", {{"Origin", "http://bihuan.test:8080"}}) == "");
  CHECK(post("zhang", {{"Origin", "https://bihuan.example.cn"}}) == "");
  CHECK(post("token:write", {}) == "");
  CHECK(post("", {{"Origin", "http://evil.test"}}) == "origin_foreign");
}

TEST_CASE("a body is checked before a handler sees it", "[dispatcher]") {
  Fixture f;
  const auto post = [&](const char* type, std::string body) {
    return f.ask(Method::post, "/things", {{"X-Who", "token:write"}, {"Content-Type", type}}, std::move(body));
  };
  CHECK(post("application/json; charset=utf-8", R"({"name":"a"})").status == 200);
  CHECK(code_of(post("text/plain", R"({"name":"a"})")) == "media_type_unsupported");
  CHECK(code_of(post("application/json", "{")) == "body_malformed");
  CHECK(code_of(post("application/json", "")) == "body_malformed");
  CHECK(code_of(post("application/json", "{\"name\":\"\xff\"}")) == "body_malformed");
  CHECK(code_of(post("application/json", std::string(40, '['))) == "body_malformed");
  CHECK(code_of(post("application/json", std::string(101, ' '))) == "body_too_large");
  const auto invalid = post("application/json", R"({"name":1})");
  CHECK(invalid.status == 422);
  CHECK(json_of(invalid).at("fields").at(0).at("pointer").as_string() == "/name");
}

TEST_CASE("query parameters are those of the table", "[dispatcher]") {
  Fixture f;
  const auto get = [&](const char* query) {
    return f.ask(Method::get, std::string("/mine?") + query, {{"X-Who", "a"}});
  };
  for (const char* good :
       {"limit=5", "limit=-5", "open=true", "from=2022-06-01", "sort=due", "fields.route=31-6", ""}) {
    INFO(good);
    CHECK(get(good).status == 200);
  }
  for (const char* bad : {"limit=5x", "limit=", "limit=99999999999999999999", "open=maybe", "from=' OR 1=1", "sort=id",
                          "fields.=1", "lmit=5", "limit=5&lmit=5"}) {
    INFO(bad);
    CHECK(get(bad).status == 400);
  }
}

TEST_CASE("preconditions are asked for", "[dispatcher]") {
  Fixture f;
  const auto put = [&](std::vector<Headers::Field> more) {
    more.push_back({"X-Who", "a"});
    more.push_back({"Origin", "http://bihuan.test:8080"});
    return f.ask(Method::put, "/things/3", more).status;
  };
  CHECK(put({{"Idempotency-Key", "k1"}}) == 428);
  CHECK(put({{"Idempotency-Key", "k1"}, {"If-Match", "7"}}) == 400);
  CHECK(put({{"If-Match", "\"7\""}}) == 400);
  CHECK(put({{"If-Match", "\"7\""}, {"Idempotency-Key", "a b"}}) == 400);
  CHECK(put({{"If-Match", "\"7\""}, {"Idempotency-Key", std::string(65, 'a')}}) == 400);
  CHECK(put({{"If-Match", "\"7\""}, {"Idempotency-Key", "5f0c6f0e-9d5c-4a3e-8a57-1c9a2f7e1b11"}}) == 200);
}

TEST_CASE("a stream goes into its sink", "[dispatcher]") {
  Fixture f;
  const std::vector<Headers::Field> me{{"X-Who", "a"}, {"Origin", "http://bihuan.test:8080"}};
  const auto response = f.ask(Method::post, "/files", me, "12345");
  CHECK(response.status == 201);
  CHECK(json_of(response) == 5);
  CHECK(f.ask(Method::post, "/files", me, "a virus").status == 422);
  CHECK(f.ask(Method::post, "/files", {}, "12345").status == 401);
}

TEST_CASE("problems speak the person's language", "[dispatcher]") {
  Fixture f;
  const auto english = f.ask(Method::get, "/mine", {{"Accept-Language", "en"}});
  const auto chinese = f.ask(Method::get, "/mine", {{"Accept-Language", "zh-CN"}});
  CHECK(json_of(english).at("title").as_string() == "Not signed in");
  CHECK(json_of(chinese).at("title").as_string() == "未登录");
  CHECK(english.headers.get("WWW-Authenticate") == "Bearer realm=\"bihuan\"");
  CHECK(json_of(english).at("instance").as_string() == "urn:bihuan:request:r1");
}

TEST_CASE("what a handler throws is logged and not told", "[dispatcher][attack]") {
  Fixture f;
  const auto response = f.ask(Method::get, "/broken");
  CHECK(response.status == 500);
  CHECK(code_of(response) == "internal_error");
  CHECK(std::get<std::string>(response.body).find("secret") == std::string::npos);
  CHECK(f.thrown == std::vector<std::string>{"secret detail"});
}

TEST_CASE("every answer carries the headers that protect it", "[dispatcher][attack]") {
  Fixture f;
  for (const char* target : {"/open", "/nowhere", "/mine", "/broken"}) {
    const auto response = f.ask(Method::get, target);
    INFO(target);
    CHECK(response.headers.get("X-Content-Type-Options") == "nosniff");
    CHECK(response.headers.get("Content-Security-Policy") == "default-src 'none'; frame-ancestors 'none'");
    CHECK(response.headers.get("Cache-Control") == "no-store");
    CHECK(response.headers.get("X-Request-Id") == "r1");
  }
  const auto split = f.ask(Method::get, "/split");
  CHECK_FALSE(split.headers.has("X-Name"));
  CHECK(split.headers.get("X-Good") == "a");
}

TEST_CASE("a foreign Host is not answered when hosts are listed", "[dispatcher][attack]") {
  Fixture f({.hosts = {"localhost", "127.0.0.1", "[::1]"}});
  CHECK(f.ask(Method::get, "/open").status == 421);
  CHECK(f.ask(Method::get, "/open", {{"Host", "LOCALHOST:8080"}}).status == 200);
  CHECK(f.ask(Method::get, "/open", {{"Host", "[::1]:8080"}}).status == 200);
  CHECK(f.ask(Method::get, "/open", {{"Host", "localhost.evil.test"}}).status == 421);
}

TEST_CASE("limits are counted by person, else by address", "[dispatcher]") {
  Fixture f({.limiter = std::make_shared<RateLimiter>(std::vector<RateLimit>{{"default", 2, 60}})});
  CHECK(f.ask(Method::get, "/open").headers.get("RateLimit-Remaining") == "1");
  CHECK(f.ask(Method::get, "/open").status == 200);
  const auto refused = f.ask(Method::get, "/open");
  CHECK(refused.status == 429);
  CHECK(refused.headers.get("Retry-After") == "30");
  CHECK(refused.headers.get("RateLimit-Limit") == "2");
  CHECK(f.ask(Method::get, "/open", {{"X-Who", "zhang"}}).status == 200);
}

TEST_CASE("an answer that is made later carries its limits, and may break like any other", "[dispatcher]") {
  Fixture f({.limiter = std::make_shared<RateLimiter>(std::vector<RateLimit>{{"default", 2, 60}})});
  const auto made = f.ask(Method::get, "/later", {{"X-Who", "zhang"}});
  CHECK(made.status == 200);
  CHECK(json_of(made).at("person") == "zhang");
  CHECK(made.headers.get("RateLimit-Remaining") == "1");
  const auto broken = f.ask(Method::get, "/later-broken", {{"X-Who", "zhang"}});
  CHECK(broken.status == 500);
  CHECK(broken.headers.get("RateLimit-Remaining") == "0");
  CHECK(f.thrown == std::vector<std::string>{"secret detail"});
}

TEST_CASE("HEAD says what GET would, without the body", "[dispatcher]") {
  Fixture f;
  const auto get = f.ask(Method::get, "/open");
  const auto head = f.ask(Method::head, "/open");
  CHECK(head.status == 200);
  CHECK(head.headers.get("Content-Length") == get.headers.get("Content-Length"));
  CHECK(std::holds_alternative<std::monostate>(head.body));
  const auto options = f.ask(Method::options, "/things");
  CHECK(options.status == 204);
  CHECK(options.headers.get("Allow") == "OPTIONS, POST");
}

TEST_CASE("a download has a name of any script and runs nothing", "[dispatcher][attack]") {
  const auto response = download(std::string("x"), "text/html", "信访\"件\r\n.html");
  CHECK(response.headers.get("Content-Disposition") ==
        "attachment; filename=\"____________.html\"; filename*=UTF-8''%E4%BF%A1%E8%AE%BF%22%E4%BB%B6%0D%0A.html");
  CHECK(response.headers.get("Content-Security-Policy").find("sandbox") != std::string_view::npos);
}
