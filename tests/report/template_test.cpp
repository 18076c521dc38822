// Templates as people leave them behind in Word and WPS: tags in pieces, loops, conditions, mistakes, and hostile
// files.
#include "engine/report/template.h"

#include <clocale>
#include <cstdlib>
#include <ctime>

#include "engine/report/documents.h"
#include "engine/report/letters.h"
#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::report;
namespace json = boost::json;

namespace {

Package document(const std::string& body) {
  Package out;
  out.parts["word/document.xml"] = "<w:document xmlns:w=\"w\"><w:body>" + body + "</w:body></w:document>";
  return out;
}

std::string paragraph(const std::string& text) {
  return "<w:p><w:r><w:t>" + text + "</w:t></w:r></w:p>";
}

std::string cell(const std::string& text) {
  return "<w:tc><w:tcPr><w:tcW w:w=\"1200\" w:type=\"dxa\"/></w:tcPr>" + paragraph(text) + "</w:tc>";
}

std::string filled(const std::string& body, json::object data) {
  auto outcome = fill_template(document(body), {std::move(data), {}});
  for (const auto& problem : outcome.problems) UNSCOPED_INFO(problem.code << " " << problem.message("en"));
  REQUIRE(outcome.problems.empty());
  return outcome.document.parts["word/document.xml"];
}

// The visible text, paragraphs ended by "|".
std::string text_in(const std::string& xml) {
  std::string out;
  for (std::size_t at = 0; at < xml.size();) {
    if (xml.compare(at, 4, "<w:t") == 0 && (xml[at + 4] == '>' || xml[at + 4] == ' ')) {
      const auto open = xml.find('>', at) + 1;
      if (xml[open - 2] == '/') {
        at = open;
        continue;
      }
      const auto close = xml.find("</w:t>", open);
      out += xml.substr(open, close - open);
      at = close;
    } else if (xml.compare(at, 6, "</w:p>") == 0) {
      out += '|';
      at += 6;
    } else {
      ++at;
    }
  }
  return out;
}

std::vector<std::string> codes(const std::string& body, const json::object& data) {
  std::vector<std::string> out;
  for (const auto& problem : check_template(document(body), {data, {}})) out.push_back(problem.code);
  return out;
}

const json::object sample = {
    {"名称", "溪口镇"}, {"空", ""}, {"列表", json::array{json::object{{"甲", "1"}}, json::object{{"甲", "2"}}}}};

}  // namespace

TEST_CASE("a placeholder cut into pieces by the editor is still one; its first piece gives the format") {
  const std::string body =
      "<w:p><w:r><w:t>在{</w:t></w:r><w:proofErr "
      "w:type=\"spellStart\"/><w:r><w:rPr><w:b/></w:rPr><w:t>{名</w:t></w:r><w:bookmarkStart w:id=\"1\" "
      "w:name=\"x\"/><w:r><w:t>称}</w:t></w:r>"
      "<w:bookmarkEnd w:id=\"1\"/><w:r><w:t>}办理</w:t></w:r></w:p>";
  const std::string xml = filled(body, sample);
  CHECK(text_in(xml) == "在溪口镇办理|");
  CHECK(xml.find("bihuan") == std::string::npos);
  CHECK(xml.find("<w:b/></w:rPr><w:t xml:space=\"preserve\">溪口镇") == std::string::npos);
}

TEST_CASE("every way of cutting a placeholder gives the same text") {
  const std::string whole = "甲{{名称}}乙{{名称}}丙";
  std::vector<std::size_t> cuts;
  for (std::size_t i = 1; i < whole.size(); ++i) {
    if ((static_cast<unsigned char>(whole[i]) & 0xC0U) != 0x80U) cuts.push_back(i);
  }
  for (const auto first : cuts) {
    for (const auto second : cuts) {
      if (second <= first) continue;
      const auto run = [](const std::string& text) { return "<w:r><w:t>" + text + "</w:t></w:r>"; };
      const std::string body = "<w:p>" + run(whole.substr(0, first)) + run(whole.substr(first, second - first)) +
                               run(whole.substr(second)) + "</w:p>";
      CHECK(text_in(filled(body, sample)) == "甲溪口镇乙溪口镇丙|");
    }
  }
}

