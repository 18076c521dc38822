#include "web/http/rate_limit.h"

#include <algorithm>
#include <mutex>
#include <unordered_map>

namespace bihuan::http {

struct RateLimiter::State {
  // Exact in whole numbers: a millisecond brings `amount` units, a request costs `seconds` * 1000 of them.
  struct Bucket {
    std::int64_t units = 0;
    Millis at = 0;
  };
  struct Kind {
    RateLimit limit;
    std::unordered_map<std::string, Bucket> buckets;
    std::size_t sweep_at = 1024;

    [[nodiscard]] std::int64_t cost() const { return limit.seconds * 1000; }
    [[nodiscard]] std::int64_t full() const { return limit.amount * cost(); }
    void refill(Bucket& bucket, Millis now) const {
      const auto passed = std::clamp<std::int64_t>(now - bucket.at, 0, limit.seconds * 1000);
      bucket.units = std::min(full(), bucket.units + passed * limit.amount);
      bucket.at = std::max(bucket.at, now);
    }
    void sweep(Millis now) {
      for (auto& [key, bucket] : buckets) refill(bucket, now);
      std::erase_if(buckets, [&](const auto& entry) { return entry.second.units >= full(); });
      sweep_at = std::max<std::size_t>(1024, buckets.size() * 2);
    }
  };

  std::mutex mutex;
  std::vector<Kind> kinds;
};

RateLimiter::RateLimiter(std::vector<RateLimit> limits) : state_(std::make_unique<State>()) {
  for (auto& limit : limits) {
    limit.seconds = std::max<std::int64_t>(1, limit.seconds);
    state_->kinds.push_back({std::move(limit), {}, 1024});
  }
}

RateLimiter::~RateLimiter() = default;

bool RateLimiter::empty() const {
  return state_->kinds.empty();
}

RateDecision RateLimiter::take(std::string_view limit, std::string_view key, Millis now) {
  const std::lock_guard lock(state_->mutex);
  if (state_->kinds.empty()) return {};
  auto kind = std::find_if(state_->kinds.begin(), state_->kinds.end(),
                           [&](const State::Kind& known) { return known.limit.name == limit; });
  if (kind == state_->kinds.end()) kind = state_->kinds.begin();
  if (kind->limit.amount <= 0) return {};
  if (kind->buckets.size() >= kind->sweep_at) kind->sweep(now);

  auto [entry, is_new] = kind->buckets.try_emplace(std::string(key), State::Bucket{kind->full(), now});
  auto& bucket = entry->second;
  kind->refill(bucket, now);
  RateDecision decision;
  decision.limit = kind->limit.amount;
  decision.allowed = bucket.units >= kind->cost();
  if (decision.allowed) bucket.units -= kind->cost();
  decision.remaining = bucket.units / kind->cost();
  const auto wanted = (decision.allowed ? kind->full() : kind->cost()) - bucket.units;
  const auto per_second = kind->limit.amount * 1000;
  decision.reset_seconds = std::max<std::int64_t>(1, (wanted + per_second - 1) / per_second);
  return decision;
}

}  // namespace bihuan::http
