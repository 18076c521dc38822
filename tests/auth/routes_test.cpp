#include "web/api/auth/routes.h"

#include <boost/json/parse.hpp>

#include "tests/auth/fixture.h"
#include "tests/support/catch.h"
#include "web/http/openapi.h"

using namespace bihuan;
using namespace bihuan::tests;
namespace json = boost::json;
using http::Method;

namespace {

// The API of sign-in over a small directory; every JSON answer is checked against the document's schemas.
struct Api {
  Directory directory;
  http::RouteTable table;
  http::Schemas schemas;
  std::unique_ptr<http::Dispatcher> dispatcher;

  Api() {
    schemas.add("Problem", http::problem_schema());
    api::add_auth_routes(table, schemas, *directory.auth, {.scopes = {"cases:read"}, .version = "1"});
    http::DispatcherOptions options;
    options.authenticate = [this](const http::Request& request) { return directory.auth->authenticate(request); };
    dispatcher = std::make_unique<http::Dispatcher>(table, schemas, std::move(options));
  }

  struct Asked {
    int status;
    json::value body;
    std::string cookie;
    std::string code;
  };

  Asked ask(Method method, const char* target, const std::string& cookie = {}, const char* body = nullptr,
            bool secure = false, const char* origin = "http://bihuan.test") {
    auto request = directory.request(cookie);
    request.method = method;
    request.target = target;
    request.client = "10.0.0.1";
    request.secure = secure;
    request.headers.add("Host", "bihuan.test");
    if (origin) request.headers.add("Origin", secure ? "https://bihuan.test" : origin);
    if (body) {
      request.body = body;
      request.headers.add("Content-Type", "application/json");
    }
    auto response = dispatcher->handle(request);
    Asked asked{response.status, nullptr, std::string(response.headers.get("Set-Cookie")), ""};
    if (const auto* text = std::get_if<std::string>(&response.body); text && !text->empty()) {
      asked.body = json::parse(*text);
      check(request, response, asked.body);
    }
    if (asked.body.is_object() && asked.body.get_object().contains("code"))
      asked.code = asked.body.at("code").as_string();
    return asked;
  }

  void check(const http::Request& request, const http::Response& response, const json::value& body) {
    std::string schema = response.status >= 400 ? "Problem" : "";
    for (const auto& answer : request.route->answers) {
      if (answer.status == response.status) schema = answer.schema;
    }
    INFO(request.target);
    if (!schema.empty()) CHECK(schemas.check(schema, body).empty());
  }

  // The cookie of a new session.
  std::string sign_in(const char* person) {
    const auto asked =
        ask(Method::post, "/api/v1/session", "",
            (std::string("{\"person\":\"") + person + "\",\"password\":\"" + good_password + "\"}").c_str());
    REQUIRE(asked.status == 200);
    const auto begin = asked.cookie.find('=') + 1;
    return asked.cookie.substr(begin, asked.cookie.find(';') - begin);
  }
};

}  // namespace

