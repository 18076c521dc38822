#include "web/http/rate_limit.h"

#include "tests/support/catch.h"

using namespace bihuan::http;

TEST_CASE("a bucket empties and fills again", "[rate]") {
  RateLimiter limiter({{"default", 3, 60}, {"sign_in", 1, 10}});
  Millis now = 1'000'000;
  for (int left = 2; left >= 0; --left) {
    const auto decision = limiter.take("", "a", now);
    CHECK(decision.allowed);
    CHECK(decision.remaining == left);
    CHECK(decision.limit == 3);
  }
  const auto refused = limiter.take("default", "a", now);
  CHECK_FALSE(refused.allowed);
  CHECK(refused.reset_seconds == 20);
  CHECK(limiter.take("default", "b", now).allowed);
  CHECK_FALSE(limiter.take("default", "a", now + 19'999).allowed);
  CHECK(limiter.take("default", "a", now + 20'000).allowed);
  CHECK(limiter.take("sign_in", "a", now).allowed);
  CHECK_FALSE(limiter.take("sign_in", "a", now).allowed);
  // Many small steps gain as much as one large step.
  RateLimiter slow({{"default", 1, 3600}});
  CHECK(slow.take("", "a", 0).allowed);
  for (Millis at = 1; at < 3'600'000; at += 997) REQUIRE_FALSE(slow.take("", "a", at).allowed);
  CHECK(slow.take("", "a", 3'600'000).allowed);
}

TEST_CASE("an empty limiter and a limit of nothing allow everything", "[rate]") {
  RateLimiter none({});
  RateLimiter open({{"default", 0, 1}});
  for (int i = 0; i < 100; ++i) {
    CHECK(none.take("x", "a", 0).allowed);
    CHECK(open.take("x", "a", 0).allowed);
  }
}
