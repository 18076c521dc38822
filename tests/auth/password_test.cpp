#include "web/api/auth/password.h"

#include <thread>
#include <vector>

#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::api;

TEST_CASE("the rules of a new password", "[password]") {
  const auto check = [](const char* password) {
    const auto result = check_password(password, "zhangsan", {});
    return result ? "" : result.error().code;
  };
  CHECK(check("Kuai-Le-7-Shan") == "");
  CHECK(check("今天天气很好abc1") == "");
  CHECK(check("Abc-123x") == "password_short");
  CHECK(check("山水山水山水") == "password_short");
  CHECK(check("alllowercaseletters") == "password_simple");
  CHECK(check("lowerand12345") == "password_simple");
  CHECK(check("My-Password-77") == "password_common");
  CHECK(check("Abc!-123456-x") == "password_common");
  CHECK(check("xx-ZhangSan-77") == "password_has_name");
  CHECK(check("\xff\xfe-Abcdef-77") == "password_simple");
  CHECK(check((std::string(129, 'x') + "A1-").c_str()) == "password_long");
}

TEST_CASE("hashes fit their password only, and know when they are weak", "[password]") {
  PasswordHasher hasher({.memory = 8 * 1024 * 1024, .passes = 1});
  const auto hash = hasher.hash("secret").value();
  CHECK(hash.starts_with("$argon2id$"));
  CHECK(hash != hasher.hash("secret").value());
  CHECK(hasher.verify(hash, "secret").value());
  CHECK_FALSE(hasher.verify(hash, "Secret").value());
  CHECK_FALSE(hasher.verify("", "").value());
  CHECK_FALSE(hasher.verify("garbage", "secret").value());
  CHECK_FALSE(hasher.is_outdated(hash));
  CHECK(PasswordHasher({.memory = 16 * 1024 * 1024, .passes = 1}).is_outdated(hash));
}

TEST_CASE("no more are hashed at a time than is said, and no more wait", "[password][attack][threads]") {
  PasswordHasher hasher({.memory = 8 * 1024 * 1024, .passes = 4, .at_once = 1, .waiting = 1});
  std::atomic<int> hashed{0};
  std::atomic<int> busy{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 12; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 3; ++n) {
        const auto result = hasher.hash("secret");
        // Catch2 2 checks on the main thread only.
        ++(result ? hashed : busy);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(hashed + busy == 36);
  CHECK(hashed >= 1);
  CHECK(busy >= 1);
}
