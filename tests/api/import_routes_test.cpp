// Imports over the API step by step, and exports: who may, what is answered, what is kept.
#include <boost/json.hpp>

#include "tests/api/desk.h"
#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::tests;
namespace json = boost::json;

namespace {

const std::string ledger_csv =
    "信访件编号,姓名,问题属地,内容分类,信访日期,信访形式,概况,是否办结,信访件状态,承办单位,备注\n"
    "P1,甲,jinping,废气,2022.5.6,来信,气味大,否,办理中,jinping,x\n"
    "P2,乙,jinping,气味,2022-05-07,来信,又有气味,否,办理中,jinping,\n"
    "P1,丙,jinping,水,2022-05-08,来信,重的,否,,,\n";

const std::string upload_path = "/api/v1/imports?name=%E5%8F%B0%E8%B4%A6.csv&workflow=petition";

std::string id_of(const Answer& answer) {
  INFO(answer.text);
  REQUIRE(answer.body.is_object());
  return std::string(answer.body.at("id").as_string());
}

Answer put(Desk& desk, const std::string& person, const std::string& path, const std::string& body) {
  return desk.send(person, http::Method::put, path, body);
}

// Until the work is through.
Answer settled(Desk& desk, const std::string& person, const std::string& id) {
  for (;;) {
    auto answer = desk.get(person, "/api/v1/imports/" + id);
    const auto state = answer.body.at("state").as_string();
    if (state != "checking" && state != "running") return answer;
  }
}

}  // namespace

TEST_CASE("a ledger goes from upload over mapping and check to cases", "[imports]") {
  Desk desk({.workflows = {"petition", "petition-2005"}});
  const auto uploaded = desk.post("clerk", upload_path, ledger_csv);
  REQUIRE(uploaded.status == 201);
  const auto id = id_of(uploaded);
  CHECK(uploaded.body.at("rows").as_int64() == 3);
  CHECK(uploaded.body.at("profile").as_string() == "petition");
  CHECK(uploaded.body.at("name").as_string() == "台账.csv");
  CHECK(uploaded.body.at("columns").at(10).at("suggested").is_null());
  CHECK(uploaded.body.at("columns").at(3).at("suggested").as_string() == "types");
  CHECK(uploaded.body.at("columns").at(3).at("sample").as_string() == "废气");

  const std::string path = "/api/v1/imports/" + id;
  CHECK(desk.post("clerk", path + "/run", "{}").code() == "import_not_checked");
  REQUIRE(put(desk, "clerk", path, R"({"mapping":{"备注":"answer"},"mode":"all"})").status == 200);
  auto checked = settled(desk, "clerk", id);
  CHECK(checked.body.at("state").as_string() == "checked");
  CHECK(checked.body.at("good").as_int64() == 1);
  CHECK(checked.body.at("bad").as_int64() == 1);
  CHECK(checked.body.at("duplicates").as_int64() == 1);
  const auto& problem = checked.body.at("problems").at(0);
  CHECK(problem.at("row").as_int64() == 3);
  CHECK(problem.at("column").as_string() == "内容分类");
  CHECK(problem.at("column_index").as_int64() == 4);
  CHECK(problem.at("code").as_string() == "ledger_choice_unknown");

  // All or nothing refuses; the word is explained, and then it goes.
  desk.post("clerk", path + "/run", "{}");
  CHECK(settled(desk, "clerk", id).body.at("error").at("code").as_string() == "ledger_rows_bad");
  REQUIRE(put(desk, "clerk", path, R"({"values":{"types":{"气味":"大气"}}})").status == 200);
  CHECK(settled(desk, "clerk", id).body.at("good").as_int64() == 2);
  REQUIRE(desk.post("clerk", path + "/run", "{}").status == 200);
  const auto done = settled(desk, "clerk", id);
  CHECK(done.body.at("state").as_string() == "done");
  CHECK(done.body.at("created").as_int64() == 2);
  CHECK(done.body.at("skipped").as_int64() == 1);
  CHECK(done.body.at("done").as_int64() == done.body.at("total").as_int64());
  // Asked again, it runs no second time.
  CHECK(desk.post("clerk", path + "/run", "{}").body.at("created").as_int64() == 2);
  CHECK(desk.get("clerk", "/api/v1/cases?total=true").body.at("total").as_int64() == 2);

  // What the columns mean is kept, with the word that was explained.
  const auto kept = desk.post("clerk", path + "/profile", R"({"title":"区里的台账"})");
  REQUIRE(kept.status == 201);
  const auto again = desk.post("clerk", upload_path, ledger_csv);
  CHECK(again.body.at("profile").as_string() == kept.body.at("id").as_string());
  CHECK(again.body.at("columns").at(10).at("suggested").as_string() == "answer");
  REQUIRE(put(desk, "clerk", "/api/v1/imports/" + id_of(again), "{}").status == 200);
  CHECK(settled(desk, "clerk", id_of(again)).body.at("duplicates").as_int64() == 3);

  CHECK(desk.send("clerk", http::Method::del, path).status == 204);
  CHECK(desk.get("clerk", path).status == 404);
}

TEST_CASE("an import belongs to who opened it, and who may not import is told who may", "[imports]") {
  Desk desk({.workflows = {"petition", "petition-2005"}});
  const auto refused = desk.post("leader", upload_path, ledger_csv);
  CHECK(refused.status == 403);
  CHECK(refused.code() == "import_not_allowed");
  CHECK(refused.text.find("信访专员") != std::string::npos);
  CHECK(desk.post("grid_member-jinping", upload_path, ledger_csv).status == 403);
  CHECK(desk.post("clerk", "/api/v1/imports?kind=people", "姓名,单位\n甲,jinping\n").code() ==
        "import_directory_not_allowed");
  const auto id = id_of(desk.post("clerk", upload_path, ledger_csv));
  CHECK(desk.get("leader", "/api/v1/imports/" + id).status == 404);
  CHECK(desk.send("leader", http::Method::del, "/api/v1/imports/" + id).status == 404);
  CHECK(desk.get("leader", "/api/v1/imports").body.at("items").as_array().empty());
  CHECK(desk.get("clerk", "/api/v1/imports").body.at("items").as_array().size() == 1);
}

