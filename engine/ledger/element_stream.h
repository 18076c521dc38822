// One kind of element of a large XML part, one after the other: <row> of a sheet, <si> of the shared strings. Each is
// handed out as text for the parser alone, so that the part never stands in memory as a whole or as a tree.
// Belongs to one thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "engine/report/package.h"

namespace bihuan::ledger {

class ElementStream {
 public:
  // Elements called `element`, with or without a prefix; reading ends with the end tag of `inside`.
  ElementStream(std::unique_ptr<report::PartStream> part, std::string_view element, std::string_view inside);

  // The next element with its tags, in `text` until the next call; false at the end.
  // Errors: ledger_file_broken {part} (damaged, not well formed, an element beyond all reason).
  [[nodiscard]] Result<bool> next(std::string_view& text);

 private:
  [[nodiscard]] Result<bool> fill();  // false: the part has ended
  [[nodiscard]] Result<bool> complete(std::size_t begin, std::size_t name_end);

  std::unique_ptr<report::PartStream> part_;
  std::string element_, inside_;
  std::string buffer_;
  std::size_t at_ = 0;   // what is before was handed out
  std::size_t end_ = 0;  // of the element that complete() found
  bool ended_ = false;
};

}  // namespace bihuan::ledger
