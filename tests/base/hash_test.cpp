#include "engine/base/hash.h"

#include "tests/support/catch.h"

using namespace bihuan;

TEST_CASE("SHA-256 of the examples of FIPS 180-4", "[hash]") {
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST_CASE("what comes in pieces has the same hash", "[hash]") {
  const std::string text(100'000, 'a');
  for (const std::size_t piece : {1U, 63U, 64U, 65U, 4096U}) {
    Sha256 hash;
    for (std::size_t at = 0; at < text.size(); at += piece) hash.add(std::string_view(text).substr(at, piece));
    CHECK(hash.hex() == sha256_hex(text));
  }
  Sha256 hash;
  hash.add("abc");
  CHECK(to_hex(hash.digest()) == sha256_hex("abc"));
}
