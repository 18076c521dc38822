// A connection's bytes, plain or over TLS, as coroutines. Internal to web/http; used on its own I/O thread only.
// Operations report by error code; cancel() makes the pending ones fail.
#pragma once

#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <memory>

#include "web/http/tls.h"

namespace bihuan::http {

using ErrorCode = boost::system::error_code;

class Transport {
 public:
  virtual ~Transport() = default;
  virtual boost::asio::awaitable<ErrorCode> handshake() = 0;
  virtual boost::asio::awaitable<std::size_t> read_some(boost::asio::mutable_buffer into, ErrorCode& error) = 0;
  // Both buffers, whole; the second may be empty.
  virtual boost::asio::awaitable<ErrorCode> write(std::array<boost::asio::const_buffer, 2> bytes) = 0;
  // Says that nothing more will be sent.
  virtual boost::asio::awaitable<void> finish() = 0;
  virtual void cancel() = 0;
  virtual void close() = 0;
  [[nodiscard]] virtual bool is_secure() const = 0;
};

[[nodiscard]] std::unique_ptr<Transport> plain_transport(boost::asio::ip::tcp::socket socket);
[[nodiscard]] std::unique_ptr<Transport> tls_transport(boost::asio::ip::tcp::socket socket,
                                                       std::shared_ptr<boost::asio::ssl::context> context);

}  // namespace bihuan::http
