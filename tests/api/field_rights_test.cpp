// What a field shows to whom: hidden, masked, readable, editable, by role and state, wherever its value could appear.
#include "tests/api/desk.h"
#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::tests;

namespace {

constexpr const char* source = R"(workflow: report
title: 举报
number: "R{year}-{seq}"
file_by: [clerk]
supervise_by: [clerk, handler]
form: [subject, phone, name, "secret?", "count?"]
fields:
  subject: {title: 标题, type: text}
  phone: {title: 电话, type: text, clear: {roles: [clerk]}}
  name: {title: 姓名, type: text, personal: true}
  secret: {title: 线索, type: long text, visible: {roles: [clerk]}}
  count: {title: 次数, type: integer, clear: {states: [public]}}
  note: {title: 说明, type: text, editable: {states: [open]}}
roles: {clerk: {title: 登记员}, handler: {title: 承办人}}
states:
  open:
    title: 办理中
    open_ended: true
    on: {publish: {title: 公开, to: public, by: clerk}}
  public: {title: 已公开, open_ended: true, on: {close: {title: 办结, to: closed, by: clerk}}}
  closed: {title: 已办结, type: final}
)";

test::OfficeOptions options() {
  test::OfficeOptions made;
  made.workflows = {};
  made.texts = {source};
  return made;
}

std::int64_t file(Desk& desk) {
  const auto filed = desk.post("clerk", "/api/v1/cases", R"({"workflow":"report","fields":{"subject":"露天焚烧",
    "phone":"13812345678","name":"张三丰","secret":"夜间三点排放","count":7}})");
  INFO(filed.text);
  REQUIRE(filed.status == 201);
  // Handlers of units see it because a handler's role is held at the bureau.
  return filed.body.at("id").as_int64();
}

// The field as the answer has it; null when it is not there.
boost::json::value field(const Answer& answer, const std::string& id) {
  for (const auto& each : answer.body.at("fields").as_array()) {
    if (each.at("id").as_string() == id) return each;
  }
  return nullptr;
}

struct Reports : Desk {
  Reports() : Desk(options()) {
    const auto done = office.writer->run([](runtime::WriteSession& session) -> Result<void> {
      session.directory().put_person({"handler", "承办人", "bureau", "", "", true});
      session.directory().add_role({"handler", "handler", "bureau", 0, {}});
      return {};
    });
    REQUIRE(done.has_value());
    id = file(*this);
    path = "/api/v1/cases/" + std::to_string(id);
  }
  std::int64_t id = 0;
  std::string path;
};

}  // namespace

TEST_CASE("fields are hidden, masked or read by role and state", "[api][fields]") {
  Reports desk;
  const auto clerk = desk.get("clerk", desk.path);
  CHECK(field(clerk, "phone").at("value").as_string() == "13812345678");
  CHECK(field(clerk, "name").at("value").as_string() == "张三丰");
  CHECK(field(clerk, "secret").at("value").as_string() == "夜间三点排放");
  const auto handler = desk.get("handler", desk.path);
  REQUIRE(handler.status == 200);
  CHECK(field(handler, "phone").at("value").as_string() == "138****5678");
  CHECK(field(handler, "phone").at("masked").as_bool());
  CHECK_FALSE(field(handler, "phone").at("readable").as_bool());
  CHECK_FALSE(field(handler, "phone").at("editable").as_bool());
  CHECK(field(handler, "name").at("value").as_string() == "张**");
  CHECK(field(handler, "secret").is_null());
  CHECK(field(handler, "count").at("value").is_null());
  CHECK(field(handler, "subject").at("editable").as_bool());
  CHECK(field(handler, "note").at("editable").as_bool());
  REQUIRE(desk.post("clerk", desk.path + "/events", R"({"event":"publish"})").status == 200);
  const auto later = desk.get("handler", desk.path);
  CHECK(field(later, "count").at("value").as_int64() == 7);
  CHECK_FALSE(field(later, "note").at("editable").as_bool());
}

TEST_CASE("what a person may not read in clear stands nowhere in what it gets", "[api][fields]") {
  Reports desk;
  const std::vector<std::string> paths = {desk.path,
                                          desk.path + "/history",
                                          "/api/v1/cases",
                                          "/api/v1/work",
                                          "/api/v1/search?q=%E9%9C%B2%E5%A4%A9%E7%84%9A%E7%83%A7",
                                          "/api/v1/search?q=%E5%A4%9C%E9%97%B4%E4%B8%89%E7%82%B9"};
  for (const auto& path : paths) {
    const auto answer = desk.get("handler", path);
    INFO(path);
    CHECK(answer.status == 200);
    for (const char* secret : {"13812345678", "张三丰", "夜间三点"})
      CHECK(answer.text.find(secret) == std::string::npos);
  }
  CHECK(
      desk.get("handler", "/api/v1/search?q=%E9%9C%B2%E5%A4%A9%E7%84%9A%E7%83%A7").body.at("items").as_array().size() ==
      1);
  CHECK(
      desk.get("handler", "/api/v1/search?q=%E5%A4%9C%E9%97%B4%E4%B8%89%E7%82%B9").body.at("items").as_array().empty());
}

