// A load generator for the HTTP benches: so many keep-alive connections over loopback, each sending its request again
// as soon as the answer is there, on one thread by epoll. Counts whatever is not 200 by its status.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace bihuan::bench {

struct LoadResult {
  std::uint64_t answers = 0;
  double seconds = 0;
  double p50_ms = 0, p99_ms = 0, worst_ms = 0;
  std::map<int, std::uint64_t> by_status;
  std::uint64_t broken = 0;  // connections that failed or were closed

  [[nodiscard]] double per_second() const { return seconds > 0 ? static_cast<double>(answers) / seconds : 0; }
};

// `request(connection, n)` is the n-th request of that connection, whole; an empty one ends it. The load ends with the
// time or with the last connection.
using RequestOf = std::function<std::string(std::size_t connection, std::uint64_t n)>;

[[nodiscard]] LoadResult load(std::uint16_t port, std::size_t connections, double seconds, const RequestOf& request);

}  // namespace bihuan::bench
