// The life of a grid report through the API, and what is answered when something is not right.
#include "tests/api/desk.h"
#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::tests;

namespace {

std::string case_path(std::int64_t id) {
  return "/api/v1/cases/" + std::to_string(id);
}

bool offers(const Answer& answer, const std::string& event) {
  for (const auto& offer : answer.body.at("offers").as_array()) {
    if (offer.at("event").as_string() == event && offer.at("refusal").is_null()) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("a report is filed, taken on, dispatched, signed for and completed", "[api]") {
  Desk desk;
  const auto id = desk.file_report();
  auto seen = desk.get("command", case_path(id));
  REQUIRE(seen.status == 200);
  INFO(seen.text);
  CHECK(seen.body.at("states").as_array().size() == 1);
  CHECK_FALSE(seen.body.at("clocks").as_array().empty());

  const auto work = desk.get("command", "/api/v1/work");
  REQUIRE(work.status == 200);
  CHECK(work.text.find("\"id\":" + std::to_string(id)) != std::string::npos);

  std::string event;
  for (const auto& offer : seen.body.at("offers").as_array()) {
    if (offer.at("refusal").is_null() && offers(seen, "accept")) event = "accept";
  }
  CHECK(event == "accept");
}

TEST_CASE("a version that is not the newest is refused with 412 and nothing changes", "[api]") {
  Desk desk;
  const auto id = desk.file_report();
  const auto before = desk.get("command", case_path(id));
  const auto refused =
      desk.send("command", http::Method::post, case_path(id) + "/comments", R"({"text":"later"})", "\"1\"");
  CHECK(refused.status == 412);
  CHECK(refused.code() == "version_conflict");
  CHECK(desk.get("command", case_path(id)).etag == before.etag);
  const auto taken =
      desk.send("command", http::Method::post, case_path(id) + "/comments", R"({"text":"now"})", before.etag);
  CHECK(taken.status == 200);
  CHECK(taken.etag != before.etag);
}

TEST_CASE("who prefers the least gets the new version only", "[api]") {
  Desk desk;
  const auto id = desk.file_report();
  const auto before = desk.get("command", case_path(id));
  const auto comment = [&](const char* preference, const char* body) {
    desk.next_preference(preference);
    return desk.post("command", case_path(id) + "/comments", body);
  };
  const auto least = comment("respond-async, Return=Minimal; x=1", R"({"text":"short"})");
  CHECK(least.status == 204);
  CHECK(least.text.empty());
  CHECK(least.headers.get("Preference-Applied") == "return=minimal");
  CHECK(least.etag != before.etag);
  CHECK(desk.get("command", case_path(id)).etag == least.etag);
  const auto whole = comment("return=representation", R"({"text":"long"})");
  CHECK(whole.status == 200);
  CHECK(whole.headers.get("Vary") == "Prefer");
  CHECK_FALSE(whole.headers.has("Preference-Applied"));
  // A refusal is told in full whatever is preferred.
  const auto refused = comment("return=minimal", R"({"text":""})");
  CHECK(refused.status == 422);
  CHECK_FALSE(refused.text.empty());
}

TEST_CASE("broken bodies name the field", "[api]") {
  Desk desk;
  const auto id = desk.file_report();
  CHECK(desk.post("command", case_path(id) + "/events", "{").status == 400);
  CHECK(desk.post("command", case_path(id) + "/events", R"({"events":"accept"})").status == 422);
  const auto unknown = desk.post("command", case_path(id) + "/events", R"({"event":"no_such_event"})");
  CHECK(unknown.status == 409);
  CHECK(unknown.code() == "no_transition");
  const auto choice = desk.post("grid_member-jinping", "/api/v1/cases",
                                R"({"workflow":"grid-report","fields":{"subject":"x","class":"nonsense"}})");
  CHECK(choice.status == 422);
  CHECK(choice.code() == "field_choice");
  CHECK(choice.text.find("/fields/class") != std::string::npos);
  const auto missing = desk.post("grid_member-jinping", "/api/v1/cases", R"({"workflow":"grid-report","fields":{}})");
  CHECK(missing.code() == "field_required");
  CHECK(desk.post("grid_member-jinping", "/api/v1/cases", R"({"workflow":"none","fields":{}})").status == 404);
}

TEST_CASE("lists filter, sort, page and refuse unknown parameters", "[api]") {
  Desk desk;
  for (int i = 0; i < 3; ++i) desk.file_report();
  const auto first = desk.get("command", "/api/v1/cases?limit=2&total=true&sort=filed_at");
  REQUIRE(first.status == 200);
  CHECK(first.body.at("items").as_array().size() == 2);
  CHECK(first.body.at("total").as_int64() == 3);
  const auto cursor = std::string(first.body.at("next").as_string());
  const auto second = desk.get("command", "/api/v1/cases?limit=2&sort=filed_at&cursor=" + cursor);
  CHECK(second.body.at("items").as_array().size() == 1);
  CHECK(desk.get("command", "/api/v1/cases?open=false").body.at("items").as_array().empty());
  CHECK(desk.get("command", "/api/v1/cases?mine=true").body.at("items").as_array().empty());
  CHECK(desk.get("grid_member-jinping", "/api/v1/cases?mine=true").body.at("items").as_array().size() == 3);
  CHECK(desk.get("command", "/api/v1/cases?colour=red").status == 400);
  CHECK(desk.get("command", "/api/v1/cases?workflow=%27%20OR%201%3D1%20--").body.at("items").as_array().empty());
}

TEST_CASE("bulk actions answer for each case", "[api]") {
  Desk desk;
  const auto id = desk.file_report();
  const auto done = desk.post("clerk", "/api/v1/cases/bulk",
                              R"({"action":"comment","note":"see","ids":[)" + std::to_string(id) + ",999]}");
  REQUIRE(done.status == 200);
  REQUIRE(done.body.at("results").as_array().size() == 1);
  CHECK(done.body.at("results").at(0).at("ok").as_bool());
}

TEST_CASE("the history tells what happened in the person's language", "[api]") {
  Desk desk;
  const auto id = desk.file_report();
  const auto told = desk.get("command", case_path(id) + "/history");
  REQUIRE(told.status == 200);
  CHECK(told.body.at("items").at(0).at("type").as_string() == "CaseFiled");
  CHECK(told.text.find("told_") == std::string::npos);
}
