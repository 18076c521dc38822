// 回避: whom a case complains of neither sees nor handles it; and who sees sealed identities.
#include "tests/api/desk.h"
#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::tests;

namespace {

constexpr const char* petition = R"({"workflow":"petition","fields":{"channel":"来信","subject":"油烟扰民",
  "summary":"王小明反映：夜间油烟，电话13912345678","class":"申诉求决","purpose":"求决","types":["大气"],"place":{"text":"溪口","lat":29.68,"lon":121.27},
  "site":"某餐饮店","people_count":1},"parties":[{"kind":"petitioner","name":"王小明","phone":"13912345678",
  "address":"溪口镇某路1号"},{"kind":"accused","name":"xikou"}]})";

struct Petitions : Desk {
  Petitions() : Desk({.workflows = {"petition"}}) {
    const auto filed = post("clerk", "/api/v1/cases", petition);
    INFO(filed.text);
    REQUIRE(filed.status == 201);
    path = "/api/v1/cases/" + std::to_string(filed.body.at("id").as_int64());
    id = filed.body.at("id").as_int64();
  }
  Answer accept(const std::string& unit) {
    return post("clerk", path + "/events",
                R"({"event":"accept","fields":{"class":"申诉求决","route":"31-6","dispatch_to":")" + unit + "\"}}");
  }
  // Everything that could show the case.
  [[nodiscard]] std::vector<std::string> paths() const {
    return {path,
            path + "/history",
            path + "/diagram.svg",
            path + "/documents",
            path + "/export.zip",
            "/api/v1/cases",
            "/api/v1/cases?total=true",
            "/api/v1/work",
            "/api/v1/search?q=%E6%B2%B9%E7%83%9F"};
  }
  std::string path;
  std::int64_t id = 0;
};

void make_person(Desk& desk, const std::string& id, const std::string& name, const std::string& role,
                 const std::string& unit) {
  const auto done = desk.office.writer->run([&](runtime::WriteSession& session) -> Result<void> {
    session.directory().put_person({id, name, unit, "", "", true});
    session.directory().add_role({id, role, unit, 0, {}});
    return {};
  });
  REQUIRE(done.has_value());
}

}  // namespace

TEST_CASE("a case that complains of a unit or a person does not exist for them", "[api][accused]") {
  Petitions desk;
  make_person(desk, "clerk-xikou", "溪口专员", "clerk", "xikou");  // a role that sees every case
  make_person(desk, "leader-same", "xikou", "leader", "bureau");   // a person of that name
  make_person(desk, "clerk-other", "专员", "clerk", "bureau");
  for (const auto& path : desk.paths()) {
    INFO(path);
    CHECK(desk.get("clerk-other", path).status == 200);
    for (const char* accused : {"clerk-xikou", "leader-same"}) {
      const auto answer = desk.get(accused, path);
      CHECK(answer.text.find("油烟") == std::string::npos);
      if (path.starts_with(desk.path)) CHECK(answer.status == 404);
    }
  }
  CHECK(desk.get("clerk-other", "/api/v1/cases").text.find("油烟") != std::string::npos);
  CHECK(desk.post("clerk-xikou", desk.path + "/comments", R"({"text":"x"})").status == 404);
  CHECK(desk.get("clerk-xikou", "/api/v1/cases?total=true").body.at("total").as_int64() == 0);
  const auto bulk = desk.post("clerk-xikou", "/api/v1/cases/bulk",
                              R"({"action":"comment","note":"x","ids":[)" + std::to_string(desk.id) + "]}");
  CHECK(bulk.body.at("results").as_array().empty());
  const auto rows = [&](const char* person) {
    const auto sheet = desk.post(person, "/api/v1/exports", R"({"query":{},"profile":"list","columns":["title"]})");
    REQUIRE(sheet.status == 200);
    return file_text(sheet.text).find("油烟") != std::string::npos;
  };
  CHECK(rows("clerk-other"));
  CHECK_FALSE(rows("clerk-xikou"));
  CHECK_FALSE(rows("leader-same"));
}

