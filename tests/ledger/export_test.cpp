// Cases go out as a ledger: the superior's columns, text as text, masked as on the page, logged; and back in again.
#include "engine/ledger/export.h"

#include <filesystem>
#include <fstream>

#include "engine/core/scope.h"
#include "engine/report/package.h"
#include "tests/ledger/ledger_office.h"

using namespace bihuan;
using namespace bihuan::tests;

namespace {

const std::string three_cases =
    "信访件编号,姓名,手机号码,问题属地,经度,纬度,内容分类,信访日期,信访形式,概况,是否办结,办结日期,信访件状态,"
    "承办单位\n"
    "E1,欧阳甲,13812345678,jinping,121.41,29.65,大气,2022-05-06,来信,=HYPERLINK(\"http://x\"),否,,办理中,jinping\n"
    "E2,乙,13800000002,xikou,,,水,2022-05-10,来信,污水,是,2022-05-25,已办结,xikou\n"
    ",丙,,xikou,,,\"水,噪声\",2022-05-11,来信,没有编号,否,,办理中,xikou\n";

ledger::ExportWish wish_of(test::Office& office, const std::string& person) {
  ledger::ExportWish wish;
  wish.query.visible = office.service->visibility(person, {"clerk", "leader"});
  wish.query.sort = runtime::CaseQuery::Sort::oldest;
  wish.query.workflow = "petition";
  wish.profile = shipped("petition");
  wish.person = person;
  return wish;
}

struct Sheet {
  std::vector<ledger::Row> rows;
  std::string bytes;

  [[nodiscard]] std::string at(std::size_t row, const std::string& heading) const {
    for (std::size_t i = 0; i < rows[2].cells.size(); ++i) {
      if (rows[2].cells[i].text == heading) return i < rows[row].cells.size() ? rows[row].cells[i].text : "";
    }
    return "?";
  }
};

Sheet exported(test::Office& office, const ledger::ExportWish& wish, std::int64_t rows) {
  const std::string path = office.folder() + "/out.xlsx";
  const auto made = ledger::write_ledger(*office.service, wish, path);
  REQUIRE(made.has_value());
  CHECK(made->rows == rows);
  Sheet out;
  out.bytes = bytes_of(path);
  auto opened = ledger::open_file(std::make_shared<const std::string>(out.bytes));
  REQUIRE(opened.has_value());
  ledger::Row row;
  while (opened->rows->next(row).value()) out.rows.push_back(row);
  return out;
}

bool taken(const Result<runtime::Reply>& reply) {
  if (!reply) UNSCOPED_INFO(reply.error().message());
  return reply.has_value();
}

struct Filled {
  test::Office office{{.workflows = {"petition", "petition-2005"}}};
  Filled() {
    ledger::CaseImport import(*office.service, shipped("petition"), "clerk", "1");
    REQUIRE(bring_in(import, three_cases) == 3);
  }
};

}  // namespace

TEST_CASE("a ledger has the superior's columns, a watermark and no formula", "[export]") {
  Filled filled;
  const auto sheet = exported(filled.office, wish_of(filled.office, "clerk"), 3);
  REQUIRE(sheet.rows.size() == 6);
  CHECK(sheet.rows[0].cells[0].text == "信访件台账");
  CHECK(sheet.rows[1].cells[0].text.find("甲 (生态环境分局)") != std::string::npos);
  CHECK(sheet.rows[1].cells[0].text.find("2022年6月6日09:00") != std::string::npos);
  std::vector<std::string> headings;
  for (const auto& cell : sheet.rows[2].cells) headings.push_back(cell.text);
  const auto profile = shipped("petition");
  REQUIRE(headings.size() == profile.columns.size());
  for (std::size_t i = 0; i < headings.size(); ++i) CHECK(headings[i] == profile.columns[i].headings.front());

  CHECK(sheet.at(3, "信访件编号") == "E1");
  CHECK(sheet.at(3, "姓名") == "欧**");
  CHECK(sheet.at(3, "手机号码") == "138****5678");
  CHECK(sheet.at(3, "信访日期") == "2022-05-06");
  CHECK(sheet.at(3, "概况") == "=HYPERLINK(\"http://x\")");
  CHECK(sheet.at(3, "信访件状态") == "单位办理中");
  CHECK(sheet.at(3, "限办时间") == "2022-07-05");
  CHECK(sheet.at(3, "经度") == "121.41");
  CHECK(sheet.at(4, "是否办结") == "是");
  CHECK(sheet.at(4, "办结日期") == "2022-05-25");
  CHECK(sheet.at(5, "信访件编号").find("奉环信") == 0);  // nobody gave another
  CHECK(sheet.at(5, "内容分类") == "水、噪声");

  const auto package = report::Package::read(sheet.bytes);
  REQUIRE(package.has_value());
  const auto& part = *package->find("xl/worksheets/sheet1.xml");
  CHECK(part.find("<f>") == std::string::npos);
  CHECK(part.find("<hyperlink") == std::string::npos);
  CHECK(part.find("<oddHeader>") != std::string::npos);
  const auto log = log_of(filled.office, "export");
  REQUIRE(log.size() == 1);
  CHECK(log[0].actor == "clerk");
  CHECK(log[0].subject == "ledger:petition");
  CHECK(log_of(filled.office, "reveal").empty());
}

