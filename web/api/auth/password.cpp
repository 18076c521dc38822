#include "web/api/auth/password.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "engine/base/utf8.h"
#include "web/http/text.h"

namespace bihuan::api {

namespace {

constexpr std::size_t longest = 128;

int kinds_in(std::string_view password) {
  bool lower = false;
  bool upper = false;
  bool digit = false;
  bool other = false;
  for (const char c : password) {
    lower = lower || (c >= 'a' && c <= 'z');
    upper = upper || (c >= 'A' && c <= 'Z');
    digit = digit || (c >= '0' && c <= '9');
    other = other || !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'));
  }
  return lower + upper + digit + other;
}

// What is tried first by everybody who guesses, in lower case.
bool is_common(const std::string& lower) {
  static constexpr std::array<std::string_view, 14> stems{"password", "passw0rd", "p@ssw0rd", "qwerty", "1qaz2wsx",
                                                          "abc123",   "admin",    "123456",   "654321", "111111",
                                                          "000000",   "iloveyou", "woaini",   "bihuan"};
  return std::any_of(stems.begin(), stems.end(),
                     [&](std::string_view stem) { return lower.find(stem) != std::string::npos; });
}

}  // namespace

Result<void> check_password(std::string_view password, std::string_view person, const PasswordRules& rules) {
  if (!utf8::valid(password)) return Error("password_simple");
  const auto length = utf8::length(password);
  if (length < rules.length) return Error("password_short", {{"least", std::to_string(rules.length)}});
  if (password.size() > longest) return Error("password_long", {{"most", std::to_string(longest)}});
  const auto lower = http::lower(password);
  if (is_common(lower)) return Error("password_common");
  if (person.size() >= 3 && lower.find(http::lower(person)) != std::string::npos) return Error("password_has_name");
  if (kinds_in(password) < 3) return Error("password_simple");
  return {};
}

// Waits for one of the places; without one when too many wait already.
class PasswordHasher::Turn {
 public:
  explicit Turn(PasswordHasher& hasher) : hasher_(hasher) {
    std::unique_lock lock(hasher_.mutex_);
    if (hasher_.running_ >= hasher_.cost_.at_once && hasher_.waiting_ >= hasher_.cost_.waiting) return;
    ++hasher_.waiting_;
    hasher_.free_.wait(lock, [&] { return hasher_.running_ < hasher_.cost_.at_once; });
    --hasher_.waiting_;
    ++hasher_.running_;
    taken_ = true;
  }
  ~Turn() {
    if (!taken_) return;
    {
      const std::lock_guard lock(hasher_.mutex_);
      --hasher_.running_;
    }
    hasher_.free_.notify_one();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  [[nodiscard]] bool taken() const { return taken_; }

 private:
  PasswordHasher& hasher_;
  bool taken_ = false;
};

PasswordHasher::PasswordHasher(Cost cost) : cost_(cost) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium cannot start");
  no_password_ = hash("").value();
}

Result<std::string> PasswordHasher::hash(std::string_view password) {
  const Turn turn(*this);
  if (!turn.taken()) return Error("too_busy");
  std::string out(crypto_pwhash_STRBYTES, '\0');
  if (crypto_pwhash_str_alg(out.data(), password.data(), password.size(), cost_.passes, cost_.memory,
                            crypto_pwhash_ALG_ARGON2ID13) != 0) {
    throw std::runtime_error("no memory to hash a password");
  }
  out.resize(out.find('\0'));
  return out;
}

Result<bool> PasswordHasher::verify(const std::string& hash, std::string_view password) {
  const Turn turn(*this);
  if (!turn.taken()) return Error("too_busy");
  const std::string& against = hash.empty() ? no_password_ : hash;
  const bool fits = crypto_pwhash_str_verify(against.c_str(), password.data(), password.size()) == 0;
  return fits && !hash.empty();
}

bool PasswordHasher::is_outdated(const std::string& hash) const {
  return crypto_pwhash_str_needs_rehash(hash.c_str(), cost_.passes, cost_.memory) != 0;
}

}  // namespace bihuan::api
