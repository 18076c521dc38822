// What the pages lean on in the answers: forms with their defaults, offers of several ways, the work board, messages.
#include "tests/api/desk.h"
#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::tests;

namespace {

std::string report_path(std::int64_t id) {
  return "/api/v1/cases/" + std::to_string(id);
}

boost::json::object offer(const Answer& answer, std::string_view event) {
  for (const auto& each : answer.body.at("offers").as_array()) {
    if (each.at("event").as_string() == event) return each.as_object();
  }
  FAIL("no offer " << event << " in " << answer.text);
  return {};
}

// The item of a case on a person's board, wherever its limit puts it.
boost::json::object board_item(Desk& desk, const std::string& person, std::int64_t id) {
  const auto work = desk.get(person, "/api/v1/work");
  for (const auto& group : work.body.at("groups").as_object()) {
    for (const auto& item : group.value().as_array()) {
      if (item.at("case").at("id").as_int64() == id) return item.as_object();
    }
  }
  FAIL("not on the board: " << work.text);
  return {};
}

Answer fire(Desk& desk, const std::string& person, std::int64_t id, const std::string& body) {
  auto answer = desk.post(person, report_path(id) + "/events", body);
  INFO(answer.text);
  REQUIRE(answer.status == 200);
  return answer;
}

}  // namespace

TEST_CASE("an event with two ways on names both and demands only what both need", "[api]") {
  Desk desk;
  const auto id = desk.file_report();
  const auto given =
      fire(desk, "command", id, R"({"event":"accept","fields":{"dispatch_to":"jinping","difficulty":"一般"}})");
  const auto task = report_path(id) + "/tasks/" + std::to_string(given.body.at("tasks").at(0).at("id").as_int64());
  REQUIRE(desk.post("handler-jinping", task + "/sign", "{}").status == 200);
  const auto done =
      desk.post("handler-jinping", task + "/complete", R"({"fields":{"result":"已清理","after_photos":["a1"]}})");
  INFO(done.text);
  REQUIRE(done.status == 200);
  const auto verify = offer(desk.get("grid_member-jinping", report_path(id)), "verify");
  CHECK(verify.at("title").as_string() == "已解决 / 未解决，返工");
  CHECK(verify.at("required") == boost::json::array{"verified"});
  bool asks_reason = false;
  for (const auto& field : verify.at("ask").as_array()) asks_reason = asks_reason || field.as_string() == "reason";
  CHECK(asks_reason);
}

TEST_CASE("the board says which cases ask for a unit, and messages carry the workflow's own names", "[api]") {
  Desk desk;
  const auto id = desk.file_report();
  const auto item = board_item(desk, "command", id);
  CHECK(item.at("dispatch").as_bool());
  CHECK(item.at("waiting_for").is_null());
  const auto inbox = desk.get("command", "/api/v1/inbox");
  REQUIRE_FALSE(inbox.body.at("items").as_array().empty());
  CHECK(inbox.body.at("items").at(0).at("title").as_string() == "网格上报");
}

TEST_CASE("a filing form brings its defaults, and the rule set of the day", "[api]") {
  Desk desk;
  const auto form = desk.get("grid_member-jinping", "/api/v1/workflows/grid-report");
  REQUIRE(form.status == 200);
  for (const auto& field : form.body.at("form").at("fields").as_array()) {
    if (field.at("id").as_string() == "urgency") CHECK(field.at("default").as_string() == "一般");
    if (field.at("id").as_string() == "subject") CHECK(field.at("default").is_null());
  }
  const auto list = desk.get("command", "/api/v1/workflows");
  CHECK_FALSE(list.body.at("items").at(0).at("states").as_array().empty());
}
