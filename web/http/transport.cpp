#include "web/http/transport.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace bihuan::http {

namespace asio = boost::asio;
using asio::redirect_error;
using asio::use_awaitable;
using Socket = asio::ip::tcp::socket;

namespace {

void close_socket(Socket& socket) {
  ErrorCode ignored;
  socket.close(ignored);
}

class Plain : public Transport {
 public:
  explicit Plain(Socket socket) : socket_(std::move(socket)) {}

  asio::awaitable<ErrorCode> handshake() override { co_return ErrorCode{}; }
  asio::awaitable<std::size_t> read_some(asio::mutable_buffer into, ErrorCode& error) override {
    co_return co_await socket_.async_read_some(into, redirect_error(use_awaitable, error));
  }
  asio::awaitable<ErrorCode> write(std::array<asio::const_buffer, 2> bytes) override {
    ErrorCode error;
    co_await asio::async_write(socket_, bytes, redirect_error(use_awaitable, error));
    co_return error;
  }
  asio::awaitable<void> finish() override {
    ErrorCode ignored;
    socket_.shutdown(Socket::shutdown_send, ignored);
    co_return;
  }
  void cancel() override {
    ErrorCode ignored;
    socket_.cancel(ignored);
  }
  void close() override { close_socket(socket_); }
  bool is_secure() const override { return false; }

 private:
  Socket socket_;
};

class Tls : public Transport {
 public:
  Tls(Socket socket, std::shared_ptr<asio::ssl::context> context)
      : context_(std::move(context)), stream_(std::move(socket), *context_) {}

  asio::awaitable<ErrorCode> handshake() override {
    ErrorCode error;
    co_await stream_.async_handshake(asio::ssl::stream_base::server, redirect_error(use_awaitable, error));
    co_return error;
  }
  asio::awaitable<std::size_t> read_some(asio::mutable_buffer into, ErrorCode& error) override {
    co_return co_await stream_.async_read_some(into, redirect_error(use_awaitable, error));
  }
  asio::awaitable<ErrorCode> write(std::array<asio::const_buffer, 2> bytes) override {
    ErrorCode error;
    co_await asio::async_write(stream_, bytes, redirect_error(use_awaitable, error));
    co_return error;
  }
  asio::awaitable<void> finish() override {
    ErrorCode ignored;
    co_await stream_.async_shutdown(redirect_error(use_awaitable, ignored));
  }
  void cancel() override {
    ErrorCode ignored;
    stream_.next_layer().cancel(ignored);
  }
  void close() override { close_socket(stream_.next_layer()); }
  bool is_secure() const override { return true; }

 private:
  std::shared_ptr<asio::ssl::context> context_;  // must outlive the stream
  asio::ssl::stream<Socket> stream_;
};

}  // namespace

std::unique_ptr<Transport> plain_transport(Socket socket) {
  return std::make_unique<Plain>(std::move(socket));
}

std::unique_ptr<Transport> tls_transport(Socket socket, std::shared_ptr<asio::ssl::context> context) {
  return std::make_unique<Tls>(std::move(socket), std::move(context));
}

}  // namespace bihuan::http
