// IP addresses and ranges as text and as the bytes that values hold (4 or 16, for a range one more: the prefix's
// length). Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bihuan::expression {

// No zones, no IPv4 written inside IPv6; ::ffff:c0a8:1 is the IPv4 address 192.168.0.1.
[[nodiscard]] std::optional<std::string> parse_address(std::string_view text);
[[nodiscard]] std::optional<std::string> parse_network(std::string_view text);
[[nodiscard]] std::string address_text(std::string_view bytes);
[[nodiscard]] std::string network_text(std::string_view bytes);

}  // namespace bihuan::expression
