// Opening what people hand in: .xlsx and .csv become rows of cells; everything else is refused with the way out.
// A source belongs to one thread and keeps what it needs of the bytes.
//
// Errors: ledger_old_format (.xls, .et), ledger_macros, ledger_file_unknown, ledger_file_broken {part},
// ledger_zip_broken, ledger_file_hostile, ledger_file_too_large {limit}, ledger_too_much_text {limit},
// ledger_too_many_rows {limit}, ledger_too_many_columns {limit}, ledger_sheet_unknown {sheet}, ledger_encoding.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.h"
#include "engine/ledger/table.h"

namespace bihuan::ledger {

inline constexpr int max_rows = 200'000;
inline constexpr int max_columns = 400;
inline constexpr std::size_t max_file_bytes = 64U << 20U;  // as handed in

struct OpenedFile {
  std::unique_ptr<RowSource> rows;
  std::string kind;                 // "xlsx" or "csv"
  std::string encoding;             // of a .csv: "UTF-8" or "GB18030"
  std::vector<std::string> sheets;  // of a workbook: names of the visible ones
  std::string sheet;                // the one that is read
};

// Told apart by their content, not by their name. `sheet`: name of the sheet to read; empty: the first visible one.
// The bytes may be opened as often as wanted; of a workbook only what is being read is unpacked.
[[nodiscard]] Result<OpenedFile> open_file(std::shared_ptr<const std::string> bytes, std::string_view sheet = {});

// UTF-8 (with or without a mark), else GB18030; separated by , ; or tabs; quoted as RFC 4180 says.
[[nodiscard]] Result<OpenedFile> open_csv(std::shared_ptr<const std::string> bytes);
[[nodiscard]] Result<OpenedFile> open_xlsx(std::shared_ptr<const std::string> bytes, std::string_view sheet = {});

// Whether a number format of a workbook shows a date or time: "yyyy-mm-dd", "[$-804]yyyy年m月d日", not "0.00" or
// "General".
[[nodiscard]] bool shows_date(std::string_view number_format);

}  // namespace bihuan::ledger
