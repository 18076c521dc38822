#include "web/http/operations.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/json/parse.hpp>
#include <cstring>

#include "tests/support/catch.h"
#include "web/http/dispatcher.h"
#include "web/http/systemd.h"

using namespace bihuan::http;

TEST_CASE("health, readiness, metrics and the document", "[operations]") {
  RouteTable table;
  Schemas schemas;
  bool ready = false;
  const auto metrics = std::make_shared<Metrics>();
  metrics->counter("bihuan_x_total", "X.").add(2);
  add_operation_routes(table, schemas,
                       {.is_ready = [&] { return ready; },
                        .metrics = metrics,
                        .metrics_from = AddressSet::parse({"10.0.0.0/8"}).value(),
                        .api = {"Bihuan", "1", "API."}});
  const Dispatcher dispatcher(table, schemas, {});
  const auto get = [&](const char* target, const char* client = "1.2.3.4") {
    Request request;
    request.target = target;
    request.client = client;
    return dispatcher.handle(request);
  };
  CHECK(get("/healthz").status == 200);
  CHECK(get("/readyz").status == 503);
  ready = true;
  CHECK(get("/readyz").status == 200);
  CHECK(get("/metrics").status == 404);
  CHECK(std::get<std::string>(get("/metrics", "10.1.2.3").body).find("bihuan_x_total 2") != std::string::npos);
  const auto document = get("/api/v1/openapi.json");
  CHECK(document.headers.has("ETag"));
  const auto value = boost::json::parse(*std::get<std::shared_ptr<const std::string>>(document.body));
  CHECK(value.at("paths").as_object().contains("/healthz"));
  CHECK(schemas.check("Document", value).empty());
}

TEST_CASE("the service manager is told", "[operations]") {
  const std::string name = "@bihuan-notify-test-" + std::to_string(::getpid());
  const int descriptor = ::socket(AF_UNIX, SOCK_DGRAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path + 1, name.data() + 1, name.size() - 1);
  REQUIRE(::bind(descriptor, reinterpret_cast<sockaddr*>(&address),
                 static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size())) == 0);
  CHECK(notify_service_manager(name, "READY=1"));
  char text[64] = {};
  CHECK(::recv(descriptor, text, sizeof text, MSG_DONTWAIT) == 7);
  CHECK(std::string(text) == "READY=1");
  ::close(descriptor);
  CHECK_FALSE(notify_service_manager(name, "READY=1"));
  CHECK_FALSE(notify_service_manager("", "READY=1"));
  CHECK_FALSE(notify_service_manager("relative", "READY=1"));
}
