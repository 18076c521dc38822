#include "web/http/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <condition_variable>
#include <mutex>
#include <random>
#include <set>
#include <thread>

#include "web/http/connection.h"

namespace bihuan::http {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

namespace {

std::string name_of(const Route* route) {
  return route == nullptr ? "-" : route->name;
}

std::size_t hundreds_of(int status) {
  return static_cast<std::size_t>(std::clamp(status / 100, 0, 5));
}

}  // namespace

Shared::Shared(const Dispatcher& for_requests, ServerOptions with)
    : dispatcher(for_requests), options(std::move(with)), workers(options.workers, options.worker_queue) {
  std::random_device random;
  seed_ = (static_cast<std::uint64_t>(random()) << 32U) | random();
  if (!options.metrics) return;
  open_connections = &options.metrics->gauge("bihuan_http_connections", "Open connections.");
  refused = &options.metrics->counter("bihuan_http_connections_refused_total", "Connections beyond the limit.");
  options.metrics->gauge_from("bihuan_http_workers_waiting", "Requests waiting for a worker.",
                              [this] { return static_cast<double>(workers.waiting()); });
}

std::string Shared::next_request_id() {
  // SplitMix64 of a counter: short, unique in this process, and no order to be read from it.
  std::uint64_t z = seed_ + requests_.fetch_add(1, std::memory_order_relaxed) * 0x9E3779B97F4A7C15ULL;
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
  return fmt::format("{:016x}", z ^ (z >> 31U));
}

void Shared::count(const Request& request, const Response& response, std::uint64_t bytes, double seconds) {
  if (options.metrics) {
    const bool is_stream = std::holds_alternative<std::shared_ptr<EventSubscription>>(response.body);
    const auto series = series_of(request.route, response.status, !is_stream);
    series.answered[hundreds_of(response.status)]->add();
    if (!is_stream) series.seconds->observe(seconds);
  }
  if (options.on_access) {
    options.on_access(
        {request.id, method_name(request.method), name_of(request.route), response.status, bytes, seconds});
  }
}

Shared::RouteSeries Shared::series_of(const Route* route, int status, bool timed) {
  const auto hundreds = hundreds_of(status);
  {
    const std::shared_lock lock(mutex_);
    const auto known = series_.find(route);
    if (known != series_.end() && known->second.answered[hundreds] && (known->second.seconds || !timed)) {
      return known->second;
    }
  }
  auto& metrics = *options.metrics;
  const std::string name = name_of(route);
  const std::unique_lock lock(mutex_);
  auto& series = series_[route];
  series.answered[hundreds] = &metrics.counter("bihuan_http_requests_total", "Requests answered.",
                                               {{"route", name}, {"status", fmt::format("{}xx", hundreds)}});
  if (timed) series.seconds = &metrics.histogram("bihuan_http_request_seconds", "Time to answer.", {{"route", name}});
  return series;
}

bool Shared::take_room(std::size_t bytes) {
  if (buffered_.fetch_add(bytes, std::memory_order_relaxed) + bytes <= options.body_budget) return true;
  buffered_.fetch_sub(bytes, std::memory_order_relaxed);
  return false;
}

// One I/O thread: its context and the connections that live on it.
struct IoThread {
  asio::io_context context{1};
  asio::executor_work_guard<asio::io_context::executor_type> work{context.get_executor()};
  std::set<std::shared_ptr<Connection>> connections;  // touched on this thread only
  std::thread thread;
};

struct Server::State {
  State(const Dispatcher& dispatcher, ServerOptions options) : shared(dispatcher, std::move(options)) {
    const auto& wanted = shared.options;
    for (std::size_t i = 0; i < std::max<std::size_t>(1, wanted.io_threads); ++i)
      threads.push_back(std::make_unique<IoThread>());
    acceptor.emplace(door.context);
    const tcp::endpoint endpoint(asio::ip::make_address(wanted.address), wanted.port);
    acceptor->open(endpoint.protocol());
    acceptor->set_option(tcp::acceptor::reuse_address(true));
    acceptor->bind(endpoint);
    acceptor->listen(asio::socket_base::max_listen_connections);
    bound = acceptor->local_endpoint().port();
  }

  asio::awaitable<void> accept();
  void adopt(IoThread& on, tcp::socket socket);
  void turn_away(tcp::socket socket);
  void forget(IoThread& on, const std::shared_ptr<Connection>& connection);
  void shut_door();
  template <class Visit>
  void each_connection(Visit visit);
  bool wait_until_empty(std::chrono::milliseconds time);

