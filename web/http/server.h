// The HTTP server: accepts connections, reads requests, hands them to the dispatcher, sends the answers.
// A few I/O threads carry all connections; whatever blocks runs on the workers. Start and stop from one thread;
// everything else is inside. Construction throws std::system_error when the address cannot be bound.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "web/http/dispatcher.h"
#include "web/http/proxy.h"
#include "web/http/tls.h"

namespace bihuan::http {

// One answered request, for the access log: no address, no person, no query, no body.
struct AccessRecord {
  std::string_view request_id;
  std::string_view method;
  std::string_view route;  // its name; "-" when none was found
  int status = 0;
  std::uint64_t bytes = 0;
  double seconds = 0;
};

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;  // 0: any free one
  std::size_t io_threads = 2;
  std::size_t workers = 16;
  std::size_t worker_queue = 1024;
  std::size_t max_connections = 4096;
  std::size_t header_limit = 16 * 1024;
  std::size_t body_budget = 128 * 1024 * 1024;  // bytes of bodies kept in memory, over all connections
  std::chrono::milliseconds header_time{10'000};
  std::chrono::milliseconds body_time{30'000};  // for each 64 KiB of a body, taken in or sent
  std::chrono::milliseconds idle_time{75'000};
  std::chrono::milliseconds heartbeat{15'000};  // of an event stream
  AddressSet trusted_proxies;
  std::shared_ptr<TlsContext> tls;  // none: plain HTTP
  std::function<Millis()> now;      // required
  std::function<void(const AccessRecord&)> on_access;
  std::shared_ptr<Metrics> metrics;  // none: not counted
};

class Server {
 public:
  // The dispatcher must outlive the server.
  Server(const Dispatcher& dispatcher, ServerOptions options);
  ~Server();

  void start();
  [[nodiscard]] std::uint16_t port() const;
  // Stops accepting, ends idle connections, lets requests finish for `grace`, then cuts. Blocks until all is over.
  // Event streams end when their hub is closed; close it first.
  void stop(std::chrono::milliseconds grace = std::chrono::seconds(10));
  [[nodiscard]] std::size_t connections() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace bihuan::http
