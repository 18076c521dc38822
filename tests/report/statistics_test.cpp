#include "engine/report/statistics.h"

#include <algorithm>

#include "engine/report/facts_json.h"
#include "tests/report/rules_for_tests.h"
#include "tests/support/catch.h"

using namespace bihuan::report;
using bihuan::report::tests::plain_rules;

namespace {

FactTable table_of(const std::string& lines) {
  FactTable table;
  const auto done = table.add_all(JsonFacts(lines), {});
  INFO(done.error().code);
  REQUIRE(done.has_value());
  return table;
}

std::string month_count(const Statistics& statistics, Measure measure) {
  return count_text(statistics.total.of(measure, statistics.period, Window::month));
}

}  // namespace

TEST_CASE("what happens after the cut-off has not happened") {
  const FactTable table =
      table_of(R"({"received":"2022-06-03","accepted":"2022-06-05","due":"2022-06-30","closed":"2022-07-01"}
{"received":"2022-06-03","accepted":"2022-07-02","due":"2022-08-03"}
{"received":"2022-07-01"})");
  const Statistics june = compute(table, {.month = {2022, 6}}, plain_rules());
  CHECK(month_count(june, Measure::received) == "2");
  CHECK(month_count(june, Measure::handling) == "1");
  CHECK(month_count(june, Measure::not_handled) == "1");
  CHECK(month_count(june, Measure::closed) == "0");
  CHECK(month_count(june, Measure::overdue) == "1");  // the limit ended on the 30th at 24:00
  const Statistics july = compute(table, {.month = {2022, 7}}, plain_rules());
  CHECK(month_count(july, Measure::overdue) == "0");
  const Statistics middle = compute(table, {.month = {2022, 6}, .as_of = parse_day("2022-06-29")}, plain_rules());
  CHECK(month_count(middle, Measure::overdue) == "0");
  CHECK(month_count(middle, Measure::close_due) == "0");
}

TEST_CASE("done on the last day is on time; what is not accepted owes no closing") {
  const FactTable table = table_of(
      R"({"received":"2022-05-30","accept_due":"2022-06-14","accepted":"2022-06-14","due":"2022-06-20","closed":"2022-06-20"}
{"received":"2022-05-30","accept_due":"2022-06-14","accepted":"2022-06-15","due":"2022-06-20","closed":"2022-06-21"}
{"received":"2022-05-30","accept_due":"2022-06-14","not_accepted":"2022-06-10","due":"2022-06-20"})");
  const Statistics june = compute(table, {.month = {2022, 6}}, plain_rules());
  CHECK(month_count(june, Measure::accept_due) == "3");
  CHECK(month_count(june, Measure::accept_on_time) == "2");
  CHECK(month_count(june, Measure::close_due) == "2");
  CHECK(month_count(june, Measure::close_on_time) == "1");
  CHECK(month_count(june, Measure::overdue) == "0");
}

TEST_CASE("satisfaction counts the rated, participation the ratable") {
  const FactTable table =
      table_of(R"({"received":"2022-06-01","closed":"2022-06-05","ratable":true,"rating":"满意","rated":"2022-06-06"}
{"received":"2022-06-01","closed":"2022-06-05","ratable":true,"rating":"基本满意","rated":"2022-06-30"}
{"received":"2022-06-01","closed":"2022-06-05","ratable":true,"rating":"不满意","rated":"2022-06-07"}
{"received":"2022-06-01","closed":"2022-06-05","ratable":true,"rating":"不满意","rated":"2022-07-07"}
{"received":"2022-06-01","closed":"2022-06-05","rating":"满意","rated":"2022-06-07"}
{"received":"2022-06-01","ratable":true})");
  const CountingRules rules = plain_rules();
  const Statistics june = compute(table, {.month = {2022, 6}}, rules);
  const auto printed = [&](const char* id) {
    return percent(rate(june.total, *rules.rate(id), june.period, Window::month), 1);
  };
  CHECK(printed("participation") == "75.0");
  CHECK(printed("satisfaction") == "66.7");
  CHECK(printed("told_in_time") == "—");
}

