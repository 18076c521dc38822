// A certificate of one's own for a first TLS set-up: EC P-256, signed by itself. Pure but for randomness.
// Throws std::runtime_error when OpenSSL cannot do its work.
#pragma once

#include <string>
#include <vector>

#include "web/http/message.h"

namespace bihuan::http {

struct SelfSigned {
  std::string certificate;  // PEM
  std::string key;          // PEM
  std::string fingerprint;  // SHA-256, "AB:CD:..."
};

// `names` are host names and addresses; the first is also the subject. Valid from one day before `now` for `days`.
[[nodiscard]] SelfSigned make_self_signed(const std::vector<std::string>& names, Millis now, int days);

}  // namespace bihuan::http
