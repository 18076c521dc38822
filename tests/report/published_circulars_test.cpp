// Figures that offices published come back exactly: cases are built with the published marginal counts, and the printed
// figures are the published ones.
#include <array>
#include <map>

#include "engine/report/statistics.h"
#include "tests/report/rules_for_tests.h"
#include "tests/support/catch.h"

using namespace bihuan::report;
using bihuan::report::tests::plain_rules;

namespace {

Day day(const char* text) {
  return *parse_day(text);
}

std::int64_t month_of(const Statistics& statistics, Dimension dimension, const char* name,
                      Measure measure = Measure::received) {
  const Line* line = statistics.find(dimension, name);
  return line == nullptr ? 0 : line->tally.of(measure, statistics.period, Window::month);
}

std::string share_text(const Statistics& statistics, Dimension dimension, const char* name, int decimals) {
  return percent(share(month_of(statistics, dimension, name),
                       statistics.total.of(Measure::received, statistics.period, Window::month)),
                 decimals);
}

struct Area {
  const char* name;
  std::array<int, 4> stages;  // not handled, being handled, closed, not accepted
  int total;
};

constexpr std::array<Area, 17> anhui = {{
    {"省本级", {0, 7, 1, 0}, 8},
    {"合肥市", {0, 6, 287, 84}, 377},
    {"芜湖市", {0, 0, 51, 12}, 63},
    {"蚌埠市", {0, 7, 18, 8}, 33},
    {"淮南市", {0, 0, 21, 10}, 31},
    {"马鞍山市", {0, 3, 18, 6}, 27},
    {"淮北市", {0, 2, 7, 8}, 17},
    {"铜陵市", {0, 0, 10, 0}, 10},
    {"安庆市", {0, 0, 24, 7}, 31},
    {"黄山市", {0, 1, 5, 1}, 7},
    {"滁州市", {0, 10, 20, 10}, 40},
    {"阜阳市", {0, 10, 37, 17}, 64},
    {"宿州市", {0, 10, 25, 5}, 40},
    {"六安市", {0, 3, 36, 4}, 43},
    {"亳州市", {0, 4, 10, 6}, 20},
    {"池州市", {0, 0, 14, 3}, 17},
    {"宣城市", {0, 1, 40, 7}, 48},
}};

CaseFacts anhui_case(std::int64_t id, const Area& area, int stage) {
  CaseFacts facts;
  facts.id = id;
  facts.received = day("2023-03-09");
  facts.units = {{area.name, 0}};
  if (stage == 3) facts.not_accepted = day("2023-03-12");
  if (stage == 1 || stage == 2) facts.accepted = day("2023-03-12");
  if (stage == 2) facts.closed = day("2023-03-30");
  const std::int64_t index = id - 1;
  facts.channel = index < 233 ? "电话" : index < 710 ? "微信" : index < 808 ? "网络" : "来信来访及其他";
  if (index < 448) facts.types.push_back({"大气", ""});
  if (index >= 876 - 431) facts.types.push_back({"噪声", ""});
  facts.trade = index < 122 ? "建筑业" : index < 174 ? "住宿餐饮业" : index < 205 ? "畜禽养殖业" : "";
  return facts;
}

}  // namespace

TEST_CASE("Anhui, March 2023: stages by area, channels, types and trades") {
  FactTable table;
  std::int64_t id = 0;
  for (const auto& area : anhui) {
    for (int stage = 0; stage < 4; ++stage) {
      for (int i = 0; i < area.stages[static_cast<std::size_t>(stage)]; ++i)
        REQUIRE(table.add(anhui_case(++id, area, stage)).has_value());
    }
  }
  CaseFacts earlier;
  earlier.id = ++id;
  earlier.received = day("2023-02-28");
  REQUIRE(table.add(earlier, 471).has_value());

  StatisticsRequest request{.month = {2023, 3}};
  for (const auto& area : anhui) request.units.emplace_back(area.name);
  const Statistics statistics = compute(table, request, plain_rules(1));
  const auto total = [&](Measure measure) {
    return count_text(statistics.total.of(measure, statistics.period, Window::month));
  };
  CHECK(total(Measure::received) == "876");
  CHECK(total(Measure::not_handled) == "0");
  CHECK(total(Measure::handling) == "64");
  CHECK(total(Measure::closed) == "624");
  CHECK(total(Measure::not_accepted) == "188");
  CHECK(percent(month_on_month(statistics.total, statistics.period), 1) == "86.0");
  for (std::size_t i = 0; i < anhui.size(); ++i) {
    const Line& line = statistics.by(Dimension::unit)[i];
    CHECK(line.name == anhui[i].name);
    const auto figure = [&](Measure measure) {
      return count_text(line.tally.of(measure, statistics.period, Window::month));
    };
    CHECK(figure(Measure::not_handled) == std::to_string(anhui[i].stages[0]));
    CHECK(figure(Measure::handling) == std::to_string(anhui[i].stages[1]));
    CHECK(figure(Measure::closed) == std::to_string(anhui[i].stages[2]));
    CHECK(figure(Measure::not_accepted) == std::to_string(anhui[i].stages[3]));
    CHECK(figure(Measure::received) == std::to_string(anhui[i].total));
  }
  const std::map<const char*, const char*> cities = {{"合肥市", "43.0"}, {"阜阳市", "7.3"}, {"芜湖市", "7.2"}};
  for (const auto& [city, printed] : cities) CHECK(share_text(statistics, Dimension::unit, city, 1) == printed);
  CHECK(count_text(month_of(statistics, Dimension::channel, "电话")) == "233");
  CHECK(count_text(month_of(statistics, Dimension::channel, "微信")) == "477");
  CHECK(count_text(month_of(statistics, Dimension::channel, "网络")) == "98");
  CHECK(count_text(month_of(statistics, Dimension::channel, "来信来访及其他")) == "68");
  CHECK(share_text(statistics, Dimension::type, "大气", 1) == "51.1");
  CHECK(share_text(statistics, Dimension::type, "噪声", 1) == "49.2");
  CHECK(share_text(statistics, Dimension::trade, "建筑业", 1) == "13.9");
  CHECK(share_text(statistics, Dimension::trade, "住宿餐饮业", 1) == "5.9");
  CHECK(share_text(statistics, Dimension::trade, "畜禽养殖业", 1) == "3.5");
  CHECK(count_text(statistics.multi_type_parts) == "3");  // 448 + 431 - 876: each has a type, so the shares pass 100 %
}