TEST_CASE("names stand in clear only for who may open them, with a reason, and each is logged", "[export]") {
  Filled filled;
  auto wish = wish_of(filled.office, "clerk");
  wish.reason = "报送上级";
  const auto sheet = exported(filled.office, wish, 3);
  CHECK(sheet.at(3, "姓名") == "欧阳甲");
  CHECK(sheet.at(3, "手机号码") == "13812345678");
  CHECK(log_of(filled.office, "reveal").size() == 3);
  auto leader = wish_of(filled.office, "leader");
  leader.reason = "看看";
  CHECK(exported(filled.office, leader, 3).at(3, "姓名") == "欧**");
  CHECK(log_of(filled.office, "reveal").size() == 3);
}

TEST_CASE("what a person may not see is not in it", "[export]") {
  Filled filled;
  const auto sheet = exported(filled.office, wish_of(filled.office, "handler-xikou"), 2);
  REQUIRE(sheet.rows.size() == 5);
  CHECK(sheet.at(3, "信访件编号") == "E2");
  auto wish = wish_of(filled.office, "nobody");
  CHECK(ledger::write_ledger(*filled.office.service, wish, filled.office.folder() + "/x.xlsx").error().code ==
        "unknown_person");
}

TEST_CASE("coordinates leave in the system that is asked for", "[export]") {
  Filled filled;
  auto wish = wish_of(filled.office, "clerk");
  wish.profile.datum = ledger::Datum::gcj02;
  const auto sheet = exported(filled.office, wish, 3);
  CHECK(sheet.at(3, "经度") != "121.41");
  CHECK(sheet.at(3, "经度").substr(0, 6) == "121.41");
}

TEST_CASE("an exported ledger comes back in as nothing new", "[export]") {
  Filled filled;
  const auto sheet = exported(filled.office, wish_of(filled.office, "clerk"), 3);
  ledger::CaseImport again(*filled.office.service, shipped("petition"), "clerk", "2");
  auto opened = ledger::open_file(std::make_shared<const std::string>(sheet.bytes));
  const auto preview = again.check(*opened->rows, nullptr, 3, no_progress);
  REQUIRE(preview.has_value());
  CHECK(preview->duplicates == 3);
  CHECK(preview->good == 0);
  CHECK(preview->bad == 0);
}

TEST_CASE("a list goes out with the columns of the page", "[export]") {
  Filled filled;
  auto wish = wish_of(filled.office, "clerk");
  wish.profile = ledger::list_profile({"number", "title", "nonsense", "unit"}, "zh-CN");
  const auto sheet = exported(filled.office, wish, 3);
  REQUIRE(sheet.rows[2].cells.size() == 3);
  CHECK(sheet.at(3, "承办单位") == "jinping");
  CHECK(ledger::safe_file_name("a/b:c\n") == "a_b_c_");
}

