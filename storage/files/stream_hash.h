// SHA-256 of bytes that come in pieces. One owner; each object hashes one content.
#pragma once

#include <sodium.h>

#include <string>
#include <string_view>

namespace bihuan::files {

class StreamHash {
 public:
  StreamHash() { crypto_hash_sha256_init(&state_); }
  void add(std::string_view bytes) {
    crypto_hash_sha256_update(&state_, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  }
  // 64 lower-case hexadecimal digits; ends the hashing.
  [[nodiscard]] std::string hex();

 private:
  crypto_hash_sha256_state state_{};
};

}  // namespace bihuan::files