TEST_CASE("a complaint about the office itself hides the case from nobody: in lists, files and archives alike",
          "[api][accused]") {
  Petitions desk;
  std::string about_all(petition);
  about_all.replace(about_all.find("\"name\":\"xikou\""), 14, "\"name\":\"生态环境分局\"");
  const auto filed = desk.post("clerk", "/api/v1/cases", about_all);
  INFO(filed.text);
  REQUIRE(filed.status == 201);
  const auto path = "/api/v1/cases/" + std::to_string(filed.body.at("id").as_int64());
  for (const char* person : {"clerk", "leader"}) {
    CHECK(desk.get(person, path).status == 200);
    CHECK(desk.get(person, path + "/export.zip").status == 200);
  }
  CHECK(desk.get("clerk", "/api/v1/cases?total=true").body.at("total").as_int64() == 2);
  const auto sheet = desk.post("clerk", "/api/v1/exports", R"({"query":{},"profile":"list","columns":["number"]})");
  CHECK(file_text(sheet.text).find("〔2022〕2号") != std::string::npos);
}

TEST_CASE("what a reader may not know of a sealed person stands in no file either", "[api][seal][exports]") {
  Petitions desk;
  REQUIRE(desk.accept("jinping").status == 200);
  REQUIRE(desk.post("clerk", desk.path + "/comments", R"({"text":"王小明来电13912345678"})").status == 200);
  const auto archive = desk.get("handler-jinping", desk.path + "/export.zip");
  REQUIRE(archive.status == 200);
  const auto words = file_text(archive.text);
  CHECK(words.find("夜间油烟") != std::string::npos);
  CHECK(words.find("王小明") == std::string::npos);
  CHECK(words.find("13912345678") == std::string::npos);
  const auto ledger =
      desk.post("handler-jinping", "/api/v1/exports", R"({"query":{"workflow":"petition"},"profile":"ledger"})");
  REQUIRE(ledger.status == 200);
  const auto cells = file_text(ledger.text);
  CHECK(cells.find("夜间油烟") != std::string::npos);
  CHECK(cells.find("王小明") == std::string::npos);
  CHECK(cells.find("13912345678") == std::string::npos);
  CHECK(file_text(desk.get("clerk", desk.path + "/export.zip").text).find("王小明反映") != std::string::npos);
}

TEST_CASE("who acts for another does not see for them what complains of the one who acts", "[api][accused]") {
  Petitions desk;
  make_person(desk, "clerk-xikou", "溪口专员", "handler", "xikou");
  const auto done = desk.office.writer->run([&](runtime::WriteSession& session) -> Result<void> {
    session.directory().add_absence({"clerk", "clerk-xikou", 0, test::a_monday + test::day, "x"});
    return {};
  });
  REQUIRE(done.has_value());
  desk.act_for("clerk-xikou", "clerk");
  CHECK(desk.get("clerk-xikou", desk.path).status == 404);
  CHECK(desk.post("clerk-xikou", desk.path + "/comments", R"({"text":"x"})").status == 404);
}

TEST_CASE("no case goes to the unit it complains of", "[api][accused]") {
  Petitions desk;
  const auto refused = desk.accept("xikou");
  CHECK(refused.status == 422);
  CHECK(refused.code() == "unit_is_accused");
  const auto done = desk.office.writer->run([&](runtime::WriteSession& session) -> Result<void> {
    session.directory().put_unit({"xikou-grid", "网格站", "grid", "xikou", 0, {}});
    return {};
  });
  REQUIRE(done.has_value());
  CHECK(desk.accept("xikou-grid").code() == "unit_is_accused");  // what is below it neither
  const auto taken = desk.accept("jinping");
  INFO(taken.text);
  REQUIRE(taken.status == 200);
  const auto task = taken.body.at("tasks").at(0).at("id").as_int64();
  const auto moved =
      desk.post("clerk", desk.path + "/tasks/" + std::to_string(task) + "/reassign", R"({"unit":"xikou"})");
  CHECK(moved.code() == "unit_is_accused");
  CHECK(desk.office.verified().empty());
}

