// The way of a request: bytes → parser → target → dispatcher. However the bytes are cut into pieces, the parser must
// come to the same end; what it lets through is well formed; an answer never carries a line break in a header.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "web/http/dispatcher.h"
#include "web/http/problem.h"
#include "web/http/request_parser.h"
#include "web/http/text.h"

using namespace bihuan::http;

namespace {

void demand(bool good) {
  if (!good) std::abort();
}

// Feeds `bytes` in pieces of `piece` and reads up to 20 messages.
std::string parse(std::string_view bytes, std::size_t piece) {
  RequestParser parser(4096);
  std::string trace;
  std::string body;
  int messages = 0;
  for (std::size_t at = 0;;) {
    while (parser.state() == RequestParser::State::body) {
      const auto part = parser.read_body(1 << 20);
      body += part;
      if (part.empty()) break;
    }
    if (parser.state() == RequestParser::State::failed) {
      return trace + "failed";
    }
    if (parser.state() == RequestParser::State::done) {
      body += parser.read_body(1 << 20);
      Request request;
      parser.fill(request);
      demand(is_token(method_name(request.method)));
      demand(request.headers.count("Host") <= 1 && request.headers.count("Content-Length") <= 1);
      demand(!(request.headers.has("Content-Length") && request.headers.has("Transfer-Encoding")));
      for (const auto& [name, value] : request.headers.fields()) demand(is_token(name) && is_field_value(value));
      trace += request.target + "|" + body + "\n";
      body.clear();
      if (++messages == 20) return trace;
      parser.next();
      continue;
    }
    if (at >= bytes.size()) return trace + "more";
    const auto n = std::min(piece, bytes.size() - at);
    parser.feed(bytes.substr(at, n));
    at += n;
  }
}

const Dispatcher& dispatcher() {
  static RouteTable table;
  static Schemas schemas;
  static const Dispatcher made = [] {
    schemas.add("Any", R"({"type":"object","properties":{"a":{"type":"string","pattern":"^x+$"},"b":{"type":"array",
      "items":{"type":"integer","minimum":0}},"c":{"oneOf":[{"type":"string"},{"type":"null"}]}},"required":["a"]})");
    const auto echo = [](const Request& request) {
      Response response = json_response(request.json);
      for (const auto& [name, value] : request.query) response.headers.add("X-" + name, value);
      response.headers.add("ETag", "\"1\"");
      response.ranges = true;
      return response;
    };
    table.add(
        {.pattern = "/a/{id:int}", .name = "a", .access = Access::open, .query = {{.name = "*"}}, .handler = echo});
    table.add({.method = Method::post,
               .pattern = "/b/{x}/f.{y}",
               .name = "b",
               .access = Access::open,
               .query = {{.name = "n", .type = "integer"}, {.name = "f.*"}, {.name = "d", .type = "date"}},
               .body = BodyKind::json,
               .request_schema = "Any",
               .handler = echo});
    table.add({.pattern = "/{path:rest}", .name = "rest", .access = Access::open, .handler = echo});
    return Dispatcher(table, schemas, {});
  }();
  return made;
}

void dispatch(std::string_view bytes) {
  RequestParser parser(1 << 16);
  parser.feed(bytes);
  if (parser.state() != RequestParser::State::body && parser.state() != RequestParser::State::done) return;
  Request request;
  parser.fill(request);
  request.body = parser.read_body(1 << 16);
  const auto response = dispatcher().handle(request);
  demand(response.status >= 200 && response.status < 600 && response.status != 500);
  for (const auto& [name, value] : response.headers.fields()) demand(is_token(name) && is_field_value(value));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2 || size > 4'000) return 0;  // below the limits, which may tell pieces from a whole
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto whole = parse(bytes, bytes.size());
  demand(whole == parse(bytes, 1 + data[0] % 64U));
  dispatch(bytes);
  if (const auto target = parse_target(bytes)) {
    for (const auto& segment : target->segments) {
      demand(segment != ".." && segment != "." && segment.find('/') == std::string::npos &&
             segment.find('\0') == std::string::npos);
    }
  }
  if (const auto decoded = percent_decode(bytes)) demand(percent_decode(percent_encode(*decoded)) == decoded);
  if (const auto date = parse_http_date(bytes)) demand(parse_http_date(http_date(*date)) == date);
  static_cast<void>(choose_language(bytes, "en"));
  static_cast<void>(accepts_encoding(bytes, "br"));
  static_cast<void>(accepts_media(bytes, "text/html"));
  return 0;
}
