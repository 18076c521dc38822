// HMAC-SHA256 (RFC 2104) in the forms that receivers expect. Pure.
#pragma once

#include <string>
#include <string_view>

#include "web/outbound/channel.h"

namespace bihuan::outbound {

[[nodiscard]] std::string hmac_sha256(std::string_view key, std::string_view text);  // 32 bytes
[[nodiscard]] std::string base64(std::string_view bytes);

// "v1=HEX" of HMAC-SHA256(secret, "SECONDS.BODY").
[[nodiscard]] std::string webhook_signature(std::string_view secret, std::string_view seconds, std::string_view body);

// What a receiver does: true when the signature fits and the time is at most `window` milliseconds away from `now`.
[[nodiscard]] bool verify_webhook(std::string_view secret, std::string_view seconds, std::string_view body,
                                  std::string_view signature, Millis now, Millis window = 300'000);

}  // namespace bihuan::outbound
