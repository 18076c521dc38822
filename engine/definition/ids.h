// What may be a name in a definition, and which mistakes of an expression concern only its types. Pure.
#pragma once

#include <string_view>

namespace bihuan::definition {

// Letters (of any script), digits, `_` and `-`; at least one.
[[nodiscard]] bool is_id(std::string_view text);
// Ids joined by dots; a descriptor may be "*" or end in ".*" or ".".
[[nodiscard]] bool is_event_name(std::string_view text);
[[nodiscard]] bool is_event_descriptor(std::string_view text);

// A mistake that a bare chart only warns of: the expression can still run and fail on its values.
[[nodiscard]] bool is_type_mistake(std::string_view code);

}  // namespace bihuan::definition
