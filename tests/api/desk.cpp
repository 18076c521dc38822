#include "tests/api/desk.h"

#include <boost/json/parse.hpp>

#include "engine/report/circular_loop.h"
#include "engine/report/documents.h"
#include "tests/support/catch.h"

namespace bihuan::tests {

namespace json = boost::json;

std::string Answer::code() const {
  const auto* object = body.if_object();
  const auto* code = object == nullptr ? nullptr : object->if_contains("code");
  return code != nullptr && code->is_string() ? std::string(code->get_string()) : std::string{};
}

Desk::Desk(test::OfficeOptions options, std::shared_ptr<const report::OfficeSettings> settings)
    : office(std::move(options)) {
  services_ = std::make_unique<api::Services>(
      api::Services{*office.service, *office.definitions, *office.blobs, *office.sealing, events});
  if (settings != nullptr) {
    services_->facts = report::office_facts(*this->office.service, "").value();
    services_->facts->set_office(std::move(settings));
  }
  api::add_api_routes(table, schemas, *services_);
  imports_ = api::add_ledger_routes(table, schemas, *services_,
                                    {[](const std::string& person, const std::string& by) -> Result<std::string> {
                                      return by + "-lets-in-" + person;
                                    }});
  http::DispatcherOptions dispatching;
  dispatching.authenticate = [this](const http::Request& request) -> Result<http::Principal> {
    http::Principal principal;
    principal.person = std::string(request.headers.get("X-Person"));
    if (!principal.person.empty()) principal.session = "test";
    if (const auto acting = acting_.find(principal.person); acting != acting_.end())
      principal.on_behalf_of = acting->second;
    // People of the test office are called after their role: "clerk", "handler-xikou"; the command room's is "command".
    principal.roles = {principal.person == "command" ? "command_room"
                                                     : principal.person.substr(0, principal.person.find('-'))};
    return principal;
  };
  dispatching.on_error = [](const http::Request& request, const std::string& what) {
    UNSCOPED_INFO(request.target << ": " << what);
  };
  dispatcher_ = std::make_unique<http::Dispatcher>(table, schemas, std::move(dispatching));
}

Desk::~Desk() {
  imports_->stop();
}

Answer Desk::send(const std::string& person, http::Method method, const std::string& path, const std::string& body,
                  const std::string& if_match) {
  http::Request request;
  request.method = method;
  request.target = path;
  request.headers.add("Host", "localhost");
  request.headers.add("Origin", "http://localhost");
  request.headers.add("Content-Type", "application/json");
  ++sent_;
  request.headers.add("Idempotency-Key", key_.empty() ? "request-" + std::to_string(sent_) : std::exchange(key_, {}));
  if (!person.empty()) request.headers.add("X-Person", person);
  if (!if_match.empty()) request.headers.add("If-Match", if_match);
  if (!preference_.empty()) request.headers.add("Prefer", std::exchange(preference_, {}));
  request.body = body;
  request.id = "r" + std::to_string(sent_);
  request.now = office.clock.now();
  http::Response response = dispatcher_->handle(request);
  Answer answer;
  answer.status = response.status;
  answer.headers = response.headers;
  answer.etag = std::string(response.headers.get("ETag"));
  if (const auto* text = std::get_if<std::string>(&response.body)) answer.text = *text;
  if (const auto* shared = std::get_if<std::shared_ptr<const std::string>>(&response.body)) answer.text = **shared;
  if (const auto* source = std::get_if<std::shared_ptr<http::BodySource>>(&response.body)) {
    answer.text.resize((*source)->size().value_or(0));
    answer.text.resize((*source)->read(0, answer.text));
  }
  boost::system::error_code error;
  answer.body = json::parse(answer.text, error);
  if (response.status < 300 && request.route != nullptr) {
    for (const auto& named : request.route->answers) {
      if (named.status != response.status || named.schema.empty()) continue;
      for (const auto& problem : schemas.check(named.schema, answer.body)) {
        FAIL_CHECK(path << " " << problem.pointer << ": " << problem.error.message());
      }
    }
  }
  return answer;
}

http::Response Desk::send_raw(const std::string& person, const std::string& path, const std::string& last_event_id) {
  http::Request request;
  request.target = path;
  request.headers.add("Host", "localhost");
  request.headers.add("X-Person", person);
  if (!last_event_id.empty()) request.headers.add("Last-Event-ID", last_event_id);
  request.now = office.clock.now();
  return dispatcher_->handle(request);
}

namespace {

std::string without_tags(const std::string& markup) {
  std::string words;
  bool inside = false;
  for (const char c : markup) {
    if (c == '<') inside = true;
    if (!inside) words += c;
    if (c == '>') inside = false;
  }
  return words;
}

}  // namespace

std::string docx_text(const std::string& bytes) {
  const auto package = report::read_template(bytes);
  const auto* document = package ? package->find("word/document.xml") : nullptr;
  return document == nullptr ? "" : without_tags(*document);
}

std::string file_text(const std::string& bytes) {
  if (!bytes.starts_with("PK\x03\x04")) return bytes;
  const auto package = report::Package::read(bytes);
  std::string words;
  if (!package) return words;
  for (const auto& [name, part] : package->parts) {
    const bool markup = name.ends_with(".xml") || name.ends_with(".html");
    words += (markup ? without_tags(part) : file_text(part)) + "\n";
  }
  return words;
}

std::int64_t Desk::file_report() {
  const auto filed = post("grid_member-jinping", "/api/v1/cases", R"({"workflow":"grid-report","fields":{
    "subject":"露天焚烧","summary":"田间焚烧秸秆","class":"秸秆焚烧","types":["大气"],"site":"村口",
    "place":{"text":"锦屏","lat":29.6,"lon":121.4},"urgency":"一般","on_the_spot":false}})");
  INFO(filed.text);
  REQUIRE(filed.status == 201);
  return filed.body.at("id").as_int64();
}

}  // namespace bihuan::tests
