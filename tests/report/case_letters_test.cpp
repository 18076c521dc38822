// Letters are there when the history says that they were issued: numbered, dated, linked to their event, the same bytes
// whatever happened to the case since.
#include "engine/report/case_letters.h"

#include <algorithm>

#include "engine/report/package.h"
#include "tests/support/catch.h"
#include "tests/support/office.h"

using namespace bihuan;
using namespace bihuan::report;

namespace {

using expression::Value;

runtime::Millis moment(const char* text) {
  return calendar::Zone::find("Asia/Shanghai")->parse(text).value();
}

struct Letters {
  test::Office office;
  CaseLetters letters{*office.service};
  std::int64_t id = 0;

  explicit Letters(const std::string& rules = "petition", const char* day = "2022-06-01")
      : office({.workflows = {rules}}) {
    office.clock.set(moment((std::string(day) + "T09:00").c_str()));
    core::FileCase filing;
    filing.workflow = "petition";
    filing.fields = {{"channel", Value::string("来信")},
                     {"subject", Value::string("某厂夜间异味")},
                     {"summary", Value::string("夜间异味")},
                     {"class", Value::string("申诉求决")},
                     {"types", Value::list({Value::string("大气")})},
                     {"place", test::place(29.6, 121.4)}};
    auto request = office.request("clerk", 0, std::move(filing));
    runtime::PartyData petitioner;
    petitioner.kind = "petitioner";
    petitioner.name = "钱某某";
    petitioner.phone = "13900000000";
    request.parties = {petitioner};
    const auto filed = office.service->execute(std::move(request));
    INFO(filed.error().message());
    REQUIRE(filed.has_value());
    id = filed->case_id;
  }

  void fire(const char* person, const char* event, core::FieldValues data = {}) {
    const auto done = office.fire(person, id, event, std::move(data));
    INFO(event << ": " << done.error().message());
    REQUIRE(done.has_value());
  }

  void accept() {
    office.clock.set(moment("2022-06-06T10:00"));
    fire("clerk", "accept",
         {{"class", Value::string("申诉求决")},
          {"route", Value::string("31-6")},
          {"dispatch_to", Value::string("xikou")}});
  }

  void act(const char* person, core::CommandBody body) {
    const auto done = office.service->execute(office.request(person, id, std::move(body)));
    INFO(done.error().message());
    REQUIRE(done.has_value());
  }

  IssuedLetter last(const std::string& document) {
    const auto all = letters.list(id).value();
    const auto found =
        std::find_if(all.rbegin(), all.rend(), [&](const auto& one) { return one.document == document; });
    INFO(document);
    REQUIRE(found != all.rend());
    return *found;
  }

  LetterReader reader(const std::string& person, bool opened = false) {
    const auto stored = office.service->open(id, {.all = true});
    REQUIRE(stored.has_value());
    const auto acting = office.service->acting(stored->state, person, "");
    REQUIRE(acting.has_value());
    acts.push_back(*acting);  // holds what the context points to
    return {acts.back().context, opened};
  }
  std::vector<runtime::CaseService::Acting> acts;