TEST_CASE("fields are hidden and masked as the workflow says, for whoever exports", "[export]") {
  test::Office office{{.workflows = {}, .texts = {R"(workflow: report
title: 举报
number: "R{year}-{seq}"
file_by: [clerk]
form: [subject, phone, name, secret, source]
fields:
  subject: {title: 标题, type: text}
  phone: {title: 电话, type: text, clear: {roles: [clerk]}}
  name: {title: 姓名, type: text, personal: true}
  secret: {title: 线索, type: text, visible: {roles: [clerk]}}
  source: {title: 来源, type: text, personal: true, visible: {roles: [clerk]}}
roles: {clerk: {title: 登记员}, leader: {title: 领导}}
states:
  open: {title: 办理中, open_ended: true, on: {close: {title: 办结, to: closed, by: clerk}}}
  closed: {title: 已办结, type: final}
)"}}};
  core::FileCase filing;
  filing.workflow = "report";
  const auto text = [](const char* value) { return expression::Value::string(value); };
  filing.fields = {{"subject", text("露天焚烧")},
                   {"phone", text("13812345678")},
                   {"name", text("张三丰")},
                   {"secret", text("夜间三点排放")},
                   {"source", text("邻居")}};
  const auto filed = office.service->execute(office.request("clerk", 0, std::move(filing)));
  INFO((filed ? "" : filed.error().message("en")));
  REQUIRE(filed.has_value());
  const auto sheet_of = [&](const std::string& person) {
    auto wish = wish_of(office, person);
    wish.query.workflow = "report";
    wish.profile.columns.clear();
    for (const char* id : {"subject", "phone", "name", "secret", "source"}) wish.profile.columns.push_back({id, {id}});
    return exported(office, wish, 1);
  };
  const auto clerk = sheet_of("clerk");
  CHECK(clerk.at(3, "phone") == "13812345678");
  CHECK(clerk.at(3, "name") == "张三丰");
  CHECK(clerk.at(3, "secret") == "夜间三点排放");
  CHECK(clerk.at(3, "source") == "邻居");
  const auto leader = sheet_of("leader");
  CHECK(leader.at(3, "subject") == "露天焚烧");
  CHECK(leader.at(3, "phone") == "1**");
  CHECK(leader.at(3, "name") == "张**");
  CHECK(leader.at(3, "secret").empty());
  CHECK(leader.at(3, "source").empty());
}

TEST_CASE("a grid ledger says how long each unit held the event", "[export]") {
  test::Office office({.workflows = {"grid-report"}});
  const auto filed = office.file_report("grid_member-jinping");
  REQUIRE(filed.has_value());
  const auto id = filed->case_id;
  REQUIRE(taken(office.fire(
      "command", id, "accept",
      {{"dispatch_to", expression::Value::string("jinping")}, {"difficulty", expression::Value::string("一般")}})));
  office.clock.advance(90 * 60'000);  // from nine to half past ten
  REQUIRE(taken(office.service->execute(office.request("handler-jinping", id, core::ReturnTask{1, "not_ours", "?"}))));
  office.clock.advance(30 * 60'000);
  auto wish = wish_of(office, "clerk");
  wish.query.workflow = "grid-report";
  wish.profile = shipped("grid-report");
  const auto sheet = exported(office, wish, 1);
  CHECK(sheet.rows[0].cells[0].text == "网格事件台账");
  CHECK(sheet.at(3, "各单位用时") == "jinping 1.5 小时、待重新分派 0.5 小时");
  CHECK(sheet.at(3, "处置期限") == "2022-06-13");
}

TEST_CASE("the dates of a rectification ledger are those of its limits", "[export]") {
  test::Office office({.workflows = {"rectification"}});
  ledger::CaseImport import(*office.service, shipped("rectification"), "clerk", "1");
  REQUIRE(
      bring_in(import,
               "问题编号,来源类别,交办日期,问题名称,问题描述,问题类型,所属镇街,整改目标,整改时限,牵头单位,整改状态\n"
               "R1,省督察,2022-05-06,雨污混流,园区混流,水,溪口镇,分流,2022-12-31,xikou,自查自验\n") == 1);
  const auto id = all_cases(office).front().id;
  REQUIRE(taken(office.service->execute(office.request("leader", id, core::Supervise{"抓紧", false}))));
  office.clock.advance(test::day);
  REQUIRE(taken(office.fire("handler-xikou", id, "resume_work", {})));
  REQUIRE(taken(
      office.service->execute(office.request("handler-xikou", id, core::ExtendClock{"rectify", {10, 0}, "汛期"}))));
  REQUIRE(taken(office.service->execute(office.request("leader", id, core::DecideExtension{"rectify", true, {}}))));
  auto wish = wish_of(office, "clerk");
  wish.query.workflow = "rectification";
  wish.profile = shipped("rectification");
  const auto sheet = exported(office, wish, 1);
  CHECK(sheet.at(3, "自查日期") == "2022-06-07");
  CHECK(sheet.at(3, "验收日期").empty());
  CHECK(sheet.at(3, "延期记录") == "2022年6月7日延期10天");
  CHECK(sheet.at(3, "督办记录") == "1");
}

TEST_CASE("evidence goes out by the names of its pictures, beside who is responsible", "[export]") {
  test::Office office({.workflows = {"rectification"}});
  const auto text = [](const char* value) { return expression::Value::string(value); };
  const auto degrees = [](double value) { return expression::Value::floating(value); };
  core::FileCase filing;
  filing.workflow = "rectification";
  filing.fields = {{"source", text("省督察反馈")},
                   {"subject", text("雨污混流")},
                   {"summary", text("园区混流")},
                   {"types", expression::Value::list({text("水")})},
                   {"place", expression::Value::record({{"text", text("溪口镇")},
                                                        {"lat", degrees(29.68)},
                                                        {"lon", degrees(121.27)},
                                                        {"unit", text("xikou")},
                                                        {"grid", text("")}})},
                   {"goal", text("分流")},
                   {"limit_date", core::timestamp_value(shanghai("2022-12-31T00:00"))},
                   {"limit_kind", text("年内完成")},
                   {"long_term", expression::Value::boolean(false)},
                   {"responsible_units", text("溪口镇、住建局")},
                   {"before_photos", expression::Value::list({text("a1"), text("lost")})}};
  filing.attachments = {{"a1", std::string(64, '0'), "整改前雨水口.jpg", "image/jpeg", 10, "before_photos", "before"}};
  REQUIRE(taken(office.service->execute(office.request("clerk", 0, std::move(filing)))));
  auto wish = wish_of(office, "clerk");
  wish.query.workflow = "rectification";
  wish.profile = shipped("rectification");
  const auto sheet = exported(office, wish, 1);
  CHECK(sheet.at(3, "责任单位") == "溪口镇、住建局");
  CHECK(sheet.at(3, "整改前照片") == "整改前雨水口.jpg、1 个附件");
  CHECK(sheet.at(3, "整改后照片").empty());
  CHECK(sheet.at(3, "验收人员").empty());
}
