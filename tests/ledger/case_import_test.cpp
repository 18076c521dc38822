// A ledger comes in as cases: what is checked, what is kept, and that the same thing never comes in twice.
#include "engine/core/field_values.h"
#include "engine/ledger/case_cells.h"
#include "tests/ledger/ledger_office.h"

using namespace bihuan;
using namespace bihuan::tests;
using ledger::CaseImport;
using ledger::Importer;

namespace {

const std::string headings =
    "信访件编号,姓名,手机号码,问题属地,内容分类,信访日期,限办时间,信访形式,概况,是否办结,办结日期,信访件状态,"
    "承办单位\n";

CaseImport petition_import(test::Office& office, const std::string& id = "1") {
  return {*office.service, shipped("petition"), "clerk", id};
}

const core::ClockState* clock_of(const runtime::StoredCase& stored, const std::string& id) {
  for (const auto& clock : stored.state.clocks) {
    if (clock.id == id) return &clock;
  }
  return nullptr;
}

}  // namespace

TEST_CASE("every problem is told by row and column, and nothing is kept by looking", "[import]") {
  test::Office office({.workflows = {"petition", "petition-2005"}});
  auto import = petition_import(office);
  const std::string csv = headings +
                          "A1,甲,13800000001,jinping,废气,2022.5.6,,12345热线,气味大,否,,办理中,jinping\n"
                          "A2,乙,,jinping,气味,2022-13-01,,12345热线,气味,否,,办理中,nowhere\n"
                          "A1,丙,,jinping,大气,2022-05-07,,来信,又一件,否,,,\n"
                          "A3,丁,,jinping,水,2023-01-01,,来信,明年的,否,,,\n"
                          "A4,戊,,jinping,水,2022-05-20,2022-05-10,来信,倒的,是,2022-05-01,已办结,\n"
                          "A5,己,,jinping,水,,,来信,没有日期,否,,,\n"
                          "A6,庚,13800000001,jinping,大气,2022年5月6日,,来信,气味大,是,,已办结,\n";
  const auto preview = import.check(*table(csv), nullptr, 7, no_progress);
  REQUIRE(preview.has_value());
  CHECK(preview->rows == 7);
  CHECK(preview->good == 2);
  CHECK(preview->bad == 4);
  CHECK(preview->duplicates == 1);
  CHECK(told(preview->problems) ==
        std::vector<std::string>{"3:内容分类 ledger_choice_unknown", "3:信访日期 ledger_date_unreadable",
                                 "3:承办单位 ledger_unit_unknown", "4: ledger_duplicate_in_file*",
                                 "5:信访日期 ledger_date_in_future", "6:办结日期 ledger_dates_reversed",
                                 "6:限办时间 ledger_due_before_receipt", "7:信访日期 ledger_receipt_missing",
                                 "8: ledger_like_in_file*", "1: ledger_closing_dates_missing*"});
  for (const auto& problem : preview->problems) {
    CHECK(problem.error.message("zh-CN").find('{') == std::string::npos);
    CHECK(problem.error.message("en").find('{') == std::string::npos);
  }
  CHECK(all_cases(office).empty());
  const auto refused = import.run(*table(csv), Importer::Mode::all_or_nothing, no_progress);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == "ledger_rows_bad");
  CHECK(all_cases(office).empty());
}