TEST_CASE("signing in over HTTP", "[routes]") {
  Api api;
  const auto cookie = api.sign_in("zhang");
  CHECK(api.ask(Method::get, "/api/v1/session", cookie).body.at("authenticated").as_bool());
  CHECK_FALSE(api.ask(Method::get, "/api/v1/session", "stale").body.at("authenticated").as_bool());
  const auto wrong = api.ask(Method::post, "/api/v1/session", "", R"({"person":"zhang","password":"x"})");
  CHECK(wrong.status == 401);
  CHECK(wrong.code == "bad_credentials");
  CHECK(wrong.cookie.empty());
  const auto secure =
      api.ask(Method::post, "/api/v1/session", "", R"({"person":"zhang","password":"Kuai-Le-7-Shan"})", true);
  CHECK(secure.cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict; Secure"));
  const auto out = api.ask(Method::del, "/api/v1/session", cookie);
  CHECK(out.status == 204);
  CHECK(out.cookie.find("Max-Age=0") != std::string::npos);
  CHECK_FALSE(api.ask(Method::get, "/api/v1/session", cookie).body.at("authenticated").as_bool());
}

TEST_CASE("a session that was there before is not taken over by signing in", "[routes][attack]") {
  Api api;
  const auto first = api.sign_in("zhang");
  const auto asked = api.ask(Method::post, "/api/v1/session", first, R"({"person":"li","password":"Kuai-Le-7-Shan"})");
  CHECK(asked.status == 200);
  CHECK(asked.cookie.find(first) == std::string::npos);
  CHECK(api.directory.who(first) == "zhang");
}

TEST_CASE("another site's page can neither sign in nor change a password", "[routes][attack]") {
  Api api;
  const auto cookie = api.sign_in("zhang");
  const char* change = R"({"current":"Kuai-Le-7-Shan","new":"Neu-Es-Wort-9"})";
  CHECK(api.ask(Method::post, "/api/v1/me/password", cookie, change, false, "http://evil.test").code ==
        "origin_foreign");
  CHECK(api.ask(Method::post, "/api/v1/me/password", cookie, change, false, nullptr).code == "origin_missing");
  CHECK(api.ask(Method::post, "/api/v1/session", "", R"({"person":"li","password":"Kuai-Le-7-Shan"})", false,
                "http://evil.test")
            .code == "origin_foreign");
  CHECK(api.ask(Method::post, "/api/v1/me/password", cookie, change).status == 204);
}

TEST_CASE("every route as nobody, as somebody, and with a broken body", "[routes][attack]") {
  Api api;
  const auto zhang = api.sign_in("zhang");
  const auto li = api.sign_in("li");
  for (const auto& route : api.table.routes()) {
    std::string target = route->pattern;
    for (const char* place : {"{id:int}", "{id}"}) {
      if (const auto at = target.find(place); at != std::string::npos)
        target.replace(at, std::string(place).size(), "1");
    }
    INFO(http::method_name(route->method) << " " << target);
    if (route->access == http::Access::signed_in) CHECK(api.ask(route->method, target.c_str()).status == 401);
    if (!route->roles.empty()) CHECK(api.ask(route->method, target.c_str(), zhang).code == "role_missing");
    if (route->body == http::BodyKind::json) {
      CHECK(api.ask(route->method, target.c_str(), zhang, "{").status == 400);
      CHECK(api.ask(route->method, target.c_str(), zhang, "[]").status == 422);
      CHECK(api.ask(route->method, target.c_str(), zhang, "{\"person\":[],\"unknown\":1}").status == 422);
    }
  }
  CHECK(api.ask(Method::post, "/api/v1/people/zhang/unlock", li).status == 204);
  const auto reset = api.ask(Method::post, "/api/v1/people/zhang/reset", li);
  CHECK(reset.status == 200);
  CHECK(reset.body.at("token").as_string().size() == 43);
  CHECK(api.ask(Method::post, "/api/v1/people/nobody/reset", li).status == 404);
}

TEST_CASE("tokens are made, listed and ended over HTTP", "[routes]") {
  Api api;
  const auto cookie = api.sign_in("zhang");
  const auto made = api.ask(Method::post, "/api/v1/me/tokens", cookie,
                            R"({"name":"robot","scopes":["cases:read"],"expires_at":"2099-01-01T00:00:00Z"})");
  REQUIRE(made.status == 201);
  const auto listed = api.ask(Method::get, "/api/v1/me/tokens", cookie);
  CHECK(listed.body.at("items").at(0).at("expires_at").as_string() == "2099-01-01T00:00:00Z");
  CHECK_FALSE(listed.body.at("items").at(0).as_object().contains("token"));
  CHECK(api.ask(Method::post, "/api/v1/me/tokens", cookie, R"({"name":"x","scopes":["everything"]})").code ==
        "token_scope");
  CHECK(api.ask(Method::post, "/api/v1/me/tokens", cookie,
                R"({"name":"x","scopes":["cases:read"],"expires_at":"2001-01-01T00:00:00Z"})")
            .code == "token_expired");
  const auto target = "/api/v1/me/tokens/" + std::to_string(made.body.at("id").as_int64());
  CHECK(api.ask(Method::del, target.c_str(), cookie).status == 204);
  CHECK(api.ask(Method::del, target.c_str(), cookie).status == 404);
}

TEST_CASE("a locked account says when to come back", "[routes]") {
  Api api;
  for (int i = 0; i < 4; ++i) api.ask(Method::post, "/api/v1/session", "", R"({"person":"zhang","password":"x"})");
  const auto locked = api.ask(Method::post, "/api/v1/session", "", R"({"person":"zhang","password":"x"})");
  CHECK(locked.code == "locked");
  CHECK(locked.body.at("retry_after").as_int64() == 900);
}
