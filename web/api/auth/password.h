// Passwords: the rules for a new one, and Argon2id (libsodium) with a bound on how many are hashed at a time, because
// each takes as much memory as it says. Safe to use from any thread.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>

#include "engine/base/error.h"

namespace bihuan::api {

struct PasswordRules {
  std::size_t length = 10;  // characters at least; at most 128
};

// Refuses password_short, password_long, password_simple (fewer than three of: lower case, upper case, digits, others,
// of which Chinese characters are), password_common, password_has_name (contains the sign-in name).
[[nodiscard]] Result<void> check_password(std::string_view password, std::string_view person,
                                          const PasswordRules& rules);

class PasswordHasher {
 public:
  struct Cost {
    std::size_t memory = 64 * 1024 * 1024;  // bytes each
    unsigned long long passes = 3;
    std::size_t at_once = 2;
    std::size_t waiting = 32;  // more than these are refused too_busy
  };
  explicit PasswordHasher(Cost cost);

  [[nodiscard]] Result<std::string> hash(std::string_view password);
  // An empty hash takes as long as a real one and fits no password: for persons that do not exist.
  [[nodiscard]] Result<bool> verify(const std::string& hash, std::string_view password);
  [[nodiscard]] bool is_outdated(const std::string& hash) const;

 private:
  class Turn;
  Cost cost_;
  std::mutex mutex_;
  std::condition_variable free_;
  std::size_t running_ = 0;
  std::size_t waiting_ = 0;
  std::string no_password_;  // made at construction
};

}  // namespace bihuan::api