TEST_CASE("tabs, breaks and several texts in one run stay in their places") {
  const std::string body = "<w:p><w:r><w:t>{{</w:t><w:t>名称}}</w:t><w:tab/><w:t>甲{{名称}}</w:t><w:br/></w:r></w:p>";
  const std::string xml = filled(body, sample);
  CHECK(text_in(xml) == "溪口镇甲溪口镇|");
  CHECK(xml.find("<w:tab/>") < xml.find("甲"));
  CHECK(xml.find("<w:br/>") > xml.rfind("溪口镇"));
}

TEST_CASE("values: line breaks, markup, spaces, forms of dates") {
  json::object data = {{"长", "一\n二"}, {"符号", "<a> & \"b\""}, {"空格", " x "}, {"日", "2022-06-01"}};
  const std::string xml = filled(paragraph("{{长}}") + paragraph("{{符号}}{{空格}}") +
                                     paragraph("{{日|日期}} {{日 | 大写日期}} {{日|年份}}年{{日|月份}}月"),
                                 data);
  CHECK(xml.find("一</w:t><w:br/><w:t xml:space=\"preserve\">二") != std::string::npos);
  CHECK(xml.find("&lt;a&gt; &amp; \"b\"") != std::string::npos);
  CHECK(text_in(xml).ends_with("2022年6月1日 二〇二二年六月一日 2022年6月|"));
}

TEST_CASE("paragraphs between an opening and a closing tag repeat; conditions choose") {
  const std::string body =
      paragraph("{{#每个 列表}}") + paragraph("{{序号}}:{{甲}}") + paragraph("{{#如果 甲 = 2}}") + paragraph("末") +
      paragraph("{{/如果}}") + paragraph("{{/每个}}") +
      paragraph("{{#如果 空}}有{{#否则}}无{{/如果}}{{#if not 空}}!{{/if}}{{#如果 名称 ≠ 溪口镇}}错{{/如果}}");
  CHECK(text_in(filled(body, sample)) == "1:1|2:2|末|无!|");
}

TEST_CASE("a section's end in the paragraph of a control stays in the document, behind the control") {
  const auto ends_section = [](const std::string& text) {
    return "<w:p><w:pPr><w:sectPr/></w:pPr><w:r><w:t>" + text + "</w:t></w:r></w:p>";
  };
  const std::string body = ends_section("{{#如果 名称}}") + paragraph("有") + paragraph("{{#否则}}") + paragraph("无") +
                           paragraph("{{/如果}}");
  const auto there = filled(body, sample);
  CHECK(text_in(there) == "|有|");
  CHECK(there.find("<w:sectPr") != std::string::npos);
  const auto not_there = filled(body, {{"名称", ""}});
  CHECK(text_in(not_there) == "无|");
  CHECK(not_there.find("<w:sectPr") == std::string::npos);
}

TEST_CASE("a table row repeats when tags embrace its cells, a column when they embrace one cell's text") {
  const json::object data = {
      {"行",
       json::array{
           json::object{{"名", "甲"}, {"数", json::array{json::object{{"值", "1"}}, json::object{{"值", "2"}}}}},
           json::object{{"名", "乙"}, {"数", json::array{json::object{{"值", "3"}}, json::object{{"值", "4"}}}}}}},
      {"头", json::array{json::object{{"值", "一"}, {"$merge", "restart"}}, json::object{{"值", "二"}}}}};
  const std::string body = "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w=\"1200\"/></w:tblGrid><w:tr>" + cell("名") +
                           cell("{{#每列 头}}{{值}}{{/每列}}") + "</w:tr><w:tr>" + cell("{{#每个 行}}{{名}}") +
                           cell("{{#每列 数}}{{值}}{{/每列}}{{/每个}}") + "</w:tr></w:tbl>";
  const std::string xml = filled(body, data);
  CHECK(text_in(xml) == "名|一|二|甲|1|2|乙|3|4|");
  CHECK(xml.find("<w:tblGrid><w:gridCol w:w=\"1200\"/><w:gridCol w:w=\"600\"/><w:gridCol w:w=\"600\"/></w:tblGrid>") !=
        std::string::npos);
  CHECK(xml.find("<w:tcW w:w=\"600\" w:type=\"dxa\"/><w:vMerge w:val=\"restart\"/>") != std::string::npos);
}

