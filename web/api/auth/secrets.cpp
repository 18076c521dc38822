#include "web/api/auth/secrets.h"

#include <sodium.h>

#include <array>

#include "engine/base/hash.h"

namespace bihuan::api {

std::string make_secret() {
  std::array<unsigned char, 32> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  text.pop_back();  // its NUL
  return text;
}

std::string secret_hash(std::string_view secret) {
  return sha256_hex(secret);
}

}  // namespace bihuan::api
