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
  std::string out;
  std::array<char16_t, 4096> units{};
  const char* from = bytes.data();
  const char* end = from + bytes.size();
  char32_t high = 0;  // the first half of a pair
  for (bool more = true; more && (U_SUCCESS(status));) {
    char16_t* to = units.data();
    ucnv_toUnicode(converter, &to, units.data() + units.size(), &from, end, nullptr, true, &status);
    more = status == U_BUFFER_OVERFLOW_ERROR;
    if (more) status = U_ZERO_ERROR;
    for (const char16_t* unit = units.data(); unit != to; ++unit) {
      if (*unit >= 0xD800 && *unit < 0xDC00) {
        high = *unit;
      } else if (*unit >= 0xDC00 && *unit < 0xE000) {
        utf8::append(out, 0x10000 + ((high - 0xD800) << 10U) + (*unit - 0xDC00U));
      } else {
        utf8::append(out, *unit);
      }
    }
  }
  ucnv_close(converter);
  if (U_FAILURE(status)) return Error("ledger_encoding");
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
  explicit CsvRows(std::shared_ptr<const std::string> text)
      : whole_(std::move(text)), text_(*whole_), separator_(separator_of(text_)) {
    if (text_.starts_with(mark)) text_.remove_prefix(mark.size());
  }

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
      auto field = read_field();
      if (!field) return field.error();
      row.cells.push_back(Cell::of(std::move(*field)));
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

  Result<std::string> read_field() {
    std::string out;
    if (at_ < text_.size() && text_[at_] == '"') {
      const int opened = line_;
      bool closed = false;
      ++at_;
      while (at_ < text_.size()) {
        const char c = text_[at_++];
        if (c == '"') {
          closed = at_ >= text_.size() || text_[at_] != '"';
          if (closed) break;
          ++at_;
        }
        if (c == '\n') ++line_;
        out += c;
      }
      if (!closed) return Error("ledger_quote_open", {{"row", std::to_string(opened)}});
    }
    while (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\n' && text_[at_] != '\r')
      out += text_[at_++];
    return out;
  }

  std::shared_ptr<const std::string> whole_;
  std::string_view text_;
  char separator_;
  std::size_t at_ = 0;
  int line_ = 1;
  int rows_ = 0;
};

}  // namespace

Result<OpenedFile> open_csv(std::shared_ptr<const std::string> bytes) {
  if (bytes->find('\0') != std::string::npos) return Error("ledger_file_unknown");
  OpenedFile out;
  out.kind = "csv";
  out.encoding = "UTF-8";
  if (!utf8::valid(*bytes)) {
    auto text = from_gb18030(*bytes);
    if (!text) return text.error();
    bytes = std::make_shared<const std::string>(std::move(*text));
    out.encoding = "GB18030";
  }
  out.rows = std::make_unique<CsvRows>(std::move(bytes));
  return out;
}

Result<OpenedFile> open_file(std::shared_ptr<const std::string> bytes, std::string_view sheet) {
  if (bytes->size() > max_file_bytes) {
    return Error("ledger_file_too_large", {{"limit", std::to_string(max_file_bytes >> 20U)}});
  }
  // Compound files of the years before 2007 (.xls, .et of WPS), and workbooks with a password.
  if (bytes->starts_with("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")) return Error("ledger_old_format");
  if (bytes->starts_with("PK\x03\x04") || bytes->starts_with("PK\x05\x06")) return open_xlsx(std::move(bytes), sheet);
  if (bytes->empty()) return Error("ledger_file_unknown");
  return open_csv(std::move(bytes));
}

}  // namespace bihuan::ledger
