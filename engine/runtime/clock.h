// The one source of "now". The service and every loop get it injected, so that tests run in virtual time.
// Safe to share between threads.
#pragma once

#include "engine/core/people.h"

namespace bihuan::runtime {

using core::Millis;

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Millis now() const = 0;
};

// The machine's clock.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] Millis now() const override;
};

}  // namespace bihuan::runtime
