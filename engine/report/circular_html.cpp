// The circular for the screen and for print from a browser: one file without anything from outside.
#include <fmt/format.h>

#include <algorithm>

#include "engine/report/circular.h"

namespace bihuan::report {
namespace {

constexpr std::string_view kStyle = R"(
:root{color-scheme:light}
body{margin:0;background:#eee;color:#000;font:16pt/29pt "仿宋_GB2312","FangSong","Noto Serif CJK SC",serif}
main{box-sizing:border-box;max-width:210mm;margin:0 auto;padding:37mm 26mm 35mm 28mm;background:#fff}
header.office{color:#c00;text-align:center;font:36pt/1.4 "方正小标宋简体","Noto Serif CJK SC",serif}
.number{text-align:center;border-bottom:2px solid #c00;padding-bottom:4mm;margin-top:2em;text-indent:0}
h1{font:22pt/32pt "方正小标宋简体","Noto Serif CJK SC",serif;text-align:center;margin:1.2em 0 .8em}
h2{font:16pt/29pt "黑体","SimHei","Noto Sans CJK SC",sans-serif;margin:0;text-indent:2em}
p{margin:0;text-indent:2em;text-align:justify}
p.flush{text-indent:0}
p.sign{margin:58pt 0 0 47%;text-align:center;text-indent:0}
p.date{text-align:right;padding-right:4em;text-indent:0}
ol.annexes{margin:29pt 0 0;padding:0 0 0 6.5em;list-style:none}
ol.annexes li{position:relative;text-indent:-1em}
ol.annexes li:first-child::before{content:"附件：";position:absolute;left:-4em}
.imprint{margin:2em 0 0;border-top:1.5px solid #000;border-bottom:1.5px solid #000;font-size:14pt;line-height:23pt}
.imprint p{display:flex;justify-content:space-between;padding:0 1em;text-indent:0}
.imprint p+p{border-top:1px solid #000}
figure{margin:.5em 0;text-align:center}
figure svg{max-width:100%;height:auto}
section.annex{margin-top:2em}
section.annex h2{text-indent:0}
section.annex h3{font:18pt/28pt "方正小标宋简体","Noto Serif CJK SC",serif;text-align:center;margin:.3em 0}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:9.5pt;line-height:14pt}
th,td{border:1px solid #000;padding:2px 3px;text-align:center}
tr{break-inside:avoid}
section.wide td:nth-child(2){white-space:nowrap}
th{font-family:"黑体","SimHei","Noto Sans CJK SC",sans-serif;font-weight:normal}
td.n{font-variant-numeric:tabular-nums}
a{color:inherit;text-decoration:none;border-bottom:1px dotted #888}
.note{font-size:10.5pt;line-height:16pt;text-indent:0}
.list{display:none;scroll-margin-top:1em}
.list:target{display:block}
td.t{text-align:left}
@media screen and (min-width:900px){section.wide .scroll{margin:0 -18mm 0 -20mm}}
@media screen and (max-width:700px){body{font-size:12pt;line-height:1.8}main{padding:16px}header.office{font-size:20pt}h1{font-size:16pt;line-height:1.5}h2{font-size:13pt;line-height:1.8}}
@media print{.list,.list:target{display:none}body{background:#fff}main{max-width:none;padding:0}.scroll{overflow:visible}h2,h3{break-after:avoid}figure,.closing,.imprint{break-inside:avoid}section.annex{break-before:page}section.wide{page:wide}a{border:0}}
@page{size:A4;margin:37mm 26mm 35mm 28mm}
@page wide{size:A4 landscape;margin:28mm 37mm 26mm 35mm}
)";

std::string annex_heading(std::size_t index) {
  return "附件" + std::to_string(index + 1);
}

// A figure opens the list of its cases, further down in the same file.
std::string cell_html(const std::vector<ListedFigure>& lists, const TableCell& cell) {
  const std::string text = xml_text(cell.text);
  const auto list = std::find_if(lists.begin(), lists.end(),
                                 [&](const ListedFigure& one) { return cell.drill && one.query == *cell.drill; });
  if (list == lists.end()) return fmt::format("<td{}>{}</td>", cell.value ? " class=\"n\"" : "", text);
  return fmt::format("<td class=\"n\"><a href=\"#list{}\">{}</a></td>", list - lists.begin() + 1, text);
}

std::string list_html(const Circular& circular, const ListedFigure& list, std::size_t index) {
  std::string out = fmt::format(
      "<section class=\"list\" id=\"list{}\"><h3>{}</h3><div class=\"scroll\"><table><thead><tr><th>信访件编号</th>"
      "<th>事项</th><th>单位</th><th>收到</th><th>办结</th><th>计数</th></tr></thead><tbody>",
      index + 1, xml_text(list.label));
  for (const auto& part : list.parts) {
    const CountedCase& one = circular.cases[part.at];
    out += fmt::format("<tr><td>{}</td><td class=\"t\">{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
                       xml_text(one.number), xml_text(one.title), xml_text(one.units), one.received, one.closed,
                       count_text(part.parts));
  }
  return out + "</tbody></table></div></section>\n";
}

std::string heading_rows(const Circular& circular, const ReportTable& table) {
  if (table.id != "2" || circular.type_headings.empty()) {
    std::string out = "<tr>";
    for (const auto& column : table.columns) out += "<th>" + xml_text(column) + "</th>";
    return out + "</tr>";
  }
  std::string first = "<tr><th rowspan=\"2\">序号</th><th rowspan=\"2\">单位</th>";
  std::string second = "<tr>";
  for (const auto& heading : circular.type_headings) {
    first += heading.subs.empty()
                 ? fmt::format("<th rowspan=\"2\">{}</th>", xml_text(heading.main))
                 : fmt::format("<th colspan=\"{}\">{}</th>", heading.subs.size(), xml_text(heading.main));
    for (const auto& sub : heading.subs) second += "<th>" + xml_text(sub) + "</th>";
  }
  return first + "</tr>" + second + "</tr>";
}

std::string table_html(const Circular& circular, const ReportTable& table, std::size_t index,
                       const std::vector<ListedFigure>& lists) {
  std::string out = fmt::format("<section class=\"annex{}\" id=\"table{}\"><h2>{}</h2><h3>{}</h3>",
                                index < 2 ? " wide" : "", table.id, annex_heading(index), xml_text(table.title));
  if (table.rows.empty()) {
    out += "<p>本月无此情形。</p>";
  } else {
    out += "<div class=\"scroll\"><table><thead>" + heading_rows(circular, table) + "</thead><tbody>";
    for (const auto& row : table.rows) {
      out += "<tr>";
      for (const auto& cell : row) out += cell_html(lists, cell);
      out += "</tr>";
    }
    out += "</tbody></table></div>";
  }
  if (!table.note.empty()) out += "<p class=\"note\">" + xml_text(table.note) + "</p>";
  return out + "</section>\n";
}

std::string title_html(const std::string& title) {
  std::string out;
  for (const char c : xml_text(title)) out += c == '\n' ? std::string("<br>") : std::string(1, c);
  return out;
}

// Lines of an axis from 0: the step is 1, 2 or 5 times a power of ten, and at most six of them reach the highest value.
struct Axis {
  double step = 1;
  int steps = 1;
};

Axis axis_of(const Chart& chart) {
  double most = 1;
  for (const auto& series : chart.series) {
    for (const auto& value : series.values) most = std::max(most, value.value_or(0));
  }
  Axis axis;
  for (int i = 0; axis.step * 6 < most; ++i) axis.step *= i % 3 == 1 ? 2.5 : 2;
  while (axis.step * axis.steps < most) ++axis.steps;
  return axis;
}

std::string web_color_of(std::size_t series) {
  return series == 0 ? "#c00000" : "#7f7f7f";
}

}  // namespace

std::string chart_svg(const Chart& chart) {
  constexpr double width = 640;
  const bool slanted = chart.categories.size() > 8 && chart.kind != ChartKind::line;
  const double height = slanted ? 300 : 268;
  constexpr double left = 42;
  constexpr double bottom = 244;
  constexpr double top = 36;
  const Axis axis = axis_of(chart);
  const double limit = axis.step * axis.steps;
  const double slot = (width - left - 10) / static_cast<double>(std::max<std::size_t>(1, chart.categories.size()));
  const auto y = [&](double value) { return bottom - (bottom - top) * value / limit; };
  std::string out = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:g} {1:g}\" width=\"{0:g}\" height=\"{1:g}\" "
      "role=\"img\" aria-label=\"{2}\" font-size=\"11\">"
      "<text x=\"{3:g}\" y=\"18\" text-anchor=\"middle\" font-size=\"14\">{2}</text>",
      width, height, xml_text(chart.title), width / 2);
  for (int i = 0; i <= axis.steps; ++i) {
    const double value = axis.step * i;
    out += fmt::format(
        "<path d=\"M{:g} {:.1f}H{:g}\" stroke=\"{}\"/><text x=\"{:g}\" y=\"{:.1f}\" text-anchor=\"end\">{:g}</text>",
        left, y(value), width - 10, i == 0 ? "#808080" : "#d9d9d9", left - 5, y(value) + 4, value);
  }
  const double bar = slot * 0.7 / static_cast<double>(std::max<std::size_t>(1, chart.series.size()));
  for (std::size_t s = 0; s < chart.series.size(); ++s) {
    std::string line;
    for (std::size_t i = 0; i < chart.categories.size(); ++i) {
      const auto& value = chart.series[s].values[i];
      if (!value) continue;
      const double middle = left + slot * (static_cast<double>(i) + 0.5);
      double x = middle;
      if (chart.kind == ChartKind::line) {
        line += fmt::format("{}{:.1f} {:.1f}", line.empty() ? "M" : "L", x, y(*value));
        out += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\" fill=\"{}\"/>", x, y(*value), web_color_of(s));
      } else {
        const double from = middle - slot * 0.35 + bar * static_cast<double>(s);
        x = from + bar / 2;
        out += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" fill=\"{}\"/>", from,
                           y(*value), bar * 0.92, bottom - y(*value), web_color_of(s));
      }
      out += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\" font-size=\"9\">{:g}</text>", x,
                         y(*value) - 5, *value);
    }
    if (!line.empty())
      out += fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"2\"/>", line, web_color_of(s));
  }
  for (std::size_t i = 0; i < chart.categories.size(); ++i) {
    const double x = left + slot * (static_cast<double>(i) + 0.5);
    out += fmt::format("<text x=\"{0:.1f}\" y=\"{1:g}\" text-anchor=\"{2}\"{3}>{4}</text>", x, bottom + 16,
                       slanted ? "end" : "middle",
                       slanted ? fmt::format(" transform=\"rotate(-35 {:.1f} {:g})\"", x, bottom + 14) : "",
                       xml_text(chart.categories[i]));
  }
  for (std::size_t s = 0; chart.series.size() > 1 && s < chart.series.size(); ++s) {
    const double x = width - 170 + 80 * static_cast<double>(s);
    out += fmt::format(
        "<rect x=\"{:g}\" y=\"22\" width=\"10\" height=\"10\" fill=\"{}\"/><text x=\"{:g}\" y=\"31\">{}</text>", x,
        web_color_of(s), x + 14, xml_text(chart.series[s].name));
  }
  return out + "</svg>";
}

std::string circular_html(const Circular& circular) {
  const auto& options = circular.options;
  std::string out = fmt::format(
      "<!doctype html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width,initial-scale=1\"><title>{}</title><style>{}</style></head>"
      "<body><main><header class=\"office\">{}</header><p class=\"number\">{}</p><h1>{}</h1><p "
      "class=\"flush\">{}：</p>\n",
      xml_text(one_line(options.title)), kStyle, xml_text(options.banner),
      xml_text(options.number.empty() ? "（草稿）" : options.number), title_html(options.title),
      xml_text(options.addressee));
  for (const auto& paragraph : shown_paragraphs(circular)) {
    if (paragraph.kind == ParagraphKind::heading || paragraph.kind == ParagraphKind::subheading) {
      out += "<h2>" + xml_text(paragraph.text) + "</h2>\n";
    } else if (paragraph.kind == ParagraphKind::text) {
      out += "<p>" + xml_text(paragraph.text) + "</p>\n";
    } else {
      for (const auto& chart : circular.charts) {
        if (chart.id == paragraph.text) out += "<figure>" + chart_svg(chart) + "</figure>\n";
      }
    }
  }
  out += "<div class=\"closing\"><ol class=\"annexes\">";
  for (std::size_t i = 0; i < circular.tables.size(); ++i)
    out += fmt::format("<li>{}. <a href=\"#table{}\">{}</a></li>", i + 1, circular.tables[i].id,
                       xml_text(circular.tables[i].title));
  out += "</ol>\n<p class=\"sign\">" + xml_text(options.office) + "</p><p class=\"date\">" +
         chinese_day(*options.issued) + "</p></div>\n";
  // With very many cases the lists stay out of the file.
  const auto lists = circular.figures.empty() ? std::vector<ListedFigure>{} : listed_figures(circular);
  for (std::size_t i = 0; i < circular.tables.size(); ++i) out += table_html(circular, circular.tables[i], i, lists);
  out += fmt::format(
      "<p class=\"note\">{}</p><div "
      "class=\"imprint\"><p>抄送：{}。</p><p><span>{}</span><span>{}印发</span></p></div>\n",
      xml_text(circular.rules_note), xml_text(options.copy_to), xml_text(options.office), chinese_day(*options.issued));
  for (std::size_t i = 0; i < lists.size(); ++i) out += list_html(circular, lists[i], i);
  return out + "</main></body></html>\n";
}

}  // namespace bihuan::report
