#include "engine/ledger/files.h"

#include "engine/report/package.h"
#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::ledger;

namespace {

std::vector<Row> all_of(RowSource& source) {
  std::vector<Row> out;
  Row row;
  for (;;) {
    const auto more = source.next(row);
    REQUIRE(more.has_value());
    if (!*more) return out;
    out.push_back(row);
  }
}

Result<OpenedFile> open_bytes(std::string bytes, std::string_view sheet = {}) {
  return open_file(std::make_shared<const std::string>(std::move(bytes)), sheet);
}

std::string error_of(Result<OpenedFile> opened) {
  if (!opened) return opened.error().code;
  Row row;
  for (;;) {
    const auto more = opened->rows->next(row);
    if (!more) return more.error().code;
    if (!*more) return "none";
  }
}

std::string workbook(const std::string& sheet, const std::string& more_parts = "") {
  report::Package package;
  package.parts["[Content_Types].xml"] =
      R"(<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>)";
  package.parts["xl/workbook.xml"] =
      R"(<workbook xmlns:r="r"><sheets><sheet name="旧" state="hidden" r:id="rId2"/><sheet name="台账" r:id="rId1"/></sheets></workbook>)";
  package.parts["xl/_rels/workbook.xml.rels"] =
      R"(<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>)";
  package.parts["xl/styles.xml"] =
      R"(<styleSheet><numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/><numFmt numFmtId="177" formatCode="0.00&quot;元&quot;"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="176"/><xf numFmtId="177"/></cellXfs></styleSheet>)";
  package.parts["xl/sharedStrings.xml"] =
      R"(<sst><si><t>概况</t></si><si><r><t>两</t></r><r><t>段</t></r><rPh><t>x</t></rPh></si></sst>)";
  package.parts["xl/worksheets/sheet1.xml"] = sheet;
  if (!more_parts.empty()) package.parts[more_parts] = "x";
  return package.write();
}

}  // namespace

TEST_CASE("a workbook's cells, with gaps, shared strings, dates and errors", "[files]") {
  const std::string bytes = workbook(
      R"(<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row><row r="2"/>)"
      R"(<row r="4"><c r="A4" s="1"><v>44713</v></c><c r="B4" s="2"><v>44713.5</v></c><c r="C4" s="3"><v>12.5</v></c>)"
      R"(<c r="D4" t="b"><v>1</v></c><c r="E4" t="e"><v>#N/A</v></c><c r="F4" t="inlineStr"><is><t>直接 &amp; 文字</t></is></c>)"
      R"(<c r="G4" t="str"><f>A1</f><v>公式</v></c><c r="H4" t="s"><v>99</v></c></row></sheetData></worksheet>)");
  auto opened = open_bytes(bytes);
  REQUIRE(opened.has_value());
  CHECK(opened->kind == "xlsx");
  CHECK(opened->sheets == std::vector<std::string>{"台账"});
  const auto rows = all_of(*opened->rows);
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].number == 1);
  REQUIRE(rows[0].cells.size() == 3);
  CHECK(rows[0].cells[0].text == "概况");
  CHECK(rows[0].cells[1].is_empty());
  CHECK(rows[0].cells[2].text == "两段");
  CHECK(rows[1].number == 4);
  REQUIRE(rows[1].cells.size() == 7);
  CHECK(rows[1].cells[0].kind == CellKind::date);
  CHECK(rows[1].cells[1].kind == CellKind::date);
  CHECK(rows[1].cells[1].number == 44713.5);
  CHECK(rows[1].cells[2].kind == CellKind::number);
  CHECK(rows[1].cells[3].kind == CellKind::boolean);
  CHECK(rows[1].cells[4].is_empty());
  CHECK(rows[1].cells[5].text == "直接 & 文字");
  CHECK(rows[1].cells[6].text == "公式");
}

TEST_CASE("elements with a prefix are read alike", "[files]") {
  auto opened = open_bytes(workbook(
      R"(<x:worksheet xmlns:x="m"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>5</x:v></x:c></x:row></x:sheetData></x:worksheet>)"));
  REQUIRE(opened.has_value());
  const auto rows = all_of(*opened->rows);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].cells[0].number == 5);
}

