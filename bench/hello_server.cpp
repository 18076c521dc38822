#include "bench/hello_server.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <string>
#include <thread>
#include <vector>

namespace bihuan::bench {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;

struct HelloServer::State {
  std::string body;
  std::vector<std::unique_ptr<asio::io_context>> contexts;
  std::unique_ptr<tcp::acceptor> acceptor;
  std::vector<std::thread> threads;

  asio::awaitable<void> serve(tcp::socket socket) {
    beast::tcp_stream stream(std::move(socket));
    beast::flat_buffer buffer;
    try {
      while (true) {
        http::request<http::string_body> request;
        stream.expires_after(std::chrono::seconds(30));
        co_await http::async_read(stream, buffer, request, asio::use_awaitable);
        http::response<http::string_body> response{http::status::ok, request.version()};
        response.set(http::field::content_type, "application/json");
        response.keep_alive(request.keep_alive());
        response.body() = body;
        response.prepare_payload();
        co_await http::async_write(stream, response, asio::use_awaitable);
      }
    } catch (const std::exception&) {
      // The client has gone.
    }
  }

  asio::awaitable<void> accept() {
    for (std::size_t next = 0;; ++next) {
      auto& context = *contexts[next % contexts.size()];
      auto socket = co_await acceptor->async_accept(context, asio::use_awaitable);
      socket.set_option(tcp::no_delay(true));
      asio::co_spawn(context, serve(std::move(socket)), asio::detached);
    }
  }
};

HelloServer::HelloServer(std::size_t threads, std::size_t body) : state_(std::make_unique<State>()) {
  state_->body.assign(body, 'x');
  for (std::size_t i = 0; i < threads; ++i) state_->contexts.push_back(std::make_unique<asio::io_context>(1));
  state_->acceptor =
      std::make_unique<tcp::acceptor>(*state_->contexts[0], tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  asio::co_spawn(*state_->contexts[0], state_->accept(), [](const std::exception_ptr&) {});
  for (auto& context : state_->contexts) {
    state_->threads.emplace_back([&context = *context] {
      const auto work = asio::make_work_guard(context);
      context.run();
    });
  }
}

HelloServer::~HelloServer() {
  for (auto& context : state_->contexts) context->stop();
  for (auto& thread : state_->threads) thread.join();
}

std::uint16_t HelloServer::port() const {
  return state_->acceptor->local_endpoint().port();
}

}  // namespace bihuan::bench
