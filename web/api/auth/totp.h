// One-time codes by time (RFC 6238): HMAC-SHA-1, 6 digits, 30 s, as every authenticator app has them. Pure but for the
// making of secrets.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bihuan::api {

[[nodiscard]] std::string make_totp_secret();              // 20 random bytes
[[nodiscard]] std::string base32(std::string_view bytes);  // RFC 4648, without padding
[[nodiscard]] std::string totp_uri(std::string_view secret, std::string_view account, std::string_view issuer);
[[nodiscard]] std::string totp_code(std::string_view secret, std::int64_t step);

// The step whose code this is, among the current one and its neighbours, later than `after`: a code works once.
[[nodiscard]] std::optional<std::int64_t> totp_step(std::string_view secret, std::string_view code, std::int64_t now_ms,
                                                    std::int64_t after);

}  // namespace bihuan::api
