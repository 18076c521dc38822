#include "engine/base/utf8.h"

#include "tests/support/catch.h"

using namespace bihuan;

TEST_CASE("malformed UTF-8 is found where it starts", "[utf8]") {
  CHECK_FALSE(utf8::first_invalid("网格 grid 𠮷"));
  CHECK(utf8::first_invalid("ab\xC0\x80") == 2U);         // overlong
  CHECK(utf8::first_invalid("\xED\xA0\x80") == 0U);       // surrogate
  CHECK(utf8::first_invalid("a\xF4\x90\x80\x80") == 1U);  // beyond U+10FFFF
  CHECK(utf8::first_invalid("网\xE7\xBD") == 3U);         // cut off
}

TEST_CASE("decode and append are inverse", "[utf8]") {
  const std::string sample = "a é 网 𠮷";
  std::string again;
  for (std::size_t i = 0; i < sample.size();) utf8::append(again, utf8::decode(sample, i));
  CHECK(again == sample);
  CHECK(utf8::length(sample) == 7);
}