TEST_CASE("the handling unit reads sealed identities masked and cannot open them; the clerk gives a reason",
          "[api][seal]") {
  Petitions desk;
  REQUIRE(desk.accept("jinping").status == 200);
  make_person(desk, "security_admin", "安全管理员", "security_admin", "bureau");
  for (const char* person : {"handler-jinping", "grid_member-jinping", "clerk"}) {
    const auto seen = desk.get(person, desk.path);
    const bool clerk = std::string_view(person) == "clerk";  // knows the words as they were taken down
    INFO(person);
    REQUIRE(seen.status == 200);
    CHECK((seen.text.find("王小明") != std::string::npos) == clerk);
    CHECK((seen.text.find("13912345678") != std::string::npos) == clerk);
    if (!clerk) CHECK(desk.get(person, desk.path + "/history").text.find("王小明") == std::string::npos);
    CHECK(seen.text.find("王**") != std::string::npos);
    CHECK(seen.text.find("139****5678") != std::string::npos);
  }
  const auto handler =
      desk.get("handler-jinping", desk.path).text + desk.get("handler-jinping", desk.path + "/history").text;
  CHECK(handler.find("＊反映") != std::string::npos);
  const auto record = std::string(desk.get("clerk", desk.path).body.at("parties").at(0).at("id").as_string());
  const auto open = [&](const char* person, const char* reason) {
    return desk.post(person, desk.path + "/parties/" + record + "/open",
                     R"({"reason":")" + std::string(reason) + "\"}");
  };
  for (const char* person : {"handler-jinping", "grid_member-jinping"}) {
    const auto refused = open(person, "好奇");
    CHECK(refused.status == 403);
    CHECK(refused.text.find("王小明") == std::string::npos);
  }
  CHECK(open("clerk", " ").code() == "seal_reason_needed");
  CHECK(desk.get("security_admin", "/api/v1/inbox").body.at("items").as_array().empty());
  const auto opened = open("clerk", "送达回执");
  CHECK(opened.body.at("name").as_string() == "王小明");
  CHECK(opened.body.at("phone").as_string() == "13912345678");
  const auto log = desk.office.store->read()->records().log({.action = "reveal"});
  REQUIRE(log.items.size() == 1);
  CHECK(log.items[0].actor == "clerk");
  CHECK(log.items[0].detail.find("送达回执") != std::string::npos);
  CHECK(log.items[0].detail.find("王小明") == std::string::npos);
  CHECK(desk.get("security_admin", "/api/v1/inbox").body.at("items").as_array().size() == 1);
}

TEST_CASE("letters are listed, and written from the case as it stood, masked unless the seal is opened",
          "[api][letters]") {
  Petitions desk;
  const auto none = desk.get("clerk", desk.path + "/documents");
  CHECK(none.body.at("items").as_array().empty());
  const auto accepted = desk.accept("jinping");
  REQUIRE(accepted.status == 200);
  REQUIRE(accepted.body.at("documents").as_array().size() == 2);
  const auto& letter = accepted.body.at("documents").at(0);
  CHECK(letter.at("title").as_string() == "受理告知书");
  const auto url = std::string(letter.at("url").at("docx").as_string());
  const auto seq = std::to_string(letter.at("id").as_int64());
  const auto docx = desk.get("clerk", url);
  REQUIRE(docx.status == 200);
  CHECK(docx.text.starts_with("PK"));
  const auto words = docx_text(docx.text);
  CHECK(words.find("油烟扰民") != std::string::npos);
  CHECK(words.find("王**") != std::string::npos);
  CHECK(words.find("王小明") == std::string::npos);
  // As it stood: a later correction does not change the letter.
  REQUIRE(desk.send("clerk", http::Method::patch, desk.path + "/fields",
                    R"({"field":"subject","value":"改过的标题","reason":"写错了"})")
              .status == 200);
  CHECK(docx_text(desk.get("clerk", url).text) == words);
  const auto open = [&](const char* person, const char* reason) {
    return desk.post(person, desk.path + "/documents/" + seq + "/open", R"({"reason":")" + std::string(reason) + "\"}");
  };
  CHECK(open("handler-jinping", "x").status == 403);
  CHECK(open("clerk", "").code() == "seal_reason_needed");
  CHECK(docx_text(open("clerk", "寄送").text).find("王小明") != std::string::npos);
  CHECK(desk.office.store->read()->records().log({.action = "reveal"}).items.size() == 1);
  CHECK(desk.get("clerk", desk.path + "/documents/1.docx").status == 404);
  CHECK(desk.get("handler-shangtian", url).status == 404);
  CHECK(desk.get("handler-shangtian", desk.path + "/documents").status == 404);
  CHECK(desk.get("handler-xikou", url).status == 404);
}
