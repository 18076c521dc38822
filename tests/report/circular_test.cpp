// The circular's words and tables in months that are hard to write about, its frozen form, and what must not be in it.
#include "engine/report/circular.h"

#include <algorithm>
#include <clocale>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <sstream>

#include "engine/base/hash.h"
#include "engine/report/facts_json.h"
#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::report;

namespace {

Circular build(const std::string& lines, CircularOptions options, std::optional<CountingRules> rules = {}) {
  FactTable table;
  const auto done = table.add_all(JsonFacts(lines), {});
  INFO(done.error().message());
  REQUIRE_FALSE(done.has_error());
  return build_circular(table, rules ? *rules : *shipped_rules("petition-monthly"), *CircularTexts::shipped(), options);
}

std::string one(const char* received, const char* unit, const std::string& more = "") {
  return std::string(R"({"received":")") + received + R"(","units":[)" + unit + "]" + more + "}\n";
}

std::string repeated(int times, const std::string& line) {
  std::string out;
  for (int i = 0; i < times; ++i) out += line;
  return out;
}

// The circular as plain text: what a golden file holds.
std::string plain_text(const Circular& circular) {
  std::string out = one_line(circular.options.title) + "\n";
  for (const auto& paragraph : circular.paragraphs)
    out += (paragraph.kind == ParagraphKind::chart ? "[图 " + paragraph.text + "]" : paragraph.text) + "\n";
  for (const auto& table : circular.tables) {
    out += "\n" + table.title + "\n";
    for (const auto& row : table.rows) {
      for (std::size_t i = 0; i < row.size(); ++i) out += (i == 0 ? "" : " | ") + row[i].text;
      out += "\n";
    }
    if (!table.note.empty()) out += table.note + "\n";
  }
  return out;
}

// Compares with tests/report/golden/NAME.txt; BIHUAN_WRITE_GOLDEN=1 writes it anew.
void check_golden(const char* name, const Circular& circular) {
  const std::string path = std::string("tests/report/golden/") + name + ".txt";
  const std::string text = plain_text(circular);
  if (std::getenv("BIHUAN_WRITE_GOLDEN") != nullptr) std::ofstream(path) << text;
  std::ifstream in(path);
  std::ostringstream expected;
  expected << in.rdbuf();
  INFO(path);
  CHECK(text == expected.str());
}

const std::string closed_well =
    R"(,"types":["大气/油烟"],"channel":"12345热线","accept_due":"2022-06-16","accepted":"2022-06-03","due":"2022-06-28","closed":"2022-06-20")";

}  // namespace

TEST_CASE("hard month: nothing last year, nothing last month") {
  check_golden("base-zero",
               build(one("2022-06-01", "\"溪口镇\"", closed_well) + one("2022-06-02", "\"江口街道\"", closed_well),
                     {.month = {2022, 6}, .units = {"江口街道", "溪口镇"}}));
}

TEST_CASE("hard month: no case at all") {
  check_golden("no-case", build(one("2021-06-01", "\"溪口镇\"") + one("2022-05-01", "\"溪口镇\""),
                                {.month = {2022, 6}, .units = {"江口街道", "溪口镇"}}));
}

TEST_CASE("hard month: units tie") {
  const std::string lines = repeated(3, one("2022-06-01", "\"甲镇\"")) + repeated(3, one("2022-06-02", "\"乙镇\"")) +
                            repeated(2, one("2022-06-03", "\"丙镇\"")) + repeated(2, one("2022-06-04", "\"丁镇\"")) +
                            one("2022-06-05", "\"戊镇\"") + repeated(3, one("2021-06-01", "\"甲镇\""));
  check_golden("ties", build(lines, {.month = {2022, 6}, .units = {"甲镇", "乙镇", "丙镇", "丁镇", "戊镇"}}));
}

TEST_CASE("hard month: a single unit") {
  check_golden("one-unit",
               build(repeated(4, one("2022-06-01", "\"甲镇\"", closed_well)) +
                         repeated(4, one("2022-05-01", "\"甲镇\"")) + repeated(8, one("2021-06-01", "\"甲镇\"")),
                     {.month = {2022, 6}}));
}

TEST_CASE("hard month: split cases") {
  const std::string lines =
      one("2022-06-01", R"("甲镇","乙镇","丙镇")", R"(,"types":["水"])") +
      one("2022-06-02", R"({"unit":"甲镇","share":"0.7"},{"unit":"丙镇","share":"0.3"})", R"(,"types":["水"])") +
      one("2021-06-02", R"("甲镇","乙镇")");
  check_golden("split", build(lines, {.month = {2022, 6}, .units = {"甲镇", "乙镇", "丙镇"}}));
}

TEST_CASE("hard month: several types a case") {
  const std::string lines =
      repeated(3, one("2022-06-01", "\"甲镇\"", R"(,"types":["大气/恶臭","大气/油烟","噪声/施工"],"place":"某路")")) +
      one("2022-06-02", "\"乙镇\"", R"(,"types":["水"])");
  check_golden("several-types", build(lines, {.month = {2022, 6}}));
}

TEST_CASE("hard month: everything overdue") {
  const std::string late = R"(,"number":"2022-9","types":["固废"],"accept_due":"2022-06-10","due":"2022-06-20")";
  check_golden("all-overdue",
               build(repeated(2, one("2022-06-01", "\"甲镇\"", late)) + one("2022-06-05", "\"乙镇\"", late),
                     {.month = {2022, 6}, .units = {"甲镇", "乙镇"}}));
}

TEST_CASE("hard month: January, cut-off day 25") {
  auto rules = *shipped_rules("petition-monthly");
  rules.cut_off = 25;
  const std::string lines = one("2021-12-26", "\"甲镇\"") + one("2022-01-25", "\"甲镇\"") +
                            one("2022-01-26", "\"甲镇\"") + one("2021-12-25", "\"甲镇\"") +
                            one("2021-01-02", "\"甲镇\"") + one("2020-12-26", "\"乙镇\"");
  check_golden("january", build(lines, {.month = {2022, 1}, .units = {"甲镇", "乙镇"}}, rules));
}

TEST_CASE("the frozen circular comes back whole, and gives the same documents") {
  Circular circular =
      build(repeated(5, one("2022-06-01", R"("甲镇","乙镇")", closed_well + R"(,"title":"某处油烟","place":"某路")")),
            {.month = {2022, 6}, .number = "奉环信通〔2022〕6号"});
  circular.options.revision = 2;
  circular.options.next_steps = {"（一）清理。"};
  circular.options.cases = {{"奉环信〔2022〕7号", "某处油烟", "甲镇", "已整改。"}};
  circular.changes = {"表1中甲镇由1改为2"};
  circular.edited = {1, 6};
  const std::string frozen = freeze(circular);
  const auto again = thaw(frozen);
  INFO(again.error().message());
  REQUIRE_FALSE(again.has_error());
  CHECK(freeze(*again) == frozen);
  CHECK(*circular_docx(*again) == *circular_docx(circular));
  CHECK(circular_html(*again) == circular_html(circular));
  std::string edited = frozen;
  edited.replace(edited.find("共收到"), 9, "共受理");
  CHECK(thaw(edited).error().code == "snapshot_broken");
  CHECK(thaw("{}").error().code == "snapshot_broken");
  CHECK(thaw("").error().code == "snapshot_broken");
  CHECK(differences(circular, *again).empty());
}

TEST_CASE("the same data gives the same bytes in any time zone and locale") {
  const auto write = [] {
    const Circular circular = build(repeated(3, one("2022-06-01", "\"甲镇\"", closed_well)), {.month = {2022, 6}});
    const std::string path = std::string(BIHUAN_BINARY_DIR) + "/tests/circular-bytes.xlsx";
    write_circular_xlsx(circular, path);
    std::ifstream in(path, std::ios::binary);
    std::ostringstream bytes;
    bytes << in.rdbuf();
    return sha256_hex(*circular_docx(circular)) + sha256_hex(bytes.str()) + sha256_hex(circular_html(circular)) +
           sha256_hex(freeze(circular));
  };
  const std::string first = write();
  for (const char* zone : {"America/Los_Angeles", "Pacific/Kiritimati"}) {
    setenv("TZ", zone, 1);
    tzset();
    setlocale(LC_ALL, "C.UTF-8");
    CHECK(write() == first);
  }
  unsetenv("TZ");
  tzset();
}

TEST_CASE("every figure opens exactly the cases that it counts") {
  const std::string typed = R"(,"types":["大气/恶臭","噪声/施工"],"place":"某路","due":"2022-06-20")";
  const Circular circular = build(
      repeated(4, one("2022-06-01", R"("甲镇","乙镇","丙镇")", typed)) + one("2022-06-02", "\"甲镇\"", closed_well) +
          one("2022-05-02", "\"乙镇\"", R"(,"repeat":true)") + one("2021-06-09", R"("甲镇","丙镇")"),
      {.month = {2022, 6}, .units = {"甲镇", "乙镇", "丙镇"}});
  int figures = 0;
  for (const auto& table : circular.tables) {
    for (const auto& row : table.rows) {
      for (std::size_t i = 0; i < row.size(); ++i) {
        if (!row[i].drill || table.columns[i].find("（%）") != std::string::npos) continue;
        const auto* list = cases_behind(circular, *row[i].drill);
        INFO(table.title << " " << row[1].text << " " << table.columns[i]);
        REQUIRE(list != nullptr);
        std::int64_t sum = 0;
        for (const auto& part : list->parts) sum += part.parts;
        CHECK(count_text(sum) == row[i].text);
        ++figures;
      }
    }
  }
  CHECK(figures > 50);
  const auto again = thaw(freeze(circular));
  REQUIRE_FALSE(again.has_error());
  CHECK(again->figures.size() == circular.figures.size());
  CHECK(circular_html(circular).find("href=\"#list1\"") != std::string::npos);
}

TEST_CASE("a place that lies in several units is not put down to one of them") {
  const auto at = [](const char* units) { return one("2022-06-02", units, R"(,"place":"某厂")"); };
  const std::string two = plain_text(build(at("\"甲镇\"") + at("\"乙镇\"") + at("\"乙镇\""), {.month = {2022, 6}}));
  CHECK(two.find("某厂（乙镇、甲镇，3件）") != std::string::npos);
  CHECK(two.find("某厂 | 乙镇、甲镇 | 3") != std::string::npos);
  const std::string three = plain_text(build(at("\"甲镇\"") + at("\"乙镇\"") + at("\"丙镇\""), {.month = {2022, 6}}));
  CHECK(three.find("某厂 | 甲镇、乙镇等 | 3") != std::string::npos);
}

TEST_CASE("a revision says what it changes") {
  const std::string lines = repeated(2, one("2022-06-01", "\"甲镇\"", closed_well));
  const Circular before = build(lines, {.month = {2022, 6}, .units = {"甲镇", "乙镇"}});
  const Circular after = build(lines + one("2022-06-05", "\"乙镇\"", closed_well),
                               {.month = {2022, 6}, .units = {"甲镇", "乙镇"}, .revision = 1});
  const auto changed = differences(before, after);
  const auto has = [&](const std::string& text) {
    return std::find(changed.begin(), changed.end(), text) != changed.end();
  };
  CHECK(has("附件1：“乙镇”的本月件数由0改为1"));
  CHECK(has("附件1：“合计”的本月件数由2改为3"));
  CHECK_FALSE(has("附件1：“甲镇”的本月件数由2改为2"));
}

TEST_CASE("no petitioner can be recognised") {
  CHECK(without_identities("张三丰先生来电13805741234反映") == "某先生来电***反映");
  CHECK(without_identities("身份证33028119800101123X，邮箱 zhang.san@example.com") == "身份证***，邮箱 ***");
  CHECK(without_identities("住锦屏街道12幢3单元401室") == "住锦屏街道**幢**单元**室");
  CHECK(without_identities("由李四女士反映") == "由某女士反映");
  CHECK(without_identities("奉环信〔2022〕12号，2022年6月1日") == "奉环信〔2022〕12号，2022年6月1日");
  const Circular circular =
      build(repeated(3, one("2022-06-01", "\"甲镇\"",
                            R"(,"title":"王五先生（13805741234）反映油烟","place":"王五先生家，电话0574-88881234")")),
            {.month = {2022, 6}});
  for (const auto& text : {freeze(circular), circular_html(circular)}) {
    CHECK(text.find("13805741234") == std::string::npos);
    CHECK(text.find("88881234") == std::string::npos);
    CHECK(text.find("王五") == std::string::npos);
  }
  REQUIRE_FALSE(circular.suggestions.empty());
  CHECK(circular.suggestions[0].title == "某先生（***）反映油烟");
}

TEST_CASE("what stands in the browser is text, never markup") {
  const Circular circular =
      build(one("2022-06-01", R"("<script>alert(1)</script>")", R"(,"channel":"a\"b<c>")"), {.month = {2022, 6}});
  CHECK(circular_html(circular).find("<script>") == std::string::npos);
  CHECK(circular_html(circular).find("<c>") == std::string::npos);
}

TEST_CASE("chosen cases and own next steps stand in the text as written") {
  CircularOptions options{.month = {2022, 6}};
  options.cases = {{"", "某铸造厂废气扰民", "方桥街道", "已责令整改。"}};
  options.next_steps = {"（一）另有安排。"};
  const std::string text = plain_text(build(one("2022-06-01", "\"甲镇\""), options));
  CHECK(text.find("1.某铸造厂废气扰民（方桥街道）。已责令整改。\n") != std::string::npos);
  CHECK(text.find("七、下步要求\n（一）另有安排。\n") != std::string::npos);
}

TEST_CASE("a section is edited as text; its charts and the other sections stay") {
  Circular circular = build(one("2022-06-01", "\"甲镇\""), {.month = {2022, 6}});
  const auto before = sections(circular);
  REQUIRE(before.size() == 7);
  CHECK(before[1].title == "二、镇街情况");
  CHECK(edit_section(circular, 1, "第一段。\n\n第二段。"));
  const auto after = sections(circular);
  CHECK(after[1].text == "第一段。\n第二段。");
  CHECK(after[0].text == before[0].text);
  CHECK(after[6].text == before[6].text);
  CHECK(std::count_if(circular.paragraphs.begin(), circular.paragraphs.end(),
                      [](const Paragraph& p) { return p.kind == ParagraphKind::chart && p.text == "units"; }) == 1);
  CHECK_FALSE(edit_section(circular, 7, "x"));
  REQUIRE_FALSE(thaw(freeze(circular)).has_error());
}
