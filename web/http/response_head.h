// The first bytes of an answer: status line and header fields. Pure. Internal to web/http.
#pragma once

#include <string>

#include "web/http/message.h"

namespace bihuan::http {

struct Framing {
  bool close = false;    // Connection: close
  bool keep = false;     // Connection: keep-alive, which HTTP/1.0 wants to be told
  bool chunked = false;  // Transfer-Encoding: chunked
};

[[nodiscard]] std::string response_head(const Response& response, Millis now, Framing framing);
[[nodiscard]] std::string_view reason_phrase(int status);

}  // namespace bihuan::http
