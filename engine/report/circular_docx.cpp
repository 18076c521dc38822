// The circular as values for its .docx template.
#include <boost/json.hpp>

#include "engine/report/circular.h"
#include "engine/report/circular_pages.h"
#include "engine/report/documents.h"

namespace bihuan::report {
namespace {

namespace json = boost::json;

std::string level_of(const Paragraph& paragraph) {
  switch (paragraph.kind) {
    case ParagraphKind::text:
      return "0";
    case ParagraphKind::heading:
      return "1";
    case ParagraphKind::subheading:
      return "2";
    case ParagraphKind::chart:
      return paragraph.text == "trend" ? "走势图" : paragraph.text == "types" ? "类型图" : "单位图";
  }
  return "0";
}

json::array named_rows(const ReportTable& table, const std::vector<const char*>& names) {
  json::array out;
  for (const auto& row : table.rows) {
    json::object item;
    for (std::size_t i = 0; i < names.size() && i < row.size(); ++i) item[names[i]] = row[i].text;
    out.push_back(std::move(item));
  }
  return out;
}

void type_table(json::object& data, const Circular& circular) {
  json::array mains;
  json::array subs;
  for (const auto& heading : circular.type_headings) {
    const auto columns = static_cast<std::int64_t>(std::max<std::size_t>(1, heading.subs.size()));
    json::object main{{"名称", heading.main}, {"$span", columns}};
    if (heading.subs.empty()) {
      main["$merge"] = "restart";
      subs.push_back(json::object{{"名称", ""}, {"$merge", "continue"}});
    }
    mains.push_back(std::move(main));
    for (const auto& sub : heading.subs) subs.push_back(json::object{{"名称", sub}});
  }
  json::array rows;
  for (const auto& row : circular.tables[1].rows) {
    json::array values;
    for (std::size_t i = 2; i < row.size(); ++i) values.push_back(json::object{{"值", row[i].text}});
    rows.push_back(json::object{{"序号", row[0].text}, {"单位", row[1].text}, {"数", std::move(values)}});
  }
  const bool any = !mains.empty();
  data["表2大类"] = std::move(mains);
  data["表2小类"] = std::move(subs);
  data["表2"] = any ? std::move(rows) : json::array();
}

}  // namespace

TemplateInput circular_input(const Circular& circular) {
  TemplateInput input;
  json::object& data = input.data;
  const auto& options = circular.options;
  const std::string issued = day_text(*options.issued);
  data["机关标志"] = options.banner;
  data["文号"] = options.number.empty() ? "（草稿）" : options.number;
  data["标题"] = options.title;
  data["主送"] = options.addressee;
  data["署名"] = options.office;
  data["日期"] = issued;
  data["抄送"] = options.copy_to;
  data["印发机关"] = options.office;
  data["印发日期"] = issued;
  data["版记另页"] = imprint_stands_alone(circular);
  data["统计截止"] = circular.as_of;
  data["统计区间"] = circular.period_text;
  data["口径说明"] = circular.rules_note;
  data["年"] = std::to_string(options.month.year);
  data["月"] = std::to_string(options.month.month);
  json::array body;
  const auto paragraphs = shown_paragraphs(circular);
  for (std::size_t i = 0; i < paragraphs.size(); ++i) {
    const Paragraph& paragraph = paragraphs[i];
    // The last paragraph stays with the signature: no page may carry that alone.
    const bool last = i + 1 == paragraphs.size() && paragraph.kind == ParagraphKind::text;
    body.push_back(json::object{{"级别", last ? "末段" : level_of(paragraph)}, {"文字", paragraph.text}});
  }
  data["正文"] = std::move(body);
  json::array annexes;
  for (std::size_t i = 0; i < circular.tables.size(); ++i)
    annexes.push_back(
        json::object{{"标记", annex_mark(i, circular.tables.size())}, {"名称", circular.tables[i].title}});
  data["附件"] = std::move(annexes);
  for (const auto& table : circular.tables) {
    data["表" + table.id + "标题"] = table.title;
    data["表" + table.id + "注"] = table.note;
  }
  data["表1"] =
      named_rows(circular.tables[0],
                 {"序号", "单位", "本月", "上年同月", "同比",       "上月",   "环比",   "累计", "累计同比", "目标",
                  "进度", "初信", "重复", "重复率",   "按期办结率", "满意率", "参评率", "超期", "退回",     "排名"});
  std::string cumulative = circular.tables[0].columns[7];
  data["累计标题"] = cumulative.insert(cumulative.find("累计"), "\n");
  data["表3"] = named_rows(circular.tables[2], {"序号", "点位", "单位", "本月", "累计", "类型"});
  data["表4"] = named_rows(circular.tables[3], {"序号", "编号", "单位", "收到", "到期", "超期天数"});
  type_table(data, circular);
  input.charts = circular.charts;
  for (auto& chart : input.charts) chart.id = chart.id == "trend" ? "走势" : chart.id == "types" ? "类型" : "单位";
  return input;
}

std::string one_line(std::string text) {
  std::erase(text, '\n');
  return text;
}

Result<TemplateInput> circular_names() {
  CountingRules rules;
  FactTable table;
  for (int i = 1; i <= 3; ++i) {
    CaseFacts facts;
    facts.id = i;
    facts.number = "2022-000" + std::to_string(i);
    facts.received = parse_day("2022-06-0" + std::to_string(i));
    facts.due = parse_day("2022-06-20");
    facts.units = {{"甲镇", 0}};
    facts.types = {{"大气", "恶臭"}};
    facts.place = "某点位";
    if (auto added = table.add(facts); !added) return added.error();
  }
  auto texts = CircularTexts::shipped();
  if (!texts) return texts.error();
  return circular_input(build_circular(table, rules, *texts, {.month = {2022, 6}}));
}

Result<std::string> circular_docx(const Circular& circular, const std::optional<Package>& own_template) {
  DocumentProperties properties;
  properties.title = one_line(circular.options.title);
  properties.author = circular.options.office;
  properties.identifier = "bihuan-circular:" + circular.data_hash;
  properties.created = day_text(*circular.options.issued) + "T00:00:00Z";
  if (own_template) return write_document(*own_template, circular_input(circular), properties);
  auto shipped = shipped_template("circular");
  if (!shipped) return shipped.error();
  return write_document(*shipped, circular_input(circular), properties);
}

}  // namespace bihuan::report
