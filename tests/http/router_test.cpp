#include "web/http/router.h"

#include "tests/support/catch.h"
#include "web/http/text.h"

using namespace bihuan::http;

namespace {

Response no_answer(const Request&) {
  return no_content();
}

RouteTable table_of(std::initializer_list<std::pair<Method, const char*>> rows) {
  RouteTable table;
  for (const auto& [method, pattern] : rows) {
    table.add({.method = method,
               .pattern = pattern,
               .name = pattern + std::string(method_name(method)),
               .handler = no_answer});
  }
  return table;
}

std::string found(const Router& router, Method method, std::string_view path) {
  const auto target = parse_target(path);
  if (!target) return "malformed";
  const auto match = router.match(method, target->segments);
  if (!match.route) return match.allowed.empty() ? "404" : "405";
  std::string text = match.route->pattern;
  for (const auto& [name, value] : match.parameters) text += " " + name + "=" + value;
  return text;
}

}  // namespace

TEST_CASE("the most precise pattern wins", "[router]") {
  const auto table = table_of({{Method::get, "/"},
                               {Method::get, "/cases"},
                               {Method::get, "/cases/{id:int}"},
                               {Method::get, "/cases/{number}"},
                               {Method::get, "/cases/recent"},
                               {Method::get, "/circulars/{id:int}/file.{format}"},
                               {Method::get, "/circulars/{id:int}/{part}"},
                               {Method::get, "/files/{path:rest}"},
                               {Method::post, "/cases"},
                               {Method::post, "/cases/{number}"}});
  const Router router(table);
  const auto get = [&](std::string_view path) { return found(router, Method::get, path); };
  CHECK(get("/") == "/");
  CHECK(get("/cases") == "/cases");
  CHECK(get("/cases/17") == "/cases/{id:int} id=17");
  CHECK(get("/cases/017") == "/cases/{id:int} id=017");
  CHECK(get("/cases/1234567890123456789") == "/cases/{number} number=1234567890123456789");
  CHECK(get("/cases/-1") == "/cases/{number} number=-1");
  CHECK(get("/cases/recent") == "/cases/recent");
  CHECK(get("/circulars/3/file.docx") == "/circulars/{id:int}/file.{format} id=3 format=docx");
  CHECK(get("/circulars/3/file.") == "/circulars/{id:int}/{part} id=3 part=file.");
  CHECK(get("/files/a/b%20c") == "/files/{path:rest} path=a/b c");
  CHECK(get("/cases/") == "404");
  CHECK(get("//cases") == "404");
  CHECK(get("/CASES") == "404");
  CHECK(found(router, Method::head, "/cases/17") == "/cases/{id:int} id=17");
  // A node further down the list of preferences is tried when the first lacks the method.
  CHECK(found(router, Method::post, "/cases/17") == "/cases/{number} number=17");
  CHECK(found(router, Method::del, "/cases/17") == "405");
}

TEST_CASE("a method that a path does not take names those that it takes", "[router]") {
  const auto table = table_of({{Method::get, "/a"}, {Method::post, "/a"}, {Method::del, "/{any}"}});
  const auto match = Router(table).match(Method::put, {"a"});
  CHECK(match.route == nullptr);
  CHECK(match.allowed == std::vector{Method::get, Method::post, Method::del, Method::head});
}

TEST_CASE("mistakes in the table are found when it is built", "[router]") {
  RouteTable table = table_of({{Method::get, "/a"}});
  const auto add = [&](const char* pattern, const char* name) {
    table.add({.pattern = pattern, .name = name, .handler = no_answer});
  };
  CHECK_THROWS_AS(add("/a", "x"), std::logic_error);
  CHECK_THROWS_AS(add("/b", "/aGET"), std::logic_error);
  CHECK_THROWS_AS(add("b", "x"), std::logic_error);
  CHECK_THROWS_AS(add("/{a}{b}", "x"), std::logic_error);
  CHECK_THROWS_AS(add("/{a:float}", "x"), std::logic_error);
  CHECK_THROWS_AS(add("/{a:rest}/b", "x"), std::logic_error);
  CHECK_THROWS_AS(add("/a//b", "x"), std::logic_error);
  CHECK_THROWS_AS(table.add({.pattern = "/c", .name = "c"}), std::logic_error);
}
