#include "engine/ledger/workbook.h"

#include <xlsxwriter.h>

#include <algorithm>
#include <stdexcept>

#include "engine/base/utf8.h"

namespace bihuan::ledger {
namespace {

constexpr std::size_t longest_cell = 32'000;  // characters; Excel takes 32,767
constexpr std::size_t longest_footer = 200;   // characters; Excel takes 255
constexpr lxw_row_t heading_row_index = 2;    // below the title and the watermark

std::string cut(const std::string& text, std::size_t characters) {
  if (text.size() <= characters) return text;
  std::size_t end = 0, count = 0;
  while (end < text.size() && count < characters) {
    // What lies beyond the first plane takes two of the spreadsheet's characters.
    count += utf8::decode(text, end) > 0xFFFF ? 2 : 1;
  }
  return text.substr(0, end);
}

// In headers and footers "&" begins a command.
std::string footer_text(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '&' ? "&&" : std::string(1, c);
  return cut(out, longest_footer);
}

}  // namespace

struct LedgerWorkbook::Book {
  lxw_workbook* book = nullptr;
  lxw_worksheet* sheet = nullptr;
  lxw_format *title = nullptr, *mark = nullptr, *head = nullptr, *text = nullptr, *date = nullptr, *time = nullptr,
             *number = nullptr;
  lxw_row_t row = heading_row_index;

  lxw_format* format(const char* font, double size, bool border) const {
    lxw_format* out = workbook_add_format(book);
    format_set_font_name(out, font);
    format_set_font_size(out, size);
    format_set_align(out, LXW_ALIGN_VERTICAL_CENTER);
    if (border) format_set_border(out, LXW_BORDER_THIN);
    return out;
  }

  void write_text(lxw_row_t at, lxw_col_t column, const std::string& value, lxw_format* as) const {
    worksheet_write_string(sheet, at, column, cut(value, longest_cell).c_str(), as);
  }
};

LedgerWorkbook::LedgerWorkbook(const std::string& path, const WorkbookText& text) : book_(std::make_unique<Book>()) {
  Book& b = *book_;
  lxw_workbook_options options{};
  options.constant_memory = LXW_TRUE;
  b.book = workbook_new_opt(path.c_str(), &options);
  if (b.book == nullptr) throw std::runtime_error("cannot write " + path);
  lxw_doc_properties properties{};
  std::string title = text.title, mark = text.watermark;
  properties.title = title.data();
  properties.comments = mark.data();
  properties.created = static_cast<time_t>(text.created);
  workbook_set_properties(b.book, &properties);
  b.title = b.format("黑体", 16, false);
  b.mark = b.format("宋体", 9, false);
  format_set_font_color(b.mark, 0x808080);
  b.head = b.format("黑体", 10, true);
  format_set_align(b.head, LXW_ALIGN_CENTER);
  format_set_text_wrap(b.head);
  b.text = b.format("宋体", 10, true);
  format_set_text_wrap(b.text);
  b.date = b.format("宋体", 10, true);
  format_set_num_format(b.date, "yyyy-mm-dd");
  b.time = b.format("宋体", 10, true);
  format_set_num_format(b.time, "yyyy-mm-dd hh:mm");
  b.number = b.format("宋体", 10, true);
  b.sheet = workbook_add_worksheet(b.book, cut(text.sheet, 31).c_str());
  if (b.sheet == nullptr) throw std::runtime_error("the sheet cannot be called " + text.sheet);
  const std::string footer = "&L" + footer_text(text.watermark) + "&R&P/&N";
  worksheet_set_header(b.sheet, footer.c_str());
  worksheet_set_footer(b.sheet, footer.c_str());
  worksheet_set_landscape(b.sheet);
  worksheet_set_paper(b.sheet, 8);  // A3, as ledgers are printed
  worksheet_fit_to_pages(b.sheet, 1, 0);
  worksheet_repeat_rows(b.sheet, heading_row_index, heading_row_index);
  worksheet_freeze_panes(b.sheet, heading_row_index + 1, 0);
  for (std::size_t i = 0; i < text.headings.size(); ++i) {
    const auto column = static_cast<lxw_col_t>(i);
    worksheet_set_column(b.sheet, column, column, 16, nullptr);
  }
  b.write_text(0, 0, text.title, b.title);
  b.write_text(1, 0, text.watermark, b.mark);
  for (std::size_t i = 0; i < text.headings.size(); ++i) {
    b.write_text(heading_row_index, static_cast<lxw_col_t>(i), text.headings[i], b.head);
  }
}

LedgerWorkbook::~LedgerWorkbook() {
  if (book_ && book_->book != nullptr) lxw_workbook_free(book_->book);
}

void LedgerWorkbook::add(const std::vector<Cell>& cells) {
  Book& b = *book_;
  ++b.row;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const Cell& cell = cells[i];
    const auto column = static_cast<lxw_col_t>(i);
    switch (cell.kind) {
      case CellKind::empty:
        worksheet_write_blank(b.sheet, b.row, column, b.text);
        break;
      case CellKind::number:
        worksheet_write_number(b.sheet, b.row, column, cell.number, b.number);
        break;
      case CellKind::date:
        worksheet_write_number(
            b.sheet, b.row, column, cell.number,
            cell.number == static_cast<double>(static_cast<std::int64_t>(cell.number)) ? b.date : b.time);
        break;
      case CellKind::text:
      case CellKind::boolean:
        b.write_text(b.row, column, cell.text, b.text);
    }
  }
}

void LedgerWorkbook::finish() {
  const auto closed = workbook_close(book_->book);  // frees it, too
  book_->book = nullptr;
  if (closed != LXW_NO_ERROR) throw std::runtime_error("the workbook cannot be written: disk full?");
}

}  // namespace bihuan::ledger