  // In this order: the workers end before the contexts into which they post.
  std::vector<std::unique_ptr<IoThread>> threads;
  IoThread door;  // has no connections: on a busy thread newcomers would be let in one a round
  Shared shared;
  std::optional<tcp::acceptor> acceptor;
  std::uint16_t bound = 0;
  std::size_t next = 0;
  bool running = false;
  mutable std::mutex mutex;
  std::condition_variable changed;
  std::size_t open = 0;  // under mutex
};

asio::awaitable<void> Server::State::accept() {
  asio::steady_timer pause(door.context);
  while (acceptor->is_open()) {
    IoThread& on = *threads[next++ % threads.size()];
    ErrorCode error;
    tcp::socket socket = co_await acceptor->async_accept(on.context, asio::redirect_error(asio::use_awaitable, error));
    if (error == asio::error::operation_aborted || !acceptor->is_open()) co_return;
    if (error) {
      // Out of descriptors, or a client that is gone already: do not spin.
      pause.expires_after(std::chrono::milliseconds(50));
      co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
      continue;
    }
    bool full = false;
    {
      const std::lock_guard lock(mutex);
      full = open >= shared.options.max_connections;
      if (!full) ++open;
    }
    if (full) {
      turn_away(std::move(socket));
    } else {
      asio::post(on.context, [this, &on, moved = std::make_shared<tcp::socket>(std::move(socket))] {
        adopt(on, std::move(*moved));
      });
    }
  }
}

void Server::State::turn_away(tcp::socket socket) {
  if (shared.refused) shared.refused->add();
  if (shared.options.tls) return;
  static constexpr std::string_view busy =
      "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
  ErrorCode ignored;
  socket.non_blocking(true, ignored);
  asio::write(socket, asio::buffer(busy), ignored);
  socket.shutdown(tcp::socket::shutdown_send, ignored);
}

void Server::State::adopt(IoThread& on, tcp::socket socket) {
  ErrorCode ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  const auto peer = socket.remote_endpoint(ignored).address().to_string();
  auto transport = shared.options.tls ? tls_transport(std::move(socket), shared.options.tls->current())
                                      : plain_transport(std::move(socket));
  auto connection = std::make_shared<Connection>(std::move(transport), on.context.get_executor(), shared, peer);
  on.connections.insert(connection);
  if (shared.open_connections) shared.open_connections->add(1);
  asio::co_spawn(on.context, connection->run(), [this, &on, connection](const std::exception_ptr&) {
    connection->cut();
    forget(on, connection);
  });
}

void Server::State::forget(IoThread& on, const std::shared_ptr<Connection>& connection) {
  on.connections.erase(connection);
  if (shared.open_connections) shared.open_connections->add(-1);
  const std::lock_guard lock(mutex);
  --open;
  changed.notify_all();
}

// Nobody comes in any more once it returns: the door ends when the acceptor is closed.
void Server::State::shut_door() {
  asio::post(door.context, [this] {
    ErrorCode ignored;
    acceptor->close(ignored);
  });
  door.work.reset();
  door.thread.join();
}

template <class Visit>
void Server::State::each_connection(Visit visit) {
  for (auto& thread : threads) {
    asio::post(thread->context, [&on = *thread, visit] {
      for (const auto& connection : on.connections) visit(*connection);
    });
  }
}

bool Server::State::wait_until_empty(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex);
  return changed.wait_for(lock, time, [&] { return open == 0; });
}

Server::Server(const Dispatcher& dispatcher, ServerOptions options)
    : state_(std::make_unique<State>(dispatcher, std::move(options))) {}

Server::~Server() {
  stop(std::chrono::milliseconds(0));
}

void Server::start() {
  state_->running = true;
  asio::co_spawn(state_->door.context, state_->accept(), [](const std::exception_ptr&) {});
  const auto run = [](IoThread& one) { one.thread = std::thread([&context = one.context] { context.run(); }); };
  run(state_->door);
  for (auto& one : state_->threads) run(*one);
}

std::uint16_t Server::port() const {
  return state_->bound;
}

std::size_t Server::connections() const {
  const std::lock_guard lock(state_->mutex);
  return state_->open;
}

void Server::stop(std::chrono::milliseconds grace) {
  if (!state_->running) return;
  state_->running = false;
  state_->shut_door();
  state_->shared.draining = true;
  state_->each_connection([](Connection& connection) { connection.end_if_idle(); });
  if (!state_->wait_until_empty(grace)) {
    state_->each_connection([](Connection& connection) { connection.cut(); });
    // What still runs on a worker is finished; its connection is gone when it comes back.
    static_cast<void>(state_->wait_until_empty(std::chrono::seconds(60)));
  }
  for (auto& one : state_->threads) {
    one->work.reset();
    one->context.stop();
    one->thread.join();
  }
}

}  // namespace bihuan::http
