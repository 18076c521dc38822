#include "web/api/auth/totp.h"

#include "tests/support/catch.h"

using namespace bihuan::api;

TEST_CASE("codes are those of RFC 6238, appendix B", "[totp]") {
  const std::string secret = "12345678901234567890";
  for (const auto& [seconds, code] :
       {std::pair(59LL, "287082"), std::pair(1111111109LL, "081804"), std::pair(1111111111LL, "050471"),
        std::pair(1234567890LL, "005924"), std::pair(2000000000LL, "279037"), std::pair(20000000000LL, "353130")}) {
    CHECK(totp_code(secret, seconds / 30) == code);
  }
  CHECK(base32("12345678901234567890") == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  CHECK(base32("foo") == "MZXW6");
}

TEST_CASE("a code is good for its step and its neighbours, once", "[totp][attack]") {
  const std::string secret = "12345678901234567890";
  const auto code = totp_code(secret, 100);
  CHECK(totp_step(secret, code, 100 * 30'000, 0) == 100);
  CHECK(totp_step(secret, code, 99 * 30'000, 0) == 100);
  CHECK(totp_step(secret, code, 101 * 30'000, 0) == 100);
  CHECK_FALSE(totp_step(secret, code, 102 * 30'000, 0));
  CHECK_FALSE(totp_step(secret, code, 98 * 30'000, 0));
  CHECK_FALSE(totp_step(secret, code, 100 * 30'000, 100));
  for (const char* bad : {"", "1", "12345", "1234567", "abcdef"}) CHECK_FALSE(totp_step(secret, bad, 100 * 30'000, 0));
}
