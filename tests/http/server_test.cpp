#include "web/http/server.h"

#include <boost/json/parse.hpp>
#include <thread>

#include "tests/http/server_fixture.h"
#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::tests;
using namespace std::chrono_literals;

TEST_CASE("a connection carries many requests, also all at once", "[server][threads]") {
  RunningServer running;
  auto wire = running.connect();
  std::string many;
  for (int i = 0; i < 50; ++i) {
    many += request_text("GET", "/hello") + request_text("POST", "/echo", "", "x" + std::to_string(i)) +
            request_text("HEAD", "/who");
  }
  REQUIRE(wire.send(many));
  for (int i = 0; i < 50; ++i) {
    const auto hello = wire.response();
    REQUIRE(hello.status == 200);
    REQUIRE(hello.body == "\"hello\"");
    REQUIRE(wire.response().body == "\"x" + std::to_string(i) + "\"");
    const auto head = wire.response(true);
    REQUIRE(head.status == 200);
    REQUIRE(head.headers.at("content-length") != "0");
  }
}

TEST_CASE("a short read stays on the I/O thread, and goes to a worker when it is longer than thought", "[server]") {
  RunningServer running;
  auto wire = running.connect();
  REQUIRE(wire.send(request_text("GET", "/short") + request_text("GET", "/longer")));
  CHECK(wire.response().body == "\"I/O thread\"");
  CHECK(wire.response().body == "\"worker\"");
}

