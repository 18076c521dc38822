#include "tests/support/wire.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <utility>

namespace bihuan::tests {

namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

void limit_time(int descriptor) {
  const timeval ten{10, 0};
  ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &ten, sizeof ten);
  ::setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &ten, sizeof ten);
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

}  // namespace

Wire::Wire(std::uint16_t port) : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  limit_time(descriptor_);
  const auto address = loopback(port);
  if (::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ::close(descriptor_);
    throw std::runtime_error("cannot connect");
  }
}

Wire Wire::adopt(int descriptor) {
  Wire wire;
  wire.descriptor_ = descriptor;
  limit_time(descriptor);
  return wire;
}

Wire::Wire(Wire&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)), rest_(std::move(other.rest_)) {}

Wire::~Wire() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

bool Wire::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto n = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

std::string Wire::receive() {
  if (!rest_.empty()) return std::exchange(rest_, {});
  std::string bytes(64 * 1024, '\0');
  const auto n = ::recv(descriptor_, bytes.data(), bytes.size(), 0);
  if (n < 0 && errno != ECONNRESET) throw std::runtime_error("nothing came in time");
  bytes.resize(static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
  return bytes;
}

std::string Wire::receive_all() {
  std::string all;
  for (std::string piece = receive(); !piece.empty(); piece = receive()) all += piece;
  return all;
}

std::string Wire::receive_until(std::string_view end) {
  std::string all;
  while (true) {
    if (const auto at = all.find(end); at != std::string::npos) {
      rest_ = all.substr(at + end.size()) + rest_;
      return all.substr(0, at + end.size());
    }
    const auto piece = receive();
    if (piece.empty()) return all;
    all += piece;
  }
}

std::string Wire::receive_exactly(std::size_t bytes) {
  std::string all;
  while (all.size() < bytes) {
    const auto piece = receive();
    if (piece.empty()) return all;
    all += piece;
  }
  rest_ = all.substr(bytes) + rest_;
  return all.substr(0, bytes);
}

WireResponse Wire::response(bool head) {
  WireResponse response;
  const auto header = receive_until("\r\n\r\n");
  if (header.size() < 12 || !header.ends_with("\r\n\r\n")) return response;
  response.status = std::stoi(header.substr(9, 3));
  for (auto line = header.find("\r\n") + 2; line + 2 < header.size();) {
    const auto end = header.find("\r\n", line);
    const auto colon = header.find(": ", line);
    response.headers[lower(header.substr(line, colon - line))] = header.substr(colon + 2, end - colon - 2);
    line = end + 2;
  }
  if (head || response.status == 204 || response.status == 304 || response.status < 200) {
    response.complete = true;
  } else if (response.headers.contains("content-length")) {
    const auto length = std::stoull(response.headers["content-length"]);
    response.body = receive_exactly(length);
    response.complete = response.body.size() == length;
  } else if (response.headers["transfer-encoding"] == "chunked") {
    while (true) {
      const auto line = receive_until("\r\n");
      if (line.empty()) return response;
      const auto size = std::stoull(line, nullptr, 16);
      const auto chunk = receive_exactly(size + 2);
      if (chunk.size() != size + 2) return response;
      response.body += chunk.substr(0, size);
      if (size == 0) break;
    }
    response.complete = true;
  } else {
    response.body = receive_all();
    response.complete = true;
  }
  return response;
}

bool Wire::is_closed() {
  return receive().empty();
}

void Wire::shut_down_sending() {
  ::shutdown(descriptor_, SHUT_WR);
}

WireListener::WireListener() : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  auto address = loopback(0);
  socklen_t size = sizeof address;
  if (::bind(descriptor_, reinterpret_cast<const sockaddr*>(&address), size) != 0 || ::listen(descriptor_, 64) != 0 ||
      ::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("cannot listen");
  }
  port_ = ntohs(address.sin_port);
}

WireListener::~WireListener() {
  ::close(descriptor_);
}

Wire WireListener::accept() {
  const int descriptor = ::accept(descriptor_, nullptr, nullptr);
  if (descriptor < 0) throw std::runtime_error("not listening any more");
  return Wire::adopt(descriptor);
}

void WireListener::close() {
  ::shutdown(descriptor_, SHUT_RDWR);
}

}  // namespace bihuan::tests
