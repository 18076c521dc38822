// Figures that offices published come back exactly over the API, from petitions brought in with those marginals: by the
// statistics, the dashboard and the circular's own sentences.
#include <array>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>

#include "engine/report/office_settings.h"
#include "tests/api/desk.h"
#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::tests;

namespace {

namespace json = boost::json;
using expression::Value;

runtime::Millis noon(const std::string& day) {
  return calendar::Zone::find("Asia/Shanghai")->parse(day + "T12:00").value();
}

struct Petition {
  std::string received;
  std::string unit;  // an area or a department; empty: nobody's yet
  std::string also;  // a second area that handles it
  std::vector<std::string> types;
  std::string channel = "来信";
  std::string trade;
  std::string state = "registered";
  std::string closed;  // day
};

// An office that brings petitions in from a ledger.
struct Ledger {
  explicit Ledger(const std::string& now, const report::OfficeFiles& own = {})
      : desk({.workflows = {"petition", "petition-2005", "circular"}}, report::office_settings(own).value()) {
    desk.office.clock.set(noon(now));
  }

  void add_unit(const std::string& title, const std::string& kind = "town") {
    const auto done = desk.office.writer->run([&](runtime::WriteSession& session) -> Result<void> {
      session.directory().put_unit({title, title, kind, "bureau", 0, {}});
      return {};
    });
    REQUIRE(done.has_value());
  }

  void take(const Petition& petition) {
    core::FileCase filing;
    filing.workflow = "petition";
    filing.received_at = noon(petition.received);
    std::vector<Value> types;
    for (const auto& type : petition.types) types.push_back(Value::string(type));
    filing.fields = {{"channel", Value::string(petition.channel)},
                     {"subject", Value::string("某事项")},
                     {"summary", Value::string("某事项")},
                     {"class", Value::string("检举控告")},
                     {"types", Value::list(std::move(types))}};
    if (!petition.trade.empty()) filing.fields.emplace_back("trade", Value::string(petition.trade));
    if (!petition.unit.empty()) filing.fields.emplace_back("dispatch_to", Value::string(petition.unit));
    if (!petition.also.empty()) {
      filing.fields.emplace_back("co_units",
                                 Value::list({Value::map({{Value::string("unit"), Value::string(petition.also)},
                                                          {Value::string("part"), Value::string("")}})}));
    }
    filing.imported.emplace();
    filing.imported->state = petition.state;
    filing.imported->clocks = {"reply_acceptance", "answering"};
    filing.imported->source = "台账/" + std::to_string(++row);
    if (!petition.closed.empty()) filing.imported->closed_at = noon(petition.closed);
    const auto filed = desk.office.service->execute(desk.office.request("clerk", 0, std::move(filing)));
    INFO(filed.error().message());
    REQUIRE(filed.has_value());
  }

  // What stands in a row of the statistics, as text; "" where there is no such row.
  std::string figure(const std::string& month, const std::string& by, const std::string& key,
                     const std::string& measure = "received") {
    const std::string path = "/api/v1/statistics?month=" + month + "&by=" + by +
                             "&measures=received,not_handled,handling,closed,not_accepted";
    if (path != asked) answer = desk.get("clerk", asked = path);
    for (const auto& each : answer.body.at("rows").as_array()) {
      if (each.at("key").as_string() != key) continue;
      const auto& value = each.at("values").at(measure);
      return value.is_double() ? json::serialize(json::value(value)).substr(0, 3) : json::serialize(value);
    }
    return "";
  }

  json::value totals(const std::string& month) {
    return desk.get("clerk", "/api/v1/dashboards/overview?month=" + month).body.at("totals");
  }

  // All that the month's circular says.
  std::string said(const std::string& month) {
    const auto made = desk.post("clerk", "/api/v1/circulars", "{\"month\":\"" + month + "\"}");
    INFO(made.text);
    REQUIRE(made.status == 200);
    std::string out;
    for (const auto& section : made.body.at("sections").as_array()) out += section.at("text").as_string();
    return out;
  }

