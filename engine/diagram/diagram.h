// Pictures of a definition: states with their titles, who moves them on, which limits run. For `bihuan diagram`, the
// documentation and the web app. Pure; to_svg asks Graphviz for the layout, one picture at a time (Graphviz has global
// state, so a mutex in svg.cpp guards it) — call it from any thread. A chart beyond max_states is refused.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/core/workflow.h"

namespace bihuan::diagram {

struct Options {
  std::vector<std::string> active;  // ids of states to light up; their ancestors are lit too
  std::string language = "zh-CN";   // of "60 working days" and the like
};

inline constexpr std::size_t max_states = 400;
inline constexpr std::size_t max_transitions = 2000;

[[nodiscard]] std::string to_dot(const core::Definition& definition, const Options& options = {});
[[nodiscard]] std::string to_mermaid(const core::Definition& definition, const Options& options = {});
// A whole <svg> element, to be written to a file or put into a page. Each state is a group of class "state" (and
// "active") with the id "state-ID". Errors: diagram_too_large, diagram_failed.
[[nodiscard]] Result<std::string> to_svg(const core::Definition& definition, const Options& options = {});

}  // namespace bihuan::diagram
