// How much one step may do, and what a datum may hold: so that no definition, however wrong, takes the program down.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/core/people.h"
#include "engine/expression/type.h"
#include "engine/expression/value.h"

namespace bihuan::core {

inline constexpr std::uint32_t max_actions = 1'000'000;       // of one macrostep, turns of loops included
inline constexpr std::size_t max_pending = 10'000;            // delayed sends and armed timers of one machine
inline constexpr std::size_t max_queue = 100'000;             // events waiting in one queue
inline constexpr std::size_t max_value_bytes = 1U << 20U;     // of one text
inline constexpr std::size_t max_value_elements = 1U << 17U;  // of lists and maps, at every depth together

// Whether a value may stand where this type is declared. Lists and maps are not looked into.
[[nodiscard]] bool fits(const expression::Type& type, const expression::Value& value);
[[nodiscard]] bool value_too_large(const expression::Value& value);
[[nodiscard]] expression::Value instant(Millis at);

}  // namespace bihuan::core