TEST_CASE("an empty list leaves no row; a cell never loses its last paragraph") {
  const json::object data = {{"行", json::array{}}};
  const std::string body = "<w:tbl><w:tr>" + cell("{{#每个 行}}{{名}}") + cell("{{/每个}}") + "</w:tr><w:tr><w:tc>" +
                           paragraph("{{#每个 行}}") + paragraph("x") + paragraph("{{/每个}}") + "</w:tc><w:tc>" +
                           paragraph("y") + "</w:tc></w:tr></w:tbl>";
  const std::string xml = filled(body, data);
  CHECK(text_in(xml) == "y|");
  CHECK(xml.find("<w:tc><w:p/></w:tc>") != std::string::npos);
}

TEST_CASE("ids that repetition copies are made unique") {
  const json::object data = {{"行", json::array{json::object{}, json::object{}}}};
  const std::string xml = filled(paragraph("{{#每个 行}}") +
                                     "<w:p><w:bookmarkStart w:id=\"1\" w:name=\"b\"/><w:r><wp:docPr "
                                     "id=\"7\"/></w:r><w:bookmarkEnd w:id=\"1\"/></w:p>" +
                                     paragraph("{{/每个}}"),
                                 data);
  CHECK(xml.find("wp:docPr id=\"1\"") != std::string::npos);
  CHECK(xml.find("wp:docPr id=\"2\"") != std::string::npos);
  CHECK(xml.find("bookmarkStart") == xml.rfind("bookmarkStart"));
  CHECK(xml.find("bookmarkEnd") == xml.rfind("bookmarkEnd"));
}

TEST_CASE("each mistake is named, all of them at once, with its place") {
  CHECK(codes(paragraph("{{名称}}{{别名}}{{名称|大写}}"), sample) ==
        std::vector<std::string>{"template_name_unknown", "template_filter_unknown"});
  CHECK(codes(paragraph("{{名称"), sample) == std::vector<std::string>{"template_tag_open"});
  CHECK(codes(paragraph("名称}}"), sample) == std::vector<std::string>{"template_tag_open"});
  CHECK(codes(paragraph("｛｛名称｝｝"), sample) == std::vector<std::string>{"template_full_width"});
  CHECK(codes(paragraph("{{#每个 列表}}") + paragraph("{{甲}}"), sample) ==
        std::vector<std::string>{"template_unclosed"});
  CHECK(codes(paragraph("{{/如果}}"), sample) == std::vector<std::string>{"template_unopened"});
  CHECK(codes(paragraph("{{#每个 名称}}") + paragraph("{{/每个}}"), sample) ==
        std::vector<std::string>{"template_no_list"});
  CHECK(
      codes(paragraph("{{#如果 名称}}") + paragraph("{{#每个 列表}}") + paragraph("{{/如果}}") + paragraph("{{/每个}}"),
            sample)
          .front() == "template_crossed");
  CHECK(codes(paragraph("{{图 没有}}"), sample) == std::vector<std::string>{"template_name_unknown"});
  // Both sides of a condition are looked at, whatever the sample says.
  CHECK(codes(paragraph("{{#如果 空}}{{错一}}{{#否则}}{{错二}}{{/如果}}"), sample).size() == 2);
  const auto problems = check_template(
      document(paragraph("一") + "<w:tbl><w:tr>" + cell("a") + cell("{{错}}") + "</w:tr></w:tbl>"), {sample, {}});
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].place.paragraph == 3);
  CHECK(problems[0].place.table == 1);
  CHECK(problems[0].place.row == 1);
  CHECK(problems[0].place.cell == 2);
  CHECK(problems[0].place.text("zh-CN") == "正文第 3 段(表 1 第 1 行第 2 格)");
  CHECK(problems[0].message("zh-CN").find("错") != std::string::npos);
}