TEST_CASE("The whole country, 2017 to 2019: counts fed to the same counting") {
  struct Channel {
    const char* name;
    std::array<std::int64_t, 3> counts;
    std::array<const char*, 3> shares;
    const char* change;
  };
  const std::array<Channel, 4> channels = {{{"电话", {409548, 365361, 270451}, {"66.2", "51.5", "50.9"}, "-26.0"},
                                            {"微信", {129423, 250083, 195950}, {"20.9", "35.2", "36.9"}, "-21.6"},
                                            {"网络", {79885, 80771, 62240}, {"12.9", "11.4", "11.7"}, "-22.9"},
                                            {"其他", {0, 13902, 2535}, {"0.0", "2.0", "0.5"}, nullptr}}};
  FactTable table;
  std::int64_t id = 0;
  for (int year = 0; year < 3; ++year) {
    for (const auto& channel : channels) {
      CaseFacts facts;
      facts.id = ++id;
      facts.channel = channel.name;
      facts.received = Day{std::chrono::year{2017 + year} / 7 / 1};
      REQUIRE(table.add(facts, channel.counts[static_cast<std::size_t>(year)]).has_value());
    }
  }
  const std::array<const char*, 3> totals = {"618856", "710117", "531176"};
  for (int year = 0; year < 3; ++year) {
    const Statistics statistics = compute(table, {.month = {2017 + year, 12}}, plain_rules(1));
    const auto& period = statistics.period;
    const std::int64_t total = statistics.total.of(Measure::received, period, Window::year_to_date);
    CHECK(count_text(total) == totals[static_cast<std::size_t>(year)]);
    for (const auto& channel : channels) {
      const Line* line = statistics.find(Dimension::channel, channel.name);
      if (channel.counts[static_cast<std::size_t>(year)] == 0) continue;
      REQUIRE(line != nullptr);
      CHECK(percent(share(line->tally.of(Measure::received, period, Window::year_to_date), total), 1) ==
            channel.shares[static_cast<std::size_t>(year)]);
      if (year == 2 && channel.change != nullptr)
        CHECK(percent(cumulative_change(line->tally, period), 1) == channel.change);
    }
    if (year == 2) CHECK(percent(cumulative_change(statistics.total, period), 1) == "-25.2");
    // 2016 is not there: no base.
    if (year == 0) CHECK(percent(cumulative_change(statistics.total, period), 1) == "—");
  }
}

TEST_CASE("Haiyan, October 2023: cut-off day 25, no decimals") {
  FactTable table;
  CaseFacts before;
  before.id = 1;
  before.received = day("2023-09-25");  // the last day of September's month
  REQUIRE(table.add(before, 40).has_value());
  for (std::int64_t i = 0; i < 43; ++i) {
    CaseFacts facts;
    facts.id = i + 2;
    facts.received = i == 0 ? day("2023-09-26") : i == 1 ? day("2023-10-25") : day("2023-10-11");
    facts.accepted = facts.received;
    facts.closed = day("2023-10-25");
    facts.source = i < 41 ? "浙里访" : "全国信访平台";
    facts.types = {{i < 37 ? "大气" : i < 39 ? "水" : "噪声", ""}};
    REQUIRE(table.add(facts).has_value());
  }
  CaseFacts after;
  after.id = 99;
  after.received = day("2023-10-26");
  REQUIRE(table.add(after, 7).has_value());
  const Statistics statistics = compute(table, {.month = {2023, 10}}, plain_rules(0, 25));
  CHECK(count_text(statistics.total.of(Measure::received, statistics.period, Window::month)) == "43");
  CHECK(count_text(statistics.total.of(Measure::closed, statistics.period, Window::month)) == "43");
  CHECK(sign(month_on_month(statistics.total, statistics.period)) == 1);
  CHECK(share_text(statistics, Dimension::source, "浙里访", 0) == "95");
  CHECK(share_text(statistics, Dimension::source, "全国信访平台", 0) == "5");
  CHECK(share_text(statistics, Dimension::type, "大气", 0) == "86");
  CHECK(count_text(month_of(statistics, Dimension::type, "水")) == "2");
  CHECK(count_text(month_of(statistics, Dimension::type, "噪声")) == "4");
  CHECK(statistics.places.empty());
}