TEST_CASE("a request may come a byte at a time", "[server]") {
  RunningServer running;
  auto wire = running.connect();
  for (const char c : request_text("POST", "/echo", "", "slow but honest")) REQUIRE(wire.send({&c, 1}));
  CHECK(wire.response().body == "\"slow but honest\"");
  for (const char c : request_text("POST", "/echo", "Transfer-Encoding: chunked\r\n") +
                          "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: z\r\n\r\n") {
    REQUIRE(wire.send({&c, 1}));
  }
  CHECK(wire.response().body == "\"abcde\"");
  wire.send(request_text("GET", "/hello", "Connection: close\r\n"));
  const auto last = wire.response();
  CHECK(last.headers.at("connection") == "close");
  CHECK(last.headers.at("date") == "Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK(wire.is_closed());
}

TEST_CASE("HTTP/1.0 is answered as it expects", "[server]") {
  RunningServer running;
  const auto answer = running.exchange("GET /hello HTTP/1.0\r\n\r\n");
  CHECK(answer.starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(answer.find("Connection: close\r\n") != std::string::npos);
  const auto counted = running.exchange("GET /count HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  CHECK(counted.find("Transfer-Encoding") == std::string::npos);
  CHECK(counted.ends_with("9998 9999 "));
  CHECK(running.exchange("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").find("Connection: keep-alive") !=
        std::string::npos);
}

TEST_CASE("an upload streams into its sink and is put away", "[server][threads]") {
  RunningServer running;
  auto wire = running.connect();
  const std::string body(5'000'000, 'x');
  wire.send(request_text("POST", "/upload", "Expect: 100-continue\r\nContent-Length: 5000000\r\n"));
  CHECK(wire.response().status == 100);
  wire.send(body);
  const auto response = wire.response();
  CHECK(response.status == 201);
  CHECK(response.body == "5000000");
  CHECK(running.sinks_alive == 0);

  wire.send(request_text("POST", "/upload", "Transfer-Encoding: chunked\r\n") + "5\r\nhello\r\n0\r\n\r\n");
  CHECK(wire.response().body == "5");

  CHECK(running.exchange(request_text("POST", "/upload", "Expect: a wonder\r\n", "x")).starts_with("HTTP/1.1 417"));
  CHECK(running.exchange(request_text("POST", "/upload", "Expect:\r\n", "x")).starts_with("HTTP/1.1 201"));
  CHECK(running.exchange(request_text("POST", "/upload", "Expect:\r\nExpect: a wonder\r\n", "x"))
            .starts_with("HTTP/1.1 417"));
  const auto refused = running.exchange(request_text("POST", "/upload", "", "a virus"));
  CHECK(refused.starts_with("HTTP/1.1 422"));
  {
    auto gone = running.connect();
    gone.send(request_text("POST", "/upload", "Content-Length: 100000\r\n") + std::string(1000, 'x'));
  }
  // The broken-off upload is over when the server has nothing left to do.
  running.server->stop(5s);
  CHECK(running.sinks_alive == 0);
}

TEST_CASE("long answers stream, in ranges too", "[server][threads]") {
  RunningServer running;
  auto wire = running.connect();
  wire.send(request_text("GET", "/big"));
  CHECK(wire.response().body == running.big);
  wire.send(request_text("GET", "/big", "Range: bytes=1000000-1999999\r\n"));
  const auto part = wire.response();
  CHECK(part.status == 206);
  CHECK(part.headers.at("content-range") == "bytes 1000000-1999999/3000000");
  CHECK(part.body == running.big.substr(1000000, 1000000));
  wire.send(request_text("GET", "/count"));
  const auto counted = wire.response();
  CHECK(counted.headers.at("transfer-encoding") == "chunked");
  CHECK(counted.body.ends_with("9998 9999 "));
  wire.send(request_text("GET", "/self", "Range: bytes=1-3\r\n"));
  // /proc/self/exe is a symbolic link, which file_source does not follow.
  CHECK(wire.response().status == 500);
  wire.send(request_text("GET", "/failing"));
  CHECK_FALSE(wire.response().complete);
}

TEST_CASE("events flow until the hub closes", "[server][threads]") {
  RunningServer running;
  auto wire = running.connect();
  wire.send(request_text("GET", "/events"));
  CHECK(wire.receive_until("\r\n\r\n").find("text/event-stream") != std::string::npos);
  CHECK(wire.receive_until(": hello\n").ends_with(": hello\n"));
  running.hub.publish({.name = "case", .data = "{\"id\":1}"});
  CHECK(wire.receive_until("\n\n").find("id: e-1\nevent: case\ndata: {\"id\":1}\n\n") != std::string::npos);
  auto late = running.connect();
  late.send(request_text("GET", "/events", "Last-Event-ID: e-0\r\n"));
  CHECK(late.receive_until("{\"id\":1}\n\n").find("id: e-1") != std::string::npos);
  running.hub.close();
  CHECK(wire.receive_all().ends_with("0\r\n\r\n"));
}

TEST_CASE("an event stream shows that it lives", "[server]") {
  RunningServer running({.heartbeat = 20ms});
  auto wire = running.connect();
  wire.send(request_text("GET", "/events"));
  CHECK(wire.receive_until(": still here\n").ends_with(": still here\n"));
  CHECK(wire.receive_until(": still here\n").ends_with(": still here\n"));
}

TEST_CASE("stopping lets a request finish and ends idle connections", "[server][threads]") {
  RunningServer running;
  running.gate_open = false;
  auto idle = running.connect();
  idle.send(request_text("GET", "/hello"));
  CHECK(idle.response().status == 200);
  auto busy = running.connect();
  busy.send(request_text("GET", "/gate"));
  running.wait_at_gate(1);
  std::thread stopper([&] { running.server->stop(5s); });
  CHECK(idle.is_closed());
  running.gate_open = true;
  running.gate_open.notify_all();
  const auto answer = busy.response();
  CHECK(answer.status == 200);
  CHECK(answer.headers.at("connection") == "close");
  stopper.join();
  CHECK(running.server->connections() == 0);
  CHECK_THROWS(running.connect());
}

TEST_CASE("who waits for something holds no worker", "[server][threads]") {
  RunningServer running({.workers = 1});
  auto first = running.connect();
  auto second = running.connect();
  first.send(request_text("GET", "/later"));
  second.send(request_text("GET", "/later") + request_text("GET", "/hello"));
  const auto awaited = running.awaited(2);
  auto other = running.connect();
  other.send(request_text("GET", "/who"));
  CHECK(other.response().status == 200);
  for (const auto& each : awaited) each->come();
  CHECK(first.response().body == "\"I/O thread\"");
  CHECK(second.response().body == "\"I/O thread\"");
  CHECK(second.response().body == "\"hello\"");
}

TEST_CASE("the server ends after what is still waited for", "[server][threads]") {
  RunningServer running;
  auto wire = running.connect();
  wire.send(request_text("GET", "/later"));
  const auto awaited = running.awaited(1);
  std::thread stopper([&] { running.server->stop(5s); });
  awaited.front()->come();
  CHECK(wire.response().status == 200);
  stopper.join();
  CHECK(running.server->connections() == 0);
}

TEST_CASE("what does not finish in time is cut", "[server][threads]") {
  RunningServer running;
  auto wire = running.connect();
  wire.send(request_text("POST", "/upload", "Content-Length: 100\r\n") + "half");
  auto second = running.connect();
  second.send(request_text("GET", "/hello"));
  CHECK(second.response().status == 200);
  running.server->stop(20ms);
  CHECK(wire.is_closed());
  CHECK(running.server->connections() == 0);
}

TEST_CASE("newcomers are let in however busy the I/O threads are", "[server][threads]") {
  RunningServer running({.io_threads = 1, .max_connections = 2});
  running.gate_open = false;
  auto busy = running.connect();
  busy.send(request_text("GET", "/gate-here"));
  running.wait_at_gate(1);
  auto second = running.connect();
  CHECK(running.connect().response().status == 503);
  running.gate_open = true;
  running.gate_open.notify_all();
  CHECK(busy.response().status == 200);
  second.send(request_text("GET", "/hello"));
  CHECK(second.response().status == 200);
}

TEST_CASE("a full queue says so instead of growing", "[server][threads]") {
  RunningServer running({.io_threads = 1, .workers = 1, .worker_queue = 1});
  running.gate_open = false;
  std::vector<Wire> wires;
  for (int i = 0; i < 4; ++i) {
    wires.push_back(running.connect());
    wires.back().send(request_text("GET", "/gate"));
    if (i == 0) running.wait_at_gate(1);
  }
  // One runs and one waits; the others are told to come later, which needs no worker. Who waits is not known.
  int busy = 0;
  auto hello = running.connect();
  hello.send(request_text("GET", "/hello"));
  CHECK(hello.response().status == 200);
  auto last = running.connect();
  last.send(request_text("GET", "/who"));
  const auto refused = last.response();
  CHECK(refused.status == 503);
  CHECK(refused.headers.at("retry-after") == "1");
  running.gate_open = true;
  running.gate_open.notify_all();
  int good = 0;
  for (auto& wire : wires) {
    const auto status = wire.response().status;
    good += status == 200;
    busy += status == 503;
  }
  CHECK(good == 2);
  CHECK(busy == 2);
}

TEST_CASE("connections beyond the limit are turned away", "[server]") {
  RunningServer running({.max_connections = 2});
  auto a = running.connect();
  auto b = running.connect();
  a.send(request_text("GET", "/hello"));
  CHECK(a.response().status == 200);
  b.send(request_text("GET", "/hello"));
  CHECK(b.response().status == 200);
  auto c = running.connect();
  CHECK(c.response().status == 503);
}

TEST_CASE("requests are counted and logged without what was in them", "[server]") {
  RunningServer running;
  auto wire = running.connect();
  wire.send(request_text("GET", "/hello") + request_text("GET", "/secret-path?phone=13800001234"));
  wire.response();
  wire.response();
  wire.send(request_text("GET", "/hello"));
  wire.response();
  CHECK(running.logged().starts_with("GET hello 200\nGET - 404\n"));
  CHECK(running.metrics->text().find("bihuan_http_requests_total{route=\"-\",status=\"4xx\"} 1") != std::string::npos);
  CHECK(running.metrics->text().find("13800001234") == std::string::npos);
  running.server->stop(5s);
  CHECK(running.metrics->text().find("bihuan_http_requests_total{route=\"hello\",status=\"2xx\"} 2\n") !=
        std::string::npos);
  CHECK(running.metrics->text().find("bihuan_http_request_seconds_count{route=\"hello\"} 2\n") != std::string::npos);
}

TEST_CASE("forwarded addresses count only from listed proxies", "[server][attack]") {
  const auto client_of = [](http::ServerOptions options, const char* headers) {
    RunningServer running(std::move(options));
    auto wire = running.connect();
    wire.send(request_text("GET", "/who", headers));
    const auto value = boost::json::parse(wire.response().body);
    return std::string(value.at("client").as_string()) + (value.at("secure").as_bool() ? " secure" : "");
  };
  const auto trusted = [] {
    http::ServerOptions options;
    options.trusted_proxies = http::AddressSet::parse({"127.0.0.0/8", "10.0.0.0/8"}).value();
    return options;
  };
  const char* forged = "X-Forwarded-For: 1.2.3.4, 10.1.1.1\r\nX-Forwarded-Proto: https\r\n";
  CHECK(client_of({}, forged) == "127.0.0.1");
  CHECK(client_of(trusted(), forged) == "1.2.3.4 secure");
  CHECK(client_of(trusted(), "X-Forwarded-For: 9.9.9.9, 1.2.3.4\r\nX-Forwarded-For: [fd00::1]:80\r\n") == "fd00::1");
  CHECK(client_of(trusted(), "X-Forwarded-For: 9.9.9.9, garbage\r\n") == "127.0.0.1");
  CHECK(http::AddressSet::parse({"10.0.0.0/33"}).has_error());
  CHECK(http::AddressSet::parse({"10.0.0/8"}).has_error());
  CHECK(http::AddressSet::parse({"::ffff:10.0.0.0/8"})->contains("10.200.0.1"));
}