namespace {

// What `bihuan template check` says of a document: place, message and hint of each mistake.
std::string told(const Package& package) {
  std::string out;
  for (const auto& problem : check_template(package, {sample, {}}))
    out += problem.place.text("zh-CN") + ": " + problem.message("zh-CN") + problem.hint("zh-CN") + "\n";
  return out;
}

std::string told(const std::string& body) {
  return told(document(body));
}

std::string runs(std::initializer_list<const char*> texts) {
  std::string out = "<w:p>";
  for (const char* text : texts)
    out += std::string("<w:proofErr w:type=\"spellStart\"/><w:r><w:t>") + text + "</w:t></w:r>";
  return out + "</w:p>";
}

std::string row(std::initializer_list<const char*> texts) {
  std::string out = "<w:tr>";
  for (const char* text : texts) out += cell(text);
  return out + "</w:tr>";
}

}  // namespace

// Twenty documents as people leave them behind: the message names the place, and what to do.
TEST_CASE("what people do wrong in Word and WPS is told with its place and its remedy") {
  const std::string first = "正文第 1 段: ";
  struct Case {
    std::string body;
    std::string place;
    std::string remedy;
  };
  const std::vector<Case> cases = {
      {runs({"{", "{名", "字}", "}"}), first, "没有名为“名字”的内容。是不是“名称”？"},
      {paragraph("单位：{名称}。"), first, "“名称”只写了一层花括号，会原样印出来。前后各写两个花括号。"},
      {paragraph("｛｛名称｝｝"), first, "“｛｛名称｝｝”用了全角花括号。请切换到半角"},
      {paragraph("单位{{名称｝｝"), first, "“{{名称｝｝”用了全角花括号。请切换到半角"},
      {paragraph("{{名称}"), first, "“{{名称}”不完整。每个占位符以 {{ 开头、以 }} 结尾"},
      {paragraph("{{名称") + paragraph("}}"), "正文第 2 段: ", "占位符“}}”不完整。"},
      {paragraph("{{}}"), first, "占位符里没有名称。在两层花括号之间写上名称"},
      {paragraph("{{{名称}}}"), first, "没有名为“{名称”的内容。是不是“名称”？"},
      {paragraph("{{每个 列表}}") + paragraph("{{甲}}") + paragraph("{{/每个}}"), first, "少了“#”"},
      {paragraph("{{甲}}"), first, "“甲”是列表“列表”里每一项的内容，要写在“#每个 列表”和“/每个”之间。"},
      {paragraph("{{名称|大写}}"), first, "不认识格式“大写”。可用的格式:日期、大写日期、年份、月份。"},
      {paragraph("{{#每个 名称}}") + paragraph("{{/每个}}"), first, "“名称”是单个内容,不是列表。只有列表可以循环"},
      {paragraph("{{#每个 列}}") + paragraph("{{甲}}") + paragraph("{{/每个}}"), first, "是不是“列表”？"},
      {paragraph("{{#如果 名称}}有"), first, "“#如果 名称”没有结束标记。开始和结束标记要在同一层"},
      {paragraph("有{{/如果}}"), first, "“/如果”没有对应的开始标记。"},
      {paragraph("{{#否则}}"), first, "“#否则”没有对应的开始标记。"},
      {paragraph("{{#如果 名称}}{{#每个 列表}}{{/如果}}{{/每个}}"), first, "不配对。块与块只能逐层嵌套"},
      {"<w:tbl>" + row({"序号", "数"}) + row({"{{#每个 列表}}{{序号}}", "{{甲}}"}) + "</w:tbl>",
       "正文第 3 段(表 1 第 2 行第 1 格): ", "“#每个 列表”没有结束标记。"},
      {"<w:tbl>" + row({"{{#每个 列表}}"}) + row({"{{甲}}", "{{/每个}}"}) + "</w:tbl>",
       "正文第 3 段(表 1 第 2 行第 2 格): ",
       "“/每个”没有对应的开始标记。开始和结束标记要在同一层:各自单独成段、同在一段内,或同在表格的一行内。"},
      {paragraph("{{图 没有}}"), first, "没有名为“没有”的内容。"},
  };
  for (const auto& one : cases) {
    const std::string text = told(one.body);
    INFO(one.body << "\n" << text);
    CHECK(text.find(one.place) != std::string::npos);
    CHECK(text.find(one.remedy) != std::string::npos);
  }
  for (const auto& [part, place] : {std::pair("word/header2.xml", "页眉(word/header2.xml)第 1 段: "),
                                    std::pair("word/footer1.xml", "页脚(word/footer1.xml)第 1 段: "),
                                    std::pair("word/footnotes.xml", "脚注、尾注(word/footnotes.xml)第 1 段: ")}) {
    Package package = document(paragraph("{{名称}}"));
    package.parts[part] = "<w:hdr xmlns:w=\"w\">" + paragraph("{{名程}}") + "</w:hdr>";
    CHECK(told(package) == std::string(place) + "本文书没有名为“名程”的内容。是不是“名称”？\n");
  }
  // The paragraph is shown as well: nobody counts to the fifty-seventh.
  CHECK(check_template(document(paragraph("承办单位：{{错}}负责")), {sample, {}})[0].place.around ==
        "承办单位：{{错}}负责");
}