namespace {

// Six petitions of June, told and closed as the comment beside each says.
const char* const kSix =
    R"({"received":"2022-06-01","accept_due":"2022-06-16","accepted":"2022-06-03","due":"2022-06-20","closed":"2022-06-10","ratable":true,"rated":"2022-06-12","rating":"满意","settled":true,"types":["大气/恶臭","大气/油烟"],"source":"上级转送","trade":"住宿餐饮业"}
{"received":"2022-06-01","accept_due":"2022-06-16","accepted":"2022-06-17","due":"2022-06-20","closed":"2022-06-25","ratable":true,"rated":"2022-06-26","rating":"不满意","types":["大气/恶臭","噪声/施工"],"source":"本级"}
{"received":"2022-06-02","accept_due":"2022-06-17","not_accepted":"2022-06-05","due":"2022-06-20","types":["噪声"]}
{"received":"2022-06-02","repeat":true,"accept_due":"2022-06-17","accepted":"2022-06-05","due":"2022-06-28","returns":2}
{"received":"2022-06-03","repeat":true,"accept_due":"2022-06-18","accepted":"2022-06-05","due":"2022-06-28","closed":"2022-06-28","ratable":true,"settled":true}
{"received":"2022-06-30"})";

}  // namespace

TEST_CASE("the rates of the shipped rules, each over its own base") {
  const auto rules = shipped_rules("petition-monthly");
  REQUIRE(rules.has_value());
  const FactTable table = table_of(kSix);
  const Statistics june = compute(table, {.month = {2022, 6}}, *rules);
  const auto printed = [&](const char* id, Window window = Window::month) {
    return percent(rate(june.total, *rules->rate(id), june.period, window), 1);
  };
  CHECK(printed("told_in_time") == "80.0");    // five were due, one was told a day late; a refusal tells as well
  CHECK(printed("closed_in_time") == "50.0");  // four were due, the refused one owes nothing
  CHECK(printed("participation") == "66.7");   // three could rate, two did
  CHECK(printed("satisfaction") == "50.0");    // of those two one is satisfied
  CHECK(printed("repeat_share") == "33.3");    // two of six
  CHECK(printed("settled_first") == "25.0");  // 初次信访化解率: one of the four first ones; repeated ones never count
  CHECK(month_count(june, Measure::returned) == "1");
  CHECK(month_count(june, Measure::overdue) == "1");
  for (const char* id : {"told_in_time", "closed_in_time", "participation", "satisfaction", "settled_first"})
    CHECK(printed(id, Window::same_month_last_year) == "—");
}

TEST_CASE("types on two levels, source and trade; a case counts once for each of its types") {
  const FactTable table = table_of(kSix);
  const Statistics june = compute(table, {.month = {2022, 6}}, plain_rules());
  const auto of = [&](Dimension dimension, const char* name) {
    const Line* line = june.find(dimension, name);
    return line == nullptr ? std::string("none")
                           : count_text(line->tally.of(Measure::received, june.period, Window::month));
  };
  CHECK(of(Dimension::type, "大气") == "2");  // its two kinds in one case are still one case
  CHECK(of(Dimension::type, "噪声") == "2");
  CHECK(of(Dimension::type, "") == "none");
  CHECK(of(Dimension::subtype, "大气/恶臭") == "2");
  CHECK(of(Dimension::subtype, "大气/油烟") == "1");
  CHECK(of(Dimension::subtype, "噪声/施工") == "1");
  CHECK(of(Dimension::source, "上级转送") == "1");
  CHECK(of(Dimension::source, "") == "4");
  CHECK(of(Dimension::trade, "住宿餐饮业") == "1");
  CHECK(count_text(june.multi_type_parts) == "2");
}

TEST_CASE("units are ranked by what the rules say, equal ones share a place, those without a figure come last") {
  const FactTable table = table_of(
      R"({"received":"2022-06-01","units":["甲"],"due":"2022-06-20","closed":"2022-06-10"}
{"received":"2022-06-01","units":["乙"],"due":"2022-06-20","closed":"2022-06-21"}
{"received":"2022-06-02","units":["乙"],"due":"2022-06-20","closed":"2022-06-10"}
{"received":"2022-06-02","units":["丙"]}
{"received":"2021-06-02","units":["丙"]}
{"received":"2021-06-02","units":["甲"]}
{"received":"2021-06-02","units":["甲"]})");
  const StatisticsRequest request{.month = {2022, 6}, .units = {"甲", "乙", "丙"}};
  auto rules = plain_rules();
  const auto places = [&] {
    const Statistics june = compute(table, request, rules);
    auto lines = june.by(Dimension::unit);
    lines.resize(3);
    return rank_lines(lines, june.period, rules);
  };
  CHECK(places() == std::vector<int>{2, 1, 2});
  rules.rank_by = RankBy::close_on_time;
  CHECK(places() == std::vector<int>{1, 2, 3});
  rules.rank_by = RankBy::year_change;  // 甲 −50 %, 乙 has no last year, 丙 0 %
  CHECK(places() == std::vector<int>{2, 3, 1});
  rules.rank_highest_first = false;
  CHECK(places() == std::vector<int>{1, 3, 2});
}

