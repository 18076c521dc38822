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
  const auto mapping = suggest_mapping(
      row_of(1, {"问题编号", "来源类别", "批次/文号", "交办日期", "问题描述", "问题类型（水/气/土/固废/噪声/生态）",
                 "点位/坐标", "所属镇街", "整改目标", "整改措施", "整改时限", "牵头单位", "责任单位", "配合单位",
                 "整改进展", "完成率", "投入资金（万元）"}),
      *profile, nullptr);
  CHECK(target_of(mapping, "问题类型(水/气/土/固废/噪声/生态)") == "types");
  CHECK(target_of(mapping, "整改时限") == "limit_date");
  CHECK(target_of(mapping, "牵头单位") == "case.lead_unit");
  CHECK(target_of(mapping, "责任单位") == "responsible_units");
  CHECK(target_of(mapping, "配合单位") == "co_units");
  CHECK(target_of(mapping, "投入资金(万元)") == "invested");
}

TEST_CASE("where a ledger has no lead unit of its own, the responsible one leads", "[mapping]") {
  const auto profile = shipped_profile("rectification");
  REQUIRE(profile.has_value());
  const auto mapping =
      suggest_mapping(row_of(1, {"问题编号", "问题描述", "责任单位", "备案", "销号文号"}), *profile, nullptr);
  CHECK(target_of(mapping, "责任单位") == "case.lead_unit");
  CHECK(target_of(mapping, "备案") == "filed_with");
  CHECK(target_of(mapping, "销号文号") == "close_number");
}

TEST_CASE("every column that an event of the grid and an item of rectification is told in is known", "[mapping]") {
  const std::vector<std::pair<const char*, std::vector<std::string>>> told = {
      {"grid-report",
       {"编号", "标题", "类别", "描述", "上报时间", "地点", "坐标", "网格", "涉及企业或人员", "规模", "紧急程度",
        "是否当场处理", "上报人", "来源", "处理结果", "评价"}},
      {"rectification",
       {"问题编号",     "来源类别",   "批次/文号",      "交办日期", "问题描述",    "问题类型(水/气/土/固废/噪声/生态)",
        "点位/坐标",    "所属镇街",   "是否属实",       "重点件",   "整改目标",    "整改措施",
        "阶段节点",     "整改时限",   "时限类型",       "牵头单位", "责任单位",    "配合单位",
        "属地责任人",   "责任领导",   "督导(验收)单位", "督导领导", "联系人/电话", "整改进展",
        "完成率",       "投入资金",   "立案/罚款/问责", "自查日期", "验收日期",    "验收人员",
        "验收结论",     "公示网址",   "公示异议",       "销号日期", "销号文号",    "备案",
        "佐证材料",     "回头看日期", "回头看结论",     "延期记录", "督办记录",    "举一反三关联",
        "是否长期坚持", "下次复核日"}}};
  for (const auto& [id, headings] : told) {
    const auto profile = shipped_profile(id).value();
    for (const auto& heading : headings) {
      INFO(id << " " << heading);
      CHECK(std::any_of(profile.columns.begin(), profile.columns.end(), [&](const ProfileColumn& column) {
        return std::any_of(column.headings.begin(), column.headings.end(),
                           [&](const auto& known) { return heading_key(known) == heading_key(heading); });
      }));
    }
  }
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
