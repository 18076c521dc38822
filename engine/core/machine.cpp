#include "engine/core/machine.h"

#include <algorithm>
#include <tuple>

namespace bihuan::core {

std::string duration_text(std::int64_t ms) {
  if (ms == 0) return "0s";
  std::string text;
  const auto part = [&](std::int64_t unit, const char* name) {
    if (ms / unit == 0) return;
    text += std::to_string(ms / unit) + name;
    ms %= unit;
  };
  part(86'400'000, "d");
  part(3'600'000, "h");
  part(60'000, "m");
  part(1000, "s");
  part(1, "ms");
  return text;
}

std::string PendingTimer::id(const Chart& chart) const {
  const std::string suffix = "#" + std::to_string(number);
  if (kind == Kind::send) return "send/" + send_id + suffix;
  return "after/" + chart.at(state).id + "/" + duration_text(delay_ms) + suffix;
}

std::vector<std::string> MachineState::active_leaves(const Chart& chart) const {
  std::vector<std::string> ids;
  for (const StateIndex index : configuration) {
    const State& state = chart.at(index);
    if (state.type == StateType::atomic || state.type == StateType::final) ids.push_back(state.id);
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

const PendingTimer* MachineState::next_timer() const {
  const auto first = std::min_element(timers.begin(), timers.end(), [](const auto& left, const auto& right) {
    return std::tie(left.due, left.order, left.number) < std::tie(right.due, right.order, right.number);
  });
  return first == timers.end() ? nullptr : &*first;
}

}  // namespace bihuan::core