TEST_CASE("shares of a split case: equal, given, or whole to the lead; filtered units count their part only") {
  const std::string lines = R"({"received":"2022-06-01","units":["甲","乙","丙"],"channel":"来信"}
{"received":"2022-06-01","units":[{"unit":"甲","share":"0.7"},{"unit":"丁","share":"3/10"}],"channel":"来信"})";
  const FactTable table = table_of(lines);
  const auto unit = [](const Statistics& statistics, const char* name) {
    const Line* line = statistics.find(Dimension::unit, name);
    return line == nullptr ? std::string("absent")
                           : count_text(line->tally.of(Measure::received, statistics.period, Window::month));
  };
  const Statistics equal = compute(table, {.month = {2022, 6}}, plain_rules());
  CHECK(unit(equal, "甲") == "1.03");
  CHECK(unit(equal, "乙") == "0.33");
  CHECK(unit(equal, "丁") == "0.3");
  CHECK(month_count(equal, Measure::received) == "2");
  CountingRules lead = plain_rules();
  lead.split = Split::lead;
  CHECK(unit(compute(table, {.month = {2022, 6}}, lead), "甲") == "2");
  const Statistics some =
      compute(table, {.month = {2022, 6}, .units = {"丁", "戊"}, .only_these_units = true}, plain_rules());
  CHECK(unit(some, "甲") == "absent");
  CHECK(unit(some, "戊") == "0");
  CHECK(month_count(some, Measure::received) == "0.3");
  CHECK(count_text(some.find(Dimension::channel, "来信")->tally.of(Measure::received, some.period, Window::month)) ==
        "0.3");
}

TEST_CASE("a split among any number of units adds up to exactly one") {
  for (int units = 1; units <= 40; ++units) {
    CaseFacts facts;
    facts.id = 1;
    facts.received = parse_day("2022-06-01");
    for (int i = 0; i < units; ++i) facts.units.push_back({"u" + std::to_string(i), 0});
    FactTable table;
    REQUIRE(table.add(facts).has_value());
    const Statistics statistics = compute(table, {.month = {2022, 6}}, plain_rules());
    std::int64_t sum = 0;
    for (const auto& line : statistics.by(Dimension::unit))
      sum += line.tally.of(Measure::received, statistics.period, Window::month);
    CHECK(sum == kWhole);
  }
}

// Enough rows for several threads: each kind of case 80,000 times as rows of their own, beside one row that counts so
// often.
TEST_CASE("what several threads count is what one row of as many cases counts", "[threads]") {
  constexpr std::int64_t times = 80'000;
  FactTable few, many;
  std::int64_t id = 0;
  const auto fill = [&](const CaseFacts& given) {
    CaseFacts facts = given;
    REQUIRE(few.add(facts, times).has_value());
    for (std::int64_t i = 0; i < times; ++i) {
      facts.id = ++id;
      if (!many.add(facts).has_value()) FAIL("a row was refused");
    }
  };
  REQUIRE(
      JsonFacts(
          R"({"received":"2022-06-01","units":["甲"],"types":["大气/恶臭"],"channel":"来信","place":"东厂","due":"2022-06-20"}
{"received":"2022-06-02","units":["甲","乙"],"types":["水","大气"],"channel":"来访","place":"西厂","closed":"2022-06-03"}
{"received":"2022-06-03","units":["丙"],"types":["噪声"],"channel":"来信","place":"东厂","due":"2022-06-10"})")
          .each({}, fill)
          .has_value());
  const Statistics wanted = compute(few, {.month = {2022, 6}}, plain_rules());
  const Statistics found = compute(many, {.month = {2022, 6}}, plain_rules());
  CHECK(month_count(found, Measure::received) == "240000");
  CHECK(found.total == wanted.total);
  CHECK(found.multi_type_parts == wanted.multi_type_parts);
  for (std::size_t dimension = 0; dimension < kDimensions; ++dimension) {
    const auto &lines = found.lines[dimension], &others = wanted.lines[dimension];
    CHECK(std::ranges::equal(lines, others,
                             [](const Line& a, const Line& b) { return a.name == b.name && a.tally == b.tally; }));
  }
  const auto same_count = [](const CrossCount& a, const CrossCount& b) {
    return a.unit == b.unit && a.type == b.type && a.parts == b.parts;
  };
  CHECK(std::ranges::equal(found.unit_by_type, wanted.unit_by_type, same_count));
  CHECK(std::ranges::equal(found.unit_by_subtype, wanted.unit_by_subtype, same_count));
  CHECK(std::ranges::equal(found.places, wanted.places, [](const PlaceLine& a, const PlaceLine& b) {
    return a.place == b.place && a.month == b.month && a.year_to_date == b.year_to_date &&
           a.rows.size() == b.rows.size() * times && std::ranges::is_sorted(a.rows);
  }));
  REQUIRE(found.overdue_rows.size() == 2 * times);
  CHECK(found.overdue_rows.front() == 2 * times);  // due on the 10th: the third kind
  CHECK(found.overdue_rows.back() == times - 1);
}