TEST_CASE("what a Chinese keyboard or an editor puts in is understood") {
  CHECK(text_in(filled(paragraph("{{＃如果　名称}}有{{＃否则}}无{{／如果}}"), sample)) == "有|");
  CHECK(text_in(filled(paragraph("{{日｜日期}}"), {{"日", "2022-06-01"}})) == "2022年6月1日|");
  CHECK(text_in(filled(paragraph("{{ 名\u200b称\ufeff }}"), sample)) == "溪口镇|");
  CHECK(codes(paragraph("集合{1，2}，见{注}"), sample).empty());
}

TEST_CASE("every shipped template is right, and every letter of it can be written") {
  const auto names = shipped_templates();
  REQUIRE(names.size() >= 19);
  for (const auto& name : names) {
    INFO(name);
    const auto package = shipped_template(name);
    REQUIRE_FALSE(package.has_error());
    CHECK_FALSE(refuse_active_content(*package).has_error());
    const auto sample_values = template_names(name);
    REQUIRE_FALSE(sample_values.has_error());
    CHECK(check_template(*package, *sample_values).empty());
  }
  CHECK(shipped_template("../common").error().code == "template_unknown");
}

TEST_CASE("a letter says what the case says, and the same bytes come out in any time zone and locale") {
  LetterRequest request;
  request.document = "acceptance-notice";
  request.title = "受理告知书";
  request.number = "奉环信受〔2022〕12号";
  request.date = "2022-06-06";
  request.office = "宁波市生态环境局奉化分局";
  request.event = "17/4";
  request.fields = {{"subject", "某路油烟扰民"}, {"types", json::array{"大气", "噪声"}}};
  request.values = {{"信访人", "某某"},         {"属于求决", "1"},          {"办理天数", "六十日"},
                    {"受理日期", "2022-06-06"}, {"收到日期", "2022-06-01"}, {"案件编号", "2022-7"}};
  const auto letter = write_letter(request);
  INFO(letter.error().message());
  REQUIRE_FALSE(letter.has_error());
  CHECK(letter->file_name == "受理告知书-奉环信受〔2022〕12号.docx");
  auto package = Package::read(letter->docx);
  REQUIRE_FALSE(package.has_error());
  const std::string text = text_in(package->parts["word/document.xml"]);
  CHECK(text.find("您（单位）反映“某路油烟扰民”的信访事项（编号：2022-7），我局已于2022年6月1日收到。") !=
        std::string::npos);
  CHECK(text.find("奉环信受〔2022〕12号") != std::string::npos);
  CHECK(text.find("六十日内办结") != std::string::npos);
  CHECK(package->parts["docProps/core.xml"].find("bihuan-event:17/4") != std::string::npos);
  for (const char* zone : {"America/Los_Angeles", "Asia/Shanghai"}) {
    setenv("TZ", zone, 1);
    tzset();
    setlocale(LC_ALL, "C.UTF-8");
    CHECK(write_letter(request)->docx == letter->docx);
  }
  unsetenv("TZ");
  tzset();
}

