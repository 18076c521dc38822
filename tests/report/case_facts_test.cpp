// From stored cases to the rows that are counted, and the circular that makes itself on its day.
#include "engine/report/case_facts.h"

#include "engine/report/circular_service.h"
#include "engine/report/facts_json.h"
#include "tests/support/catch.h"
#include "tests/support/office.h"

using namespace bihuan;
using namespace bihuan::report;

namespace {

calendar::Zone shanghai() {
  return *calendar::Zone::find("Asia/Shanghai");
}

runtime::Millis at(const char* text) {
  return *shanghai().parse(text);
}

NamedUnit unit_named(std::string_view id) {
  if (id == "xikou") return {"溪口镇", "town"};
  if (id == "jinping") return {"锦屏街道", "street"};
  return {"区住建局", "department"};
}

runtime::CaseFacts answered_case() {
  runtime::CaseFacts stored;
  stored.row.id = 7;
  stored.row.number = "奉环信〔2022〕7号";
  stored.row.workflow = "petition";
  stored.row.states = {"answered"};
  stored.row.lead_unit = "xikou";
  stored.row.title = "某处油烟";
  stored.row.received_at = at("2022-06-01T23:59");
  stored.row.updated_at = at("2022-06-25T10:00");
  stored.row.channel = "来信";
  stored.fields = {{"types", boost::json::array{"大气", "水"}},
                   {"subtypes", boost::json::array{"油烟"}},
                   {"site", "某店"},
                   {"satisfaction", "基本满意"}};
  // The limit is the midnight that ends 2022-06-16.
  stored.clocks.push_back({"reply_acceptance", "", core::ClockPhase::stopped, at("2022-06-01T23:59"), at("2022-06-17"),
                           at("2022-06-17"), at("2022-06-16T23:59"), false, 0});
  stored.clocks.push_back({"hotline", "", core::ClockPhase::idle, 0, 0, 0, {}, false, 0});
  stored.clocks.push_back({"answering", "", core::ClockPhase::stopped, at("2022-06-16T23:59"), at("2022-08-16"),
                           at("2022-08-16"), at("2022-06-20T08:00"), false, 0});
  stored.tasks.push_back({"handle", "xikou", true, core::TaskPhase::done, 0, {}, {}, 1});
  stored.tasks.push_back({"handle", "housing", false, core::TaskPhase::done, 0, {}, {}, 0});
  stored.tasks.push_back({"handle", "jinping", false, core::TaskPhase::returned, 0, {}, {}, 0});
  return stored;
}

}  // namespace

TEST_CASE("a stored case becomes the row that is counted; days are the office's") {
  const auto mapping = shipped_facts_mapping("petition");
  INFO(mapping.error().message());
  REQUIRE_FALSE(mapping.has_error());
  const auto facts = facts_of(answered_case(), *mapping, shanghai(), unit_named);
  REQUIRE(facts.has_value());
  CHECK(
      facts_line(*facts) ==
      R"({"id":7,"workflow":"petition","number":"奉环信〔2022〕7号","title":"某处油烟","received":"2022-06-01","accept_due":"2022-06-16","accepted":"2022-06-16","due":"2022-08-15","closed":"2022-06-20","rated":"2022-06-25","units":[{"unit":"溪口镇"}],"department":"区住建局","types":["大气/油烟","水"],"channel":"来信","source":"来信","place":"某店","ratable":true,"rating":"基本满意","returns":1})");
}

TEST_CASE("refused cases are refused, sent-back and merged ones count nowhere, departments take the place's area") {
  const auto mapping = *shipped_facts_mapping("petition");
  auto refused = answered_case();
  refused.row.states = {"not_accepted"};
  refused.row.closed_at = at("2022-06-10T09:00");
  const auto row = facts_of(refused, mapping, shanghai(), unit_named);
  REQUIRE(row.has_value());
  CHECK(day_text(*row->not_accepted) == "2022-06-10");
  CHECK_FALSE(row->closed.has_value());
  CHECK_FALSE(row->accepted == parse_day("2022-06-16"));
  auto away = answered_case();
  away.row.states = {"returned_to_sender"};
  CHECK_FALSE(facts_of(away, mapping, shanghai(), unit_named).has_value());
  auto merged = answered_case();
  merged.merged = true;
  CHECK_FALSE(facts_of(merged, mapping, shanghai(), unit_named).has_value());
  auto department = answered_case();
  department.row.lead_unit = "housing";
  department.tasks.clear();
  department.fields["place"] = boost::json::object{{"text", "某路"}, {"unit", "jinping"}};
  const auto placed = facts_of(department, mapping, shanghai(), unit_named);
  REQUIRE(placed->units.size() == 1);
  CHECK(placed->units[0].unit == "锦屏街道");
  CHECK(placed->department == "区住建局");
}

