// Secrets that the server makes: session and API tokens, one-time links. Only their hashes are stored.
#pragma once

#include <string>
#include <string_view>

namespace bihuan::api {

// 256 random bits in 43 characters that need no escaping anywhere.
[[nodiscard]] std::string make_secret();
// What is stored of it. A fast hash is enough: the secret has more entropy than could be guessed.
[[nodiscard]] std::string secret_hash(std::string_view secret);

}  // namespace bihuan::api