TEST_CASE("Longyang, batch 20: one letter with three types is one letter") {
  FactTable table;
  CaseFacts facts;
  facts.id = 1;
  facts.received = day("2021-05-29");
  facts.department = "区住建局";
  facts.types = {{"土壤", ""}, {"大气", ""}, {"噪声", ""}};
  REQUIRE(table.add(facts).has_value());
  const Statistics statistics = compute(table, {.month = {2021, 5}}, plain_rules());
  CHECK(count_text(statistics.total.of(Measure::received, statistics.period, Window::month)) == "1");
  CHECK(count_text(month_of(statistics, Dimension::department, "区住建局")) == "1");
  const std::map<const char*, const char*> types = {{"水", "0"},   {"大气", "1"}, {"土壤", "1"},
                                                    {"生态", "0"}, {"噪声", "1"}, {"其他", "0"}};
  for (const auto& [type, count] : types) CHECK(count_text(month_of(statistics, Dimension::type, type)) == count);
  CHECK(count_text(statistics.multi_type_parts) == "1");
}

TEST_CASE("Ningbo, batches 19 and 20: a letter of two areas is half each, the areas add up to 27") {
  struct Letters {
    std::vector<const char*> areas;
    int count;
  };
  const std::vector<Letters> letters = {{{"余姚"}, 7},   {{"慈溪"}, 4},          {{"鄞州"}, 4}, {{"江北"}, 3},
                                        {{"东钱湖"}, 2}, {{"海曙"}, 2},          {{"北仑"}, 2}, {{"杭州湾"}, 1},
                                        {{"宁海"}, 1},   {{"慈溪", "杭州湾"}, 1}};
  const std::array<std::pair<const char*, int>, 5> types = {
      {{"水", 5}, {"大气", 9}, {"噪声", 6}, {"土壤", 4}, {"其他", 3}}};
  std::vector<const char*> type_of;
  for (const auto& [type, count] : types) type_of.insert(type_of.end(), static_cast<std::size_t>(count), type);
  FactTable table;
  CaseFacts earlier;  // batches 1 to 18
  earlier.id = 1;
  earlier.received = day("2020-08-20");
  REQUIRE(table.add(earlier, 260 - 149).has_value());
  earlier.id = 2;
  earlier.closed = day("2020-09-10");
  REQUIRE(table.add(earlier, 149).has_value());
  std::int64_t id = 2;
  for (const auto& letter : letters) {
    for (int i = 0; i < letter.count; ++i) {
      CaseFacts facts;
      facts.id = ++id;
      facts.received = day(id % 2 == 0 ? "2020-09-20" : "2020-09-21");
      for (const char* area : letter.areas) facts.units.push_back({area, 0});
      facts.types = {{type_of[static_cast<std::size_t>(id - 3)], ""}};
      REQUIRE(table.add(facts).has_value());
    }
  }
  const Statistics statistics = compute(table, {.month = {2020, 9}}, plain_rules());
  const std::map<const char*, const char*> areas = {{"余姚", "7"}, {"慈溪", "4.5"},   {"鄞州", "4"},
                                                    {"江北", "3"}, {"东钱湖", "2"},   {"海曙", "2"},
                                                    {"北仑", "2"}, {"杭州湾", "1.5"}, {"宁海", "1"}};
  std::int64_t sum = 0;
  for (const auto& [area, printed] : areas) {
    CHECK(count_text(month_of(statistics, Dimension::unit, area)) == printed);
    sum += month_of(statistics, Dimension::unit, area);
  }
  CHECK(sum == 27 * kWhole);
  CHECK(count_text(statistics.total.of(Measure::received, statistics.period, Window::month)) == "27");
  for (const auto& [type, count] : types)
    CHECK(count_text(month_of(statistics, Dimension::type, type)) == std::to_string(count));
  CHECK(count_text(statistics.total.of(Measure::received, statistics.period, Window::year_to_date)) == "287");
  CHECK(count_text(statistics.total.of(Measure::closed, statistics.period, Window::year_to_date)) == "149");
}
