// Every route of the table as nobody, as a stranger's unit, as the right person and with a broken body: scenes/*.scene.
#include <algorithm>
#include <regex>
#include <set>

#include "tests/served/trials.h"
#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::tests;

namespace {

// The name of the route that a step goes to; what is kept is stood in for by 1.
std::string route_name(const Client& client, const Step& step) {
  static const std::regex kept(R"(\$\{[^}]*\})");
  http::Request request;
  request.method = step.method;
  request.target = std::regex_replace(step.path, kept, "1");
  request.headers.add("Host", "localhost");
  static_cast<void>(client.dispatcher().admit(request));
  return request.route == nullptr ? "" : request.route->name;
}

// What people write, and what attackers do: every text must come back as the text that it is.
struct Words {
  const char *name, *text;
};
constexpr Words words[] = {
    {"plain words", "河边有人烧秸秆"},
    {"markup", "<script>alert(1)</script><img src=x onerror=alert(2)>&amp;\"'"},
    {"SQL", "x'); DROP TABLE cases; --\" OR \"1\"=\"1"},
    {"a formula and a template", "=HYPERLINK(\"http://evil.test\",\"x\")${7*7}{{7*7}}%n%s"},
    {"other scripts and directions", "\xe2\x80\xaeевил\xe2\x80\xac 👩‍👩‍👧 ﷽ é"},
};

std::string sample_path(const http::Route& route) {
  std::string path;
  for (const auto& part : http::parse_pattern(route.pattern)) {
    path += "/";
    if (part.kind == http::PatternPart::Kind::literal) path += part.name;
    if (part.kind != http::PatternPart::Kind::literal) path += part.prefix + "1" + part.suffix;
  }
  return path;
}

}  // namespace

TEST_CASE("every route has its rows in a scene: the right person, and a stranger's unit", "[scenes]") {
  Client client;
  std::set<std::string> succeeding, strangers;
  for (const auto& scene : read_scenes()) {
    for (const auto& step : scene.steps) {
      INFO(step.place << " " << step.path);
      const auto name = route_name(client, step);
      CHECK_FALSE(name.empty());
      if (step.succeeds()) succeeding.insert(name);
      if (step.stranger) strangers.insert(name);
    }
  }
  for (const auto& route : client.table.routes()) {
    INFO(route->name << ": " << http::method_name(route->method) << " " << route->pattern);
    const bool has_rows =
        succeeding.contains(route->name) && (route->access == http::Access::open || strangers.contains(route->name));
    CHECK(has_rows);
  }
}

TEST_CASE("every route refuses nobody, a stranger's unit without the role, and a broken body", "[scenes]") {
  Client client;
  const auto session = client.session_of(stranger);
  const auto events = client.events_since().size();
  for (const auto& route : client.table.routes()) {
    INFO(route->name);
    Ask ask{.person = "", .method = route->method, .path = sample_path(*route), .body = "{"};
    if (route->body == http::BodyKind::none) ask.body.clear();
    const bool open = route->access == http::Access::open;
    const auto nobody = client.send(ask);
    if (!open) CHECK(nobody.status == 401);
    if (open && route->body == http::BodyKind::json) CHECK((nobody.status >= 400 && nobody.status < 500));
    if (route->name == "sign_out" || route->body == http::BodyKind::stream) continue;
    ask.person = stranger;
    const auto refused = client.send(ask);
    CHECK(refused.status < 500);
    if (!route->roles.empty() && !open) CHECK(refused.status == 403);
    if (route->body == http::BodyKind::json) CHECK((refused.status >= 400 && refused.status < 500));
  }
  CHECK(client.events_since(events).empty());
}

TEST_CASE("scenes, with everything that must be refused tried around each step", "[scenes]") {
  for (const auto& scene : read_scenes()) {
    DYNAMIC_SECTION(scene.name) {
      play(scene, words[0].text, true);
    }
  }
}

TEST_CASE("scenes come out the same whatever people write into texts", "[scenes][attack]") {
  for (const auto& scene : read_scenes()) {
    for (const auto& [name, text] : words) {
      if (text == words[0].text) continue;
      DYNAMIC_SECTION(scene.name << " with " << name) {
        play(scene, text, false);
      }
    }
  }
}