TEST_CASE("cases arrive in the state the ledger says, their clocks as its dates say", "[import]") {
  test::Office office({.workflows = {"petition", "petition-2005"}});
  auto import = petition_import(office, "77");
  const std::string csv = headings +
                          "B1,甲,13800000001,jinping,大气,2022-05-06,,来信,夜间有气味,否,,办理中,jinping\n"
                          "B2,乙,,jinping,水,2022-05-10,2022-05-30,来信,污水,是,2022-05-25,已办结,jinping\n"
                          "B3,丙,,jinping,噪声,2022-05-10,2022-05-20,来信,施工,是,2022-05-25,已办结,jinping\n"
                          "B4,丁,,jinping,噪声,2022-06-01,,来信,刚到,否,,,\n"
                          "B5,戊,,jinping,噪声,2022-03-01,,来信,旧规定,是,2022-04-01,已办结,jinping\n";
  REQUIRE(bring_in(import, csv) == 5);
  const auto rows = all_cases(office);
  REQUIRE(rows.size() == 5);
  CHECK(office.verified().empty());

  const auto open = only_case(office, rows[0].id);
  CHECK(open.state.imported);
  CHECK(open.row.states == std::vector<std::string>{"assigned"});
  CHECK(open.row.lead_unit == "jinping");
  CHECK(open.state.received_at == shanghai("2022-05-06"));
  REQUIRE(clock_of(open, "answering") != nullptr);
  CHECK(clock_of(open, "answering")->phase == core::ClockPhase::running);
  CHECK(clock_of(open, "answering")->ledger.started == shanghai("2022-05-06"));
  CHECK(clock_of(open, "answering")->due == shanghai("2022-07-06"));  // 60 days, to the end of the last
  CHECK(open.state.tasks.size() == 1);
  CHECK(open.state.parties.size() == 1);

  const auto in_time = only_case(office, rows[1].id);
  CHECK(in_time.state.closed);
  CHECK(in_time.row.closed_at == shanghai("2022-05-25"));
  REQUIRE(clock_of(in_time, "answering") != nullptr);
  CHECK(clock_of(in_time, "answering")->phase == core::ClockPhase::stopped);
  CHECK(clock_of(in_time, "answering")->ledger.stopped == shanghai("2022-05-25"));
  CHECK(clock_of(in_time, "answering")->due == shanghai("2022-05-30T23:59:59"));
  CHECK_FALSE(clock_of(in_time, "answering")->overdue);
  CHECK(clock_of(only_case(office, rows[2].id), "answering")->overdue);

  const auto fresh = only_case(office, rows[3].id);
  CHECK(fresh.row.states == std::vector<std::string>{"registered"});
  CHECK(clock_of(fresh, "reply_acceptance")->ledger.started == shanghai("2022-06-01"));

  // The rule set hangs on the date of receipt.
  CHECK(rows[4].definition_hash != rows[0].definition_hash);

  const auto history = office.service->history(rows[0].id, 0, 10);
  REQUIRE(history.has_value());
  const auto* filed = std::get_if<core::CaseFiled>(&history->front().body);
  REQUIRE(filed != nullptr);
  CHECK(filed->imported);
  CHECK(filed->source == "77/2");
  // What lies behind a case is nobody's news.
  for (const auto& event : *history) CHECK_FALSE(std::holds_alternative<core::NotificationQueued>(event.body));
}

TEST_CASE("the same file twice adds nothing, nor does another file with the same matters", "[import]") {
  test::Office office({.workflows = {"petition", "petition-2005"}});
  const std::string rows =
      "C1,甲,13800000001,jinping,大气,2022-05-06,,来信,夜间有气味,否,,办理中,jinping\n"
      ",乙,,jinping,水,2022-05-10,,来信,没有编号的一件,否,,,\n";
  auto first = petition_import(office, "1");
  CHECK(bring_in(first, headings + rows) == 2);
  auto again = petition_import(office, "2");
  const auto preview = again.check(*table(headings + rows), nullptr, 2, no_progress);
  REQUIRE(preview.has_value());
  CHECK(preview->good == 0);
  CHECK(preview->duplicates == 2);
  CHECK(told(preview->problems) ==
        std::vector<std::string>{"2: ledger_duplicate_known*", "3: ledger_duplicate_known*"});
  CHECK(bring_in(again, headings + rows) == 0);
  // Other words, but the number is known; and our own number is known, too.
  const std::string ours = all_cases(office).front().number;
  auto other = petition_import(office, "3");
  CHECK(bring_in(other, headings + "c1,甲,,jinping,大气,2022-05-06,,来信,改过的话,否,,,\n" + ours +
                            ",甲,,jinping,大气,2022-05-06,,来信,本系统的编号,否,,,\n") == 0);
  CHECK(all_cases(office).size() == 2);
}

