// Actions over many cases: each answers for itself, a retry answers as the first time.
#include "tests/api/desk.h"
#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::tests;

namespace {

// Two reports dispatched to jinping, each with one open task there.
struct Dispatched : Desk {
  Dispatched() {
    for (auto& id : ids) {
      id = file_report();
      const std::string path = "/api/v1/cases/" + std::to_string(id) + "/events";
      const auto accepted = post("command", path, R"({"event":"accept"})");
      INFO(accepted.text);
      REQUIRE(accepted.status == 200);
      const auto sent = post("command", path, R"({"event":"dispatch","fields":{"dispatch_to":"jinping"}})");
      INFO(sent.text);
      REQUIRE(sent.status == 200);
    }
  }
  [[nodiscard]] std::string reassign(const std::string& members) const {
    return R"({"action":"reassign","ids":[)" + std::to_string(ids[0]) + "," + std::to_string(ids[1]) + "]," + members +
           "}";
  }
  std::string unit_of(std::int64_t id) {
    for (const auto& task : office.stored(id).state.tasks) {
      if (task.phase == core::TaskPhase::assigned) return task.unit;
    }
    return {};
  }
  std::int64_t ids[2] = {};
};

}  // namespace

TEST_CASE("tasks of many cases are handed on at once, each with its own answer", "[api][bulk]") {
  Dispatched desk;
  const auto stranger = desk.post("handler-xikou", "/api/v1/cases/bulk", desk.reassign(R"("unit":"xikou")"));
  CHECK(stranger.body.at("results").as_array().empty());
  const auto refused = desk.post("grid_member-jinping", "/api/v1/cases/bulk", desk.reassign(R"("unit":"xikou")"));
  REQUIRE(refused.body.at("results").as_array().size() == 2);
  CHECK(refused.body.at("results").at(0).at("refusal").at("code").as_string() == "may_not_manage");
  CHECK(desk.unit_of(desk.ids[0]) == "jinping");
  const auto done = desk.post("command", "/api/v1/cases/bulk", desk.reassign(R"("unit":"xikou","note":"调整分工")"));
  INFO(done.text);
  REQUIRE(done.body.at("results").as_array().size() == 2);
  for (const auto& result : done.body.at("results").as_array()) CHECK(result.at("ok").as_bool());
  for (const auto id : desk.ids) CHECK(desk.unit_of(id) == "xikou");
  const auto nothing =
      desk.post("command", "/api/v1/cases/bulk", desk.reassign(R"("unit":"shangtian","from_unit":"jinping")"));
  CHECK(nothing.body.at("results").at(0).at("refusal").at("code").as_string() == "bulk_no_task");
  CHECK(desk.post("command", "/api/v1/cases/bulk", desk.reassign(R"("colour":"red")")).status == 422);
}

TEST_CASE("the tasks of one person are handed to another of the unit", "[api][bulk]") {
  Dispatched desk;
  const auto task = desk.office.stored(desk.ids[0]).state.tasks.at(0).id;
  REQUIRE(desk.post("handler-jinping",
                    "/api/v1/cases/" + std::to_string(desk.ids[0]) + "/tasks/" + std::to_string(task) + "/sign", "{}")
              .status == 200);
  const auto done = desk.post("handler-jinping", "/api/v1/cases/bulk",
                              desk.reassign(R"("person":"unit_leader-jinping","from_person":"handler-jinping")"));
  CHECK(done.body.at("results").at(0).at("ok").as_bool());
  CHECK_FALSE(done.body.at("results").at(1).at("ok").as_bool());
  CHECK(desk.office.stored(desk.ids[0]).state.tasks.at(0).person == "unit_leader-jinping");
}

TEST_CASE("a bulk action sent again answers as before and does nothing twice", "[api][bulk]") {
  Dispatched desk;
  const auto body = desk.reassign(R"("unit":"xikou")");
  desk.next_key("the-same");
  const auto first = desk.post("command", "/api/v1/cases/bulk", body);
  const auto version = desk.office.stored(desk.ids[0]).state.version;
  desk.next_key("the-same");
  const auto again = desk.post("command", "/api/v1/cases/bulk", body);
  CHECK(again.text == first.text);
  CHECK(desk.office.stored(desk.ids[0]).state.version == version);
  desk.next_key("the-same");
  const auto other = desk.post("command", "/api/v1/cases/bulk", desk.reassign(R"("unit":"shangtian")"));
  CHECK(other.body.at("results").at(0).at("refusal").at("code").as_string() == "request_reused");
}

TEST_CASE("cases are linked by who works on them, with the kinds that people may set", "[api]") {
  Dispatched desk;
  const std::string path = "/api/v1/cases/" + std::to_string(desk.ids[0]) + "/link";
  const auto link = [&](const std::string& person, const std::string& kind) {
    return desk.post(person, path, R"({"other":)" + std::to_string(desk.ids[1]) + R"(,"kind":")" + kind + "\"}");
  };
  CHECK(link("command", "parent").status == 422);  // what the program sets itself
  CHECK(link("leader", "related").status == 403);
  const auto done = link("command", "repeat_of");
  INFO(done.text);
  REQUIRE(done.status == 200);
  CHECK(done.body.at("links").at(0).at("kind").as_string() == "repeat_of");
  CHECK(link("command", "repeat_of").status == 409);
}
