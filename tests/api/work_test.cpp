// The board of work: what the store hands out holds everything that a person can do, and nothing that it cannot.
#include <set>

#include "tests/api/desk.h"
#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::tests;

namespace {

bool ok(const boost::json::value& can) {
  return can.is_object() && can.at("ok").as_bool();
}

// Is there something to do in the case for who reads it?
bool has_work(const boost::json::value& body) {
  for (const auto& offer : body.at("offers").as_array()) {
    if (offer.at("refusal").is_null()) return true;
  }
  for (const auto& task : body.at("tasks").as_array()) {
    if (ok(task.at("can").at("sign")) || ok(task.at("can").at("complete")) || ok(task.at("can").at("return")))
      return true;
  }
  for (const auto& approval : body.at("approvals").as_array()) {
    if (ok(approval.at("can"))) return true;
  }
  for (const auto& clock : body.at("clocks").as_array()) {
    if (ok(clock.at("can").at("decide"))) return true;
  }
  return false;
}

std::set<std::int64_t> on_board(const Answer& work) {
  std::set<std::int64_t> ids;
  for (const auto& group : work.body.at("groups").as_object()) {
    for (const auto& item : group.value().as_array()) ids.insert(item.at("case").at("id").as_int64());
  }
  return ids;
}

std::int64_t file_petition(Desk& desk) {
  const auto filed = desk.post("clerk", "/api/v1/cases", R"({"workflow":"petition","fields":{"channel":"来信",
    "subject":"油烟","summary":"夜间油烟","class":"申诉求决","purpose":"求决","types":["大气"],"people_count":1,"site":"某店",
    "place":{"text":"溪口","lat":29.68,"lon":121.27}}})");
  INFO(filed.text);
  REQUIRE(filed.status == 201);
  return filed.body.at("id").as_int64();
}

}  // namespace

TEST_CASE("a person's board holds exactly the cases in which the person can do something", "[api][work]") {
  Desk desk({.workflows = {"grid-report", "petition"}});
  const auto post = [&](const std::string& person, std::int64_t id, const std::string& what, const std::string& body) {
    const auto answer = desk.post(person, "/api/v1/cases/" + std::to_string(id) + what, body);
    INFO(answer.text);
    CHECK(answer.status == 200);
    return answer;
  };
  const char* accept = R"({"event":"accept","fields":{"class":"申诉求决","route":"31-6","dispatch_to":"jinping"}})";
  std::vector<std::int64_t> ids{desk.file_report(), file_petition(desk)};
  // Dispatched; dispatched and signed for; done and sent up for approval; an extension asked.
  for (int i = 0; i < 4; ++i) ids.push_back(file_petition(desk));
  for (int i = 2; i < 6; ++i) {
    const auto taken = post("clerk", ids[i], "/events", accept);
    const auto task = "/tasks/" + std::to_string(taken.body.at("tasks").at(0).at("id").as_int64());
    if (i >= 3) post("handler-jinping", ids[i], task + "/sign", "{}");
    if (i >= 4) post("handler-jinping", ids[i], task + "/complete", R"({"fields":{"result":"已查"}})");
  }
  post("clerk", ids[4], "/events",
       R"({"event":"submit_opinion","fields":{"opinion":"支持","facts":"x","basis":"x","answer":"x"}})");
  post("handler-jinping", ids[3], "/clocks/handling/extend", R"({"days":5,"reason":"x"})");
  for (const char* person : {"clerk", "leader", "command", "acceptance", "handler-jinping", "unit_leader-jinping",
                             "handler-xikou", "grid_member-jinping", "grid_member-xikou"}) {
    std::set<std::int64_t> wanted;
    for (const auto id : ids) {
      const auto seen = desk.get(person, "/api/v1/cases/" + std::to_string(id));
      if (seen.status == 200 && has_work(seen.body)) wanted.insert(id);
    }
    INFO(person);
    CHECK(on_board(desk.get(person, "/api/v1/work")) == wanted);
  }
  CHECK(desk.office.verified().empty());
}

TEST_CASE("a case says how long each unit has held it", "[api][work]") {
  Desk desk;
  const auto id = desk.file_report();
  const std::string path = "/api/v1/cases/" + std::to_string(id);
  CHECK(desk.get("clerk", path + "/held").body.at("items").as_array().empty());
  CHECK_FALSE(desk.get("clerk", path).body.as_object().contains("held"));
  const auto accepted = desk.post("command", path + "/events",
                                  R"({"event":"accept","fields":{"dispatch_to":"jinping","difficulty":"一般"}})");
  REQUIRE(accepted.status == 200);
  desk.office.clock.advance(60 * 60'000);
  const auto given_back =
      desk.post("handler-jinping", path + "/tasks/1/return", R"({"reason":"not_ours","note":"不归我"})");
  REQUIRE(given_back.status == 200);
  desk.office.clock.advance(30 * 60'000);
  const auto held = desk.get("clerk", path + "/held").body.at("items").as_array();
  REQUIRE(held.size() == 2);
  CHECK(held[0].at("unit").at("id").as_string() == "jinping");
  CHECK(held[0].at("office_minutes").as_int64() == 60);
  CHECK(held[0].at("returns").as_int64() == 1);
  CHECK_FALSE(held[0].at("holding").as_bool());
  CHECK(held[1].at("unit").is_null());
  CHECK(held[1].at("office_minutes").as_int64() == 30);
  CHECK(held[1].at("holding").as_bool());
  CHECK(desk.get("handler-xikou", path + "/held").status == 404);
}
