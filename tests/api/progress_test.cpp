// A parent says how far its sub-cases are, and lists those that one may see.
#include "engine/runtime/follow_ups.h"
#include "tests/api/desk.h"
#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::tests;

namespace {

std::string events_path(std::int64_t id) {
  return "/api/v1/cases/" + std::to_string(id) + "/events";
}

Answer fire(Desk& desk, const std::string& person, std::int64_t id, const std::string& event,
            const std::string& fields) {
  const auto answer = desk.post(person, events_path(id), R"({"event":")" + event + R"(","fields":)" + fields + "}");
  INFO(person << " " << event << " " << answer.text);
  CHECK(answer.status == 200);
  return answer;
}

}  // namespace

TEST_CASE("progress rolls up from the sub-cases to their parent", "[api]") {
  Desk desk({.workflows = {"campaign", "rectification"}});
  runtime::FollowUps follow_ups(*desk.office.service);
  const auto filed = desk.post("clerk", "/api/v1/cases", R"({"workflow":"campaign","fields":{"subject":"排水大排查",
    "occasion":"典型案例","summary":"全区排查","inspect_until":"2022-06-24"}})");
  INFO(filed.text);
  REQUIRE(filed.status == 201);
  const auto id = filed.body.at("id").as_int64();
  CHECK(filed.body.at("progress").as_array().empty());
  const std::string place = R"({"text":"溪口","lat":29.6,"lon":121.3,"unit":"xikou","grid":""})";
  std::string found;
  for (const char* name : {"一号", "二号", "三号", "四号"}) {
    found += (found.empty() ? "" : ",") + std::string(R"({"subject":")") + name + R"(","summary":"混排","place":)" +
             place + R"(,"goal":"分流","limit_date":"2022-06-30"})";
  }
  const auto recorded = fire(desk, "clerk", id, "record", R"({"found":[)" + found + "]}");
  for (const auto& field : recorded.body.at("fields").as_array()) {  // a day in a table is a day, as everywhere
    if (field.at("id").as_string() != "found") continue;
    CHECK(field.at("value").at(0).at("limit_date").as_string() == "2022-06-30");
    CHECK(field.at("value").at(0).at("place").at("unit").as_string() == "xikou");
  }
  fire(desk, "clerk", id, "open_items", "{}");
  auto seen = desk.get("clerk", "/api/v1/cases/" + std::to_string(id));
  CHECK(seen.body.at("progress").at(0).at("total").as_int64() == 4);
  CHECK(seen.body.at("progress").at(0).at("opened").as_int64() == 0);
  while (follow_ups.work_off() > 0) {
  }
  seen = desk.get("clerk", "/api/v1/cases/" + std::to_string(id));
  const auto& listed = seen.body.at("progress").at(0).at("cases").as_array();
  REQUIRE(listed.size() == 4);
  const auto child = listed.at(0).at("id").as_int64();
  fire(desk, "clerk", child, "dispatch", R"({"dispatch_to":"xikou"})");
  fire(desk, "handler-xikou", child, "claim", "{}");
  const std::string milestones = R"("milestones":[{"name":"查","due":"2022-06-20","done":false}])";
  fire(desk, "handler-xikou", child, "submit_plan", R"({"measures":"分流",)" + milestones + "}");
  const auto approve = "/api/v1/cases/" + std::to_string(child) + "/approvals/plan";
  CHECK(desk.post("unit_leader-xikou", approve, R"({"approve":true})").status == 200);
  CHECK(desk.post("leader", approve, R"({"approve":true})").status == 200);
  fire(desk, "handler-xikou", child, "report_progress", R"({"progress":60,"progress_note":"六成",)" + milestones + "}");
  seen = desk.get("clerk", "/api/v1/cases/" + std::to_string(id));
  CHECK(seen.body.at("progress").at(0).at("percent").as_int64() == 15);
  CHECK(seen.body.at("progress").at(0).at("closed").as_int64() == 0);
  CHECK(seen.body.at("progress").at(0).at("cases").at(0).at("progress").as_int64() == 60);
  // Three that nobody claimed and one that nobody put right are late in July.
  desk.office.clock.advance(40 * test::day);
  seen = desk.get("clerk", "/api/v1/cases/" + std::to_string(id));
  CHECK(seen.body.at("progress").at(0).at("overdue").as_int64() == 4);
  CHECK(desk.get("handler-xikou", "/api/v1/cases/" + std::to_string(id)).status == 404);
}
