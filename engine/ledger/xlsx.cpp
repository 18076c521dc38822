#include <cstdlib>
#include <cstring>
#include <map>
#include <pugixml.hpp>

#include "engine/base/utf8.h"
#include "engine/ledger/dates.h"
#include "engine/ledger/element_stream.h"
#include "engine/ledger/files.h"
#include "engine/report/package.h"

namespace bihuan::ledger {
namespace {

constexpr std::size_t small_part = 16U << 20U;  // workbook, relations, styles
constexpr std::size_t most_text = 128U << 20U;  // shared strings together
constexpr std::size_t most_sheet = 1U << 30U;   // unpacked; it is never held

Error broken(std::string_view part) {
  return Error("ledger_file_broken", {{"part", std::string(part)}});
}

// Names of elements without their prefix: some programs write x:row.
std::string_view local(const char* name) {
  const char* colon = std::strchr(name, ':');
  return colon == nullptr ? name : colon + 1;
}

pugi::xml_node child(const pugi::xml_node& node, std::string_view name) {
  for (const auto& item : node.children()) {
    if (local(item.name()) == name) return item;
  }
  return {};
}

std::string attribute(const pugi::xml_node& node, std::string_view name) {
  for (const auto& item : node.attributes()) {
    if (local(item.name()) == name) return item.value();
  }
  return {};
}

bool load(pugi::xml_document& document, std::string_view bytes) {
  return static_cast<bool>(
      document.load_buffer(bytes.data(), bytes.size(), pugi::parse_default | pugi::parse_ws_pcdata));
}

// The text of <si> or <is>: its <t>, or the <t> of its runs; phonetic hints left out.
std::string rich_text(const pugi::xml_node& node) {
  std::string out;
  for (const auto& item : node.children()) {
    const auto name = local(item.name());
    if (name == "t") out += item.child_value();
    if (name == "r") out += child(item, "t").child_value();
  }
  return out;
}

// Built-in number formats that show dates or times, the Chinese ones included (ECMA-376 18.8.30).
bool built_in_date(int id) {
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
}

// A small part as a tree. False: it is missing or damaged.
bool load_part(pugi::xml_document& document, const report::PackageReader& package, std::string_view name) {
  const auto part = package.has(name) ? package.read(name, small_part) : Result<std::string>(broken(name));
  return part && load(document, *part);
}

std::vector<bool> date_styles(const report::PackageReader& package) {
  std::vector<bool> out;
  pugi::xml_document document;
  if (!load_part(document, package, "xl/styles.xml")) return out;
  const auto root = document.document_element();
  std::map<int, bool> custom;
  for (const auto& format : child(root, "numFmts").children()) {
    custom[std::atoi(attribute(format, "numFmtId").c_str())] = shows_date(attribute(format, "formatCode"));
  }
  for (const auto& style : child(root, "cellXfs").children()) {
    const int id = std::atoi(attribute(style, "numFmtId").c_str());
    const auto known = custom.find(id);
    out.push_back(known != custom.end() ? known->second : built_in_date(id));
  }
  return out;
}

Result<std::vector<std::string>> shared_strings(const report::PackageReader& package) {
  std::vector<std::string> out;
  if (!package.has("xl/sharedStrings.xml")) return out;
  auto part = package.stream("xl/sharedStrings.xml");
  if (!part) return broken("sharedStrings.xml");
  ElementStream elements(std::move(*part), "si", "sst");
  std::size_t bytes = 0;
  for (std::string_view text;;) {
    const auto more = elements.next(text);
    if (!more) return broken("sharedStrings.xml");
    if (!*more) return out;
    pugi::xml_document document;
    if (!load(document, text)) return broken("sharedStrings.xml");
    out.push_back(rich_text(document.document_element()));
    bytes += out.back().size();
    if (bytes > most_text) return Error("ledger_too_much_text", {{"limit", std::to_string(most_text >> 20U)}});
  }
}

struct Workbook {
  std::vector<std::pair<std::string, std::string>> sheets;  // name, part; visible ones
  bool from_1904 = false;
};

Result<Workbook> read_workbook(const report::PackageReader& package) {
  pugi::xml_document document, links;
  if (!package.has("xl/workbook.xml") || !package.has("xl/_rels/workbook.xml.rels")) {
    return Error("ledger_file_unknown");
  }
  if (!load_part(document, package, "xl/workbook.xml")) return broken("workbook.xml");
  if (!load_part(links, package, "xl/_rels/workbook.xml.rels")) return broken("workbook.xml.rels");
  std::map<std::string, std::string> targets;
  for (const auto& link : links.document_element().children()) {
    std::string target = attribute(link, "Target");
    targets[attribute(link, "Id")] = target.starts_with("/") ? target.substr(1) : "xl/" + target;
  }
  Workbook out;
  const auto root = document.document_element();
  const std::string date1904 = attribute(child(root, "workbookPr"), "date1904");
  out.from_1904 = date1904 == "1" || date1904 == "true";
  for (const auto& sheet : child(root, "sheets").children()) {
    const std::string state = attribute(sheet, "state");
    if (state == "hidden" || state == "veryHidden") continue;
    out.sheets.emplace_back(attribute(sheet, "name"), targets[attribute(sheet, "id")]);
  }
  if (out.sheets.empty()) return broken("workbook.xml");
  return out;
}

// "AB12" → column 27; -1 when it is none.
int column_of(std::string_view reference) {
  int column = 0;
  std::size_t i = 0;
  for (; i < reference.size() && reference[i] >= 'A' && reference[i] <= 'Z' && i < 4; ++i) {
    column = column * 26 + (reference[i] - 'A' + 1);
  }
  return i == 0 ? -1 : column - 1;
}

// Walks the sheet row by row: each <row> is unpacked and parsed alone, so that a long sheet never stands in memory.
class SheetRows final : public RowSource {
 public:
  // `bytes` is what `rows` reads from.
  SheetRows(std::shared_ptr<const std::string> bytes, report::PackageReader package, ElementStream rows,
            std::vector<std::string> strings, std::vector<bool> dates, bool from_1904)
      : bytes_(std::move(bytes)),
        package_(std::move(package)),
        elements_(std::move(rows)),
        strings_(std::move(strings)),
        dates_(std::move(dates)),
        from_1904_(from_1904) {}

