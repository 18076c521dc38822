#include "web/http/assets.h"

#include "tests/support/catch.h"
#include "web/http/dispatcher.h"

using namespace bihuan::http;
using bihuan::embedded::File;

namespace {

const File files[] = {{"index.html", "<!doctype html>"},
                      {"m.html", "<!doctype html><!-- phone -->"},
                      {"assets/app-1a2b.js", "plain script"},
                      {"assets/app-1a2b.js.br", "brotli"},
                      {"assets/app-1a2b.js.gz", "gzip"},
                      {"favicon.ico", "icon"},
                      {"only.css.br", "coded"}};

struct Site {
  Assets assets{files, {{"https://tiles.test"}}};
  RouteTable table;
  Schemas schemas;
  std::unique_ptr<Dispatcher> dispatcher;

  Site() {
    assets.add_routes(table);
    table.add({.method = Method::post,
               .pattern = "/api/v1/cases",
               .name = "file",
               .access = Access::open,
               .handler = [](const Request&) { return no_content(); }});
    dispatcher = std::make_unique<Dispatcher>(table, schemas, DispatcherOptions{});
  }

  Response get(std::string target, std::vector<Headers::Field> headers = {}, Method method = Method::get) {
    Request request;
    request.method = method;
    request.target = std::move(target);
    for (auto& [name, value] : headers) request.headers.add(name, value);
    return dispatcher->handle(request);
  }
};

std::string_view body_of(const Response& response) {
  const auto* view = std::get_if<std::string_view>(&response.body);
  return view ? *view : std::string_view();
}

}  // namespace

TEST_CASE("the app's files come in the coding that the browser takes", "[assets]") {
  Site site;
  const char* script = "/assets/app-1a2b.js";
  CHECK(body_of(site.get(script)) == "plain script");
  const auto brotli = site.get(script, {{"Accept-Encoding", "gzip, deflate, br"}});
  CHECK(body_of(brotli) == "brotli");
  CHECK(brotli.headers.get("Content-Encoding") == "br");
  CHECK(brotli.headers.get("Vary") == "Accept-Encoding");
  CHECK(brotli.headers.get("Content-Type") == "text/javascript; charset=utf-8");
  CHECK(brotli.headers.get("Cache-Control") == "public, max-age=31536000, immutable");
  CHECK(body_of(site.get(script, {{"Accept-Encoding", "gzip"}})) == "gzip");
  CHECK(body_of(site.get(script, {{"Accept-Encoding", "br;q=0, identity"}})) == "plain script");
  const auto part = site.get(script, {{"Accept-Encoding", "br"}, {"Range", "bytes=0-4"}});
  CHECK(part.status == 206);
  CHECK(body_of(part) == "plain");
  const auto tag = std::string(brotli.headers.get("ETag"));
  CHECK(site.get(script, {{"Accept-Encoding", "br"}, {"If-None-Match", tag}}).status == 304);
  CHECK(site.get(script, {{"If-None-Match", tag}}).status == 200);
}

TEST_CASE("a page of the app is index.html, with a strict policy", "[assets][attack]") {
  Site site;
  for (const char* target : {"/", "/cases/17", "/work?group=overdue"}) {
    INFO(target);
    const auto page = site.get(target, {{"Accept", "text/html,*/*;q=0.8"}});
    CHECK(body_of(page) == "<!doctype html>");
    CHECK(page.headers.get("Cache-Control") == "no-cache");
    const std::string policy(page.headers.get("Content-Security-Policy"));
    CHECK(policy.find("script-src 'self';") != std::string::npos);
    CHECK(policy.find("'unsafe-") == std::string::npos);
    CHECK(policy.find("https://tiles.test") != std::string::npos);
    CHECK(policy.find("frame-ancestors 'none'") != std::string::npos);
  }
}

TEST_CASE("the phone has its own page at /m and below", "[assets]") {
  Site site;
  for (const char* target : {"/m", "/m/file", "/m/cases/17"}) {
    INFO(target);
    CHECK(body_of(site.get(target, {{"Accept", "text/html"}})) == "<!doctype html><!-- phone -->");
  }
  CHECK(body_of(site.get("/me", {{"Accept", "text/html"}})) == "<!doctype html>");
}

TEST_CASE("what is not in the list is not found", "[assets][attack]") {
  Site site;
  for (const char* target : {"/api/v1/nothing", "/missing.js", "/assets/", "/only.css", "/assets/app-1a2b.js.map"}) {
    INFO(target);
    CHECK(site.get(target, {{"Accept", "application/json"}}).status == 404);
  }
  CHECK(site.get("/assets/../index.html").status == 400);
  // The catch-all makes no address known to other methods.
  CHECK(site.get("/nothing", {}, Method::post).status == 404);
  CHECK(site.get("/api/v1/cases", {}, Method::put).status == 405);
}