TEST_CASE("the name of a sealed party stands in no cell of a table, in none of its parts", "[api][fields]") {
  constexpr const char* with_table = R"(workflow: visits
title: 走访
number: "V{year}-{seq}"
file_by: [clerk]
reveal_by: [clerk]
form: [places]
parties:
  petitioner: {title: 信访人, sealed: true}
fields:
  places: {title: 走访地点, type: table, columns: {who: {title: 见到, type: text}, where: {title: 地点, type: place}}}
roles: {clerk: {title: 登记员}, handler: {title: 承办人}}
states:
  open: {title: 办理中, open_ended: true, on: {close: {title: 办结, to: closed, by: clerk}}}
  closed: {title: 已办结, type: final}
)";
  test::OfficeOptions made;
  made.workflows = {};
  made.texts = {source, with_table};
  Desk desk(made);
  const auto done = desk.office.writer->run([](runtime::WriteSession& session) -> Result<void> {
    session.directory().put_person({"handler", "承办人", "bureau", "", "", true});
    session.directory().add_role({"handler", "handler", "bureau", 0, {}});
    return {};
  });
  REQUIRE(done.has_value());
  const auto filed = desk.post("clerk", "/api/v1/cases", R"({"workflow":"visits","fields":{"places":[
    {"who":"欧阳某某","where":{"text":"欧阳某某家门口","lat":30.1,"lon":120.2}}]},
    "parties":[{"kind":"petitioner","name":"欧阳某某","phone":"13812345678"}]})");
  INFO(filed.text);
  REQUIRE(filed.status == 201);
  const auto path = "/api/v1/cases/" + std::to_string(filed.body.at("id").as_int64());
  CHECK(desk.get("clerk", path).text.find("欧阳某某家门口") != std::string::npos);
  const auto told = desk.get("handler", path);
  REQUIRE(told.status == 200);
  INFO(told.text);
  CHECK(told.text.find("欧阳某某") == std::string::npos);
  CHECK(told.text.find("家门口") != std::string::npos);
  CHECK(told.text.find("30.1") != std::string::npos);
}

TEST_CASE("a field that not everybody reads cannot be guessed by filtering", "[api][fields]") {
  Reports desk;
  for (const char* name : {"phone", "secret", "name", "count"}) {
    const auto refused = desk.get("handler", std::string("/api/v1/cases?fields.") + name + "=7");
    INFO(name);
    CHECK(refused.status == 422);
    CHECK(refused.code() == "query_field_hidden");
  }
  CHECK(desk.get("handler", "/api/v1/cases?fields.subject=x").status == 200);
}

TEST_CASE("a field is corrected with a reason, never under its mask, and `can` says who may", "[api][fields]") {
  Reports desk;
  const auto correct = [&](const std::string& person, const std::string& field, const std::string& value) {
    return desk.send(person, http::Method::patch, desk.path + "/fields",
                     R"({"field":")" + field + R"(","value":)" + value + R"(,"reason":"写错了"})");
  };
  CHECK(desk.get("handler", desk.path).body.at("can").at("correct").at("ok").as_bool());
  CHECK(correct("handler", "subject", "\"焚烧\"").status == 200);
  CHECK(field(desk.get("clerk", desk.path), "subject").at("value").as_string() == "焚烧");
  const auto masked = correct("handler", "phone", "\"138****5678\"");
  CHECK(masked.status == 422);
  CHECK(masked.code() == "not_editable");
  CHECK(field(desk.get("clerk", desk.path), "phone").at("value").as_string() == "13812345678");
  CHECK(correct("clerk", "phone", "\"13900001111\"").status == 200);
  // Who may see the case but not supervise it is told which roles may.
  const auto refused = correct("leader", "subject", "\"x\"");
  CHECK(refused.status == 403);
  CHECK_FALSE(desk.get("leader", desk.path).body.at("can").at("correct").at("ok").as_bool());
}

TEST_CASE("a list answers the members that are asked for, and fields that everybody reads", "[api]") {
  Reports desk;
  const auto some = desk.get("handler", "/api/v1/cases/table?select=number,fields.subject");
  REQUIRE(some.status == 200);
  const auto& row = some.body.at("items").at(0).as_object();
  CHECK(row.size() == 3);
  CHECK(row.at("id").as_int64() == desk.id);
  CHECK(row.at("fields").at("subject").as_string() == "露天焚烧");
  CHECK(desk.get("handler", "/api/v1/cases/table?select=fields.phone").code() == "query_field_hidden");
  CHECK(desk.get("clerk", "/api/v1/cases/table?select=state").status == 422);
  CHECK(desk.get("clerk", "/api/v1/cases/table").status == 400);
}
