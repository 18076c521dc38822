// Units, grids and people come in as lists; each administrator does their own part of it.
#include <map>

#include "tests/ledger/ledger_office.h"

using namespace bihuan;
using namespace bihuan::tests;
using ledger::DirectoryRights;

namespace {

const std::string unit_list =
    "单位编码,单位名称,单位类型,上级单位\n"
    "jinping-01,锦溪村,村,jinping\n"
    ",锦溪村第一网格,网格,锦溪村\n"
    ",锦溪村第二网格,网格,jinping-01\n";

const std::string people_list =
    "姓名,所属单位,手机号码,角色\n"
    "张三,锦溪村第一网格,13800000001,网格长\n"
    "李四,锦溪村第二网格,13800000002,网格员、承办人\n"
    "张三,锦溪村第二网格,13800000003,网格员\n";

DirectoryRights rights(bool add, bool give_roles, std::map<std::string, int>* made = nullptr) {
  DirectoryRights out;
  out.add = add;
  out.give_roles = give_roles;
  out.person = add ? "system" : "security";
  out.id = "9";
  if (made != nullptr) {
    out.make_sign_in = [made](const std::string& person) -> Result<std::string> {
      ++(*made)[person];
      return "secret-of-" + person;
    };
  }
  return out;
}

std::vector<std::string> roles_of(test::Office& office, const std::string& person) {
  std::vector<std::string> out;
  const auto read = office.store->read();
  for (const auto& stored : read->directory().roles()) {
    if (stored.role.person == person) out.push_back(stored.role.role + "@" + stored.role.unit);
  }
  return out;
}

void add_units(test::Office& office) {
  const auto import = ledger::unit_import(*office.service, shipped("units"), rights(true, false));
  REQUIRE(bring_in(*import, unit_list) == 3);
}

}  // namespace

TEST_CASE("units and grids come in as a tree, once", "[directory]") {
  test::Office office;
  add_units(office);
  const auto organisation = office.service->organisation();
  REQUIRE(organisation->unit("jinping-01") != nullptr);
  CHECK(organisation->unit("jinping-01")->parent == "jinping");
  const auto* grid = organisation->unit("jinxicundiyiwangge");
  REQUIRE(grid != nullptr);
  CHECK(grid->kind == "grid");
  CHECK(grid->parent == "jinping-01");
  CHECK(log_of(office, "put_unit").size() == 3);
  const auto again = ledger::unit_import(*office.service, shipped("units"), rights(true, false));
  const auto preview = again->check(*table(unit_list), nullptr, 3, no_progress);
  REQUIRE(preview.has_value());
  CHECK(preview->duplicates == 3);
  CHECK(preview->good == 0);
}

TEST_CASE("units that do not fit are told, and what hangs on them is bad with them", "[directory]") {
  test::Office office;
  const auto import = ledger::unit_import(*office.service, shipped("units"), rights(true, false));
  const auto preview = import->check(*table("单位编码,单位名称,单位类型,上级单位\n"
                                            "a1,甲村,村,没有的镇\n"
                                            "a2,甲村一组,网格,a1\n"
                                            "B3,乙村,村,jinping\n"
                                            "a4,丙村,星球,jinping\n"
                                            "jinping,另一个,街道,bureau\n"
                                            "b5,丁村,村,b6\n"
                                            "b6,戊村,村,b5\n"
                                            "a7,,村,jinping\n"
                                            "a8,己村,村,jinping\n"),
                                     nullptr, 9, no_progress);
  REQUIRE(preview.has_value());
  CHECK(preview->good == 1);
  CHECK(preview->bad == 8);
  const auto lines = told(preview->problems);
  for (const char* expected :
       {"2:上级单位 ledger_unit_unknown", "3:上级单位 unit_parent_unknown", "4:单位编码 bad_id",
        "5:单位类型 ledger_choice_unknown", "6:单位编码 ledger_unit_differs", "9:单位名称 ledger_value_missing"}) {
    INFO(expected);
    CHECK(std::find(lines.begin(), lines.end(), expected) != lines.end());
  }
  const auto circle = std::count_if(lines.begin(), lines.end(), [](const std::string& line) {
    return line.find("unit_in_circle") != std::string::npos || line.find("unit_parent_unknown") != std::string::npos;
  });
  CHECK(circle >= 2);
}

TEST_CASE("the system administrator adds people, the security administrator gives roles and sign-ins", "[directory]") {
  test::Office office;
  add_units(office);
  const auto add = ledger::people_import(*office.service, shipped("people"), rights(true, false));
  const auto preview = add->check(*table(people_list), nullptr, 3, no_progress);
  REQUIRE(preview.has_value());
  CHECK(preview->good == 3);
  CHECK(told(preview->problems) == std::vector<std::string>{"2: ledger_roles_left*"});
  CHECK(bring_in(*ledger::people_import(*office.service, shipped("people"), rights(true, false)), people_list) == 3);
  CHECK(office.service->organisation()->person("zhangsan")->unit == "jinxicundiyiwangge");
  CHECK(office.service->organisation()->person("zhangsan-2")->unit == "jinxicundierwangge");
  CHECK(roles_of(office, "lisi").empty());

  std::map<std::string, int> made;
  const auto give = ledger::people_import(*office.service, shipped("people"), rights(false, true, &made));
  REQUIRE(give->check(*table(people_list), nullptr, 3, no_progress).has_value());
  const auto counts = give->run(*table(people_list), ledger::Importer::Mode::all_or_nothing, no_progress);
  REQUIRE(counts.has_value());
  CHECK(counts->created == 3);
  REQUIRE(counts->sign_ins.size() == 3);
  CHECK(counts->sign_ins[0].secret == "secret-of-zhangsan");
  CHECK(counts->sign_ins[0].unit == "锦溪村第一网格");
  CHECK(roles_of(office, "lisi") ==
        std::vector<std::string>{"grid_member@jinxicundierwangge", "handler@jinxicundierwangge"});
  CHECK(made == std::map<std::string, int>{{"zhangsan", 1}, {"lisi", 1}, {"zhangsan-2", 1}});
}

TEST_CASE("people that are not here, administrators' roles and strangers are refused", "[directory]") {
  test::Office office;
  add_units(office);
  const auto give = ledger::people_import(*office.service, shipped("people"), rights(false, true));
  const auto preview = give->check(*table(people_list), nullptr, 3, no_progress);
  REQUIRE(preview.has_value());
  CHECK(preview->bad == 3);
  CHECK(told(preview->problems).front() == "2:姓名 ledger_person_not_added");
  const auto both = ledger::people_import(*office.service, shipped("people"), rights(true, true));
  const auto bad = both->check(*table("姓名,所属单位,账号,角色\n"
                                      "甲,没有的单位,jia,网格员\n"
                                      "乙,jinping,YI,网格员\n"
                                      "丙,jinping,bing,system_admin\n"
                                      "丁,jinping,ding,国王\n"
                                      "戊,xikou,clerk,网格员\n"),
                               nullptr, 5, no_progress);
  REQUIRE(bad.has_value());
  CHECK(told(bad->problems) == std::vector<std::string>{"2:所属单位 ledger_unit_unknown", "3:账号 bad_id",
                                                        "4:角色 ledger_role_reserved", "5:角色 ledger_choice_unknown",
                                                        "6:账号 ledger_person_differs"});
  CHECK(ledger::directory_rights(*office.service, "clerk").error().code == "import_directory_not_allowed");
}
