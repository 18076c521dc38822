// Every route is tried as nobody and as a stranger's unit: what one may not see does not exist.
#include <algorithm>

#include "tests/api/desk.h"
#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::tests;

namespace {

std::string sample_path(const http::Route& route, std::int64_t id) {
  std::string path;
  for (const auto& part : http::parse_pattern(route.pattern)) {
    path += "/";
    switch (part.kind) {
      case http::PatternPart::Kind::literal:
        path += part.name;
        break;
      case http::PatternPart::Kind::integer:
        path += part.name == "id" ? std::to_string(id) : "1";
        break;
      default:
        path += part.prefix + "x" + part.suffix;
    }
  }
  return path;
}

}  // namespace

TEST_CASE("nobody gets anything but 401", "[api]") {
  Desk desk;
  const auto id = desk.file_report();
  for (const auto& route : desk.table.routes()) {
    if (route->access == http::Access::open || route->body == http::BodyKind::stream) continue;
    const auto answer =
        desk.send("", route->method, sample_path(*route, id), route->body == http::BodyKind::json ? "{}" : "");
    INFO(route->name);
    CHECK(answer.status == 401);
    CHECK(answer.text.find("露天焚烧") == std::string::npos);
  }
}

TEST_CASE("a stranger's unit gets 404 for a case it may not see, whatever it wants to do to it", "[api]") {
  Desk desk;
  const auto id = desk.file_report();
  static const std::vector<std::pair<std::string, std::string>> bodies = {
      {"fire_event", R"({"event":"accept"})"},
      {"add_comment", R"({"text":"x"})"},
      {"supervise_case", "{}"},
      {"link_case", R"({"other":1,"kind":"related"})"},
      {"merge_case", R"({"target":1})"},
      {"correct_field", R"({"field":"subject","value":"x","reason":"y"})"},
      {"open_seal", R"({"reason":"x"})"},
      {"sign_task", "{}"},
      {"return_task", R"({"reason":"not_ours"})"},
      {"complete_task", "{}"},
      {"reassign_task", "{}"},
      {"add_co_handler", R"({"kind":"handle","unit":"xikou"})"},
      {"decide_approval", R"({"approve":true})"},
      {"suspend_clock", R"({"reason":"x"})"},
      {"resume_clock", R"({"reason":"x"})"},
      {"extend_clock", R"({"reason":"x","days":1})"},
      {"decide_extension", R"({"approve":true})"},
      {"export_case_opened", R"({"reason":"x"})"}};
  for (const auto& route : desk.table.routes()) {
    if (route->pattern.find("/cases/{id:int}") == std::string::npos || route->body == http::BodyKind::stream) continue;
    const auto body =
        std::find_if(bodies.begin(), bodies.end(), [&](const auto& entry) { return entry.first == route->name; });
    const auto answer =
        desk.send("handler-xikou", route->method, sample_path(*route, id), body == bodies.end() ? "" : body->second);
    INFO(route->name << " " << answer.text);
    CHECK(answer.status == 404);
    CHECK(answer.text.find("露天焚烧") == std::string::npos);
  }
  const auto list = desk.get("handler-xikou", "/api/v1/cases");
  CHECK(list.body.at("items").as_array().empty());
  CHECK(desk.get("handler-xikou", "/api/v1/search?q=%E7%84%9A%E7%83%A7").body.at("items").as_array().empty());
}

TEST_CASE("who may see a case but has not the role gets 403 and is told who has", "[api]") {
  Desk desk;
  const auto id = desk.file_report();
  const auto refused = desk.post("grid_member-jinping", "/api/v1/cases/" + std::to_string(id) + "/events",
                                 R"({"event":"accept","fields":{}})");
  CHECK(refused.status == 403);
  CHECK(refused.code() == "not_your_role");
  CHECK(refused.text.find("指挥室") != std::string::npos);
}
