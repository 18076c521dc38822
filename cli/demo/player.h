// Plays the demonstration year: files cases and lets the people of the district work on them, through the same service
// as the server, in virtual time. The same seed and scale give the same cases. Belongs to one thread. Throws
// std::runtime_error when the disk is full or fails.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>

#include "cli/demo/values.h"
#include "cli/office.h"

namespace bihuan::cli::demo {

// Time that the player sets.
class VirtualClock final : public runtime::Clock {
 public:
  explicit VirtualClock(core::Millis now) : now_(now) {}
  [[nodiscard]] core::Millis now() const override { return now_.load(); }
  void set(core::Millis now) { now_.store(now); }

 private:
  std::atomic<core::Millis> now_;
};

struct Plan {
  core::Millis from = 0, to = 0;
  std::uint64_t seed = 1;
  double scale = 1;
};

// Answers how many cases were filed. `progress` is told the share of time that has been played, 0 to 1.
std::int64_t play(Office& office, VirtualClock& clock, const District& district, const Staff& staff, const Plan& plan,
                  const std::function<void(double)>& progress);

}  // namespace bihuan::cli::demo
