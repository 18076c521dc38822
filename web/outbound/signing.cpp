#include "web/outbound/signing.h"

#include <sodium.h>

#include <array>
#include <charconv>

#include "engine/base/hash.h"

namespace bihuan::outbound {

std::string hmac_sha256(std::string_view key, std::string_view text) {
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, reinterpret_cast<const unsigned char*>(key.data()), key.size());
  crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  std::string out(crypto_auth_hmacsha256_BYTES, '\0');
  crypto_auth_hmacsha256_final(&state, reinterpret_cast<unsigned char*>(out.data()));
  return out;
}

std::string base64(std::string_view bytes) {
  std::string out(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                    sodium_base64_VARIANT_ORIGINAL);
  out.pop_back();  // its NUL
  return out;
}

std::string webhook_signature(std::string_view secret, std::string_view seconds, std::string_view body) {
  return "v1=" + to_hex(hmac_sha256(secret, std::string(seconds) + "." + std::string(body)));
}

bool verify_webhook(std::string_view secret, std::string_view seconds, std::string_view body,
                    std::string_view signature, Millis now, Millis window) {
  std::int64_t at = 0;
  const auto [end, error] = std::from_chars(seconds.data(), seconds.data() + seconds.size(), at);
  if (error != std::errc() || end != seconds.data() + seconds.size()) return false;
  if (at < 0 || at > 253'402'300'799 || at * 1000 < now - window || at * 1000 > now + window) return false;
  const auto expected = webhook_signature(secret, seconds, body);
  return expected.size() == signature.size() && sodium_memcmp(expected.data(), signature.data(), expected.size()) == 0;
}

}  // namespace bihuan::outbound
