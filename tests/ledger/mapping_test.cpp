#include "engine/ledger/mapping.h"

#include "engine/ledger/normal.h"
#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::ledger;

namespace {

Row row_of(int number, const std::vector<std::string>& texts) {
  Row out{number, {}};
  for (const auto& text : texts) out.cells.push_back(Cell::of(text));
  return out;
}

std::string target_of(const Mapping& mapping, std::string_view heading) {
  for (const auto& column : mapping.columns) {
    if (column.heading == heading) return column.target;
  }
  return "?";
}

}  // namespace

TEST_CASE("the columns of the provinces' exchange tools are all known", "[mapping]") {
  const auto profile = shipped_profile("petition");
  REQUIRE(profile.has_value());
  const auto mapping = suggest_mapping(
      row_of(3, {"序号",     "信访件编号",       "姓名",           "信访人数",   "住址",     "手机号码", "问题属地",
                 "信访目的", "内容分类",         "信访日期",       "登记日期",   "限办时间", "信访形式", "概况",
                 "是否办结", "是否全国初次信访", "联名信或集体访", "信访件状态", "登记部门", "登记人"}),
      *profile, nullptr);
  CHECK(mapping.heading_row == 3);
  CHECK(target_of(mapping, "序号").empty());
  CHECK(target_of(mapping, "信访件编号") == "external_number");
  CHECK(target_of(mapping, "姓名") == "party.petitioner.name");
  CHECK(target_of(mapping, "问题属地") == "place.text");
  CHECK(target_of(mapping, "信访日期") == "case.received_at");
  CHECK(target_of(mapping, "信访件状态") == "case.state");
  for (const auto& column : mapping.columns) {
    INFO(column.heading);
    CHECK((column.heading == "序号" || column.certain));
  }
}

TEST_CASE("the columns of the rectification ledger", "[mapping]") {
  const auto profile = shipped_profile("rectification");
  REQUIRE(profile.has_value());
  const auto mapping =
      suggest_mapping(row_of(1, {"问题编号", "来源类别", "批次/文号", "交办日期", "问题描述",
                                 "问题类型（水/气/土/固废/噪声/生态）", "点位/坐标", "所属镇街", "整改目标", "整改措施",
                                 "整改时限", "牵头单位", "配合单位", "整改进展", "完成率", "投入资金（万元）"}),
                      *profile, nullptr);
  CHECK(target_of(mapping, "问题类型(水/气/土/固废/噪声/生态)") == "types");
  CHECK(target_of(mapping, "整改时限") == "limit_date");
  CHECK(target_of(mapping, "牵头单位") == "case.lead_unit");
  CHECK(target_of(mapping, "配合单位") == "co_units");
  CHECK(target_of(mapping, "投入资金(万元)") == "invested");
}

TEST_CASE("a heading that is only like a known one is suggested, but not certain; a target is given once",
          "[mapping]") {
  const auto profile = shipped_profile("petition");
  REQUIRE(profile.has_value());
  const auto mapping =
      suggest_mapping(row_of(1, {"信访人联系电话", "主要反映内容", "概况", "备注"}), *profile, nullptr);
  const auto* phone = mapping.find("party.petitioner.phone");
  REQUIRE(phone);
  CHECK(phone->heading == "信访人联系电话");
  CHECK_FALSE(phone->certain);
  CHECK(target_of(mapping, "概况") == "summary");
  CHECK(target_of(mapping, "主要反映内容").empty());
  CHECK(target_of(mapping, "备注").empty());
}

TEST_CASE("the row of headings is found below a title", "[mapping]") {
  const auto profile = shipped_profile("petition");
  REQUIRE(profile.has_value());
  const std::vector<Row> rows = {row_of(1, {"2021年信访件台账"}), row_of(2, {"填报单位：综合科"}),
                                 row_of(3, {"信访件编号", "信访日期", "概况"}),
                                 row_of(4, {"X1", "2021-03-01", "概况"})};
  CHECK(heading_row(rows, *profile, nullptr) == std::size_t{2});
  CHECK_FALSE(heading_row({row_of(1, {"a", "b"})}, *profile, nullptr));
}
