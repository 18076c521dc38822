// What the three administrators may do, what they may not do alone, and one's calendar feed: over the routes
// themselves.
#include <boost/json/parse.hpp>

#include "tests/support/catch.h"
#include "tests/support/office.h"
#include "web/api/admin/routes.h"
#include "web/api/admin/second_look.h"
#include "web/api/feed_routes.h"
#include "web/http/dispatcher.h"

using namespace bihuan;

namespace {

struct Reply {
  int status = 0;
  std::string text;
  boost::json::value body;
  [[nodiscard]] std::string code() const {
    const auto* found = body.is_object() ? body.get_object().if_contains("code") : nullptr;
    return found != nullptr ? std::string(found->as_string()) : std::string{};
  }
};

// An office with three administrators; who sends is named in a header, with the roles that the directory knows.
class Administration {
 public:
  Administration() {
    const auto done = office.writer->run([](runtime::WriteSession& session) -> Result<void> {
      for (const auto role : core::administrator_roles) {
        const std::string id(role.substr(0, role.find('_')));
        session.directory().put_person({id, id, "bureau", "", "", true});
        session.directory().add_role({id, std::string(role), "bureau", 0, {}});
      }
      return {};
    });
    REQUIRE(done.has_value());
    services_ = std::make_unique<api::Services>(
        api::Services{*office.service, *office.definitions, *office.blobs, *office.sealing, events_});
    api::add_api_routes(table_, schemas_, *services_);
    api::add_directory_routes(table_, schemas_, *services_);
    api::add_admin_routes(table_, schemas_, *services_);
    api::FeedAccess feed;
    feed.owner = [this](const std::string& secret) -> Result<std::string> {
      if (secret != feed_) return Error("token_unknown");
      return owner_;
    };
    feed.make = [this](const std::string& person) -> Result<std::string> {
      owner_ = person;
      return feed_ = "secret" + std::to_string(++sent_);
    };
    feed.end = [this](const std::string&) -> Result<void> {
      if (feed_.empty()) return Error("not_found");
      feed_.clear();
      return {};
    };
    api::add_feed_routes(table_, schemas_, *services_, std::move(feed));
    http::DispatcherOptions options;
    options.authenticate = [this](const http::Request& request) -> Result<http::Principal> {
      http::Principal principal;
      principal.person = std::string(request.headers.get("X-Person"));
      if (principal.person.empty()) return principal;
      principal.session = "test";
      const auto actor = office.service->organisation()->actor(principal.person, office.clock.now());
      if (actor) {
        for (const auto& held : actor->roles) principal.roles.push_back(held.role);
      }
      return principal;
    };
    dispatcher_ = std::make_unique<http::Dispatcher>(table_, schemas_, std::move(options));
  }

  Reply send(const std::string& person, http::Method method, const std::string& path, const std::string& body = {}) {
    http::Request request;
    request.method = method;
    request.target = path;
    request.headers.add("Host", "localhost");
    request.headers.add("Origin", "http://localhost");
    request.headers.add("Content-Type", "application/json");
    request.headers.add("Idempotency-Key", "k" + std::to_string(++sent_));
    if (!person.empty()) request.headers.add("X-Person", person);
    request.body = body;
    request.now = office.clock.now();
    auto response = dispatcher_->handle(request);
    Reply reply{response.status, {}, nullptr};
    if (const auto* text = std::get_if<std::string>(&response.body)) reply.text = *text;
    boost::system::error_code error;
    reply.body = boost::json::parse(reply.text, error);
    return reply;
  }
  Reply get(const std::string& person, const std::string& path) { return send(person, http::Method::get, path); }
  Reply post(const std::string& person, const std::string& path, const std::string& body = {}) {
    return send(person, http::Method::post, path, body);
  }
  std::string waiting(const std::string& person) {
    const auto looks = get(person, "/api/v1/admin/second-looks").body.at("items").as_array();
    REQUIRE(looks.size() == 1);
    return "/api/v1/admin/second-looks/" + std::string(looks[0].at("id").as_string()) + "/confirm";
  }

  test::Office office;

 private:
  http::EventHub events_{"test"};
  http::RouteTable table_;
  http::Schemas schemas_;
  std::unique_ptr<api::Services> services_;
  std::unique_ptr<http::Dispatcher> dispatcher_;
  std::string feed_, owner_;
  int sent_ = 0;
};

}  // namespace

TEST_CASE("an administrator's office is given by two, and the yes of the second is used once", "[api][admin][attack]") {
  Administration desk;
  const std::string path = "/api/v1/people/clerk/roles";
  const std::string wanted = R"({"roles":[{"role":"clerk","unit":"bureau"},{"role":"system_admin","unit":"bureau"}]})";
  const auto put = [&](const std::string& person, const std::string& body) {
    return desk.send(person, http::Method::put, path, body);
  };
  CHECK(put("system", wanted).status == 403);
  CHECK(put("security", wanted).code() == "second_administrator");
  CHECK(put("security", wanted).code() == "second_administrator");
  const auto confirm = desk.waiting("audit");
  CHECK(desk.post("clerk", confirm).status == 403);
  CHECK(desk.post("security", confirm).code() == "second_look_own");
  CHECK(desk.get("audit", "/api/v1/inbox").text.find("second_look_asked") != std::string::npos);
  CHECK(desk.post("audit", confirm).status == 204);
  CHECK(put("security", wanted).status == 200);
  // Taking it back is another act; and an ordinary role needs nobody.
  CHECK(put("security", R"({"roles":[]})").code() == "second_administrator");
  CHECK(desk.send("security", http::Method::put, "/api/v1/people/leader/roles", R"({"roles":[]})").status == 200);
  // A yes that was not used within a day is none.
  desk.post("audit", desk.waiting("system"));
  desk.office.clock.advance(25 * test::hour);
  CHECK(put("security", R"({"roles":[]})").code() == "second_administrator");
}

