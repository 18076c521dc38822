#include <random>

#include "engine/calendar/clock.h"
#include "tests/calendar/at.h"
#include "tests/support/catch.h"

using namespace bihuan::calendar;
using namespace bihuan::calendar::test;

namespace {

constexpr std::int64_t hour = 3'600'000;

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  std::int64_t between(std::int64_t least, std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>(least, most)(engine_);
  }
  bool coin() { return between(0, 1) == 1; }

 private:
  std::mt19937 engine_;
};

Ledger random_ledger(Random& random) {
  Ledger out;
  out.counting = static_cast<Counting>(random.between(0, 2));
  out.first_day_counted = random.coin();
  out.started = at("2007-01-01") + random.between(0, 19LL * 365 * 24 * 4) * hour / 4;
  if (random.coin()) {
    out.budget.days = random.between(1, 90);
  } else {
    out.budget.ms = random.between(1, 400) * hour / 4;
  }
  Millis from = out.started;
  for (auto n = random.between(0, 3); n > 0; --n) {
    from += random.between(0, 200) * hour / 4;
    const Millis to = from + random.between(0, 400) * hour / 4;
    out.suspensions.push_back({from, to, "", ""});
    from = to;
  }
  return out;
}

std::int64_t size(const Budget& b) {
  return b.days * 24 * hour + b.ms;
}

}  // namespace

TEST_CASE("limits obey their laws whatever the ledger", "[clock]") {
  Random random(20220601);
  for (int round = 0; round < 3000; ++round) {
    INFO(round);
    const Ledger base = random_ledger(random);
    const Deadline end = deadline(base, cn());
    REQUIRE(end.at > base.started);

    // What was given is used up when the limit comes, and not before a moment earlier unless the last day was moved.
    CHECK(consumed(base, cn(), end.at) == granted(base, cn()));

    // Consumed never falls.
    Millis now = base.started;
    std::int64_t last = 0;
    for (int i = 0; i < 6; ++i) {
      now += random.between(0, 300) * hour / 4;
      const std::int64_t used = size(consumed(base, cn(), now));
      CHECK(used >= last);
      CHECK(used <= size(granted(base, cn())));
      last = used;
    }

    // An extension never shortens.
    Ledger longer = base;
    longer.extensions.push_back(
        {random.coin() ? Budget{random.between(0, 30), 0} : Budget{0, random.between(0, 50) * hour}, 0, "", "", ""});
    CHECK(deadline(longer, cn()).at >= end.at);

    // A suspension never shortens; a resumption never makes the limit fire at once.
    Ledger paused = base;
    const Millis last_to = base.suspensions.empty() ? base.started : *base.suspensions.back().to;
    const Millis from = last_to + random.between(0, 200) * hour / 4;
    paused.suspensions.push_back({from, std::nullopt, "", ""});
    const Millis as_of = deadline(paused, cn()).at;
    CHECK(as_of == end.at);
    const Budget before = consumed(paused, cn(), from);
    const Millis resumed = from + random.between(0, 2000) * hour / 4;
    CHECK(consumed(paused, cn(), resumed) == before);
    paused.suspensions.back().to = resumed;
    const Deadline after = deadline(paused, cn());
    CHECK(after.at >= end.at);
    if (from < end.at) CHECK(after.at > resumed);
    CHECK(consumed(paused, cn(), resumed) == before);

    // Day clocks end at a midnight that ends a working day.
    if (base.counting != Counting::elapsed && base.budget.days > 0) {
      CHECK(end.at == cn().zone().midnight_after(end.last_day));
      CHECK(cn().is_working(end.last_day));
    }

    // A warning comes before the limit.
    const Budget ahead = random.coin() ? Budget{random.between(1, 20), 0} : Budget{0, random.between(1, 50) * hour};
    CHECK(warning(base, cn(), end, ahead) < end.at);
    CHECK(after_limit(base, cn(), end, ahead) > end.at);
    CHECK(after_limit(base, cn(), end, {}) == end.at);
  }
}
