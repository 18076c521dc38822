// HTTP/1.1 requests from bytes (RFC 9112), stricter than the RFC where leniency invites smuggling: no line folding, no
// bare CR or LF, no second Content-Length or Host, no Transfer-Encoding but "chunked" alone.
// One parser a connection, used for one request after another; not shared between threads. Never throws on input.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "web/http/message.h"

namespace bihuan::http {

class RequestParser {
 public:
  enum class State { header, body, done, failed };

  explicit RequestParser(std::size_t header_limit);
  ~RequestParser();
  RequestParser(RequestParser&&) noexcept;

  // Takes bytes that were read. Goes on until the header is complete; the body waits for read_body().
  void feed(std::string_view bytes);
  [[nodiscard]] State state() const;
  // True when nothing of the next request has arrived.
  [[nodiscard]] bool is_empty() const;

  // From the header; valid in states body and done.
  void fill(Request& request);  // method, target, headers; once
  [[nodiscard]] bool is_known_method() const;
  [[nodiscard]] bool keep_alive() const;
  [[nodiscard]] int minor_version() const;
  [[nodiscard]] bool expects_continue() const;
  [[nodiscard]] bool expects_unknown() const;
  [[nodiscard]] std::optional<std::uint64_t> content_length() const;

  // Body bytes that have arrived, at most `most`; empty when more must be fed first (or the state is done or failed).
  [[nodiscard]] std::string read_body(std::size_t most);

  // In state failed: what to answer.
  [[nodiscard]] int failure_status() const;
  [[nodiscard]] std::string_view failure_code() const;

  // Begins the next request; bytes that were fed behind the last one are kept (pipelining).
  void next();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace bihuan::http
