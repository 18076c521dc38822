#include "bench/http_load.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <stdexcept>
#include <string_view>

namespace bihuan::bench {

namespace {

using Clock = std::chrono::steady_clock;

struct Client {
  int socket = -1;
  std::uint64_t sent = 0;
  std::string out;
  std::string in;
  Clock::time_point begun;
};

int connect_to(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error("cannot connect");
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return socket;
}

// Bytes of the first whole response, or 0. Its status goes to `status`.
std::size_t whole_response(const std::string& in, int& status) {
  const auto end = in.find("\r\n\r\n");
  if (end == std::string::npos || in.size() < 12) return 0;
  std::from_chars(in.data() + 9, in.data() + 12, status);
  std::size_t length = 0;
  for (const std::string_view name : {"Content-Length: ", "content-length: "}) {
    const auto at = in.find(name);
    if (at < end) std::from_chars(in.data() + at + name.size(), in.data() + end, length);
  }
  return in.size() >= end + 4 + length ? end + 4 + length : 0;
}

class Generator {
 public:
  Generator(std::uint16_t port, std::size_t connections, const RequestOf& request)
      : request_(request), clients_(connections) {
    epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
    for (std::size_t i = 0; i < connections; ++i) {
      clients_[i].socket = connect_to(port);
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.u64 = i;
      ::epoll_ctl(epoll_, EPOLL_CTL_ADD, clients_[i].socket, &event);
    }
  }
  ~Generator() {
    for (const auto& client : clients_) {
      if (client.socket >= 0) ::close(client.socket);
    }
    ::close(epoll_);
  }
  Generator(const Generator&) = delete;
  Generator& operator=(const Generator&) = delete;

  LoadResult run(double seconds) {
    const auto begin = Clock::now();
    const auto end = begin + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
    for (std::size_t i = 0; i < clients_.size(); ++i) send(i);
    std::vector<epoll_event> events(256);
    while (Clock::now() < end && result_.broken + ended_ < clients_.size()) {
      const int n = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 100);
      for (int i = 0; i < n; ++i) receive(events[static_cast<std::size_t>(i)].data.u64);
    }
    result_.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    std::sort(times_.begin(), times_.end());
    if (!times_.empty()) {
      result_.p50_ms = times_[times_.size() / 2];
      result_.p99_ms = times_[times_.size() * 99 / 100];
      result_.worst_ms = times_.back();
    }
    return result_;
  }

 private:
  void send(std::size_t i) {
    auto& client = clients_[i];
    const auto text = request_(i, client.sent++);
    if (text.empty()) {
      ++ended_;
      return;
    }
    client.begun = Clock::now();
    if (::send(client.socket, text.data(), text.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(text.size()))
      give_up(client);
  }

  void receive(std::size_t i) {
    auto& client = clients_[i];
    char bytes[64 * 1024];
    const auto n = ::recv(client.socket, bytes, sizeof bytes, 0);
    if (n <= 0) return give_up(client);
    client.in.append(bytes, static_cast<std::size_t>(n));
    int status = 0;
    if (const auto length = whole_response(client.in, status); length > 0) {
      client.in.erase(0, length);
      times_.push_back(std::chrono::duration<float, std::milli>(Clock::now() - client.begun).count());
      ++result_.answers;
      ++result_.by_status[status];
      send(i);
    }
  }

  void give_up(Client& client) {
    if (client.socket < 0) return;
    ::close(client.socket);
    client.socket = -1;
    ++result_.broken;
  }

  const RequestOf& request_;
  std::vector<Client> clients_;
  std::vector<float> times_;
  LoadResult result_;
  std::size_t ended_ = 0;
  int epoll_ = -1;
};

}  // namespace

LoadResult load(std::uint16_t port, std::size_t connections, double seconds, const RequestOf& request) {
  return Generator(port, connections, request).run(seconds);
}

}  // namespace bihuan::bench