TEST_CASE("personal data are erased by the security administrator with another one's yes", "[api][admin]") {
  Administration desk;
  auto fields = test::report_fields();
  fields.emplace_back("involved", expression::Value::string("张三丰"));
  const auto filed = desk.office.service->execute(desk.office.request(
      "grid_member-jinping", 0, core::FileCase{"grid-report", std::move(fields), {}, {}, {}, {}, {}}, "a"));
  REQUIRE(filed.has_value());
  const std::string body = R"({"number":")" + filed->number + R"(","reason":"当事人请求"})";
  const std::string path = "/api/v1/admin/erasures";
  for (const char* person : {"system", "audit", "clerk"}) CHECK(desk.post(person, path, body).status == 403);
  CHECK(desk.post("security", path, R"({"number":"none","reason":"x"})").status == 404);
  CHECK(desk.post("security", path, R"({"number":"none"})").status == 422);
  CHECK(desk.post("security", path, body).code() == "second_administrator");
  CHECK(desk.post("audit", desk.waiting("audit")).status == 204);
  const auto erased = desk.post("security", path, body);
  INFO(erased.text);
  CHECK(erased.status == 200);
  CHECK(erased.body.at("records").as_int64() >= 1);
  CHECK(desk.office.verified().empty());
}

TEST_CASE("a deputy is named by oneself, or by the security administrator, never for an administrator",
          "[api][admin]") {
  Administration desk;
  const auto body = [](const char* deputy) {
    return R"({"deputy":")" + std::string(deputy) + R"(","from":"2022-06-01","to":"2022-06-30"})";
  };
  CHECK(desk.post("system", "/api/v1/people/clerk/absences", body("leader")).status == 403);
  CHECK(desk.post("security", "/api/v1/people/clerk/absences", body("leader")).status == 200);
  CHECK(desk.post("security", "/api/v1/people/nobody/absences", body("leader")).status == 404);
  CHECK(desk.post("security", "/api/v1/people/system/absences", body("leader")).code() == "absence_administrators");
  CHECK(desk.post("system", "/api/v1/me/absences", body("security")).code() == "absence_administrators");
  CHECK(desk.post("system", "/api/v1/me/absences", body("leader")).status == 200);
  const auto listed = desk.get("security", "/api/v1/people/clerk/absences").body.at("items").as_array();
  REQUIRE(listed.size() == 1);
  const auto id = std::to_string(listed[0].at("id").as_int64());
  CHECK(desk.send("leader", http::Method::del, "/api/v1/me/absences/" + id).status == 404);
  CHECK(desk.send("security", http::Method::del, "/api/v1/people/clerk/absences/" + id).status == 204);
}

TEST_CASE("units and roles are told as they were on a day", "[api][admin]") {
  Administration desk;
  const auto units = [&](const char* query) {
    return desk.get("clerk", std::string("/api/v1/units") + query).body.at("items").as_array().size();
  };
  REQUIRE(
      desk.post("system", "/api/v1/units", R"({"id":"new","title":"新设","kind":"street","parent":"bureau"})").status ==
      201);
  CHECK(units("") == 5);
  CHECK(units("?at=2022-06-01") == 4);
  CHECK(units("?at=2022-06-07") == 5);
  CHECK(desk.get("clerk", "/api/v1/units?at=2022-13-01").status == 422);
  REQUIRE(desk.send("security", http::Method::put, "/api/v1/people/clerk/roles", R"({"roles":[]})").status == 200);
  desk.office.clock.advance(2 * test::day);
  CHECK(desk.get("security", "/api/v1/people?at=2022-06-01").text.find(R"("role":"clerk")") != std::string::npos);
  CHECK(desk.get("security", "/api/v1/people?at=2022-06-08").text.find(R"("role":"clerk")") == std::string::npos);
}

TEST_CASE("administrators see no case, but the one who audits", "[api][admin]") {
  Administration desk;
  const auto filed = desk.office.file_report("grid_member-jinping", "a");
  REQUIRE(filed.has_value());
  const std::string path = "/api/v1/cases/" + std::to_string(filed->case_id);
  CHECK(desk.get("system", path).status == 404);
  CHECK(desk.get("security", path).status == 404);
  CHECK(desk.get("audit", path).status == 200);
}

TEST_CASE("a feed is read by whoever has its address, until it is taken back", "[api][feed]") {
  Administration desk;
  REQUIRE(desk.office.file_report("grid_member-jinping", "a").has_value());
  CHECK(desk.post("", "/api/v1/me/feed").status == 401);
  const auto made = desk.post("command", "/api/v1/me/feed");
  REQUIRE(made.status == 201);
  const auto url = std::string(made.body.at("url").as_string());
  const auto path = url.substr(url.find("/api/"));
  const auto feed = desk.get("", path);
  INFO(feed.text);
  REQUIRE(feed.status == 200);
  CHECK(feed.text.starts_with("BEGIN:VCALENDAR\r\n"));
  CHECK(feed.text.find("BEGIN:VEVENT") != std::string::npos);
  CHECK(feed.text.find("露天焚烧") == std::string::npos);
  CHECK(desk.get("", "/api/v1/feeds/other.ics").status == 404);
  CHECK(desk.send("command", http::Method::del, "/api/v1/me/feed").status == 204);
  CHECK(desk.get("", path).status == 404);
}
