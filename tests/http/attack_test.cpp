#include <thread>

#include "tests/http/server_fixture.h"
#include "tests/support/catch.h"

using namespace bihuan::tests;
using namespace std::chrono_literals;

namespace {

std::size_t answers_in(const std::string& bytes) {
  std::size_t n = 0;
  for (auto at = bytes.find("HTTP/1.1 "); at != std::string::npos; at = bytes.find("HTTP/1.1 ", at + 1)) ++n;
  return n;
}

}  // namespace

TEST_CASE("a message that two servers could read differently is refused and its connection closed", "[attack]") {
  RunningServer running;
  const std::string smuggled = request_text("GET", "/who");
  struct Row {
    const char* name;
    std::string bytes;
  };
  const std::string start = "POST /echo HTTP/1.1\r\nHost: a\r\n";
  const Row rows[] = {
      {"length and chunked", start + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
      {"chunked and length", start + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n"},
      {"two lengths", start + "Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcd"},
      {"the same length twice", start + "Content-Length: 4\r\nContent-Length: 4\r\n\r\nabcd"},
      {"a list of lengths", start + "Content-Length: 4, 4\r\n\r\nabcd"},
      {"signed length", start + "Content-Length: +4\r\n\r\nabcd"},
      {"negative length", start + "Content-Length: -1\r\n\r\n"},
      {"hexadecimal length", start + "Content-Length: 0x4\r\n\r\nabcd"},
      {"huge length", start + "Content-Length: 99999999999999999999999\r\n\r\n"},
      {"empty length", start + "Content-Length: \r\n\r\n"},
      {"unknown coding", start + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"},
      {"two codings", start + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"},
      {"chunked twice", start + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
      {"identity after chunked", start + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"},
      {"chunked with a vertical tab", start + "Transfer-Encoding: \x0b"
                                              "chunked\r\n\r\n0\r\n\r\n"},
      {"chunked in HTTP/1.0", "POST /echo HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
      {"space before the colon", start + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"},
      {"folded line", start + "X: a\r\n b\r\nContent-Length: 0\r\n\r\n"},
      {"line feed alone", "POST /echo HTTP/1.1\nHost: a\nContent-Length: 0\n\n"},
      {"line feed inside", start + "X: a\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
      {"carriage return inside", start + "X: a\rY: b\r\n\r\n"},
      {"NUL in a value", start + std::string("X: a\0b\r\n\r\n", 10)},
      {"no host", "GET /hello HTTP/1.1\r\n\r\n"},
      {"two hosts", "GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"},
      {"host with a path", "GET /hello HTTP/1.1\r\nHost: a/b\r\n\r\n"},
      {"header without a name", start + ": x\r\n\r\n"},
      {"header without a colon", start + "nonsense\r\n\r\n"},
      {"bad chunk size", start + "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n"},
      {"negative chunk size", start + "Transfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n0\r\n\r\n"},
      {"overflowing chunk size", start + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nabc\r\n0\r\n\r\n"},
      {"chunk longer than it says", start + "Transfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n0\r\n\r\n"},
      {"chunk ended by line feed", start + "Transfer-Encoding: chunked\r\n\r\n3\nabc\r\n0\r\n\r\n"},
      {"endless chunk extension", start + "Transfer-Encoding: chunked\r\n\r\n3;" + std::string(9000, 'x')},
      {"another version", "GET /hello HTTP/2.0\r\nHost: a\r\n\r\n"},
      {"no version", "GET /hello\r\n\r\n"},
      {"preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
      {"a TLS greeting", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 15)},
      {"tab in the request line", "GET\t/hello\tHTTP/1.1\r\nHost: a\r\n\r\n"},
      {"two spaces in the request line", "GET  /hello HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"space in the target", "GET /hel lo HTTP/1.1\r\nHost: a\r\n\r\n"},
  };
  for (const auto& row : rows) {
    INFO(row.name);
    const auto answer = running.exchange(row.bytes + smuggled);
    INFO(answer);
    const bool refused =
        answer.starts_with("HTTP/1.1 400") || answer.starts_with("HTTP/1.1 505") || answer.starts_with("HTTP/1.1 431");
    CHECK(refused);
    CHECK(answers_in(answer) == 1);
    CHECK(answer.find("Connection: close") != std::string::npos);
  }
  CHECK(running.logged().find("who") == std::string::npos);
}

TEST_CASE("a trailer cannot add to the header", "[attack]") {
  RunningServer running({.trusted_proxies = bihuan::http::AddressSet::parse({"127.0.0.1"}).value()});
  auto wire = running.connect();
  const std::string start = request_text("POST", "/echo", "Transfer-Encoding: chunked\r\n") + "1\r\na\r\n0\r\n";
  wire.send(start + "X-Forwarded-For: 6.6.6.6\r\n\r\n" + request_text("GET", "/who"));
  CHECK(wire.response().body == "\"a\"");
  CHECK(wire.response().body.find("127.0.0.1") != std::string::npos);
  CHECK(running.exchange(start + "Content-Length: 100\r\n\r\n").starts_with("HTTP/1.1 400"));
}

TEST_CASE("paths do not leave the table", "[attack]") {
  RunningServer running;
  for (const char* target : {"/../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/hello/..", "/hello%00", "/hello%2f..",
                             "/.\\hello", "//hello", "/hello/", "/HELLO", "/hello;jsessionid=1", "/%68%65llo%20"}) {
    INFO(target);
    const auto answer = running.exchange(request_text("GET", target));
    CHECK((answer.starts_with("HTTP/1.1 404") || answer.starts_with("HTTP/1.1 400")));
  }
  CHECK(running.exchange(request_text("GET", "/%68ello")).starts_with("HTTP/1.1 200"));
  CHECK(running.exchange(request_text("TRACE", "/hello")).starts_with("HTTP/1.1 501"));
  CHECK(running.exchange("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n").starts_with("HTTP/1.1 501"));
}

TEST_CASE("oversized parts are refused early", "[attack]") {
  RunningServer running({.header_limit = 4096});
  CHECK(running.exchange(request_text("GET", "/hello", "X: " + std::string(5000, 'x') + "\r\n"))
            .starts_with("HTTP/1.1 431"));
  CHECK(running.exchange("GET /" + std::string(5000, 'x')).starts_with("HTTP/1.1 431"));
  CHECK(running.exchange(request_text("POST", "/echo", "", std::string(1001, 'x'))).starts_with("HTTP/1.1 413"));
  CHECK(running.exchange(request_text("POST", "/echo", "", std::string(1000, 'x'))).starts_with("HTTP/1.1 200"));
  CHECK(
      running.exchange(request_text("POST", "/echo", "Content-Length: 999999999999\r\n")).starts_with("HTTP/1.1 413"));
  const std::string chunked = request_text("POST", "/echo", "Transfer-Encoding: chunked\r\n") + "5dc\r\n" +
                              std::string(1500, 'x') + "\r\n0\r\n\r\n";
  CHECK(running.exchange(chunked).starts_with("HTTP/1.1 413"));
  RunningServer poor({.body_budget = 100});
  CHECK(poor.exchange(request_text("POST", "/echo", "", std::string(500, 'x'))).starts_with("HTTP/1.1 503"));
  CHECK(poor.exchange(request_text("POST", "/echo", "", std::string(50, 'x'))).starts_with("HTTP/1.1 200"));
  CHECK(poor.exchange(request_text("POST", "/echo", "", std::string(80, 'x'))).starts_with("HTTP/1.1 200"));
}

TEST_CASE("slow clients are cut and hold nobody up", "[attack][threads]") {
  RunningServer running({.io_threads = 1, .workers = 1, .header_time = 60ms, .body_time = 60ms, .idle_time = 60ms});
  std::vector<Wire> begun;
  std::vector<Wire> half;
  std::vector<Wire> silent;
  for (int i = 0; i < 30; ++i) {
    begun.push_back(running.connect());
    begun.back().send("GET /hello HTTP/1.1\r\nHost: a\r\nX-A: ");
    half.push_back(running.connect());
    half.back().send(request_text("POST", i % 2 ? "/echo" : "/upload", "Content-Length: 100\r\n") + "abc");
    silent.push_back(running.connect());
  }
  auto honest = running.connect();
  honest.send(request_text("GET", "/who"));
  CHECK(honest.response().status == 200);
  for (auto& wire : begun) CHECK(wire.receive_all().starts_with("HTTP/1.1 408"));
  for (auto& wire : half) CHECK(wire.receive_all().starts_with("HTTP/1.1 408"));
  for (auto& wire : silent) CHECK(wire.is_closed());
}

TEST_CASE("a header that drips in does not buy time", "[attack]") {
  RunningServer running({.header_time = 80ms});
  auto wire = running.connect();
  wire.send("GET /hello HTTP/1.1\r\nHost: a\r\n");
  // Each byte arrives in time for itself; the sum must not.
  std::atomic<bool> over = false;
  std::thread dripping([&] {
    while (!over && wire.send("X")) std::this_thread::yield();
  });
  const auto answer = wire.receive_all();
  over = true;
  dripping.join();
  CHECK((answer.starts_with("HTTP/1.1 408") || answer.starts_with("HTTP/1.1 431") || answer.empty()));
}

TEST_CASE("who does not read is cut", "[attack][threads]") {
  RunningServer running({.io_threads = 1, .body_time = 60ms});
  running.big.resize(60'000'000, 'z');
  std::vector<Wire> deaf;
  for (int i = 0; i < 5; ++i) {
    deaf.push_back(running.connect());
    deaf.back().send(request_text("GET", "/big"));
  }
  auto honest = running.connect();
  honest.send(request_text("GET", "/hello"));
  CHECK(honest.response().status == 200);
  // Their connections go although nobody closed them on the other side.
  auto probe = [&] { return running.server->connections(); };
  while (probe() > 1) std::this_thread::yield();
  CHECK(probe() <= 1);
}
