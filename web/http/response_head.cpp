#include "web/http/response_head.h"

#include <limits>
#include <utility>

#include "web/http/text.h"

namespace bihuan::http {

std::string_view reason_phrase(int status) {
  static constexpr std::pair<int, std::string_view> phrases[] = {{100, "Continue"},
                                                                 {200, "OK"},
                                                                 {201, "Created"},
                                                                 {202, "Accepted"},
                                                                 {204, "No Content"},
                                                                 {206, "Partial Content"},
                                                                 {301, "Moved Permanently"},
                                                                 {302, "Found"},
                                                                 {303, "See Other"},
                                                                 {304, "Not Modified"},
                                                                 {400, "Bad Request"},
                                                                 {401, "Unauthorized"},
                                                                 {403, "Forbidden"},
                                                                 {404, "Not Found"},
                                                                 {405, "Method Not Allowed"},
                                                                 {406, "Not Acceptable"},
                                                                 {408, "Request Timeout"},
                                                                 {409, "Conflict"},
                                                                 {410, "Gone"},
                                                                 {411, "Length Required"},
                                                                 {412, "Precondition Failed"},
                                                                 {413, "Content Too Large"},
                                                                 {415, "Unsupported Media Type"},
                                                                 {416, "Range Not Satisfiable"},
                                                                 {417, "Expectation Failed"},
                                                                 {421, "Misdirected Request"},
                                                                 {422, "Unprocessable Content"},
                                                                 {428, "Precondition Required"},
                                                                 {429, "Too Many Requests"},
                                                                 {431, "Request Header Fields Too Large"},
                                                                 {500, "Internal Server Error"},
                                                                 {501, "Not Implemented"},
                                                                 {503, "Service Unavailable"},
                                                                 {505, "HTTP Version Not Supported"}};
  for (const auto& [code, phrase] : phrases) {
    if (code == status) return phrase;
  }
  return "";
}

namespace {

// The same for a whole second.
const std::string& date_of(Millis now) {
  thread_local std::int64_t second = std::numeric_limits<std::int64_t>::min();
  thread_local std::string text;
  if (std::exchange(second, now / 1000) != now / 1000) text = http_date(now);
  return text;
}

}  // namespace

std::string response_head(const Response& response, Millis now, Framing framing) {
  std::string head;
  head.reserve(1024);
  head.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ").append(reason_phrase(response.status));
  head.append("\r\nDate: ").append(date_of(now)).append("\r\n");
  for (const auto& [name, value] : response.headers.fields()) {
    head.append(name).append(": ").append(value).append("\r\n");
  }
  if (framing.chunked) head += "Transfer-Encoding: chunked\r\n";
  if (framing.close) {
    head += "Connection: close\r\n";
  } else if (framing.keep) {
    head += "Connection: keep-alive\r\n";
  }
  head += "\r\n";
  return head;
}

}  // namespace bihuan::http
