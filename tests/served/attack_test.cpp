// Attacks on the API as it runs: over a real socket, with the program's routes, sign-in and store.
#include <boost/json/parse.hpp>
#include <fstream>
#include <sstream>

#include "tests/served/client.h"
#include "tests/support/catch.h"
#include "tests/support/wire.h"
#include "web/api/auth/secrets.h"
#include "web/http/server.h"
#include "web/http/text.h"

using namespace bihuan;
using namespace bihuan::tests;

namespace {

// An office that listens on a free port of loopback.
struct Listening {
  Client client;
  std::unique_ptr<http::Server> server;

  explicit Listening(http::ServerOptions options = {}) {
    options.port = 0;
    options.workers = 2;
    options.now = [this] { return client.office.clock.now(); };
    server = std::make_unique<http::Server>(client.dispatcher(), std::move(options));
    server->start();
  }
  ~Listening() {
    client.events.close();
    server->stop(std::chrono::seconds(5));
  }

  std::string cookie(const std::string& person) {
    return "Cookie: bihuan_session=" + client.session_of(person) + "\r\n";
  }
  WireResponse get(const std::string& target, const std::string& headers = {}) const {
    return exchange("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");
  }
  // From a page of ours, unless `headers` name another origin.
  WireResponse post(const std::string& target, const std::string& body, std::string headers = {},
                    const char* method = "POST") {
    if (headers.find("Origin:") == std::string::npos) headers += "Origin: http://localhost\r\n";
    return exchange(std::string(method) + " " + target +
                    " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + "Idempotency-Key: k" +
                    std::to_string(++sent) + "\r\n" + headers + "Content-Length: " + std::to_string(body.size()) +
                    "\r\n\r\n" + body);
  }
  WireResponse exchange(const std::string& bytes) const {
    Wire wire(server->port());
    wire.send(bytes);
    return wire.response();
  }
  std::string sign_in_body(const std::string& person, const std::string& password) const {
    return R"({"person":")" + person + R"(","password":")" + password + R"("})";
  }
  int sent = 0;
};

std::string session_in(const WireResponse& response) {
  const auto header = response.headers.find("set-cookie");
  if (header == response.headers.end()) return "";
  const auto begin = header->second.find('=') + 1;
  return header->second.substr(begin, header->second.find(';') - begin);
}

std::string sample_target(const http::Route& route) {
  std::string target;
  for (const auto& part : http::parse_pattern(route.pattern)) {
    target += "/";
    if (part.kind == http::PatternPart::Kind::literal) target += part.name;
    if (part.kind == http::PatternPart::Kind::integer) target += "1";
    if (part.kind == http::PatternPart::Kind::text) target += part.prefix + "1" + part.suffix;
  }
  return target;
}

// Who holds the roles that the route asks for.
std::string person_for(const http::Route& route) {
  for (const auto& [role, person] : {std::pair("audit_admin", "audit"), std::pair("system_admin", "system"),
                                     std::pair("security_admin", "security")}) {
    if (route.roles.size() == 1 && route.roles[0] == role) return person;
  }
  return "clerk";
}

}  // namespace

TEST_CASE("SQL and the language of searches in every filter find nothing and break nothing", "[attack]") {
  Listening office;
  for (int i = 0; i < 3; ++i) office.client.file_report();
  const auto events = office.client.events_since().size();
  constexpr const char* hostile[] = {"' OR '1'='1",
                                     "x' UNION SELECT token_hash FROM sessions --",
                                     "1); DELETE FROM cases; --",
                                     "\" OR 1=1 --",
                                     "%",
                                     "_",
                                     "* OR *",
                                     "a\" NEAR(b c",
                                     "-a AND (b",
                                     "\xf0\x9f\x92\xa9",
                                     "\x01\x1f",
                                     "999999999999999999999",
                                     "-1",
                                     "NaN,Infinity,1e308",
                                     "2022-99-99T99:99"};
  int tried = 0;
  for (const auto& route : office.client.table.routes()) {
    if (route->method != http::Method::get || route->name == "export_log") continue;
    const auto cookie = office.cookie(person_for(*route));
    for (const auto& parameter : route->query) {
      const auto name = parameter.name.ends_with(".*") ? parameter.name.substr(0, parameter.name.size() - 1) + "site"
                                                       : parameter.name;
      for (const char* value : hostile) {
        const auto target = sample_target(*route) + "?" + name + "=" + http::percent_encode(value);
        const auto answer = office.get(target, cookie);
        INFO(target << " -> " << answer.status << " " << answer.body.substr(0, 300));
        CHECK((answer.status == 200 || answer.status == 400 || answer.status == 404 || answer.status == 422));
        const bool narrows = parameter.type == "string" && parameter.choices.empty() && name != "cursor";
        const bool lists = route->name == "list_cases" || route->name == "search_cases";
        if (answer.status == 200 && narrows && lists) CHECK(answer.body.find("\"id\":1,") == std::string::npos);
        ++tried;
      }
    }
  }
  CHECK(tried > 500);
  CHECK(office.client.events_since(events).empty());
  CHECK(office.client.office.verified().empty());
}

