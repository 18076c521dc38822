#include "engine/base/hash.h"

#include <openssl/evp.h>
#include <sodium.h>

#include <new>

namespace bihuan {
namespace {

// Looked up once: OpenSSL 3 takes longer to find an algorithm than to hash a short text.
const EVP_MD* sha256() {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return algorithm;
}

// OpenSSL fails here only for want of memory.
void demand(bool done) {
  if (!done) throw std::bad_alloc();
}

}  // namespace

void Sha256::Free::operator()(EVP_MD_CTX* context) const {
  EVP_MD_CTX_free(context);
}

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  demand(context_ && EVP_DigestInit_ex2(context_.get(), sha256(), nullptr) == 1);
}

void Sha256::add(std::string_view bytes) {
  demand(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1);
}

std::string Sha256::digest() {
  std::string bytes(32, '\0');
  demand(EVP_DigestFinal_ex(context_.get(), reinterpret_cast<unsigned char*>(bytes.data()), nullptr) == 1);
  return bytes;
}

std::string Sha256::hex() {
  return to_hex(digest());
}

std::string to_hex(std::string_view bytes) {
  std::string text(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  text.pop_back();
  return text;
}

std::string sha256_hex(std::string_view bytes) {
  Sha256 hash;
  hash.add(bytes);
  return hash.hex();
}

}  // namespace bihuan
