#include "tests/served/client.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstdlib>
#include <fstream>

#include "tests/served/unpacked.h"
#include "tests/support/catch.h"

namespace bihuan::tests {

namespace json = boost::json;

namespace {

std::string all_of(http::BodySource& source) {
  std::string bytes(source.size().value_or(1 << 20), '\0');
  bytes.resize(source.read(0, bytes));
  return bytes;
}

bool is_json(const http::Headers& headers) {
  const auto type = headers.get("Content-Type");
  return type.starts_with("application/json") || type.starts_with("application/problem+json");
}

}  // namespace

std::string Answer::code() const {
  const auto* object = body.if_object();
  const auto* code = object == nullptr ? nullptr : object->if_contains("code");
  return code != nullptr && code->is_string() ? std::string(code->get_string()) : std::string{};
}

Client::Client(test::OfficeOptions options, bool fresh)
    : ServedOffice(
          std::move(options),
          [](const http::Request& request, const std::string& what) { UNSCOPED_INFO(request.target << ": " << what); },
          fresh) {}

Answer Client::send(const std::string& person, http::Method method, const std::string& path, const std::string& body,
                    const std::string& if_match) {
  Ask ask{.person = person, .method = method, .path = path, .body = body};
  if (!if_match.empty()) ask.headers.emplace_back("If-Match", if_match);
  return send(ask);
}

http::Request Client::request_of(const Ask& ask) {
  http::Request request;
  request.method = ask.method;
  request.target = ask.path;
  request.client = "127.0.0.1";
  request.headers.add("Host", "localhost");
  if (!ask.origin.empty()) request.headers.add("Origin", ask.origin);
  if (!ask.type.empty()) request.headers.add("Content-Type", ask.type);
  request.headers.add("Idempotency-Key", ask.key.empty() ? "request-" + std::to_string(++sent_) : ask.key);
  if (!ask.token.empty()) {
    request.headers.add("Authorization", "Bearer " + ask.token);
  } else if (!ask.person.empty()) {
    request.headers.add("Cookie", std::string(api::session_cookie) + "=" + session_of(ask.person));
  }
  for (const auto& [name, value] : ask.headers) request.headers.set(name, value);
  request.body = ask.body;
  request.id = "r" + std::to_string(++sent_);
  request.now = office.clock.now();
  return request;
}

Answer Client::send(const Ask& ask) {
  auto request = request_of(ask);
  const http::Response response = dispatcher().handle(request);
  Answer answer{.status = response.status,
                .etag = std::string(response.headers.get("ETag")),
                .body = nullptr,
                .text = {},
                .headers = response.headers,
                .route = request.route};
  if (const auto* text = std::get_if<std::string>(&response.body)) answer.text = *text;
  if (const auto* text = std::get_if<std::shared_ptr<const std::string>>(&response.body)) answer.text = **text;
  if (const auto* source = std::get_if<std::shared_ptr<http::BodySource>>(&response.body))
    answer.text = all_of(**source);
  if (is_json(response.headers)) {
    boost::system::error_code error;
    answer.body = json::parse(answer.text, error);
  }
  check(ask, answer);
  record(ask, answer);
  return answer;
}

void Client::check(const Ask& ask, const Answer& answer) const {
  INFO(http::method_name(ask.method) << " " << ask.path << " as " << ask.person << ": " << answer.status << " "
                                     << answer.text.substr(0, 500));
  CHECK(answer.status != 500);
  CHECK(answer.headers.get("X-Content-Type-Options") == "nosniff");
  const auto policy = answer.headers.get("Content-Security-Policy");
  CHECK(policy.starts_with("default-src 'none'"));
  CHECK(policy.find("script-src") == std::string_view::npos);  // no page of ours comes from the API
  if (answer.headers.get("Content-Type").starts_with("text/html")) check_page(answer.text);
  if (ask.method == http::Method::head || answer.status == 204 || answer.status == 304) return;
  std::string schema = answer.status >= 400 ? "Problem" : "";
  if (answer.status >= 400) CHECK(answer.headers.get("Content-Type") == "application/problem+json");
  if (answer.status < 300 && answer.route != nullptr) {
    const auto named = std::find_if(answer.route->answers.begin(), answer.route->answers.end(),
                                    [&](const http::Answer& one) { return one.status == answer.status; });
    REQUIRE(named != answer.route->answers.end());
    schema = named->schema;
  }
  if (schema.empty()) return;
  for (const auto& problem : schemas.check(schema, answer.body)) {
    FAIL_CHECK(schema << " " << problem.pointer << ": " << problem.error.message());
  }
}

// With BIHUAN_RECORD set, every answer goes as a line of JSON into that file: tests/openapi checks them with a
// validator that knows nothing of ours.
void Client::record(const Ask& ask, const Answer& answer) const {
  static const char* const path = std::getenv("BIHUAN_RECORD");
  if (path == nullptr || answer.route == nullptr || ask.method == http::Method::head) return;
  static std::ofstream lines(path, std::ios::binary);
  const json::object line{{"operation", answer.route->name}, {"path", ask.path},
                          {"status", answer.status},         {"type", std::string(answer.headers.get("Content-Type"))},
                          {"json", is_json(answer.headers)}, {"body", answer.body}};
  lines << json::serialize(line) << "\n" << std::flush;
}

std::vector<std::string> Client::events_since(std::size_t seen) {
  std::vector<std::string> types;
  for (const auto& row : office.store->read()->cases().all_history(0, 100'000)) {
    const auto written = json::parse(row.body);
    for (const auto& event : written.as_array()) types.emplace_back(event.at("type").as_string());
  }
  types.erase(types.begin(), types.begin() + static_cast<std::ptrdiff_t>(std::min(seen, types.size())));
  return types;
}

std::vector<std::string> Client::log() {
  std::vector<std::string> entries;
  for (const auto& entry : office.store->read()->records().log({.limit = 10'000}).items) {
    entries.push_back(entry.action + " " + entry.subject);
  }
  std::reverse(entries.begin(), entries.end());
  return entries;
}

std::int64_t Client::file_report() {
  const auto filed = post("grid_member-jinping", "/api/v1/cases", R"({"workflow":"grid-report","fields":{
    "subject":"露天焚烧","summary":"田间焚烧秸秆","class":"秸秆焚烧","types":["大气"],"site":"村口",
    "place":{"text":"锦屏","lat":29.6,"lon":121.4},"urgency":"一般","on_the_spot":false}})");
  INFO(filed.text);
  REQUIRE(filed.status == 201);
  return filed.body.at("id").as_int64();
}

}  // namespace bihuan::tests
