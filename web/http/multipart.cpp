#include "web/http/multipart.h"

#include <algorithm>

#include "web/http/text.h"

namespace bihuan::http {
namespace {

constexpr std::size_t most_header_bytes = 8 * 1024;
constexpr int most_parts = 32;

Error malformed(const char* reason) {
  return Error("multipart_malformed", {{"reason", reason}});
}

// The value of a parameter of a header field, quoted or not; nothing when it is not there. Browsers write a quote
// inside a name as %22 and a line break as %0D%0A (HTML standard), older ones with a backslash.
std::optional<std::string> parameter(std::string_view field, std::string_view wanted) {
  for (std::size_t at = field.find(';'); at != std::string_view::npos && at < field.size();) {
    auto rest = field.substr(at + 1);
    const auto equals = rest.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    const bool found = equal_ignoring_case(trim(rest.substr(0, equals)), wanted);
    std::size_t end = equals + 1;
    std::string value;
    if (end < rest.size() && rest[end] == '"') {
      for (++end; end < rest.size() && rest[end] != '"'; ++end) {
        const bool escaped =
            rest[end] == '\\' && end + 1 < rest.size() && (rest[end + 1] == '"' || rest[end + 1] == '\\');
        if (escaped) ++end;
        value += rest[end];
      }
      if (end == rest.size()) return std::nullopt;  // the quote is not closed
      end = std::min(rest.find(';', end), rest.size());
    } else {
      end = std::min(rest.find(';', end), rest.size());
      value = std::string(trim(rest.substr(equals + 1, end - equals - 1)));
    }
    if (found) return value;
    at += 1 + end;
  }
  return std::nullopt;
}

bool is_boundary(std::string_view text) {
  static constexpr std::string_view others = "'()+_,-./:=? ";
  return !text.empty() && text.size() <= 70 && text.back() != ' ' && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           others.find(c) != std::string_view::npos;
  });
}

}  // namespace

std::optional<std::string> multipart_boundary(std::string_view content_type) {
  if (!equal_ignoring_case(trim(content_type.substr(0, content_type.find(';'))), "multipart/form-data")) {
    return std::nullopt;
  }
  auto boundary = parameter(content_type, "boundary");
  if (!boundary || !is_boundary(*boundary)) return std::nullopt;
  return boundary;
}

MultipartReader::MultipartReader(std::string_view boundary, Events events)
    : events_(std::move(events)), delimiter_("\r\n--" + std::string(boundary)) {}

Result<void> MultipartReader::write(std::string_view bytes) {
  buffer_.append(bytes);
  for (;;) {
    const auto went = step();
    if (!went) return went.error();
    if (!*went) return {};
  }
}

Result<void> MultipartReader::finish() const {
  if (at_ != At::epilogue) return malformed("it ends before its closing line");
  return {};
}

Result<bool> MultipartReader::step() {
  switch (at_) {
    case At::preamble: {
      const auto found = buffer_.find(delimiter_);
      if (found == std::string::npos) {
        if (buffer_.size() > most_header_bytes) return malformed("no boundary at its beginning");
        return false;
      }
      buffer_.erase(0, found + delimiter_.size());
      at_ = At::after_boundary;
      return true;
    }
    case At::after_boundary:
      if (buffer_.size() < 2) return false;
      if (buffer_.starts_with("--")) {
        at_ = At::epilogue;
      } else if (buffer_.starts_with("\r\n")) {
        if (++parts_ > most_parts) return malformed("too many parts");
        at_ = At::headers;  // the line break stays: a part without header fields has the empty line at once
      } else {
        return malformed("something behind a boundary");
      }
      return true;
    case At::headers:
      return read_headers();
    case At::content:
      return read_content();
    case At::epilogue:
      buffer_.clear();
      return false;
  }
  return false;
}

Result<bool> MultipartReader::read_headers() {
  const auto end = buffer_.find("\r\n\r\n");
  if (end == std::string::npos) {
    if (buffer_.size() > most_header_bytes) return malformed("the header of a part is too long");
    return false;
  }
  MultipartPart part;
  bool named = false;
  for (std::size_t at = 2; at < end;) {
    const auto line_end = std::min(buffer_.find("\r\n", at), end);
    const auto line = std::string_view(buffer_).substr(at, line_end - at);
    at = line_end + 2;
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return malformed("a header field without a colon");
    if (!equal_ignoring_case(trim(line.substr(0, colon)), "Content-Disposition")) continue;
    const auto name = parameter(line.substr(colon + 1), "name");
    if (name) part.name = *name;
    named = name.has_value();
    part.file_name = parameter(line.substr(colon + 1), "filename");
  }
  if (!named) return malformed("a part without a name");
  buffer_.erase(0, end + 4);
  at_ = At::content;
  if (const auto begun = events_.begin(part); !begun) return begun.error();
  return true;
}

Result<bool> MultipartReader::read_content() {
  const auto found = buffer_.find(delimiter_);
  // What could be the beginning of the delimiter waits for the next piece.
  const auto sure = found != std::string::npos           ? found
                    : buffer_.size() < delimiter_.size() ? 0
                                                         : buffer_.size() - (delimiter_.size() - 1);
  if (sure > 0) {
    if (const auto taken = events_.data(std::string_view(buffer_).substr(0, sure)); !taken) return taken.error();
    buffer_.erase(0, sure);
  }
  if (found == std::string::npos) return false;
  buffer_.erase(0, delimiter_.size());
  at_ = At::after_boundary;
  if (const auto ended = events_.end(); !ended) return ended.error();
  return true;
}

}  // namespace bihuan::http
