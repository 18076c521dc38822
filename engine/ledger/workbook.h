// Writing a ledger as .xlsx: a title, a line that says who exported it and when, headings, rows. Row by row to a file,
// nothing held; text is always written as text, whatever it begins with. Belongs to one thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/ledger/table.h"

namespace bihuan::ledger {

struct WorkbookText {
  std::string title;
  std::string watermark;  // under the title, and on every printed page
  std::string sheet;      // its name
  std::vector<std::string> headings;
  std::int64_t created = 0;  // seconds since 1970: what the file says of itself
};

class LedgerWorkbook {
 public:
  // Throws std::runtime_error when the file cannot be written.
  LedgerWorkbook(const std::string& path, const WorkbookText& text);
  ~LedgerWorkbook();
  LedgerWorkbook(const LedgerWorkbook&) = delete;
  LedgerWorkbook& operator=(const LedgerWorkbook&) = delete;

  void add(const std::vector<Cell>& cells);
  // Throws std::runtime_error when the disk is full.
  void finish();

 private:
  struct Book;
  std::unique_ptr<Book> book_;
};

}  // namespace bihuan::ledger