  Desk desk;
  int row = 0;
  std::string asked;
  Answer answer;
};

bool holds(const std::string& text, const std::string& part) {
  UNSCOPED_INFO(part << " in " << text);
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("Anhui, March 2023: every printed figure over the API", "[api][published]") {
  struct Area {
    const char* name;
    int handling, closed, refused;
  };
  constexpr std::array<Area, 17> areas = {{{"省本级", 7, 1, 0},
                                           {"合肥市", 6, 287, 84},
                                           {"芜湖市", 0, 51, 12},
                                           {"蚌埠市", 7, 18, 8},
                                           {"淮南市", 0, 21, 10},
                                           {"马鞍山市", 3, 18, 6},
                                           {"淮北市", 2, 7, 8},
                                           {"铜陵市", 0, 10, 0},
                                           {"安庆市", 0, 24, 7},
                                           {"黄山市", 1, 5, 1},
                                           {"滁州市", 10, 20, 10},
                                           {"阜阳市", 10, 37, 17},
                                           {"宿州市", 10, 25, 5},
                                           {"六安市", 3, 36, 4},
                                           {"亳州市", 4, 10, 6},
                                           {"池州市", 0, 14, 3},
                                           {"宣城市", 1, 40, 7}}};
  Ledger office("2023-04-17");
  for (const auto& area : areas) office.add_unit(area.name);
  int index = 0;
  const auto take = [&](const Area& area, const char* state, const char* closed) {
    Petition one{.received = "2023-03-09", .unit = area.name, .state = state, .closed = closed};
    // Telephone, WeChat, web, all others: by channels that the workflow knows.
    one.channel = index < 233 ? "12369平台" : index < 710 ? "网络" : index < 808 ? "浙里访" : "来信";
    if (index < 448) one.types.push_back("大气");
    if (index >= 876 - 431) one.types.push_back("噪声");
    one.trade = index < 122 ? "建筑施工" : index < 174 ? "住宿餐饮" : index < 205 ? "畜禽养殖" : "";
    ++index;
    office.take(one);
  };
  for (const auto& area : areas) {
    for (int i = 0; i < area.handling; ++i) take(area, "assigned", "");
    for (int i = 0; i < area.closed; ++i) take(area, "answered", "2023-03-30");
    for (int i = 0; i < area.refused; ++i) take(area, "not_accepted", "2023-03-12");
  }
  REQUIRE(index == 876);
  for (int i = 0; i < 471; ++i)
    office.take({.received = "2023-02-20", .types = {"水"}, .state = "answered", .closed = "2023-02-27"});

  const std::string month = "2023-03";
  for (const auto& area : areas) {
    INFO(area.name);
    CHECK(office.figure(month, "unit", area.name, "not_handled") == "0");
    CHECK(office.figure(month, "unit", area.name, "handling") == std::to_string(area.handling));
    CHECK(office.figure(month, "unit", area.name, "closed") == std::to_string(area.closed));
    CHECK(office.figure(month, "unit", area.name, "not_accepted") == std::to_string(area.refused));
    CHECK(office.figure(month, "unit", area.name) == std::to_string(area.handling + area.closed + area.refused));
  }
  const auto totals = office.totals(month);
  CHECK(totals.at("month").as_int64() == 876);
  CHECK(totals.at("previous_month").as_int64() == 471);
  CHECK(totals.at("month_on_month").as_string() == "86.0");
  CHECK(totals.at("handling").as_int64() == 64);
  CHECK(totals.at("closed").as_int64() == 624);
  CHECK(totals.at("not_accepted").as_int64() == 188);
  CHECK(totals.at("not_handled").as_int64() == 0);
  CHECK(office.figure(month, "channel", "12369平台") == "233");
  CHECK(office.figure(month, "channel", "网络") == "477");
  CHECK(office.figure(month, "channel", "浙里访") == "98");
  CHECK(office.figure(month, "channel", "来信") == "68");
  CHECK(office.figure(month, "trade", "建筑施工") == "122");
  const std::string said = office.said(month);
  CHECK(holds(said, "共收到生态环境信访876件"));
  CHECK(holds(said, "环比上升86.0%"));
  CHECK(holds(said, "本月收到的信访件中，已办结624件、办理中64件、不予受理188件。"));
  CHECK(holds(said, "合肥市（377件，占43.0%）、阜阳市（64件，占7.3%）、芜湖市（63件，占7.2%）"));
  CHECK(holds(said, "大气类448件，占51.1%；噪声类431件，占49.2%"));
  CHECK(holds(said, "建筑施工122件，占13.9%；住宿餐饮52件，占5.9%；畜禽养殖31件，占3.5%"));
}

TEST_CASE("Haiyan, October 2023: cut off on the 25th and without decimals, by the office's own rules",
          "[api][published]") {
  std::string rules = report::shipped_rules("petition-monthly")->text;
  for (const auto& [from, to] :
       {std::pair("cut_off: month_end", "cut_off: 25"), std::pair("decimals: 1", "decimals: 0")})
    rules.replace(rules.find(from), std::string_view(from).size(), to);
  const std::string file = (std::filesystem::temp_directory_path() / "bihuan-haiyan-rules.yaml").string();
  std::ofstream(file) << rules;
  Ledger office("2023-10-31", {.rules = file});
  for (int i = 0; i < 43; ++i) {
    office.take({.received = i == 0   ? "2023-09-26"
                             : i == 1 ? "2023-10-25"
                                      : "2023-10-11",
                 .types = {i < 37   ? "大气"
                           : i < 39 ? "水"
                                    : "噪声"},
                 .channel = i < 41 ? "浙里访" : "信访局转送",
                 .state = "answered",
                 .closed = "2023-10-25"});
  }
  for (int i = 0; i < 40; ++i)
    office.take({.received = "2023-09-25", .types = {"水"}, .state = "answered", .closed = "2023-09-25"});
  office.take({.received = "2023-10-26", .types = {"水"}});  // November's
  CHECK(office.totals("2023-10").at("month").as_int64() == 43);
  CHECK(office.totals("2023-10").at("closed").as_int64() == 43);
  const std::string said = office.said("2023-10");
  CHECK(holds(said, "2023年9月26日至2023年10月25日"));
  CHECK(holds(said, "43件"));
  CHECK(holds(said, "环比上升8%"));
  CHECK(holds(said, "浙里访41件，占95%；信访局转送2件，占5%"));
  CHECK(holds(said, "大气类37件，占86%；噪声类4件，占9%；水类2件，占5%"));
  CHECK(holds(said, "本月收到的信访件中，已办结43件。"));
  CHECK(holds(said, "本月无同一点位"));
  std::filesystem::remove(file);
}

TEST_CASE("Longyang, batch 20: one letter of three types is one, and the circular says why they add up to more",
          "[api][published]") {
  Ledger office("2021-06-02");
  office.add_unit("区住建局", "department");
  office.take({.received = "2021-05-29", .unit = "区住建局", .types = {"土壤", "大气", "噪声"}, .state = "assigned"});
  CHECK(office.totals("2021-05").at("month").as_int64() == 1);
  CHECK(office.figure("2021-05", "department", "区住建局") == "1");
  for (const char* type : {"大气", "土壤", "噪声"}) CHECK(office.figure("2021-05", "type", type) == "1");
  for (const char* type : {"水", "生态", "其他"}) CHECK(office.figure("2021-05", "type", type).empty());
  CHECK(holds(office.said("2021-05"), "有1件同时涉及两种以上类型，各类型占比之和大于100%"));
}

TEST_CASE("Ningbo, batches 19 and 20: a letter of two areas is half each", "[api][published]") {
  struct Letters {
    std::string area, also;
    int count;
  };
  const std::vector<Letters> letters = {{"余姚", "", 7},   {"慈溪", "", 4},      {"鄞州", "", 4}, {"江北", "", 3},
                                        {"东钱湖", "", 2}, {"海曙", "", 2},      {"北仑", "", 2}, {"杭州湾", "", 1},
                                        {"宁海", "", 1},   {"慈溪", "杭州湾", 1}};
  const std::array<std::pair<const char*, int>, 5> types = {
      {{"水", 5}, {"大气", 9}, {"噪声", 6}, {"土壤", 4}, {"其他", 3}}};
  std::vector<std::string> type_of;
  for (const auto& [type, count] : types) type_of.insert(type_of.end(), static_cast<std::size_t>(count), type);
  Ledger office("2020-10-09");
  for (const char* area : {"余姚", "慈溪", "鄞州", "江北", "东钱湖", "海曙", "北仑", "杭州湾", "宁海"})
    office.add_unit(area);
  for (int i = 0; i < 260; ++i) {  // batches 1 to 18
    const bool closed = i < 149;
    office.take({.received = "2020-08-20",
                 .types = {"水"},
                 .state = closed ? "answered" : "registered",
                 .closed = closed ? "2020-09-10" : ""});
  }
  int index = 0;
  for (const auto& letter : letters) {
    for (int i = 0; i < letter.count; ++i, ++index) {
      office.take({.received = index % 2 == 0 ? "2020-09-20" : "2020-09-21",
                   .unit = letter.area,
                   .also = letter.also,
                   .types = {type_of[static_cast<std::size_t>(index)]},
                   .state = "assigned"});
    }
  }
  const std::vector<std::pair<const char*, const char*>> areas = {{"余姚", "7"}, {"慈溪", "4.5"},   {"鄞州", "4"},
                                                                  {"江北", "3"}, {"东钱湖", "2"},   {"海曙", "2"},
                                                                  {"北仑", "2"}, {"杭州湾", "1.5"}, {"宁海", "1"}};
  for (const auto& [area, printed] : areas) CHECK(office.figure("2020-09", "unit", area) == printed);
  for (const auto& [type, count] : types) CHECK(office.figure("2020-09", "type", type) == std::to_string(count));
  const auto totals = office.totals("2020-09");
  CHECK(totals.at("month").as_int64() == 27);
  CHECK(totals.at("year_to_date").as_int64() == 287);
  const auto by_month = office.desk.get("clerk", "/api/v1/statistics?month=2020-09&by=month&measures=closed");
  std::int64_t closed = 0;
  for (const auto& each : by_month.body.at("rows").as_array()) {
    if (each.at("key").as_string().starts_with("2020")) closed += each.at("values").at("closed").as_int64();
  }
  CHECK(closed == 149);
  CHECK(holds(office.said("2020-09"), "余姚（7件，占25.9%）、慈溪（4.5件，占16.7%）、鄞州（4件，占14.8%）"));
}