  bool counts_from_1904() const override { return from_1904_; }

  Result<bool> next(Row& row) override {
    for (std::string_view text;;) {
      const auto more = elements_.next(text);
      if (!more) return broken("sheet");
      if (!*more) return false;
      auto filled = read_row(text, row);
      if (!filled) return filled.error();
      if (!*filled) continue;
      if (++rows_ > max_rows) return Error("ledger_too_many_rows", {{"limit", std::to_string(max_rows)}});
      return true;
    }
  }

 private:
  Result<bool> read_row(std::string_view text, Row& row) {
    pugi::xml_document document;
    if (!load(document, text)) return broken("sheet");
    const auto node = document.document_element();
    const int number = std::atoi(attribute(node, "r").c_str());
    row.number = number > 0 ? number : last_ + 1;
    last_ = row.number;
    row.cells.clear();
    bool filled = false;
    for (const auto& cell : node.children()) {
      if (local(cell.name()) != "c") continue;
      const int given = column_of(attribute(cell, "r"));
      const auto column = given >= 0 ? static_cast<std::size_t>(given) : row.cells.size();
      Cell value = read_cell(cell);
      if (value.is_empty()) continue;
      if (column >= static_cast<std::size_t>(max_columns)) {
        return Error("ledger_too_many_columns", {{"limit", std::to_string(max_columns)}});
      }
      if (row.cells.size() <= column) row.cells.resize(column + 1);
      row.cells[column] = std::move(value);
      filled = true;
    }
    return filled;
  }

  Cell read_cell(const pugi::xml_node& node) const {
    const std::string type = attribute(node, "t");
    const std::string value = child(node, "v").child_value();
    if (type == "inlineStr") return text_cell(rich_text(child(node, "is")));
    if (type == "s") {
      const auto index = static_cast<std::size_t>(std::strtoul(value.c_str(), nullptr, 10));
      return index < strings_.size() ? text_cell(strings_[index]) : Cell{};
    }
    if (type == "str" || type == "d") return text_cell(value);
    if (type == "e" || value.empty()) return {};  // #N/A and the like are no values
    if (type == "b") return {CellKind::boolean, value, value == "1" ? 1.0 : 0.0};
    char* end = nullptr;
    const double number = std::strtod(value.c_str(), &end);
    if (end == value.c_str()) return {};
    const auto style = static_cast<std::size_t>(std::strtoul(attribute(node, "s").c_str(), nullptr, 10));
    if (style >= dates_.size() || !dates_[style]) return Cell::of_number(number);
    const auto day = read_serial(number, from_1904_);
    return Cell::of_date(number, day ? date_text(*day) : value);
  }

  static Cell text_cell(std::string text) {
    if (!utf8::valid(text)) return {};
    return Cell::of(std::move(text));
  }

  std::shared_ptr<const std::string> bytes_;
  report::PackageReader package_;
  ElementStream elements_;
  std::vector<std::string> strings_;
  std::vector<bool> dates_;
  bool from_1904_;
  int last_ = 0;
  int rows_ = 0;
};

}  // namespace

bool shows_date(std::string_view format) {
  bool quoted = false, bracket = false;
  for (std::size_t i = 0; i < format.size(); ++i) {
    const char c = format[i];
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\\' || c == '_' || c == '*') {
      ++i;
      continue;
    }
    if (c == '[') bracket = true;
    if (c == ']') bracket = false;
    if (bracket) continue;
    if (c == 'y' || c == 'Y' || c == 'd' || c == 'D' || c == 'h' || c == 'H') return true;
    if ((c == 'm' || c == 'M') && format.find_first_of("yYdDhHsS") != std::string_view::npos) return true;
  }
  return false;
}

Result<OpenedFile> open_xlsx(std::shared_ptr<const std::string> bytes, std::string_view sheet) {
  auto package = report::PackageReader::open(*bytes, {2000, most_sheet, 2 * most_sheet, 400});
  if (!package) return Error(package.error().code == "package_hostile" ? "ledger_file_hostile" : "ledger_zip_broken");
  for (const auto& name : package->names()) {
    if (name.find("vbaProject") != std::string::npos) return Error("ledger_macros");
  }
  auto workbook = read_workbook(*package);
  if (!workbook) return workbook.error();
  OpenedFile out;
  out.kind = "xlsx";
  const std::pair<std::string, std::string>* chosen = nullptr;
  for (const auto& entry : workbook->sheets) {
    out.sheets.push_back(entry.first);
    if (chosen == nullptr && (sheet.empty() || entry.first == sheet)) chosen = &entry;
  }
  if (chosen == nullptr) return Error("ledger_sheet_unknown", {{"sheet", std::string(sheet)}});
  out.sheet = chosen->first;
  auto strings = shared_strings(*package);
  if (!strings) return strings.error();
  auto part = package->stream(chosen->second);
  if (!part) return broken(chosen->second);
  auto dates = date_styles(*package);
  out.rows = std::make_unique<SheetRows>(std::move(bytes), std::move(*package),
                                         ElementStream(std::move(*part), "row", "sheetData"), std::move(*strings),
                                         std::move(dates), workbook->from_1904);
  return out;
}

}  // namespace bihuan::ledger
