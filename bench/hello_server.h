// The smallest server that Beast makes: parses a request, answers a fixed string. What our server is compared with.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

namespace bihuan::bench {

class HelloServer {
 public:
  // Listens on a free port of loopback with so many threads; `body` bytes in each answer.
  HelloServer(std::size_t threads, std::size_t body);
  ~HelloServer();
  [[nodiscard]] std::uint16_t port() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace bihuan::bench