TEST_CASE("shares that do not add up, and rows out of order, are refused") {
  CaseFacts facts;
  facts.id = 5;
  facts.units = {{"甲", kWhole / 2}, {"乙", kWhole / 3}};
  FactTable table;
  CHECK(table.add(facts).error().code == "facts_shares");
  facts.units = {{"甲", 2 * kWhole}, {"乙", -kWhole}};
  CHECK(table.add(facts).error().code == "facts_shares");
  facts.units.clear();
  REQUIRE(table.add(facts).has_value());
  CHECK(table.add(facts).error().code == "facts_order");
}

TEST_CASE("the target: 10 % less than last year, and the room that is left") {
  FactTable table;
  CaseFacts facts;
  const auto add = [&](const char* day, std::int64_t times) {
    facts.id += 1;
    facts.received = parse_day(day);
    REQUIRE(table.add(facts, times).has_value());
  };
  add("2021-02-01", 50);
  add("2021-11-01", 55);
  add("2022-02-01", 45);
  const CountingRules rules = plain_rules();
  const Statistics june = compute(table, {.month = {2022, 6}}, rules);
  const auto state = target_state(june.total, june.period, rules);
  REQUIRE(state);
  CHECK(state->met);  // 45 is 10 % below 50 exactly
  CHECK(decimal(state->limit, 1) == "94.5");
  CHECK(decimal(state->room, 1) == "49.5");
  CHECK(percent(cumulative_change(june.total, june.period), 1) == "-10.0");
  const Statistics later = compute(table, {.month = {2023, 6}}, rules);
  CHECK(target_state(later.total, later.period, rules)->met);
  const Statistics nothing = compute(table, {.month = {2021, 6}}, rules);
  CHECK_FALSE(target_state(nothing.total, nothing.period, rules));
}

TEST_CASE("three or more from one place are listed, most first") {
  std::string lines;
  for (const char* place : {"甲厂", "乙厂", "甲厂", "丙厂", "甲厂", "丙厂", "丙厂", "丙厂", "乙厂"}) {
    lines += std::string(R"({"received":"2022-06-02","units":["溪口"],"place":")") + place + "\"}\n";
  }
  lines += R"({"received":"2022-05-02","units":["溪口"],"place":"甲厂"})";
  const Statistics june = compute(table_of(lines), {.month = {2022, 6}}, plain_rules());
  REQUIRE(june.places.size() == 2);
  CHECK(june.places[0].place == "丙厂");
  CHECK(june.places[0].month == 4 * kWhole);
  CHECK(june.places[1].place == "甲厂");
  CHECK(june.places[1].year_to_date == 4 * kWhole);
  CHECK(june.places[1].rows.size() == 3);
  CHECK(june.places[1].unit == "溪口");
}

TEST_CASE("facts survive their JSON line; a wrong line is named") {
  const std::string line =
      R"({"id":7,"workflow":"petition","number":"奉环信〔2022〕7号","received":"2022-06-01","units":[{"unit":"甲","share":"3/10"},{"unit":"乙","share":"7/10"}],"types":["大气/恶臭","水"],"channel":"来信","repeat":true,"rating":"不满意","returns":2})";
  const auto facts = read_facts_line(line, 1);
  REQUIRE(facts.has_value());
  CHECK(facts_line(*facts) == line);
  for (const char* wrong :
       {"{", "[]", R"({"received":"2022-02-30"})", R"({"units":"甲"})",
        R"({"units":[{"unit":"甲","share":"1/7000000"}]})", R"({"repeat":"yes"})", R"({"rating":"好"})"}) {
    const auto refused = read_facts_line(wrong, 12);
    REQUIRE(refused.has_error());
    CHECK(refused.error().code == "facts_line");
    CHECK(refused.error().message("zh-CN").find("12") != std::string::npos);
  }
}
