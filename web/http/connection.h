// One client's connection: reads requests, one after the other, and sends the answers. Internal to web/http.
// Lives on one I/O thread and is touched there only; whatever blocks goes to the workers (RunsOn). A client that is
// slow or stops is cut by the watch, never waited for by a thread.
#pragma once

#include <array>
#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <shared_mutex>
#include <string>
#include <unordered_map>

#include "web/http/request_parser.h"
#include "web/http/server.h"
#include "web/http/transport.h"
#include "web/http/workers.h"

namespace bihuan::http {

// What the connections of one server have in common.
class Shared {
 public:
  Shared(const Dispatcher& dispatcher, ServerOptions options);

  [[nodiscard]] std::string next_request_id();
  // Counts, measures and logs what was answered.
  void count(const Request& request, const Response& response, std::uint64_t bytes, double seconds);
  // Room for body bytes in memory; false when all is taken.
  [[nodiscard]] bool take_room(std::size_t bytes);
  void give_room(std::size_t bytes) { buffered_.fetch_sub(bytes, std::memory_order_relaxed); }

  const Dispatcher& dispatcher;
  const ServerOptions options;
  std::atomic<bool> draining{false};  // no connection takes another request
  Workers workers;
  Gauge* open_connections = nullptr;
  Counter* refused = nullptr;

 private:
  // Of one route, looked up once.
  struct RouteSeries {
    std::array<Counter*, 6> answered{};  // by hundreds of the status
    Histogram* seconds = nullptr;        // null until an answer was timed: streams of events are not
  };
  [[nodiscard]] RouteSeries series_of(const Route* route, int status, bool timed);

  std::shared_mutex mutex_;  // guards series_
  std::unordered_map<const Route*, RouteSeries> series_;
  std::atomic<std::size_t> buffered_{0};
  std::atomic<std::uint64_t> requests_{0};
  std::uint64_t seed_;
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::unique_ptr<Transport> transport, boost::asio::any_io_executor executor, Shared& shared,
             std::string peer);
  ~Connection();

  // Until the client or the server ends it.
  boost::asio::awaitable<void> run();
  // Ends it when it waits for a request; to be called after Shared::draining was set.
  void end_if_idle();
  void cut();

 private:
  template <class T>
  using awaitable = boost::asio::awaitable<T>;
  using Clock = std::chrono::steady_clock;

  awaitable<bool> serve_one();
  awaitable<bool> read_header();
  awaitable<Response> answer(Request& request);
  awaitable<std::optional<Response>> read_body(Request& request);
  awaitable<Response> receive(Request& request);
  // The answer that was to be made later.
  awaitable<Response> make(Request& request, const Response& later);
  // The next piece of the body; empty at its end or on failure.
  awaitable<std::string> body_piece();
  awaitable<void> send_continue(const Request& request);
  awaitable<bool> send(const Request& request, Response& response, bool keep);
  awaitable<bool> send_source(BodySource& source, std::string& head, bool chunked);
  awaitable<bool> send_events(EventSubscription& events, const std::string& head, bool chunked);
  awaitable<bool> write(std::string_view first, std::string_view second = {});
  awaitable<void> linger();
  // Runs `work` on a worker; false when the queue is full and it did not run. When `work` answers what is Awaited, that
  // is waited for too.
  template <class Work>
  awaitable<bool> on_worker(Work& work, bool next_step = false);
  void when_come(Awaited& awaited, std::function<void()> go_on);
  [[nodiscard]] bool is_broken(const std::string& piece) const;
  [[nodiscard]] Response broken_body(const Request& request) const;

  // The watch: when the time is up, pending operations are cancelled and expired_ is set.
  void watch(std::chrono::milliseconds time);
  void unwatch() { deadline_ = Clock::time_point::max(); }
  void arm();
  void on_timer();

  std::unique_ptr<Transport> transport_;
  boost::asio::any_io_executor executor_;
  Shared& shared_;
  std::string peer_;
  RequestParser parser_;
  boost::asio::steady_timer timer_;
  Clock::time_point deadline_ = Clock::time_point::max();
  bool armed_ = false;
  bool expired_ = false;
  bool closed_ = false;
  bool idle_ = false;
  bool read_failed_ = false;
  std::uint64_t sent_ = 0;
  std::string buffer_;
};

}  // namespace bihuan::http