TEST_CASE("files that cannot be read are refused, each with its reason", "[files]") {
  CHECK(error_of(open_bytes("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old")) == "ledger_old_format");
  CHECK(error_of(open_bytes("")) == "ledger_file_unknown");
  CHECK(error_of(open_bytes(std::string("a\0b", 3))) == "ledger_file_unknown");
  CHECK(error_of(open_bytes("PK\x03\x04 no zip")) == "ledger_zip_broken");
  CHECK(error_of(open_bytes(workbook("<worksheet><sheetData/></worksheet>", "xl/vbaProject.bin"))) == "ledger_macros");
  CHECK(error_of(open_bytes(workbook("<worksheet><sheetData/></worksheet>"), "没有")) == "ledger_sheet_unknown");
  CHECK(error_of(open_bytes(workbook("<worksheet><sheetData><row r=\"1\"><c><v>1</v>"))) == "ledger_file_broken");
  CHECK(error_of(open_bytes(workbook("<worksheet><sheetData><row r=\"1\"><c><v>1</c></row></sheetData>"))) ==
        "ledger_file_broken");
  CHECK(error_of(
            open_bytes(workbook("<worksheet><sheetData><row r=\"1\"><c r=\"ZZ1\"><v>1</v></c></row></sheetData>"))) ==
        "ledger_too_many_columns");
  CHECK(error_of(open_bytes("\xFF\xFF\xFF\xFF")) == "ledger_encoding");
  CHECK(error_of(open_bytes("a,b\n\"open,2\n3,4\n")) == "ledger_quote_open");
  CHECK(error_of(open_bytes(std::string(max_file_bytes + 1, ' '))) == "ledger_file_too_large");
  report::Package other;
  other.parts["word/document.xml"] = "<w/>";
  CHECK(error_of(open_bytes(other.write())) == "ledger_file_unknown");
}

TEST_CASE("a bomb is refused before it is unpacked", "[files]") {
  // 40 MiB of blanks pack to some 40 KiB: a sheet of an office program never does.
  CHECK(error_of(open_bytes(workbook("<worksheet><sheetData>" + std::string(40U << 20U, ' ') +
                                     "</sheetData></worksheet>"))) == "ledger_file_hostile");
}

TEST_CASE("what looks like a row in a comment is none, and an element without end is no bottomless pit", "[files]") {
  auto opened =
      open_bytes(workbook("<worksheet><!-- <row r=\"9\"><c><v>9</v></c></row> --><sheetData><row "
                          "r=\"1\"><c><v>1</v></c></row></sheetData></worksheet>"));
  REQUIRE(opened.has_value());
  const auto rows = all_of(*opened->rows);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].cells[0].number == 1);
  std::string noise = "<worksheet><sheetData><row r=\"1\"><c t=\"inlineStr\"><is><t>";
  for (std::size_t i = 0; noise.size() < 20U << 20U; ++i) noise += std::to_string(i * 2654435761ULL % 1'000'003);
  CHECK(error_of(open_bytes(workbook(noise + "</t></is></c></row></sheetData></worksheet>"))) == "ledger_file_broken");
}

TEST_CASE("a sheet of a million rows ends with a clear error", "[files]") {
  std::string sheet = "<worksheet><sheetData>";
  for (int i = 0; i <= max_rows; ++i)
    sheet += "<row><c><v>" + std::to_string(i * 2654435761LL % 1000003) + "</v></c></row>";
  CHECK(error_of(open_bytes(workbook(sheet + "</sheetData></worksheet>"))) == "ledger_too_many_rows");
}

TEST_CASE("text tables in UTF-8 and GB18030, with quotes and line breaks", "[files]") {
  for (const std::string& bytes :
       {std::string("\xEF\xBB\xBF概况,日期\r\n\"甲,\"\"乙\"\"\n丙\",2022-06-01\r\n\r\n,\r\n末行,x"),
        std::string("\xB8\xC5\xBF\xF6,\xC8\xD5\xC6\xDA\r\n\"\xBC\xD7,\"\"\xD2\xD2\"\"\n\xB1\xFB\",2022-06-01\r\n\r\n,"
                    "\r\n\xC4\xA9\xD0\xD0,x")}) {
    auto opened = open_bytes(bytes);
    REQUIRE(opened.has_value());
    CHECK(opened->kind == "csv");
    const auto rows = all_of(*opened->rows);
    REQUIRE(rows.size() == 3);
    CHECK(rows[0].cells[0].text == "概况");
    CHECK(rows[1].cells[0].text == "甲,\"乙\"\n丙");
    CHECK(rows[1].cells[1].text == "2022-06-01");
    CHECK(rows[2].cells[0].text == "末行");
    CHECK(rows[2].number == 6);
  }
  auto tabs = open_bytes("a\tb;c\td\n1\t2\t3\n");
  REQUIRE(tabs.has_value());
  CHECK(all_of(*tabs->rows)[1].cells.size() == 3);
}

TEST_CASE("number formats that show dates", "[files]") {
  for (const char* date :
       {"yyyy-mm-dd", "m/d/yy", "[$-804]yyyy\"年\"m\"月\"d\"日\"", "h:mm", "yyyy/m/d h:mm", "mmm-yy"}) {
    INFO(date);
    CHECK(shows_date(date));
  }
  for (const char* other : {"General", "0.00", "#,##0.00\"元\"", "[Red]0", "\"day\"0", "0.00E+00", "@", "0\\d"}) {
    INFO(other);
    CHECK_FALSE(shows_date(other));
  }
}