TEST_CASE("uploaded templates carry no macros and reach nothing outside") {
  auto good = *shipped_template("transfer");
  CHECK_FALSE(read_template(good.write()).has_error());
  auto macro = good;
  macro.parts["word/vbaProject.bin"] = "x";
  CHECK(read_template(macro.write()).error().code == "template_active");
  auto enabled = good;
  enabled.parts["[Content_Types].xml"].insert(0, "<!-- application/vnd.ms-word.document.macroEnabled.main+xml -->");
  CHECK(read_template(enabled.write()).error().code == "template_active");
  for (const char* relation :
       {"<Relationship Id=\"x\" Type=\"t\" Target=\"http://example.org/a.dotx\" TargetMode=\"External\"/>",
        "<Relationship Id=\"x\" Type=\"t\" Target=\"file:///etc/passwd\"/>"}) {
    auto outside = good;
    outside.parts["word/_rels/settings.xml.rels"] = std::string("<Relationships>") + relation + "</Relationships>";
    CHECK(read_template(outside.write()).error().code == "template_active");
  }
  auto field = good;
  field.parts["word/footer1.xml"] =
      "<w:ftr><w:p><w:r><w:instrText>INCLUDE</w:instrText></w:r><w:r><w:instrText>PICTURE "
      "\"x\"</w:instrText></w:r></w:p></w:ftr>";
  CHECK(read_template(field.write()).error().code == "template_active");
  auto object = good;
  object.parts["word/embeddings/oleObject1.bin"] = "x";
  CHECK(read_template(object.write()).error().code == "template_active");
}

TEST_CASE("packages that no office program writes are refused") {
  CHECK(Package::read("PK").error().code == "package_broken");
  CHECK(Package::read("").error().code == "package_broken");
  Package climbing;
  climbing.parts["../etc/passwd"] = "x";
  CHECK(Package::read(climbing.write()).error().code == "package_hostile");
  Package twice;
  twice.parts["word/A.xml"] = "x";
  twice.parts["word/a.xml"] = "x";
  CHECK(Package::read(twice.write()).error().code == "package_hostile");
  Package bomb;
  bomb.parts["word/document.xml"] = std::string(32U << 20U, ' ');
  CHECK(Package::read(bomb.write()).error().code == "package_hostile");
  Package many;
  for (int i = 0; i < 30; ++i) many.parts["p" + std::to_string(i)] = "x";
  CHECK(Package::read(many.write(), {.parts = 10}).error().code == "package_hostile");
  const std::string whole = shipped_template("transfer")->write();
  for (std::size_t length = 0; length < whole.size(); length += 97)
    CHECK(Package::read(std::string_view(whole).substr(0, length)).has_error());
  std::string damaged = whole;
  damaged[200] = static_cast<char>(damaged[200] ^ 0x55);
  CHECK(Package::read(damaged).has_error());
}
