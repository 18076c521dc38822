// The circular as LibreOffice lays it out, measured against GB/T 9704-2012: positions from `pdftotext -bbox`, inks from
// `pdftoppm`. Also what Word is strict about, read from the parts.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <pugixml.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "engine/report/circular.h"
#include "engine/report/circular_pages.h"
#include "engine/report/documents.h"
#include "engine/report/pdf.h"
#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::report;

namespace {

constexpr double kPoint = 25.4 / 72;  // mm

std::string output_of(const std::string& command) {
  std::string out;
  FILE* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::array<char, 65536> buffer{};
  for (std::size_t got = 0; (got = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) out.append(buffer.data(), got);
  REQUIRE(pclose(pipe) == 0);
  return out;
}

struct Word {
  int page;
  double left, top, right, bottom;  // mm
  std::string text;
};

std::vector<Word> words_of(const std::string& pdf, int& pages) {
  std::vector<Word> out;
  pages = 0;
  std::istringstream in(output_of("pdftotext -bbox " + pdf + " -"));
  static const std::regex word(
      R"re(<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*)</word>)re");
  for (std::string line; std::getline(in, line);) {
    if (line.find("<page") != std::string::npos) ++pages;
    std::smatch found;
    if (!std::regex_search(line, found, word)) continue;
    const auto mm = [&](int index) { return std::stod(found[static_cast<std::size_t>(index)]) * kPoint; };
    out.push_back({pages, mm(1), mm(2), mm(3), mm(4), found[5]});
  }
  return out;
}

// One page as pixels; bands of ink: runs of lines that hold it.
struct Band {
  double top, bottom, left, right;  // mm
};

std::vector<Band> bands(const std::string& pdf, int page, bool red) {
  const std::string ppm =
      output_of("pdftoppm -r 200 -f " + std::to_string(page) + " -l " + std::to_string(page) + " " + pdf);
  std::istringstream head(ppm.substr(0, 32));
  std::string magic;
  std::size_t width = 0;
  std::size_t height = 0;
  head >> magic >> width >> height;
  const auto* pixels = reinterpret_cast<const unsigned char*>(ppm.data() + ppm.size() - width * height * 3);
  std::vector<Band> out;
  bool open = false;
  constexpr double mm = 25.4 / 200;
  for (std::size_t y = 0; y < height; ++y) {
    std::size_t first = width;
    std::size_t last = 0;
    for (std::size_t x = 0; x < width; ++x) {
      const auto* p = pixels + 3 * (y * width + x);
      const bool is_red = p[0] > 150 && p[1] < 120 && p[2] < 120;
      const bool is_dark = p[0] < 120 && p[1] < 120 && p[2] < 120;
      if (red ? is_red : is_dark) {
        first = std::min(first, x);
        last = x;
      }
    }
    const bool ink = first < width;
    if (ink && !open) out.push_back({static_cast<double>(y) * mm, 0, 1e9, 0});
    open = ink;
    if (!ink) continue;
    out.back().bottom = static_cast<double>(y + 1) * mm;
    out.back().left = std::min(out.back().left, static_cast<double>(first) * mm);
    out.back().right = std::max(out.back().right, static_cast<double>(last + 1) * mm);
  }
  return out;
}

const std::vector<std::string> kUnits = {"锦屏街道",   "岳林街道", "江口街道", "西坞街道",
                                         "萧王庙街道", "方桥街道", "莼湖街道", "尚田街道",
                                         "溪口镇",     "松岙镇",   "裘村镇",   "宁波滨海旅游休闲区管理委员会"};

// `more`: lines of text beyond the four pages of filler; one in `open_every` cases is still open, and late.
Circular long_circular(int more = 0, int open_every = 4) {
  FactTable table;
  for (std::int64_t id = 1; id <= 400; ++id) {
    CaseFacts facts;
    facts.id = id;
    facts.number = "奉环信〔2022〕" + std::to_string(id) + "号";
    facts.received = *parse_day(id % 3 == 0 ? "2021-06-11" : "2022-06-11") + std::chrono::days{id % 15};
    facts.accepted = facts.received;
    facts.due = *facts.received + std::chrono::days{10};
    if (id % open_every != 0) facts.closed = *facts.received + std::chrono::days{9};
    facts.units = {{kUnits[static_cast<std::size_t>(id * 7) % kUnits.size()], 0}};
    if (id % 9 == 0) facts.units.push_back({kUnits[static_cast<std::size_t>(id) % kUnits.size()], 0});
    static const std::vector<CaseType> types = {{"大气", "工业废气"}, {"大气", "恶臭"},     {"大气", "油烟"},
                                                {"大气", "烟粉尘"},   {"噪声", "社会噪声"}, {"噪声", "施工噪声"},
                                                {"水", ""},           {"固废", ""},         {"辐射", ""},
                                                {"土壤", ""},         {"生态", ""}};
    facts.types = {types[static_cast<std::size_t>(id) % types.size()]};
    facts.channel = id % 2 == 0 ? "12345热线" : "全国生态环境信访投诉举报管理平台";
    facts.place = id % 40 == 1 ? "宁波市奉化区某某再生资源综合利用有限公司方桥工业园区分公司" : "";
    REQUIRE_FALSE(table.add(facts).has_error());
  }
  CircularOptions options{.month = {2022, 6}, .units = kUnits, .number = "奉环信通〔2022〕6号"};
  options.issued = parse_day("2022-07-05");
  std::string filler;
  for (int i = 0; i < 28 * (22 * 4 + more); ++i) filler += "测";
  options.next_steps = {filler};
  return build_circular(table, *shipped_rules("petition-monthly"), *CircularTexts::shipped(), options);
}

struct Laid {
  std::string pdf;
  std::vector<Word> words;
  int pages = 0;
};

Laid lay(const Circular& circular, const std::string& name) {
  Laid out;
  const std::string folder = std::string(BIHUAN_BINARY_DIR) + "/tests";
  const std::string docx = folder + "/" + name + ".docx";
  const auto bytes = circular_docx(circular);
  INFO(bytes.error().message());
  REQUIRE_FALSE(bytes.has_error());
  std::ofstream(docx, std::ios::binary) << *bytes;
  const auto pdf = convert_to_pdf(docx, folder);
  INFO(pdf.error().message());
  REQUIRE_FALSE(pdf.has_error());
  out.pdf = *pdf;
  out.words = words_of(out.pdf, out.pages);
  return out;
}

// Converted once: it takes seconds.
const Laid& laid() {
  static const Laid result = lay(long_circular(), "layout-circular");
  return result;
}

bool near(double value, double wanted, double tolerance) {
  UNSCOPED_INFO(value << " should be " << wanted << " ± " << tolerance << " mm");
  return std::abs(value - wanted) <= tolerance;
}

}  // namespace

TEST_CASE("22 lines of 28 characters stand in the type area of 156 x 225 mm") {
  std::map<int, std::vector<Word>> full;
  std::string line;
  for (int i = 0; i < 28; ++i) line += "测";
  for (const auto& word : laid().words) {
    if (word.text == line) full[word.page].push_back(word);
    if (word.text.starts_with("测")) CHECK(word.text.size() <= line.size());
  }
  int whole_pages = 0;
  for (const auto& [page, lines] : full) {
    CHECK(lines.size() <= 22);
    if (lines.size() < 22) continue;
    ++whole_pages;
    CHECK(near(lines.front().left, 28, 0.6));
    CHECK(near(lines.front().right, 184, 0.8));
    CHECK(near((lines.back().top - lines.front().top) / 21, 225.0 / 22, 0.05));
    const auto ink = bands(laid().pdf, page, false);
    CHECK(ink.front().top > 37);
    CHECK(ink[21].bottom < 297 - 35);
  }
  CHECK(whole_pages >= 2);
}

TEST_CASE(
    "the heading stands 35 mm below the type area's top, the red line 4 mm below the number and as wide as the type "
    "area") {
  const auto red = bands(laid().pdf, 1, true);
  REQUIRE(red.size() == 2);
  CHECK(near(red[0].top, 37 + 35, 0.8));
  CHECK(near(red[1].left, 28, 0.5));
  CHECK(near(red[1].right, 184, 0.5));
  const auto dark = bands(laid().pdf, 1, false);
  CHECK(near(red[1].top - dark[0].bottom, 4, 0.8));         // the number is the first dark ink
  CHECK(near((dark[0].left + dark[0].right) / 2, 106, 2));  // centred
  const double line = 225.0 / 22;
  CHECK(near(dark[0].top - red[0].bottom, 2 * line + (line - 5.2) / 2, 8));  // two lines between heading and number
}

TEST_CASE("page numbers: 7 mm below the type area, odd right, even left, one character in") {
  for (const int page : {1, 2, 3, 4}) {
    INFO("page " << page);
    const auto dark = bands(laid().pdf, page, false);
    const Band& number = dark.back();
    CHECK(near((number.top + number.bottom) / 2, 297 - 35 + 7, 1.2));
    if (page % 2 == 1) {
      CHECK(near(number.right, 184 - 14 * kPoint, 1.2));
    } else {
      CHECK(near(number.left, 28 + 14 * kPoint, 1.2));
    }
  }
}

TEST_CASE("on pages turned for wide tables the number stands where it stands when the page is turned back") {
  int turned = 0;
  for (const auto& word : laid().words) {
    if (word.text != std::to_string(word.page) || word.left > 30) continue;
    if (word.page > 5 && word.bottom < 186) {
      ++turned;
      CHECK(near((word.left + word.right) / 2, 35 - 7, 1.2));
      CHECK(near(word.page % 2 == 1 ? word.bottom : word.top,
                 word.page % 2 == 1 ? 184 - 14 * kPoint - 7 : 28 + 14 * kPoint + 7, 3));
    }
  }
  CHECK(turned >= 2);
}

TEST_CASE("nothing leaves the paper, and every page's text stays within its type area") {
  std::istringstream in(output_of("pdftotext -bbox " + laid().pdf + " - | grep '<page'"));
  std::vector<bool> landscape;
  for (std::string line; std::getline(in, line);) landscape.push_back(line.find("width=\"841") != std::string::npos);
  REQUIRE(static_cast<int>(landscape.size()) == laid().pages);
  CHECK(std::count(landscape.begin(), landscape.end(), true) >= 2);
  for (const auto& word : laid().words) {
    INFO("page " << word.page << ": " << word.text);
    const bool wide = landscape[static_cast<std::size_t>(word.page - 1)];
    CHECK(word.left >= (wide ? 20 : 27.4));
    CHECK(word.right <= (wide ? 297 - 37 + 0.6 : 184.6));
    CHECK(word.bottom <= (wide ? 210 - 26 + 0.6 : 297 - 35 + 12.5));
  }
}

TEST_CASE("the signature, the date four characters from the right, and the imprint at the foot of the last page") {
  const auto& words = laid().words;
  const auto last_of = [&](const std::string& text) {
    const auto found = std::find_if(words.rbegin(), words.rend(),
                                    [&](const Word& word) { return word.text.find(text) != std::string::npos; });
    REQUIRE(found != words.rend());
    return *found;
  };
  const Word imprint = last_of("日印发");
  CHECK(imprint.page == laid().pages);
  const auto inked = bands(laid().pdf, laid().pages, false);
  CHECK(std::any_of(inked.begin(), inked.end(),
                    [](const Band& band) { return std::abs(band.bottom - (297 - 35)) <= 1; }));
  CHECK(near(imprint.right, 184 - 14 * kPoint, 1.5));
  CHECK(last_of("抄送").page == laid().pages);
  const auto date = std::find_if(words.begin(), words.end(), [](const Word& word) {
    return word.text == "日" && near(word.right, 184 - 4 * 15.75 * kPoint, 1.5);
  });
  CHECK(date != words.end());
}

TEST_CASE("the imprint stands on an even page, the last, whatever the length of the text") {
  // A text after which it stands at the foot of the last annex, one after which it has a page of its own.
  std::map<bool, int> lengths;
  for (int more = -87; more < -43; more += 2) lengths.emplace(imprint_stands_alone(long_circular(more, 40)), more);
  REQUIRE(lengths.size() == 2);
  for (const auto& [expected, more] : lengths) {
    const Laid one = lay(long_circular(more, 40), "layout-imprint");
    INFO(more << " lines more, " << one.pages << " pages");
    const auto imprint = std::find_if(one.words.begin(), one.words.end(),
                                      [](const Word& word) { return word.text.find("日印发") != std::string::npos; });
    REQUIRE(imprint != one.words.end());
    CHECK(imprint->page == one.pages);
    CHECK(one.pages % 2 == 0);
    CHECK(near(imprint->bottom, 297 - 35, 3));
    // Alone on its page it has no page number.
    const bool alone = std::none_of(one.words.begin(), one.words.end(), [&](const Word& word) {
      return word.page == one.pages && word.text.find("统计口径") != std::string::npos;
    });
    const bool numbered = std::any_of(one.words.begin(), one.words.end(), [&](const Word& word) {
      return word.page == one.pages && word.text.find("—") != std::string::npos && word.top > 297 - 35;
    });
    CHECK(alone == expected);
    CHECK(alone != numbered);
  }
}

TEST_CASE("the documents name the fonts of the standard") {
  const auto package = Package::read(*circular_docx(long_circular()));
  const std::string& styles = *package->find("word/styles.xml");
  for (const char* font : {"仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"})
    CHECK(styles.find(font) != std::string::npos);
  const std::string& document = *package->find("word/document.xml");
  CHECK(document.find("<w:docGrid w:type=\"linesAndChars\" w:linePitch=\"579\" w:charSpace=\"-849\"/>") !=
        std::string::npos);
}

namespace {

// The order in which the schema of WordprocessingML wants children.
const std::map<std::string, std::vector<std::string>> kOrder = {
    {"w:pPr",
     {"pStyle",
      "keepNext",
      "keepLines",
      "pageBreakBefore",
      "framePr",
      "widowControl",
      "numPr",
      "suppressLineNumbers",
      "pBdr",
      "shd",
      "tabs",
      "suppressAutoHyphens",
      "kinsoku",
      "wordWrap",
      "overflowPunct",
      "topLinePunct",
      "autoSpaceDE",
      "autoSpaceDN",
      "bidi",
      "adjustRightInd",
      "snapToGrid",
      "spacing",
      "ind",
      "contextualSpacing",
      "mirrorIndents",
      "suppressOverlap",
      "jc",
      "textDirection",
      "textAlignment",
      "textboxTightWrap",
      "outlineLvl",
      "divId",
      "cnfStyle",
      "rPr",
      "sectPr",
      "pPrChange"}},
    {"w:rPr", {"rStyle",
               "rFonts",
               "b",
               "bCs",
               "i",
               "iCs",
               "caps",
               "smallCaps",
               "strike",
               "dstrike",
               "outline",
               "shadow",
               "emboss",
               "imprint",
               "noProof",
               "snapToGrid",
               "vanish",
               "webHidden",
               "color",
               "spacing",
               "w",
               "kern",
               "position",
               "sz",
               "szCs",
               "highlight",
               "u",
               "effect",
               "bdr",
               "shd",
               "fitText",
               "vertAlign",
               "rtl",
               "cs",
               "em",
               "lang",
               "eastAsianLayout",
               "specVanish",
               "oMath"}},
    {"w:tcPr",
     {"cnfStyle", "tcW", "gridSpan", "hMerge", "vMerge", "tcBorders", "shd", "noWrap", "tcMar", "textDirection",
      "tcFitText", "vAlign", "hideMark"}},
    {"w:tblPr",
     {"tblStyle", "tblpPr", "tblOverlap", "bidiVisual", "tblStyleRowBandSize", "tblStyleColBandSize", "tblW", "jc",
      "tblCellSpacing", "tblInd", "tblBorders", "shd", "tblLayout", "tblCellMar", "tblLook"}},
    {"w:sectPr",
     {"headerReference", "footerReference", "footnotePr",    "endnotePr", "type",      "pgSz",     "pgMar",
      "paperSrc",        "pgBorders",       "lnNumType",     "pgNumType", "cols",      "formProt", "vAlign",
      "noEndnote",       "titlePg",         "textDirection", "bidi",      "rtlGutter", "docGrid",  "printerSettings"}},
    {"w:p", {"pPr"}},
    {"w:r", {"rPr"}},
    {"w:tc", {"tcPr"}},
    {"w:tr", {"tblPrEx", "trPr"}},
    {"w:tbl", {"tblPr", "tblGrid", "tr"}}};

using Faults = std::vector<std::string>;

void check_order(pugi::xml_node node, Faults& faults) {
  if (const auto rule = kOrder.find(node.name()); rule != kOrder.end()) {
    std::size_t reached = 0;
    for (const auto child : node.children()) {
      const std::string name = std::string(child.name()).substr(2);
      const auto found = std::find(rule->second.begin(), rule->second.end(), name);
      const auto place =
          static_cast<std::size_t>(found - rule->second.begin());  // the end: content, after all properties
      if (place < reached) faults.push_back(std::string("order: ") + node.name() + " / " + child.name());
      reached = std::max(reached, place);
    }
  }
  if (std::string(node.name()) == "w:tc") {
    if (std::string(node.last_child().name()) != "w:p") faults.push_back("a cell does not end with a paragraph");
    if (node.child("w:tcPr").child("w:tcW").attribute("w:w").as_int() <= 0) faults.push_back("a cell has no width");
  }
  for (const auto child : node.children()) check_order(child, faults);
}

void check_relations(const Package& package, const std::string& name, const pugi::xml_document& document,
                     Faults& faults) {
  const std::string folder = name.substr(0, name.find("_rels/"));
  std::set<std::string> ids;
  for (const auto relation : document.document_element().children()) {
    if (!ids.insert(relation.attribute("Id").value()).second) faults.push_back("relation twice in " + name);
    std::string target = folder + relation.attribute("Target").value();
    if (const auto up = target.find("../"); up != std::string::npos)
      target = target.substr(0, target.rfind('/', up - 2) + 1) + target.substr(up + 3);
    if (package.find(target) == nullptr) faults.push_back("no target " + target);
  }
}

void check_tables(const pugi::xml_document& document, Faults& faults) {
  for (const auto& found : document.select_nodes("//w:tbl")) {
    const auto grid = std::distance(found.node().child("w:tblGrid").children().begin(),
                                    found.node().child("w:tblGrid").children().end());
    for (const auto row : found.node().children("w:tr")) {
      int columns = 0;
      for (const auto cell : row.children("w:tc"))
        columns += std::max(1, cell.child("w:tcPr").child("w:gridSpan").attribute("w:val").as_int(1));
      if (columns != grid) faults.push_back("a row does not fill its grid");
    }
  }
}

Faults strict_faults(const Package& package) {
  Faults faults;
  const std::string& types = *package.find("[Content_Types].xml");
  std::set<std::string> drawings;
  std::set<std::string> bookmarks;
  for (const auto& [name, bytes] : package.parts) {
    const auto extension = name.substr(name.rfind('.') + 1);
    // Of what Word knows as a part of the document the plain default is not enough.
    const bool own = types.find("PartName=\"/" + name + "\"") != std::string::npos;
    const bool plain = types.find("Extension=\"" + extension + "\"") != std::string::npos;
    if (!own && (!plain || (name.starts_with("word/") && extension == "xml")))
      faults.push_back("no content type of " + name);
    if (extension != "xml" && extension != "rels") continue;
    pugi::xml_document document;
    if (!document.load_buffer(bytes.data(), bytes.size())) {
      faults.push_back("no XML in " + name);
      continue;
    }
    for (const char* left : {"bihuan-place", "{{"}) {
      if (bytes.find(left) != std::string::npos) faults.push_back(std::string(left) + " in " + name);
    }
    if (extension == "rels") {
      check_relations(package, name, document, faults);
      continue;
    }
    check_order(document.document_element(), faults);
    for (const auto& found : document.select_nodes("//wp:docPr")) {
      if (!drawings.insert(found.node().attribute("id").value()).second) faults.push_back("drawing id twice");
    }
    for (const auto& found : document.select_nodes("//w:bookmarkStart")) {
      if (!bookmarks.insert(found.node().attribute("w:id").value()).second) faults.push_back("bookmark id twice");
    }
    for (const auto& found : document.select_nodes("//@r:id")) {
      const std::string file = name.substr(0, name.rfind('/')) + "/_rels" + name.substr(name.rfind('/')) + ".rels";
      const std::string wanted = "Id=\"" + std::string(found.attribute().value()) + "\"";
      if (package.find(file) == nullptr || package.find(file)->find(wanted) == std::string::npos)
        faults.push_back("no relation " + wanted);
    }
    check_tables(document, faults);
  }
  if (package.find("word/settings.xml")->find("<w:evenAndOddHeaders/>") == std::string::npos)
    faults.push_back("odd and even pages are alike");
  return faults;
}

// The circular with one text of one part replaced by another.
Faults faults_with(const std::string& part, const std::string& from, const std::string& to) {
  Package package = *Package::read(*circular_docx(long_circular()));
  std::string& bytes = package.parts[part];
  const auto at = bytes.find(from);
  INFO(part << " " << from);
  REQUIRE(at != std::string::npos);
  bytes.replace(at, from.size(), to);
  return strict_faults(package);
}

}  // namespace

TEST_CASE("what Word is strict about: content types, relations, unique ids, order of children, table grids") {
  CHECK(strict_faults(*Package::read(*circular_docx(long_circular()))) == Faults{});
  for (const auto& name : shipped_templates()) {
    if (name == "circular") continue;
    INFO(name);
    const auto bytes =
        write_document(*shipped_template(name), *template_names(name), {"题", "机关", "1", "2022-06-01T00:00:00Z"});
    REQUIRE_FALSE(bytes.has_error());
    CHECK(strict_faults(*Package::read(*bytes)) == Faults{});
  }
}

TEST_CASE("what Word is strict about is seen when it is wrong") {
  const std::string body = "word/document.xml";
  CHECK(faults_with("[Content_Types].xml", "/word/styles.xml", "/word/style.xml") ==
        Faults{"no content type of word/styles.xml"});
  CHECK(faults_with("[Content_Types].xml", "Extension=\"xlsx\"", "Extension=\"xls\"") != Faults{});
  CHECK(faults_with("word/_rels/document.xml.rels", "Target=\"styles.xml\"", "Target=\"style.xml\"") ==
        Faults{"no target word/style.xml"});
  CHECK(faults_with("word/_rels/document.xml.rels", "Id=\"rIdFootEven\"", "Id=\"rIdFootOdd\"").size() >= 2);
  CHECK(faults_with(body, "<wp:docPr id=\"1\"", "<wp:docPr id=\"2\"") == Faults{"drawing id twice"});
  CHECK(faults_with(body, "<w:body>",
                    "<w:body><w:p><w:bookmarkStart w:id=\"7\" w:name=\"a\"/><w:bookmarkEnd w:id=\"7\"/>"
                    "<w:bookmarkStart w:id=\"7\" w:name=\"b\"/><w:bookmarkEnd w:id=\"7\"/></w:p>") ==
        Faults{"bookmark id twice"});
  CHECK(faults_with(body, "<w:body>", "<w:body><w:p><w:pPr><w:jc w:val=\"left\"/><w:keepNext/></w:pPr></w:p>") ==
        Faults{"order: w:pPr / w:keepNext"});
  CHECK(faults_with(body, "<w:body>", "<w:body><w:p><w:r><w:t>x</w:t><w:rPr/></w:r></w:p>") ==
        Faults{"order: w:r / w:rPr"});
  CHECK(faults_with(body, "<w:body>", "<w:body><w:p><w:r><w:rPr><w:sz/><w:b/></w:rPr></w:r></w:p>") ==
        Faults{"order: w:rPr / w:b"});
  CHECK(faults_with(body, "<w:docGrid ", "<w:pgSz w:w=\"1\" w:h=\"1\"/><w:docGrid ") ==
        Faults{"order: w:sectPr / w:pgSz"});
  CHECK(faults_with(body, "<w:vAlign w:val=\"center\"/></w:tcPr>",
                    "<w:vAlign w:val=\"center\"/><w:noWrap/></w:tcPr>") == Faults{"order: w:tcPr / w:noWrap"});
  CHECK(faults_with(body, "</w:p></w:tc>", "</w:p><w:tbl/></w:tc>") == Faults{"a cell does not end with a paragraph"});
  CHECK(faults_with(body, "<w:gridCol w:w=\"460\"/>", "") != Faults{});
  CHECK(faults_with("word/settings.xml", "<w:evenAndOddHeaders/>", "") == Faults{"odd and even pages are alike"});
}

TEST_CASE("without LibreOffice the message says what to install") {
  const char* path = getenv("PATH");
  const std::string before = path == nullptr ? "" : path;
  setenv("PATH", "/nonexistent", 1);
  const auto refused = convert_to_pdf("x.docx", ".");
  setenv("PATH", before.c_str(), 1);
  REQUIRE(refused.has_error());
  CHECK(refused.error().code == "pdf_no_office");
  CHECK(refused.error().hint("zh-CN").find("libreoffice-writer") != std::string::npos);
}
