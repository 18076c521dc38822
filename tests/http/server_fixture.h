// A running server on a free port of loopback with a small table, for tests over real sockets.
// Start one a test; it is stopped when it goes out of scope.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "tests/support/wire.h"
#include "web/http/dispatcher.h"
#include "web/http/events.h"
#include "web/http/server.h"

namespace bihuan::tests {

struct RunningServer {
  http::RouteTable table;
  http::Schemas schemas;
  std::shared_ptr<http::Metrics> metrics = std::make_shared<http::Metrics>();
  http::EventHub hub{"e"};
  std::unique_ptr<http::Dispatcher> dispatcher;
  std::unique_ptr<http::Server> server;
  std::mutex mutex;
  std::string log;  // one line a request: METHOD route status
  std::atomic<int> sinks_alive{0};
  std::atomic<bool> gate_open{true};  // GET /gate answers when this is true
  std::atomic<int> gate_reached{0};
  std::vector<std::shared_ptr<http::Awaited>> waiting;  // of GET /later, each answered when its own has come; mutex
  std::string big;                                      // body of GET /big

  explicit RunningServer(http::ServerOptions options = {});
  ~RunningServer();

  [[nodiscard]] std::uint16_t port() const { return server->port(); }
  [[nodiscard]] Wire connect() const { return Wire(port()); }
  // Sends `bytes` over a connection of its own and answers all that comes back.
  [[nodiscard]] std::string exchange(std::string_view bytes) const;
  [[nodiscard]] std::string logged();
  // Returns when `requests` requests stand before the gate.
  void wait_at_gate(int requests);
  // What `requests` requests of GET /later wait for; comes back when they do.
  [[nodiscard]] std::vector<std::shared_ptr<http::Awaited>> awaited(int requests);
};

// A complete request with Host; `headers` as "Name: value\r\n" lines.
[[nodiscard]] std::string request_text(std::string_view method, std::string_view target, std::string_view headers = {},
                                       std::string_view body = {});

}  // namespace bihuan::tests
