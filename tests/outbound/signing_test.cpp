#include "web/outbound/signing.h"

#include "engine/base/hash.h"
#include "tests/support/catch.h"

using namespace bihuan::outbound;
using bihuan::to_hex;

TEST_CASE("HMAC-SHA256 as RFC 4231 has it", "[signing]") {
  CHECK(to_hex(hmac_sha256(std::string(20, '\x0b'), "Hi There")) ==
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CHECK(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(to_hex(hmac_sha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")) ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  CHECK(base64("") == "");
  CHECK(base64("ab") == "YWI=");
}

TEST_CASE("a webhook of another time, secret or body does not verify", "[signing][attack]") {
  const auto signature = webhook_signature("s", "1000", "body");
  // The example of docs/integration.md, reckoned there by openssl.
  CHECK(signature == "v1=1117425c55cd9f09b3efeefb2c8698e648e11a5329eda2d8d0bc02c0a56f32be");
  CHECK(verify_webhook("s", "1000", "body", signature, 1'000'000));
  CHECK(verify_webhook("s", "1000", "body", signature, 1'300'000));
  CHECK_FALSE(verify_webhook("s", "1000", "body", signature, 1'300'001));
  CHECK_FALSE(verify_webhook("s", "1000", "body", signature, 699'999));
  CHECK_FALSE(verify_webhook("t", "1000", "body", signature, 1'000'000));
  CHECK_FALSE(verify_webhook("s", "1001", "body", signature, 1'000'000));
  CHECK_FALSE(verify_webhook("s", "1000", "bodY", signature, 1'000'000));
  CHECK_FALSE(verify_webhook("s", "1000", "body", "", 1'000'000));
  for (const char* bad : {"", "-1", "1000x", "99999999999999999", "99999999999999999999"}) {
    CHECK_FALSE(verify_webhook("s", bad, "body", webhook_signature("s", bad, "body"), 1'000'000));
  }
}
