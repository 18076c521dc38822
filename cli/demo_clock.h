// The clock of demonstration data: it goes on from the day on which the demonstration year ends. Share freely.
#pragma once

#include <optional>
#include <string>

#include "engine/runtime/clock.h"

namespace bihuan::cli {

class ShiftedClock final : public runtime::Clock {
 public:
  explicit ShiftedClock(runtime::Millis shift) : shift_(shift) {}
  [[nodiscard]] runtime::Millis now() const override { return machine_.now() + shift_; }

 private:
  runtime::SystemClock machine_;
  runtime::Millis shift_;
};

// Kept in the data folder: the end of the played time and the instant at which it was reached.
void keep_demo_time(const std::string& folder, runtime::Millis played_until, runtime::Millis machine_now);
// How far the folder's time is from the machine's; nothing when it holds no demonstration.
[[nodiscard]] std::optional<runtime::Millis> demo_shift(const std::string& folder);

}  // namespace bihuan::cli