  // What stands in the letter for the clerk, its tags taken out.
  std::string text(const std::string& document, bool opened = true) { return text(document, reader("clerk", opened)); }
  std::string text(const std::string& document, const LetterReader& reader) {
    const auto letter = letters.write(id, last(document).event, reader);
    INFO(letter.error().message());
    REQUIRE(letter.has_value());
    std::string out;
    bool tag = false;
    const auto package = Package::read(letter->docx);
    for (const char c : *package->find("word/document.xml")) {
      if (c == '<') tag = true;
      if (!tag) out += c;
      if (c == '>') tag = false;
    }
    return out;
  }
};

bool holds(const std::string& text, const std::string& part) {
  UNSCOPED_INFO(part << " in " << text);
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("an acceptance gives the petitioner's notice and a task sheet to each unit", "[letters]") {
  Letters office;
  CHECK(office.letters.list(office.id)->empty());
  office.accept();
  const auto all = office.letters.list(office.id).value();
  REQUIRE(all.size() == 2);
  CHECK(all[0].document == "acceptance-notice");
  CHECK(all[0].number == "奉环信受〔2022〕1号");
  CHECK(all[0].title == "受理告知书");
  CHECK(all[0].day == "2022-06-06");
  CHECK(all[0].by == "clerk");
  CHECK(all[0].addressee == "信访人");
  CHECK(all[0].identifies);
  CHECK(all[1].document == "task-sheet");
  CHECK(all[1].addressee == "xikou");
  const std::string notice = office.text("acceptance-notice");
  CHECK(holds(notice, "奉环信受〔2022〕1号"));
  CHECK(holds(notice, "钱某某"));
  CHECK(holds(notice, "2022年6月1日收到"));
  CHECK(holds(notice, "根据《信访工作条例》第二十三条、第三十一条第六项的规定，我局决定予以受理"));
  CHECK(holds(notice, "（2022年6月6日）起六十日内办结"));
  CHECK(holds(notice, "将依照《信访工作条例》第三十四条的规定告知您"));
  const std::string sheet = office.text("task-sheet");
  CHECK(holds(sheet, "奉环交〔2022〕1号"));
  CHECK(holds(sheet, "2022年7月6日"));  // the unit's own thirty days
  CHECK(office.letters.write(office.id, 1, office.reader("clerk")).error().code == "letter_unknown");
  CHECK(office.letters.write(office.id, 999'999, office.reader("clerk")).error().code == "letter_unknown");
  CHECK(office.letters.list(999'999).error().code == "not_found");
}

TEST_CASE("who has not opened the seal gets the letter with the name masked", "[letters]") {
  Letters office;
  office.accept();
  CHECK_FALSE(holds(office.text("acceptance-notice", false), "钱某某"));
  CHECK(holds(office.text("acceptance-notice", false), "钱**："));
}

TEST_CASE("what people wrote names no sealed party to who may not know it", "[letters]") {
  Letters office;
  office.accept();
  office.act("leader", core::Supervise{"请与钱某某（13900000000）见面", false});
  const std::string seen = office.text("supervision-notice", office.reader("handler-xikou"));
  CHECK_FALSE(holds(seen, "钱某某"));
  CHECK_FALSE(holds(seen, "13900000000"));
  CHECK(holds(office.text("supervision-notice", false), "请与钱某某"));  // the clerk registers the parties
}

TEST_CASE("a letter is the same bytes whatever happened since, and says which event issued it", "[letters]") {
  Letters office;
  office.accept();
  const auto event = office.last("acceptance-notice").event;
  const auto before = office.letters.write(office.id, event, office.reader("clerk", true));
  REQUIRE(before.has_value());
  const auto package = Package::read(before->docx);
  CHECK(holds(*package->find("docProps/core.xml"),
              "bihuan-event:" + std::to_string(office.id) + "/" + std::to_string(event)));
  CHECK(before->file_name == "受理告知书-奉环信受〔2022〕1号.docx");
  office.act("clerk", core::CorrectField{"subject", Value::string("另一标题"), "登记有误"});
  office.act("handler-xikou", core::ExtendClock{"handling", {30, 0}, "需要委托监测机构监测"});
  office.act("leader", core::DecideExtension{"handling", true, ""});
  office.office.clock.advance(40 * test::day);
  const auto after = office.letters.write(office.id, event, office.reader("clerk", true));
  REQUIRE(after.has_value());
  CHECK(after->sha256 == before->sha256);
  // After a lawful erasure the name is gone from the letter too.
  REQUIRE(office.office.service->erase(office.id, "", "clerk", "依法删除").has_value());
  CHECK_FALSE(holds(office.text("acceptance-notice"), "钱某某"));
}

TEST_CASE("an extension tells the petitioner why and until when", "[letters]") {
  Letters office;
  office.accept();
  office.act("handler-xikou", core::ExtendClock{"handling", {30, 0}, "需要委托监测机构监测"});
  CHECK(office.letters.list(office.id)->size() == 2);  // asked for, not given
  office.office.clock.set(moment("2022-07-25T10:00"));
  office.act("leader", core::DecideExtension{"handling", true, ""});
  const auto notice = office.last("extension-notice");
  CHECK(notice.number == "奉环信延〔2022〕1号");
  const std::string text = office.text("extension-notice");
  CHECK(holds(text, "因需要委托监测机构监测"));
  CHECK(holds(text, "原定2022年8月5日前办结"));
  CHECK(holds(text, "延长30日"));
  CHECK(holds(text, "至2022年9月5日"));  // the 90th day is a Sunday
  CHECK(holds(text, "2022年7月25日"));
}

TEST_CASE("supervision is put in writing with its number in Chinese; an urging is not", "[letters]") {
  Letters office;
  office.accept();
  office.act("leader", core::Supervise{"", true});
  CHECK(office.letters.list(office.id)->size() == 2);
  office.act("leader", core::Supervise{"三日内现场核查", false});
  office.act("leader", core::Supervise{"再次催办", false});
  const std::string text = office.text("supervision-notice");
  CHECK(holds(text, "奉环督〔2022〕2号"));
  CHECK(holds(text, "第二次督办"));
  CHECK(holds(text, "再次催办"));
}

TEST_CASE("a matter of another office is transferred in writing", "[letters]") {
  Letters office;
  office.fire("clerk", "transfer",
              {{"transfer_to", Value::string("某某区水利局")}, {"reason", Value::string("属河道管理")}});
  const std::string text = office.text("transfer");
  CHECK(holds(text, "奉环信转〔2022〕1号"));
  CHECK(holds(text, "某某区水利局："));
  CHECK(holds(text, "属河道管理"));
}

TEST_CASE("letters name the regulation under which the case runs", "[letters]") {
  Letters office("petition-2005", "2021-06-01");
  office.office.clock.set(moment("2021-06-06T10:00"));
  office.fire("clerk", "accept", {{"class", Value::string("申诉求决")}, {"dispatch_to", Value::string("xikou")}});
  const std::string notice = office.text("acceptance-notice");
  CHECK(holds(notice, "根据《信访条例》第二十一条、第二十二条的规定，我局决定予以受理"));
  CHECK(holds(notice, "（2021年6月6日）起六十日内办结"));
  CHECK(holds(notice, "将依照《信访条例》第三十三条的规定告知您"));
  office.act("handler-xikou", core::ExtendClock{"handling", {30, 0}, "案情复杂。"});
  office.act("leader", core::DecideExtension{"handling", true, ""});
  CHECK(holds(office.text("extension-notice"), "因案情复杂，在上述期限内不能办结。根据《信访条例》第三十三条的规定"));
  office.act("handler-xikou", core::CompleteTask{1, {{"result", Value::string("已查")}}, false, ""});
  office.fire("handler-xikou", "submit_opinion",
              {{"opinion", Value::string("支持")},
               {"facts", Value::string("甲")},
               {"basis", Value::string("乙")},
               {"answer", Value::string("丙")}});
  office.act("unit_leader-xikou", core::Decide{"opinion", true, ""});
  office.act("leader", core::Decide{"opinion", true, ""});
  CHECK(holds(office.text("opinion-letter"), "根据《信访条例》第三十四条的规定"));
  office.fire("clerk", "request_review",
              {{"review_request", Value::string("不服")}, {"review_organ", Value::string("区政府")}});
  office.fire("clerk", "conclude_review", {{"review_result", Value::string("维持")}});
  CHECK(holds(office.text("review-opinion"), "根据《信访条例》第三十四条的规定，本机关进行了复查"));
  CHECK(holds(office.text("review-opinion"), "根据《信访条例》第三十五条的规定，向"));
  for (const auto& letter : *office.letters.list(office.id)) {
    if (letter.has_template) CHECK_FALSE(holds(office.text(letter.document), "信访工作条例"));
  }
}

TEST_CASE("a rule set of a province names its own articles and days", "[letters]") {
  Letters office("petition-zhejiang-2016", "2021-06-01");
  office.fire("clerk", "accept", {{"class", Value::string("申诉求决")}, {"dispatch_to", Value::string("xikou")}});
  const std::string notice = office.text("acceptance-notice");
  CHECK(holds(notice, "根据《浙江省信访条例》第二十条的规定"));
  CHECK(holds(notice, "起三十日内办结"));
  CHECK(holds(notice, "将依照《浙江省信访条例》第二十三条的规定告知您"));
}

TEST_CASE("a procedure is told with the article that governs it, where there is one", "[letters]") {
  Letters office;
  office.fire("clerk", "accept",
              {{"class", Value::string("申诉求决")},
               {"route", Value::string("31-5")},
               {"dispatch_to", Value::string("xikou")}});
  CHECK(holds(office.text("procedure-notice"), "按照《信访工作条例》第三十一条第五项规定的途径和程序办理"));
  Letters older("petition-2005", "2021-06-01");
  older.fire("clerk", "accept", {{"class", Value::string("检举控告")}, {"dispatch_to", Value::string("xikou")}});
  CHECK(holds(older.text("procedure-notice"),
              "根据《信访条例》第二十一条、第二十二条的规定，您（单位）反映的事项由我局依法办理"));
}

TEST_CASE("supervision asks for the work by a day that is still to come, else at once", "[letters]") {
  Letters office;
  office.accept();
  office.act("leader", core::Supervise{"现场核查", false});
  CHECK(holds(office.text("supervision-notice"), "于2022年6月6日交办，应于2022年8月5日前办结"));
  CHECK(holds(office.text("supervision-notice"), "请于2022年8月5日前完成下列事项"));
  office.office.clock.set(moment("2022-08-10T10:00"));
  runtime::Timers(*office.office.service).work_off();
  office.act("leader", core::Supervise{"再次督办", false});
  CHECK(holds(office.text("supervision-notice"), "已超过办理期限5天，尚未办结"));
  CHECK(holds(office.text("supervision-notice"), "请立即完成下列事项"));
}

TEST_CASE("a refusal gives its own reason, not an older one", "[letters]") {
  Letters office;
  office.fire("clerk", "dispute", {{"reason", Value::string("跨区")}});
  office.fire("leader", "settle", {{"dispute_basis", Value::string("协商")}, {"ours", Value::boolean(true)}});
  office.fire("clerk", "refuse",
              {{"refusal_grounds", Value::string("已受理或正在办理又向上级反映")},
               {"reason", Value::string("该事项正在办理")}});
  const std::string text = office.text("refusal-notice");
  CHECK(holds(text, "经审查，该事项正在办理。"));
  CHECK_FALSE(holds(text, "跨区"));
}
