// The words for the phases of clocks and tasks, as scenarios, simulation lines and the API write them. Pure.
#pragma once

#include "engine/core/case.h"

namespace bihuan::core {

[[nodiscard]] constexpr const char* phase_name(ClockPhase phase) {
  switch (phase) {
    case ClockPhase::idle:
      return "idle";
    case ClockPhase::running:
      return "running";
    case ClockPhase::suspended:
      return "suspended";
    case ClockPhase::stopped:
      return "stopped";
  }
  return "";
}

[[nodiscard]] constexpr const char* phase_name(TaskPhase phase) {
  switch (phase) {
    case TaskPhase::assigned:
      return "assigned";
    case TaskPhase::signed_for:
      return "signed_for";
    case TaskPhase::returned:
      return "returned";
    case TaskPhase::done:
      return "done";
    case TaskPhase::cancelled:
      return "cancelled";
  }
  return "";
}

}  // namespace bihuan::core
