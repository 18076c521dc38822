// multipart/form-data (RFC 7578, RFC 2046 section 5.1) read piece by piece, wherever the pieces are cut. Pure but for
// its callbacks; belongs to one request. What is not such a body is `multipart_malformed`; headers of a part above 8
// KiB and more than 32 parts are, too.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/error.h"

namespace bihuan::http {

// The boundary in "multipart/form-data; boundary=…"; nothing for another type, or a boundary that RFC 2046 forbids.
[[nodiscard]] std::optional<std::string> multipart_boundary(std::string_view content_type);

struct MultipartPart {
  std::string name;
  std::optional<std::string> file_name;  // set: a file, whatever it is called
};

class MultipartReader {
 public:
  struct Events {
    std::function<Result<void>(const MultipartPart&)> begin;
    std::function<Result<void>(std::string_view)> data;
    std::function<Result<void>()> end;
  };
  MultipartReader(std::string_view boundary, Events events);

  [[nodiscard]] Result<void> write(std::string_view bytes);
  // Refuses multipart_malformed when the closing line has not come.
  [[nodiscard]] Result<void> finish() const;

 private:
  enum class At { preamble, after_boundary, headers, content, epilogue };
  // One step over what is buffered; false when more bytes are needed.
  [[nodiscard]] Result<bool> step();
  [[nodiscard]] Result<bool> read_content();
  [[nodiscard]] Result<bool> read_headers();

  Events events_;
  std::string delimiter_;        // "\r\n--BOUNDARY"
  std::string buffer_ = "\r\n";  // so that the first boundary is a line like any other
  At at_ = At::preamble;
  int parts_ = 0;
};

}  // namespace bihuan::http
