#include <chrono>

#include "engine/runtime/clock.h"

namespace bihuan::runtime {

Millis SystemClock::now() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace bihuan::runtime
