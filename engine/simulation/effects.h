// Which facts of a case a simulation shows as effects, and in what form. Pure.
#pragma once

#include <optional>

#include "engine/core/event.h"
#include "engine/simulation/run.h"

namespace bihuan::simulation {

// Nothing for facts that the line shows otherwise (states, fields).
[[nodiscard]] std::optional<Effect> effect_of(const core::Definition& definition, const core::Event& event);

}  // namespace bihuan::simulation
