// Base64 (RFC 4648, section 4). Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bihuan::expression {

[[nodiscard]] std::string to_base64(std::string_view bytes);
// With or without padding; nothing when malformed.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

}  // namespace bihuan::expression
