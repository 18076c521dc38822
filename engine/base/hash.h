// SHA-256 (FIPS 180-4), by OpenSSL, which uses the processor's own instructions for it.
#pragma once

#include <openssl/types.h>

#include <memory>
#include <string>
#include <string_view>

namespace bihuan {

// Of bytes that come in pieces. One owner; each object hashes one content, and either call below ends it.
class Sha256 {
 public:
  Sha256();
  void add(std::string_view bytes);
  [[nodiscard]] std::string digest();  // 32 bytes
  [[nodiscard]] std::string hex();     // 64 lower-case hexadecimal digits

 private:
  struct Free {
    void operator()(EVP_MD_CTX* context) const;
  };
  std::unique_ptr<EVP_MD_CTX, Free> context_;
};

[[nodiscard]] std::string to_hex(std::string_view bytes);  // lower case

[[nodiscard]] std::string sha256_hex(std::string_view bytes);

}  // namespace bihuan
