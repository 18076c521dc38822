#include "web/api/auth/totp.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include <array>
#include <stdexcept>

#include "web/http/text.h"

namespace bihuan::api {

std::string make_totp_secret() {
  std::string secret(20, '\0');
  randombytes_buf(secret.data(), secret.size());
  return secret;
}

std::string base32(std::string_view bytes) {
  static constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string out;
  unsigned int buffer = 0;
  int bits = 0;
  for (const char c : bytes) {
    buffer = (buffer << 8U) | static_cast<unsigned char>(c);
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      out += letters[(buffer >> static_cast<unsigned>(bits)) & 31U];
    }
  }
  if (bits > 0) out += letters[(buffer << static_cast<unsigned>(5 - bits)) & 31U];
  return out;
}

std::string totp_uri(std::string_view secret, std::string_view account, std::string_view issuer) {
  return fmt::format("otpauth://totp/{}:{}?secret={}&issuer={}", http::percent_encode(issuer),
                     http::percent_encode(account), base32(secret), http::percent_encode(issuer));
}

std::string totp_code(std::string_view secret, std::int64_t step) {
  std::array<unsigned char, 8> counter{};
  for (std::size_t i = 0; i < 8; ++i)
    counter[7 - i] = static_cast<unsigned char>(static_cast<std::uint64_t>(step) >> (8 * i));
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  if (!HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), counter.data(), counter.size(), digest.data(),
            &length)) {
    throw std::runtime_error("OpenSSL has no SHA-1");
  }
  // RFC 4226 section 5.3: dynamic truncation.
  const std::size_t at = digest[length - 1] & 0x0FU;
  const std::uint32_t number =
      (digest[at] & 0x7FU) << 24U | digest[at + 1] << 16U | digest[at + 2] << 8U | digest[at + 3];
  return fmt::format("{:06}", number % 1'000'000);
}

std::optional<std::int64_t> totp_step(std::string_view secret, std::string_view code, std::int64_t now_ms,
                                      std::int64_t after) {
  const std::int64_t current = now_ms / 30'000;
  for (std::int64_t step = current - 1; step <= current + 1; ++step) {
    const auto right = totp_code(secret, step);
    if (step > after && code.size() == right.size() && sodium_memcmp(code.data(), right.data(), right.size()) == 0)
      return step;
  }
  return std::nullopt;
}

}  // namespace bihuan::api