TEST_CASE("files that cannot be read are refused at the door, in the reader's language", "[imports]") {
  Desk desk({.workflows = {"petition"}});
  const auto old = desk.post("clerk", upload_path, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old");
  CHECK(old.status == 422);
  CHECK(old.code() == "ledger_old_format");
  CHECK(old.text.find("另存为 .xlsx") != std::string::npos);
  CHECK(desk.post("clerk", upload_path, "PK\x03\x04 no zip").code() == "ledger_zip_broken");
  CHECK(desk.post("clerk", upload_path, "没有表头\n只有字\n").code() == "ledger_headings_missing");
  CHECK(desk.post("clerk", "/api/v1/imports?workflow=nothing", ledger_csv).status == 404);
  CHECK(desk.post("clerk", upload_path + "&profile=rectification", ledger_csv).code() == "ledger_profile_unknown");
  const auto id = id_of(desk.post("clerk", upload_path, ledger_csv));
  CHECK(put(desk, "clerk", "/api/v1/imports/" + id, R"({"mapping":{"备注":"nothing"}})").code() ==
        "ledger_target_unknown");
  CHECK(put(desk, "clerk", "/api/v1/imports/" + id, R"({"nonsense":1})").status == 422);
}

TEST_CASE("people come in, and their first sign-ins are handed over once", "[imports]") {
  Desk desk;
  const auto done = desk.office.writer->run([&](runtime::WriteSession& session) -> Result<void> {
    for (const std::string role : {"system_admin", "security_admin"}) {
      session.directory().put_person({role, role, "bureau", "", "", true});
      session.directory().add_role({role, role, "bureau", 0, {}});
    }
    return {};
  });
  REQUIRE(done.has_value());
  const std::string list = "姓名,所属单位,手机号码,角色\n张三,jinping,13800000001,网格员\n";
  const auto import = [&](const std::string& person) {
    const auto id = id_of(desk.post(person, "/api/v1/imports?kind=people&name=a.csv", list));
    REQUIRE(put(desk, person, "/api/v1/imports/" + id, "{}").status == 200);
    settled(desk, person, id);
    desk.post(person, "/api/v1/imports/" + id + "/run", "{}");
    CHECK(settled(desk, person, id).body.at("created").as_int64() == 1);
    return id;
  };
  const auto added = import("system_admin");
  CHECK(desk.post("system_admin", "/api/v1/imports/" + added + "/sign-ins", "").status == 404);
  const auto given = import("security_admin");
  const auto secrets = desk.post("security_admin", "/api/v1/imports/" + given + "/sign-ins", "");
  REQUIRE(secrets.status == 200);
  CHECK(secrets.body.at("items").at(0).at("token").as_string() == "security_admin-lets-in-zhangsan");
  CHECK(desk.post("security_admin", "/api/v1/imports/" + given + "/sign-ins", "").code() == "import_sign_ins_gone");
}

TEST_CASE("profiles are read by all, changed by who may import with them", "[imports]") {
  Desk desk({.workflows = {"petition"}});
  CHECK(desk.get("leader", "/api/v1/import-profiles").body.at("items").as_array().size() >= 5);
  auto profile = desk.get("clerk", "/api/v1/import-profiles/petition").body.as_object();
  CHECK(profile.at("shipped").as_bool());
  profile["title"] = "我的";
  const auto body = json::serialize(profile);
  CHECK(put(desk, "leader", "/api/v1/import-profiles/mine", body).status == 403);
  CHECK(put(desk, "clerk", "/api/v1/import-profiles/petition", body).code() == "ledger_profile_shipped");
  const auto kept = put(desk, "clerk", "/api/v1/import-profiles/mine", body);
  REQUIRE(kept.status == 200);
  CHECK(kept.body.at("version").as_int64() == 1);
  CHECK(desk.send("leader", http::Method::del, "/api/v1/import-profiles/mine").status == 403);
  CHECK(desk.send("clerk", http::Method::del, "/api/v1/import-profiles/mine").status == 204);
  CHECK(desk.get("clerk", "/api/v1/import-profiles/mine").status == 404);
}

TEST_CASE("a filtered list and a single case are sent as files under proper names", "[exports]") {
  Desk desk;
  const auto id = desk.file_report();
  const auto send = [&](const std::string& person, http::Method method, const std::string& path,
                        const std::string& body) { return desk.send(person, method, path, body); };
  CHECK(send("command", http::Method::post, "/api/v1/exports",
             R"({"query":{"open":"true"},"profile":"list","columns":["number"]})")
            .status == 200);
  CHECK(send("command", http::Method::post, "/api/v1/exports", R"({"query":{"nonsense":"1"}})").code() ==
        "query_unknown");
  CHECK(send("command", http::Method::post, "/api/v1/exports", R"({"profile":"ledger"})").code() ==
        "export_workflow_needed");
  CHECK(send("command", http::Method::post, "/api/v1/exports", R"({"profile":"people"})").code() ==
        "ledger_profile_unknown");
  const std::string path = "/api/v1/cases/" + std::to_string(id) + "/export.zip";
  CHECK(send("command", http::Method::get, path, "").status == 200);
  CHECK(send("command", http::Method::post, path, R"({"reason":"看看"})").code() == "seal_not_yours");
  CHECK(send("handler-xikou", http::Method::get, path, "").status == 404);
}
