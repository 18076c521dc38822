#include "engine/report/chart.h"

#include <fmt/format.h>

#include <cmath>

namespace bihuan::report {
namespace {

constexpr std::string_view kOffice = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
constexpr std::string_view kPackage = "http://schemas.openxmlformats.org/package/2006/relationships";
constexpr std::string_view kHead = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

std::string column_name(std::size_t index) {
  return std::string(1, static_cast<char>('A' + index));
}

std::string color_of(std::size_t series) {
  static constexpr std::string_view colors[] = {"C00000", "7F7F7F", "1F4E79", "BF9000"};
  return std::string(colors[series % 4]);
}

std::string text_properties(int size) {
  return fmt::format(
      "<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz=\"{}\"><a:solidFill><a:srgbClr "
      "val=\"404040\"/></a:solidFill>"
      "<a:latin typeface=\"宋体\"/><a:ea typeface=\"宋体\"/></a:defRPr></a:pPr><a:endParaRPr "
      "lang=\"zh-CN\"/></a:p></c:txPr>",
      size);
}

std::string category_cache(const Chart& chart) {
  std::string out = fmt::format("<c:cat><c:strRef><c:f>Sheet1!$A$2:$A${}</c:f><c:strCache><c:ptCount val=\"{}\"/>",
                                chart.categories.size() + 1, chart.categories.size());
  for (std::size_t i = 0; i < chart.categories.size(); ++i) {
    out += fmt::format("<c:pt idx=\"{}\"><c:v>{}</c:v></c:pt>", i, xml_text(chart.categories[i]));
  }
  return out + "</c:strCache></c:strRef></c:cat>";
}

std::string value_cache(const ChartSeries& series, const std::string& column) {
  std::string out = fmt::format(
      "<c:val><c:numRef><c:f>Sheet1!${}$2:${}${}</c:f><c:numCache><c:formatCode>General</c:formatCode><c:ptCount "
      "val=\"{}\"/>",
      column, column, series.values.size() + 1, series.values.size());
  for (std::size_t i = 0; i < series.values.size(); ++i) {
    if (series.values[i])
      out += fmt::format("<c:pt idx=\"{}\"><c:v>{}</c:v></c:pt>", i, number_text(*series.values[i]));
  }
  return out + "</c:numCache></c:numRef></c:val>";
}

std::string series_xml(const Chart& chart, std::size_t index) {
  const ChartSeries& series = chart.series[index];
  const std::string column = column_name(index + 1);
  std::string out = fmt::format(
      "<c:ser><c:idx val=\"{0}\"/><c:order val=\"{0}\"/><c:tx><c:strRef><c:f>Sheet1!${1}$1</c:f><c:strCache><c:ptCount "
      "val=\"1\"/><c:pt idx=\"0\"><c:v>{2}</c:v></c:pt>"
      "</c:strCache></c:strRef></c:tx>",
      index, column, xml_text(series.name));
  if (chart.kind == ChartKind::line) {
    out += fmt::format(
        "<c:spPr><a:ln w=\"25400\"><a:solidFill><a:srgbClr "
        "val=\"{0}\"/></a:solidFill></a:ln></c:spPr><c:marker><c:symbol val=\"circle\"/><c:size val=\"5\"/>"
        "<c:spPr><a:solidFill><a:srgbClr val=\"{0}\"/></a:solidFill></c:spPr></c:marker>",
        color_of(index));
  } else {
    out += fmt::format(
        "<c:spPr><a:solidFill><a:srgbClr val=\"{}\"/></a:solidFill></c:spPr><c:invertIfNegative val=\"0\"/>",
        color_of(index));
  }
  out += "<c:dLbls>" + text_properties(800);
  if (chart.kind == ChartKind::line) out += index == 0 ? "<c:dLblPos val=\"t\"/>" : "<c:dLblPos val=\"b\"/>";
  if (chart.kind != ChartKind::line) out += "<c:dLblPos val=\"outEnd\"/>";
  out +=
      "<c:showLegendKey val=\"0\"/><c:showVal val=\"1\"/><c:showCatName val=\"0\"/><c:showSerName "
      "val=\"0\"/><c:showPercent val=\"0\"/><c:showBubbleSize val=\"0\"/>"
      "</c:dLbls>";
  out += category_cache(chart) + value_cache(series, column);
  if (chart.kind == ChartKind::line) out += "<c:smooth val=\"0\"/>";
  return out + "</c:ser>";
}

std::string axes(const Chart& chart) {
  const bool bar = chart.kind == ChartKind::bar;
  const std::string line =
      "<c:spPr><a:ln w=\"6350\"><a:solidFill><a:srgbClr val=\"808080\"/></a:solidFill></a:ln></c:spPr>";
  return fmt::format(
      "<c:catAx><c:axId val=\"1001\"/><c:scaling><c:orientation val=\"{0}\"/></c:scaling><c:delete val=\"0\"/><c:axPos "
      "val=\"{1}\"/><c:numFmt formatCode=\"General\" "
      "sourceLinked=\"0\"/><c:majorTickMark val=\"none\"/><c:minorTickMark val=\"none\"/><c:tickLblPos "
      "val=\"low\"/>{4}{3}<c:crossAx val=\"1002\"/><c:crosses val=\"autoZero\"/>"
      "<c:auto val=\"1\"/><c:lblAlgn val=\"ctr\"/><c:lblOffset val=\"100\"/><c:noMultiLvlLbl val=\"0\"/></c:catAx>"
      "<c:valAx><c:axId val=\"1002\"/><c:scaling><c:orientation val=\"minMax\"/><c:min "
      "val=\"0\"/></c:scaling><c:delete val=\"0\"/><c:axPos val=\"{2}\"/><c:majorGridlines><c:spPr>"
      "<a:ln w=\"3175\"><a:solidFill><a:srgbClr "
      "val=\"D9D9D9\"/></a:solidFill></a:ln></c:spPr></c:majorGridlines><c:numFmt formatCode=\"General\" "
      "sourceLinked=\"0\"/>"
      "<c:majorTickMark val=\"none\"/><c:minorTickMark val=\"none\"/><c:tickLblPos val=\"nextTo\"/>{4}{3}<c:crossAx "
      "val=\"1001\"/><c:crosses val=\"{5}\"/></c:valAx>",
      bar ? "maxMin" : "minMax", bar ? "l" : "b", bar ? "b" : "l", text_properties(800), line,
      bar ? "max" : "autoZero");
}

std::string chart_xml(const Chart& chart) {
  std::string plot;
  for (std::size_t i = 0; i < chart.series.size(); ++i) plot += series_xml(chart, i);
  if (chart.kind == ChartKind::line) {
    plot = "<c:lineChart><c:grouping val=\"standard\"/><c:varyColors val=\"0\"/>" + plot +
           "<c:marker val=\"1\"/><c:axId val=\"1001\"/><c:axId val=\"1002\"/></c:lineChart>";
  } else {
    plot = fmt::format(
        "<c:barChart><c:barDir val=\"{}\"/><c:grouping val=\"clustered\"/><c:varyColors val=\"0\"/>{}<c:gapWidth "
        "val=\"60\"/><c:axId val=\"1001\"/><c:axId "
        "val=\"1002\"/></c:barChart>",
        chart.kind == ChartKind::bar ? "bar" : "col", plot);
  }
  return fmt::format(
      "{}<c:chartSpace xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" "
      "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" xmlns:r=\"{}\">"
      "<c:roundedCorners val=\"0\"/><c:chart><c:title><c:tx><c:rich><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr "
      "sz=\"1050\" b=\"0\"/></a:pPr><a:r><a:rPr lang=\"zh-CN\" sz=\"1050\" "
      "b=\"0\"><a:latin typeface=\"黑体\"/><a:ea "
      "typeface=\"黑体\"/></a:rPr><a:t>{}</a:t></a:r></a:p></c:rich></c:tx><c:overlay "
      "val=\"0\"/></c:title><c:autoTitleDeleted "
      "val=\"0\"/><c:plotArea><c:layout/>{}{}</c:plotArea>{}<c:plotVisOnly val=\"1\"/><c:dispBlanksAs "
      "val=\"gap\"/></c:chart><c:spPr><a:ln><a:noFill/></a:ln></c:spPr>"
      "<c:externalData r:id=\"rId1\"><c:autoUpdate val=\"0\"/></c:externalData></c:chartSpace>",
      kHead, kOffice, xml_text(chart.title), plot, axes(chart),
      chart.series.size() > 1
          ? "<c:legend><c:legendPos val=\"b\"/><c:overlay val=\"0\"/>" + text_properties(900) + "</c:legend>"
          : std::string());
}

std::string cell(const std::string& reference, const std::string& text) {
  return fmt::format("<c r=\"{}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>", reference,
                     xml_text(text));
}

// The smallest workbook Excel and WPS open: one sheet with the chart's figures.
std::string workbook(const Chart& chart) {
  std::string rows = "<row r=\"1\">" + cell("A1", " ");
  for (std::size_t s = 0; s < chart.series.size(); ++s) rows += cell(column_name(s + 1) + "1", chart.series[s].name);
  rows += "</row>";
  for (std::size_t i = 0; i < chart.categories.size(); ++i) {
    rows += fmt::format("<row r=\"{}\">", i + 2) + cell(fmt::format("A{}", i + 2), chart.categories[i]);
    for (std::size_t s = 0; s < chart.series.size(); ++s) {
      if (chart.series[s].values[i])
        rows += fmt::format("<c r=\"{}{}\"><v>{}</v></c>", column_name(s + 1), i + 2,
                            number_text(*chart.series[s].values[i]));
    }
    rows += "</row>";
  }
  constexpr std::string_view main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  Package book;
  book.parts["[Content_Types].xml"] = fmt::format(
      "{}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" "
      "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" "
      "ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" "
      "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/><Override "
      "PartName=\"/xl/worksheets/sheet1.xml\" "
      "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/></Types>",
      kHead);
  book.parts["_rels/.rels"] = fmt::format(
      "{}<Relationships xmlns=\"{}\"><Relationship Id=\"rId1\" Type=\"{}/officeDocument\" "
      "Target=\"xl/workbook.xml\"/></Relationships>",
      kHead, kPackage, kOffice);
  book.parts["xl/_rels/workbook.xml.rels"] = fmt::format(
      "{}<Relationships xmlns=\"{}\"><Relationship Id=\"rId1\" Type=\"{}/worksheet\" "
      "Target=\"worksheets/sheet1.xml\"/></Relationships>",
      kHead, kPackage, kOffice);
  book.parts["xl/workbook.xml"] = fmt::format(
      "{}<workbook xmlns=\"{}\" xmlns:r=\"{}\"><sheets><sheet name=\"Sheet1\" sheetId=\"1\" "
      "r:id=\"rId1\"/></sheets></workbook>",
      kHead, main, kOffice);
  book.parts["xl/worksheets/sheet1.xml"] =
      fmt::format("{}<worksheet xmlns=\"{}\"><sheetData>{}</sheetData></worksheet>", kHead, main, rows);
  return book.write();
}

void insert_before(std::string& text, std::string_view mark, const std::string& what) {
  if (const auto at = text.rfind(mark); at != std::string::npos) text.insert(at, what);
}

}  // namespace

std::string xml_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20 || c == '\t' || c == '\n') out += c;
    }
  }
  return out;
}

