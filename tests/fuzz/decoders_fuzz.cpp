// Decoders of what people and programs send: multipart bodies, JSON against a schema, queries, cookies, ledgers (.csv,
// .xlsx) and their profiles, and the text of the calendar feed. The first byte says which. However a body is cut into
// pieces, its reader must come to the same end; what is written comes back as it was.
#include <boost/json/parse.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "engine/base/utf8.h"
#include "engine/ledger/files.h"
#include "engine/ledger/profile.h"
#include "web/http/conditional.h"
#include "web/http/message.h"
#include "web/http/multipart.h"
#include "web/http/query.h"
#include "web/http/schema.h"
#include "web/http/text.h"
#include "web/outbound/calendar_feed.h"

using namespace bihuan;

namespace {

void demand(bool good) {
  if (!good) std::abort();
}

std::string read_multipart(std::string_view bytes, std::size_t piece) {
  std::string trace;
  http::MultipartReader reader("b", {[&](const http::MultipartPart& part) -> Result<void> {
                                       trace += "[" + part.name + (part.file_name ? "|" + *part.file_name : "") + "]";
                                       return {};
                                     },
                                     [&](std::string_view data) -> Result<void> {
                                       trace += data;
                                       return {};
                                     },
                                     [&]() -> Result<void> {
                                       trace += "\n";
                                       return {};
                                     }});
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    if (!reader.write(bytes.substr(at, piece))) return "refused";
  }
  return reader.finish() ? trace : "refused";
}

void multipart(std::string_view bytes) {
  if (bytes.empty()) return;
  const auto whole = read_multipart(bytes.substr(1), bytes.size());
  demand(whole == read_multipart(bytes.substr(1), 1 + static_cast<unsigned char>(bytes[0]) % 7U));
  static_cast<void>(http::multipart_boundary(bytes));
}

void json_body(std::string_view bytes) {
  static const http::Schemas schemas = [] {
    http::Schemas made;
    made.add("Any", R"({"type":"object","required":["a"],"additionalProperties":false,"properties":{
      "a":{"type":"string","minLength":1,"maxLength":9,"pattern":"^x+$"},"b":{"type":"array","maxItems":3,"items":{
      "type":["integer","null"],"minimum":-5,"maximum":5}},"c":{"oneOf":[{"enum":["p","q"]},{"type":"boolean"}]},
      "d":{"allOf":[{"type":"object"},{"required":["e"]}]},"f":{"type":"string","format":"date-time"}}})");
    return made;
  }();
  boost::system::error_code error;
  boost::json::parse_options options;
  options.max_depth = 64;
  const auto value = boost::json::parse(bytes, error, {}, options);
  if (error) return;
  const bool object = value.is_object();
  const auto problems = schemas.check("Any", value);
  demand(object || !problems.empty());
  if (object && problems.empty()) demand(value.get_object().contains("a"));
  static_cast<void>(ledger::profile_from_json(value));
}

void query(std::string_view bytes) {
  http::Request request;
  request.headers.add("Cookie", std::string(bytes));
  static_cast<void>(request.cookie("bihuan_session"));
  const auto target = http::parse_target("/x?" + std::string(bytes));
  if (!target) return;
  const std::vector<http::QueryParameter> known = {
      {"n", "integer"}, {"open", "boolean"}, {"from", "date"}, {"sort", "list", "", {"a", "b"}}, {"fields.*"}};
  request.query = target->query;
  if (!http::query_problems(target->query, known).empty()) return;
  static_cast<void>(request.query_list("sort"));
  static_cast<void>(request.query_family("fields."));
  if (request.query_text("n")) demand(request.query_integer("n").has_value());
  if (request.query_text("open")) demand(request.query_boolean("open").has_value());
}

void rows_of(std::string_view bytes) {
  auto opened = ledger::open_file(std::make_shared<const std::string>(bytes));
  if (!opened) return;
  ledger::Row row;
  for (int i = 0, last = 0; i < 5'000; ++i) {
    const auto next = opened->rows->next(row);
    if (!next || !*next) return;
    demand(row.number > last);
    last = row.number;
    for (const auto& cell : row.cells) demand(utf8::valid(cell.text));
  }
}

void feed(std::string_view bytes) {
  const std::string text(bytes);
  if (!utf8::valid(text)) return;
  const auto written = outbound::calendar_feed("x", {{"u", text, text, "http://localhost/", "2022-08-01", 0, 0, 1}});
  int events = 0;
  for (std::size_t at = 0; at < written.size();) {
    const auto end = written.find("\r\n", at);
    demand(end != std::string::npos && end - at <= 75);
    const auto line = std::string_view(written).substr(at, end - at);
    demand(line.find('\n') == std::string_view::npos && line.find('\r') == std::string_view::npos);
    events += line == "BEGIN:VEVENT" ? 1 : 0;
    at = end + 2;
  }
  demand(events == 1);  // no text makes an entry of its own
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1 || size > 8'000) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 5) {
    case 0:
      multipart(bytes);
      break;
    case 1:
      json_body(bytes);
      break;
    case 2:
      query(bytes);
      break;
    case 3:
      rows_of(bytes);
      break;
    default:
      feed(bytes);
  }
  return 0;
}