TEST_CASE("names of filters are no way into SQL either", "[attack]") {
  Listening office;
  office.client.file_report();
  const auto cookie = office.cookie("command");
  for (const char* name :
       {"fields.site') OR 1=1 --", "fields.x\" OR \"1\"=\"1", "fields.$.site", "fields.involved", "fields."}) {
    const auto answer = office.get("/api/v1/cases?" + http::percent_encode(name) + "=x", cookie);
    INFO(name << " -> " << answer.status << " " << answer.body.substr(0, 200));
    CHECK((answer.status == 400 || answer.status == 422 || answer.body.find("\"items\":[]") != std::string::npos));
  }
}

TEST_CASE("guessing a password locks the account, and tells nothing about which names exist", "[attack]") {
  Listening office;
  static_cast<void>(office.client.session_of("clerk"));
  std::vector<std::pair<int, std::string>> known, unknown;
  for (int i = 0; i < 7; ++i) {
    for (const bool exists : {true, false}) {
      const auto answer = office.post("/api/v1/session", office.sign_in_body(exists ? "clerk" : "nobody", "guess"));
      auto& list = exists ? known : unknown;
      list.emplace_back(answer.status, boost::json::parse(answer.body).at("code").as_string());
    }
  }
  CHECK(known == unknown);
  CHECK(known.back() == std::pair<int, std::string>(401, "locked"));
  const auto right = office.post("/api/v1/session", office.sign_in_body("clerk", Client::password));
  CHECK(right.status == 401);
  CHECK(right.headers.contains("retry-after"));
  CHECK(session_in(right).empty());
  office.client.office.clock.advance(16 * 60'000);
  CHECK(office.post("/api/v1/session", office.sign_in_body("clerk", Client::password)).status == 200);
}

TEST_CASE("a session chosen by somebody else is not taken on at sign-in", "[attack]") {
  Listening office;
  static_cast<void>(office.client.session_of("clerk"));
  const std::string planted = "Cookie: bihuan_session=planted-by-somebody\r\n";
  const auto answer = office.post("/api/v1/session", office.sign_in_body("clerk", Client::password), planted);
  REQUIRE(answer.status == 200);
  const auto fresh = session_in(answer);
  CHECK(fresh.size() >= 40);
  CHECK(fresh != "planted-by-somebody");
  CHECK(answer.headers.at("set-cookie").find("HttpOnly; SameSite=Strict") != std::string::npos);
  CHECK(office.get("/api/v1/me", planted).status == 401);
  CHECK(office.get("/api/v1/me", "Cookie: bihuan_session=" + fresh + "\r\n").status == 200);
}

TEST_CASE("what was signed out, ended or has expired does not come back", "[attack]") {
  Listening office;
  const auto cookie = office.cookie("clerk");
  CHECK(office.get("/api/v1/me", cookie).status == 200);
  CHECK(office.post("/api/v1/session", "", cookie, "DELETE").status == 204);
  CHECK(office.get("/api/v1/me", cookie).status == 401);

  const auto bearer = "Authorization: Bearer " + office.client.token_of("leader", {"cases:read"}) + "\r\n";
  CHECK(office.get("/api/v1/cases", bearer).status == 200);
  CHECK(office.post("/api/v1/cases", R"({"workflow":"grid-report","fields":{}})", bearer).status == 403);
  const auto id = office.client.auth->tokens("leader").at(0).id;
  CHECK(office.post("/api/v1/me/tokens/" + std::to_string(id), "", office.cookie("leader"), "DELETE").status == 204);
  CHECK(office.get("/api/v1/cases", bearer).status == 401);

  const auto now = office.client.office.clock.now();
  const auto brief = office.client.auth->make_token("leader", "brief", {"cases:read"}, now + 60'000);
  REQUIRE(brief.has_value());
  const auto expiring = "Authorization: Bearer " + brief->secret + "\r\n";
  CHECK(office.get("/api/v1/cases", expiring).status == 200);
  office.client.office.clock.advance(61'000);
  CHECK(office.get("/api/v1/cases", expiring).status == 401);
  // Bearer and cookie together: a wrong token is not made good by a session.
  CHECK(office.get("/api/v1/cases", expiring + office.cookie("leader")).status == 401);
}

TEST_CASE("another site's page can do nothing with a person's cookie, and reads nothing", "[attack]") {
  Listening office;
  const auto id = office.client.file_report();
  const auto events = office.client.events_since().size();
  const auto path = "/api/v1/cases/" + std::to_string(id) + "/comments";
  for (const char* origin : {"http://evil.test", "https://localhost", "http://localhost.evil.test",
                             "http://localhost:81", "null", "http://localhost, http://evil.test"}) {
    const auto answer = office.post(path, R"({"text":"x"})", office.cookie("command") + "Origin: " + origin + "\r\n");
    INFO(origin);
    CHECK(answer.status == 403);
    CHECK_FALSE(answer.headers.contains("access-control-allow-origin"));
  }
  // A form cannot send JSON: its media types are refused.
  for (const char* type : {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"}) {
    const std::string body = R"({"text":"x"})";
    const auto answer =
        office.exchange("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n" +
                        office.cookie("command") + "Idempotency-Key: f\r\nContent-Type: " + type +
                        "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    CHECK(answer.status == 415);
  }
  const auto asked =
      office.exchange("OPTIONS " + path + " HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.test\r\n" +
                      "Access-Control-Request-Method: POST\r\n\r\n");
  for (const auto& [name, value] : asked.headers) CHECK_FALSE(name.starts_with("access-control-"));
  const auto read = office.get("/api/v1/cases", office.cookie("command") + "Origin: http://evil.test\r\n");
  CHECK_FALSE(read.headers.contains("access-control-allow-origin"));
  CHECK(read.headers.at("cross-origin-resource-policy") == "same-origin");
  CHECK(office.client.events_since(events).empty());
}

TEST_CASE("a request hidden in another one's body does nothing", "[attack]") {
  Listening office;
  const auto id = office.client.file_report();
  const auto events = office.client.events_since().size();
  const std::string hidden =
      "POST /api/v1/cases/" + std::to_string(id) +
      "/comments HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n" + office.cookie("command") +
      "Idempotency-Key: h\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n{\"text\":\"x\"}";
  const std::string start = "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
  for (const auto& outer :
       {start + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        start + "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n",
        start + "Content-Length: 0\r\nContent-Length: " + std::to_string(hidden.size()) + "\r\n\r\n",
        start + "Content-Length: 0\r\n Content-Length: 400\r\n\r\n",
        start + "Transfer-Encoding:\x0b" + "chunked\r\n\r\n0\r\n\r\n",
        std::string("GET /healthz HTTP/1.1\nHost: localhost\n\n")}) {
    Wire wire(office.server->port());
    wire.send(outer + hidden);
    wire.shut_down_sending();
    const auto all = wire.receive_all();
    INFO(all);
    CHECK(all.starts_with("HTTP/1.1 400"));
    CHECK(all.find("}HTTP/1.1 ") == std::string::npos);  // no second answer behind the first one's body
  }
  CHECK(office.client.events_since(events).empty());
}

TEST_CASE("bodies and headers without measure are refused", "[attack]") {
  Listening office;
  const auto cookie = office.cookie("command");
  const auto id = office.client.file_report();
  const auto path = "/api/v1/cases/" + std::to_string(id) + "/comments";
  CHECK(office.post(path, R"({"text":")" + std::string(1'100'000, 'x') + "\"}", cookie).status == 413);
  CHECK(office.post(path, std::string(100'000, '['), cookie).status == 400);
  CHECK(office.post(path, R"({"text":"a)" + std::string(1, '\0') + "\"}", cookie).status == 400);
  CHECK(office.get("/api/v1/me", cookie + "X: " + std::string(20'000, 'x') + "\r\n").status == 431);
  CHECK(office.get("/api/v1/cases?q=" + std::string(20'000, 'x'), cookie).status == 431);
  std::string many;
  for (int i = 0; i < 900; ++i) many += "&ids=" + std::to_string(i);
  CHECK(office.get("/api/v1/cases?" + many.substr(1), cookie).status < 500);
}

TEST_CASE("paths lead nowhere but to what the table names", "[attack]") {
  Listening office;
  const auto cookie = office.cookie("command");
  const auto id = std::to_string(office.client.file_report());
  const auto attachments = "/api/v1/cases/" + id + "/attachments/";
  const std::vector<std::string> targets = {attachments + "..%2f..%2f..%2fbihuan.db",
                                            attachments + "%2e%2e",
                                            "/api/v1/../../etc/passwd",
                                            "/api/v1/workflows/..%5c..%5cx",
                                            "/api/v1/calendars/..%2fcn",
                                            "/api/v1/circulars/..%2f..%2fx/file.html",
                                            "/api//v1/cases",
                                            "/api/v1/cases/1%00",
                                            "/api/v1/cases/-1",
                                            "/api/v1/cases/0x1",
                                            "/api/v1/cases/99999999999999999999"};
  for (const auto& target : targets) {
    const auto answer = office.get(target, cookie);
    INFO(target << " -> " << answer.status << " " << answer.body.substr(0, 200));
    CHECK((answer.status == 404 || answer.status == 400));
    CHECK(answer.body.find("root:") == std::string::npos);
  }
}

TEST_CASE("a slow client holds nobody up at the API", "[attack][threads]") {
  using namespace std::chrono_literals;
  Listening office({.io_threads = 1, .header_time = 60ms, .body_time = 60ms});
  const auto cookie = office.cookie("command");
  std::vector<Wire> slow;
  for (int i = 0; i < 40; ++i) {
    slow.emplace_back(office.server->port());
    slow.back().send(i % 2 == 0
                         ? "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nX-"
                         : "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                           "Content-Length: 100\r\n\r\n{");
  }
  CHECK(office.get("/api/v1/me", cookie).status == 200);
  for (auto& wire : slow) CHECK(wire.receive_all().starts_with("HTTP/1.1 408"));
}

TEST_CASE("where somebody signs in from is believed of listed proxies only", "[attack]") {
  const std::string forged = "X-Forwarded-For: 6.6.6.6, 203.0.113.9\r\nX-Forwarded-Proto: https\r\n";
  const auto signed_in = [&](http::ServerOptions options, const std::string& origin) {
    Listening office(std::move(options));
    static_cast<void>(office.client.session_of("clerk"));
    const auto body = office.sign_in_body("clerk", Client::password);
    const auto answer = office.post("/api/v1/session", body, forged + "Origin: " + origin + "\r\n");
    if (answer.status != 200) return std::to_string(answer.status);
    const auto hash = api::secret_hash(session_in(answer));
    const auto session = office.client.office.store->read()->directory().session(hash);
    REQUIRE(session.has_value());
    const bool secure = answer.headers.at("set-cookie").find("; Secure") != std::string::npos;
    return session->address + (secure ? " secure" : "");
  };
  http::ServerOptions behind_proxy, behind_another;
  behind_proxy.trusted_proxies = http::AddressSet::parse({"127.0.0.1"}).value();
  behind_another.trusted_proxies = http::AddressSet::parse({"10.0.0.0/8"}).value();
  CHECK(signed_in({}, "http://localhost") == "127.0.0.1");
  CHECK(signed_in(behind_another, "http://localhost") == "127.0.0.1");
  CHECK(signed_in(behind_proxy, "https://localhost") == "203.0.113.9 secure");
  // Nobody makes a page of ours out of plain http by claiming a proxy.
  CHECK(signed_in({}, "https://localhost") == "403");
  CHECK(signed_in(behind_proxy, "http://localhost") == "403");
}

TEST_CASE("the pages run no script but those of their own files", "[attack]") {
  for (const char* page : {"web/ui/index.html", "web/ui/m.html"}) {
    std::ifstream in(page);
    std::stringstream text;
    text << in.rdbuf();
    const auto html = text.str();
    INFO(page);
    REQUIRE(html.find("<script") != std::string::npos);
    for (auto at = html.find("<script"); at != std::string::npos; at = html.find("<script", at + 1)) {
      const auto tag = html.substr(at, html.find('>', at) - at);
      CHECK(tag.find(" src=\"/") != std::string::npos);
      CHECK(html.compare(html.find('>', at), 10, "></script>") == 0);
    }
    for (const char* forbidden : {"onload=", "onerror=", "onclick=", "javascript:", "style=\"", "<style", "<base"}) {
      CHECK(html.find(forbidden) == std::string::npos);
    }
  }
}