std::string number_text(double value) {
  return std::isfinite(value) ? fmt::format("{}", value) : "0";
}

std::string add_chart(Package& package, const Chart& chart, int index, const std::string& document_part) {
  const std::string name = fmt::format("word/charts/bihuan{}.xml", index);
  const std::string book = fmt::format("word/embeddings/bihuan{}.xlsx", index);
  package.parts[name] = chart_xml(chart);
  package.parts[fmt::format("word/charts/_rels/bihuan{}.xml.rels", index)] = fmt::format(
      "{}<Relationships xmlns=\"{}\"><Relationship Id=\"rId1\" Type=\"{}/package\" "
      "Target=\"../embeddings/bihuan{}.xlsx\"/></Relationships>",
      kHead, kPackage, kOffice, index);
  package.parts[book] = workbook(chart);
  const auto slash = document_part.rfind('/');
  const std::string relations = document_part.substr(0, slash) + "/_rels" + document_part.substr(slash) + ".rels";
  const std::string id = fmt::format("rIdBihuanChart{}", index);
  auto& text = package.parts[relations];
  if (text.empty()) text = fmt::format("{}<Relationships xmlns=\"{}\"></Relationships>", kHead, kPackage);
  insert_before(
      text, "</Relationships>",
      fmt::format("<Relationship Id=\"{}\" Type=\"{}/chart\" Target=\"charts/bihuan{}.xml\"/>", id, kOffice, index));
  auto& types = package.parts["[Content_Types].xml"];
  if (types.find("Extension=\"xlsx\"") == std::string::npos) {
    insert_before(types, "</Types>",
                  "<Default Extension=\"xlsx\" "
                  "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet\"/>");
  }
  insert_before(types, "</Types>",
                fmt::format("<Override PartName=\"/{}\" "
                            "ContentType=\"application/vnd.openxmlformats-officedocument.drawingml.chart+xml\"/>",
                            name));
  return id;
}

std::string chart_drawing(const Chart& chart, const std::string& relation_id, int drawing_id) {
  const auto emu = [](double mm) { return static_cast<long long>(std::llround(mm * 36000)); };
  return fmt::format(
      "<w:drawing xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><wp:inline "
      "xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" distT=\"0\" distB=\"0\" "
      "distL=\"0\" distR=\"0\"><wp:extent cx=\"{}\" "
      "cy=\"{}\"/><wp:effectExtent l=\"0\" t=\"0\" r=\"0\" b=\"0\"/><wp:docPr id=\"{}\" name=\"{}\" "
      "descr=\"{}\"/><wp:cNvGraphicFramePr/><a:graphic "
      "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\"><a:graphicData "
      "uri=\"http://schemas.openxmlformats.org/drawingml/2006/chart\"><c:chart "
      "xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" xmlns:r=\"{}\" "
      "r:id=\"{}\"/></a:graphicData></a:graphic></wp:inline></w:drawing>",
      emu(chart.width_mm), emu(chart.height_mm), drawing_id, xml_text("图表 " + chart.id), xml_text(chart.title),
      kOffice, relation_id);
}

}  // namespace bihuan::report