TEST_CASE("all or nothing means the whole file in one transaction", "[import]") {
  test::Office office({.workflows = {"petition", "petition-2005"}});
  std::string csv = headings;
  for (int i = 0; i < 80; ++i) {
    csv += "D" + std::to_string(i) + ",甲,,jinping,大气,2022-05-06,,来信,第" + std::to_string(i) + "件,否,,,\n";
  }
  auto import = petition_import(office);
  REQUIRE(import.check(*table(csv), nullptr, 80, no_progress).has_value());
  // Who imports loses the right to file while the file is being read: nothing of it stays.
  std::int64_t asked = 0;
  const auto stop = [&](std::int64_t done, std::int64_t) {
    asked = done;
    if (done >= 50) throw std::runtime_error("stopped");
  };
  const auto stopped = import.run(*table(csv), Importer::Mode::all_or_nothing, stop);
  CHECK_FALSE(stopped.has_value());
  CHECK(asked == 50);
  CHECK(all_cases(office).empty());
  const auto counts = import.run(*table(csv), Importer::Mode::all_or_nothing, no_progress);
  REQUIRE(counts.has_value());
  CHECK(counts->created == 80);
  CHECK(all_cases(office).size() == 80);
  CHECK(office.verified().empty());
}

TEST_CASE("who may file and sees every case may import", "[import]") {
  test::Office office({.workflows = {"petition"}});
  const std::vector<std::string> wide = {"clerk", "leader"};
  CHECK(ledger::may_import_cases(*office.service, "petition", "clerk", wide).has_value());
  for (const char* person : {"leader", "grid_member-jinping", "nobody"}) {
    const auto refused = ledger::may_import_cases(*office.service, "petition", person, wide);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == "import_not_allowed");
  }
  CHECK(ledger::may_import_cases(*office.service, "nothing", "clerk", wide).error().code == "unknown_workflow");
}

TEST_CASE("every shipped state word of every profile can be reached", "[import]") {
  test::Office office(
      {.workflows = {"petition", "petition-2005", "rectification", "inspection-letter", "grid-report"}});
  for (const char* id : {"petition", "rectification", "inspection-letter", "grid-report"}) {
    const auto profile = shipped(id);
    const auto definition = ledger::definition_of(*office.service, profile).value();
    INFO(id);
    const auto targets = ledger::targets_of(profile, definition.get(), "zh-CN");
    for (const auto& column : profile.columns) {
      INFO(column.to);
      const auto field = core::field_index(*definition, column.to);
      const bool comes_in =
          std::any_of(targets.begin(), targets.end(), [&](const auto& target) { return target.id == column.to; });
      CHECK((comes_in || field || ledger::only_goes_out(definition.get(), column.to)));
    }
    for (const auto& clock : profile.clocks) {
      CHECK(std::any_of(definition->clocks.begin(), definition->clocks.end(),
                        [&](const auto& kind) { return kind.id == clock; }));
    }
    for (const auto& state : {profile.open_state, profile.closed_state}) CHECK(definition->chart.find(state));
    const auto words = profile.values.find("case.state");
    if (words == profile.values.end()) continue;
    for (const auto& [word, state] : words->second) {
      INFO(word << " " << state);
      const auto index = definition->chart.find(state);
      REQUIRE(index);
      CHECK(definition->chart.at(*index).children.empty());
    }
  }
}

TEST_CASE("a column in ten thousands counts so; a cell that says its unit means what it says", "[import]") {
  test::Office office({.workflows = {"rectification"}});
  CaseImport import(*office.service, shipped("rectification"), "clerk", "1");
  const std::string csv =
      "问题编号,来源类别,交办日期,问题名称,问题描述,问题类型,所属镇街,整改目标,整改时限,阶段节点,投入资金（万元）,"
      "整改状态\n"
      "R1,省督察,2022-05-06,雨污混流,园区混流,水,溪口镇,分流,2022-12-31,查管网,1.5,入库\n"
      "R2,省督察,2022-05-06,雨污混流二,园区混流,水,溪口镇,分流,2022-12-31,,800元,入库\n";
  REQUIRE(bring_in(import, csv) == 2);
  std::vector<std::int64_t> fen;
  for (const auto& row : all_cases(office)) {
    const auto definition = office.definitions->by_hash(row.definition_hash).value();
    const auto stored = office.service->open(row.id, {.all = true}).value();
    fen.push_back(stored.state.machine.data[*core::field_index(*definition, "invested")].as_int());
  }
  std::sort(fen.begin(), fen.end());
  CHECK(fen == std::vector<std::int64_t>{80'000, 1'500'000});
}
