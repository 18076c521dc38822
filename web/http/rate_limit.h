// Rate limits by token bucket: so many requests in so many seconds for each key (a person, else a client address).
// Safe to use from any thread; time is passed in. Memory is bounded: full buckets are forgotten.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "web/http/message.h"

namespace bihuan::http {

struct RateLimit {
  std::string name;          // "default", "sign_in", "export"
  std::int64_t amount = 0;   // requests ...
  std::int64_t seconds = 1;  // ... in this time
};

struct RateDecision {
  bool allowed = true;
  std::int64_t limit = 0;
  std::int64_t remaining = 0;
  std::int64_t reset_seconds = 0;  // until the bucket is full, or until the next request is allowed
};

class RateLimiter {
 public:
  // The first one is the default for names that are not listed. An empty list allows everything.
  explicit RateLimiter(std::vector<RateLimit> limits);
  ~RateLimiter();
  [[nodiscard]] RateDecision take(std::string_view limit, std::string_view key, Millis now);
  [[nodiscard]] bool empty() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace bihuan::http
