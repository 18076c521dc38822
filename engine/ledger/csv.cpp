#include <unicode/ucnv.h>

#include <algorithm>
#include <array>

#include "engine/base/utf8.h"
#include "engine/ledger/files.h"

namespace bihuan::ledger {
namespace {

constexpr std::string_view mark = "\xEF\xBB\xBF";

// GB18030 reads every GBK and GB2312 text; whatever it cannot read is no Chinese text file.
Result<std::string> from_gb18030(std::string_view bytes) {
  UErrorCode status = U_ZERO_ERROR;
  UConverter* converter = ucnv_open("gb18030", &status);
  if (U_FAILURE(status)) throw std::runtime_error("ICU has no gb18030 converter");
  ucnv_setToUCallBack(converter, UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
  std::u16string wide(bytes.size() + 1, u'\0');
  const std::int32_t length = ucnv_toUChars(converter, wide.data(), static_cast<std::int32_t>(wide.size()),
                                            bytes.data(), static_cast<std::int32_t>(bytes.size()), &status);
  ucnv_close(converter);
  if (U_FAILURE(status)) return Error("ledger_encoding");
  std::string out;
  for (std::int32_t i = 0; i < length; ++i) {
    char32_t c = wide[static_cast<std::size_t>(i)];
    if (c >= 0xD800 && c < 0xDC00 && i + 1 < length) {
      c = 0x10000 + ((c - 0xD800) << 10U) + (wide[static_cast<std::size_t>(++i)] - 0xDC00U);
    }
    utf8::append(out, c);
  }
  return out;
}

// The separator that stands most often in the first line, outside quotes.
char separator_of(std::string_view text) {
  std::array<std::pair<char, int>, 3> counts{{{',', 0}, {'\t', 0}, {';', 0}}};
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (c == '\n' && !quoted) break;
    for (auto& [separator, count] : counts) count += !quoted && c == separator ? 1 : 0;
  }
  return std::max_element(counts.begin(), counts.end(),
                          [](const auto& a, const auto& b) { return a.second < b.second; })
      ->first;
}

class CsvRows final : public RowSource {
 public:
  explicit CsvRows(std::string text) : text_(std::move(text)), separator_(separator_of(text_)) {}

  Result<bool> next(Row& row) override {
    while (at_ < text_.size()) {
      row.number = line_;
      row.cells.clear();
      if (auto read = read_record(row); !read) return read.error();
      const bool filled = std::any_of(row.cells.begin(), row.cells.end(), [](const Cell& c) { return !c.is_empty(); });
      if (!filled) continue;
      if (++rows_ > max_rows) return Error("ledger_too_many_rows", {{"limit", std::to_string(max_rows)}});
      return true;
    }
    return false;
  }

 private:
  Result<void> read_record(Row& row) {
    for (;;) {
      row.cells.push_back(Cell::of(read_field()));
      if (row.cells.size() > static_cast<std::size_t>(max_columns)) {
        return Error("ledger_too_many_columns", {{"limit", std::to_string(max_columns)}});
      }
      if (at_ >= text_.size()) return {};
      const char c = text_[at_++];
      if (c == separator_) continue;
      if (c == '\r' && at_ < text_.size() && text_[at_] == '\n') ++at_;
      ++line_;
      return {};
    }
  }

  std::string read_field() {
    std::string out;
    if (at_ < text_.size() && text_[at_] == '"') {
      ++at_;
      while (at_ < text_.size()) {
        const char c = text_[at_++];
        if (c == '"') {
          if (at_ >= text_.size() || text_[at_] != '"') break;
          ++at_;
        }
        if (c == '\n') ++line_;
        out += c;
      }
    }
    while (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\n' && text_[at_] != '\r')
      out += text_[at_++];
    return out;
  }

  std::string text_;
  char separator_;
  std::size_t at_ = 0;
  int line_ = 1;
  int rows_ = 0;
};

}  // namespace

Result<std::unique_ptr<RowSource>> open_csv(std::string bytes) {
  if (bytes.starts_with(mark)) bytes.erase(0, mark.size());
  if (bytes.find('\0') != std::string::npos) return Error("ledger_file_unknown");
  if (!utf8::valid(bytes)) {
    auto text = from_gb18030(bytes);
    if (!text) return text.error();
    bytes = std::move(*text);
  }
  return std::unique_ptr<RowSource>(std::make_unique<CsvRows>(std::move(bytes)));
}

Result<OpenedFile> open_file(std::string bytes, std::string_view sheet) {
  // Compound files of the years before 2007: .xls, and .et of WPS.
  if (bytes.starts_with("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")) return Error("ledger_old_format");
  if (bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06")) return open_xlsx(bytes, sheet);
  if (bytes.empty()) return Error("ledger_file_unknown");
  auto rows = open_csv(std::move(bytes));
  if (!rows) return rows.error();
  OpenedFile out;
  out.rows = std::move(*rows);
  out.kind = "csv";
  return out;
}

}  // namespace bihuan::ledger