TEST_CASE("a wrong mapping is named at its place") {
  const auto reading = read_facts_mapping("facts: x\nfields: {type: types}\nclosings: [a]\n", "x.yaml");
  REQUIRE(reading.problems.size() == 2);
  CHECK(reading.problems[0].where.line == 2);
  CHECK(reading.problems[1].where.line == 3);
}

namespace {

struct Automatic {
  test::Office office{{.workflows = {"circular"}}};
  int computed = 0;

  CircularService service() {
    return CircularService(*office.service,
                           [this] {
                             ++computed;
                             auto table = std::make_shared<FactTable>();
                             (void)table->add_all(JsonFacts("{\"received\":\"2022-05-03\",\"units\":[\"溪口镇\"]}\n"),
                                                  {});
                             return table;
                           },
                           shanghai(), *shipped_rules("petition-monthly"), *CircularTexts::shipped(), {});
  }
  std::int64_t cases() {
    runtime::CaseQuery query;
    query.visible.all = true;
    return office.store->read()->cases().count(query);
  }
};

}  // namespace

TEST_CASE("the circular makes itself on its day, once, also after the program was down") {
  Automatic automatic;
  auto service = automatic.service();
  automatic.office.clock.set(at("2022-06-01T07:59"));  // April is the last that is due
  CHECK(service.work_off()->empty());                  // nobody was at work here on April's day
  const auto first = service.make({2022, 4});
  INFO(first.error().message());
  REQUIRE_FALSE(first.has_error());
  CHECK(service.next_due() == at("2022-06-01T08:00"));
  automatic.office.clock.set(at("2022-06-01T08:00"));
  CHECK(*service.work_off() == std::vector<Month>{{2022, 5}});
  CHECK(service.work_off()->empty());
  CHECK(automatic.computed == 2);
  CHECK(automatic.cases() == 2);
  const auto stored = service.open({2022, 5});
  REQUIRE_FALSE(stored.has_error());
  CHECK(stored->circular.options.month == Month{2022, 5});
  CHECK(stored->state == "draft");
  CHECK(stored->state_title == "拟稿");
  CHECK(service.open({2022, 6}).error().code == "circular_unknown");
  CHECK(service.make({2022, 5}).error().code == "circular_exists");
  CHECK(service.months() == std::vector<Month>{{2022, 5}, {2022, 4}});
  // Down over three months: each of them is made up for, in order.
  automatic.office.clock.set(at("2022-09-05T12:00"));
  CHECK(*automatic.service().work_off() == std::vector<Month>{{2022, 6}, {2022, 7}, {2022, 8}});
  CHECK(automatic.cases() == 5);
}

TEST_CASE("a draft is edited under its version") {
  Automatic automatic;
  auto& office = automatic.office;
  auto service = automatic.service();
  office.clock.set(at("2022-06-01T08:00"));
  REQUIRE_FALSE(service.make({2022, 4}).has_error());
  REQUIRE(service.work_off()->size() == 1);
  auto draft = *service.open({2022, 5});
  REQUIRE(edit_section(draft.circular, 6, "（一）自拟要求。"));
  REQUIRE_FALSE(service.save(draft, "clerk").has_error());
  CHECK(service.save(draft, "clerk").error().code == "version_conflict");
  CHECK(sections(service.open({2022, 5})->circular)[6].text == "（一）自拟要求。");
}

TEST_CASE("a crash between filing the case and storing the draft files no second case") {
  Automatic automatic;
  auto service = automatic.service();
  automatic.office.clock.set(at("2022-06-02T08:00"));
  REQUIRE_FALSE(service.make({2022, 4}).has_error());
  REQUIRE(service.work_off()->size() == 1);
  (void)automatic.office.writer->run([](runtime::WriteSession& session) -> Result<int> {
    session.records().delete_document("circular", "2022-05");
    return 0;
  });
  CHECK(service.work_off()->size() == 1);
  CHECK(automatic.cases() == 2);
}
