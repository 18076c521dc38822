#include "engine/runtime/sealing.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "tests/support/catch.h"

using namespace bihuan::runtime;

TEST_CASE("what was sealed opens again, only with its key and in its context", "[sealing]") {
  const Sealing sealing(make_keys());
  const auto sealed = sealing.seal("13800000000", "record-1");
  CHECK(sealed.ciphertext.find("13800000000") == std::string::npos);
  CHECK(sealing.open(sealed.ciphertext, "record-1").value() == "13800000000");
  CHECK(sealing.open(sealed.ciphertext, "record-2").error().code == "cannot_open_sealed");
  CHECK(Sealing(make_keys()).open(sealed.ciphertext, "record-1").error().code == "cannot_open_sealed");
  auto changed = sealed.ciphertext;
  changed.back() = static_cast<char>(changed.back() ^ 1);
  CHECK(sealing.open(changed, "record-1").has_error());
  CHECK(sealing.open("", "record-1").has_error());
}

TEST_CASE("a commitment tells nothing, but proves what was sealed", "[sealing]") {
  const Sealing sealing(make_keys());
  const auto first = sealing.seal("same", "r");
  const auto second = sealing.seal("same", "r");
  CHECK(first.commitment != second.commitment);
  CHECK(sealing.matches(first.ciphertext, "r", first.commitment));
  CHECK_FALSE(sealing.matches(second.ciphertext, "r", first.commitment));
}

TEST_CASE("the blind index finds the same identifier and keeps kinds and keys apart", "[sealing]") {
  const Sealing sealing(make_keys());
  CHECK(sealing.blind("phone", "1") == sealing.blind("phone", "1"));
  CHECK(sealing.blind("phone", "1") != sealing.blind("id", "1"));
  CHECK(sealing.blind("phone", "1") != Sealing(make_keys()).blind("phone", "1"));
}

TEST_CASE("keys are written once, for their owner alone", "[sealing]") {
  const auto folder = std::filesystem::temp_directory_path() / ("bihuan-keys-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  const std::string path = folder / "keys";
  CHECK(read_keys(path).error().code == "keys_missing");
  const auto keys = make_keys();
  REQUIRE(write_keys(path, keys).has_value());
  CHECK(read_keys(path).value().seal == keys.seal);
  CHECK(write_keys(path, keys).error().code == "keys_exist");
  ::chmod(path.c_str(), 0644);
  CHECK(read_keys(path).error().code == "keys_open_to_others");
  std::filesystem::remove_all(folder);
}

TEST_CASE("exported keys come back only with their passphrase", "[sealing]") {
  const auto keys = make_keys();
  const auto text = export_keys(keys, "correct horse");
  const auto back = import_keys(text + "\n", "correct horse");
  REQUIRE(back.has_value());
  CHECK(back->checkpoints == keys.checkpoints);
  CHECK(import_keys(text, "wrong horse").error().code == "keys_wrong_passphrase");
  CHECK(import_keys("hello", "correct horse").error().code == "keys_export_unreadable");
}
