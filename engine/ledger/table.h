// A ledger as rows of cells, whatever file it came from: the seam between the readers of .xlsx and .csv and the import.
// Values. A source belongs to one thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/error.h"

namespace bihuan::ledger {

enum class CellKind : std::uint8_t { empty, text, number, boolean, date };

// `text` is what a person would see, in UTF-8. `date`: a number that the workbook shows as a date: days since the epoch
// of the workbook, with the time of day as the fraction.
struct Cell {
  CellKind kind = CellKind::empty;
  std::string text;
  double number = 0;

  static Cell of(std::string text);
  static Cell of_number(double number);
  static Cell of_date(double serial, std::string text);
  [[nodiscard]] bool is_empty() const;  // also text of nothing but blanks
};

struct Row {
  int number = 0;  // as the spreadsheet counts, from 1
  std::vector<Cell> cells;
};

// One pass over a table; rows without a filled cell may be left out.
class RowSource {
 public:
  virtual ~RowSource() = default;
  // The next row; false at the end. After an error nothing more comes.
  [[nodiscard]] virtual Result<bool> next(Row& row) = 0;
  // Workbooks made on old Macs count days from 1904.
  [[nodiscard]] virtual bool counts_from_1904() const { return false; }
};

}  // namespace bihuan::ledger
