// A bare TCP client and listener over loopback, for tests that must send what no proper library would send.
// Blocking, with a time limit on every operation; for one thread. Throws std::runtime_error when the other side is gone
// where it must not be.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace bihuan::tests {

struct WireResponse {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
  bool complete = false;  // false: the connection ended before the message did
};

class Wire {
 public:
  // Connects to 127.0.0.1.
  explicit Wire(std::uint16_t port);
  // Takes over a connected socket.
  static Wire adopt(int descriptor);
  ~Wire();
  Wire(Wire&& other) noexcept;
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  // False when the other side has closed.
  bool send(std::string_view bytes);
  // Whatever comes next; empty at the end of the stream. Throws when nothing comes for 10 s.
  std::string receive();
  // Until the other side closes.
  std::string receive_all();
  // Until `end` has come; what came with it stays for the next call.
  std::string receive_until(std::string_view end);
  std::string receive_exactly(std::size_t bytes);
  // The next response; `head` when it answers a HEAD.
  WireResponse response(bool head = false);
  // True when the other side closes (or resets) without sending anything more.
  bool is_closed();
  void shut_down_sending();

 private:
  Wire() = default;
  int descriptor_ = -1;
  std::string rest_;
};

// Listens on a free port of 127.0.0.1.
class WireListener {
 public:
  WireListener();
  ~WireListener();
  WireListener(const WireListener&) = delete;
  WireListener& operator=(const WireListener&) = delete;
  [[nodiscard]] std::uint16_t port() const { return port_; }
  Wire accept();
  // Makes a pending and every later accept() throw; to be called from another thread.
  void close();

 private:
  int descriptor_ = -1;
  std::uint16_t port_ = 0;
};

}  // namespace bihuan::tests
