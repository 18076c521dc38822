// Random charts as YAML, and random scripts for them: every construct, always valid. The same seed gives the same text.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/simulation/script.h"

namespace bihuan::testing {

[[nodiscard]] std::string random_chart(std::uint64_t seed);
[[nodiscard]] std::vector<simulation::Step> random_steps(std::uint64_t seed, std::size_t count);

}  // namespace bihuan::testing
