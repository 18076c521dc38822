// What a picture writes beside states and arrows. Private to this folder. Pure.
#pragma once

#include <string>
#include <vector>

#include "engine/diagram/diagram.h"

namespace bihuan::diagram {

inline constexpr const char* limit_mark = "◎ ";  // before a limit; in every font that has Chinese

struct Label {
  std::string head;                // 受理, or the event
  std::vector<std::string> notes;  // guard, roles, clocks
};

[[nodiscard]] std::string title_of(const core::State& state);
[[nodiscard]] Label label_of(const core::Definition& definition, const core::Transition& transition,
                             const Options& options);
// Limits that begin on entry: "办理 60天".
[[nodiscard]] std::vector<std::string> limits_of(const core::Definition& definition, const core::Block& block,
                                                 const Options& options);
// Who decides or handles on entry: approvals with their roles, tasks with theirs.
[[nodiscard]] std::vector<std::string> work_of(const core::Definition& definition, const core::Block& block,
                                               const Options& options);
// Active states and all their ancestors, by index.
[[nodiscard]] std::vector<bool> lit_states(const core::Chart& chart, const Options& options);
[[nodiscard]] std::string shortened(const std::string& text, std::size_t code_points);

// One arrow: all transitions between the same two states.
struct Arrow {
  core::StateIndex from = 0;
  core::StateIndex to = 0;
  std::vector<Label> labels;
  bool by_system = true;
};
[[nodiscard]] std::vector<Arrow> arrows_of(const core::Definition& definition, const Options& options);
// Targetless transitions of a state: what happens without leaving it.
[[nodiscard]] std::vector<Label> inner_labels(const core::Definition& definition, core::StateIndex state,
                                              const Options& options);

}  // namespace bihuan::diagram
