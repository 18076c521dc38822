// Sealing of personal data: XChaCha20-Poly1305 ciphertexts, salted commitments, and a blind index that finds the same
// person again without telling who it is. The keys live outside the data folder and are never in a backup.
//
// Immutable after construction; share freely between threads. A ciphertext that does not open (wrong key, changed
// bytes) is `cannot_open_sealed`; nothing is guessed.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/error.h"

namespace bihuan::runtime {

// Four secrets, each for one purpose. The seal may be changed (rotation.h); the blind index keeps its own key, so that
// nobody who is known gets lost by it.
struct Keys {
  std::array<unsigned char, 32> seal{};         // encrypts sealed records
  std::array<unsigned char, 32> blind{};        // keys the blind index
  std::array<unsigned char, 32> request{};      // keys the hashes of request bodies
  std::array<unsigned char, 32> checkpoints{};  // seed of the Ed25519 key that signs checkpoints
  // While a rotation is under way: the seal before, under which records may still stand. Opens, never seals.
  std::optional<std::array<unsigned char, 32>> old_seal;
};

[[nodiscard]] Keys make_keys();
// A file only its owner may read; refuses `keys_missing`, `keys_unreadable`, `keys_open_to_others`.
[[nodiscard]] Result<Keys> read_keys(const std::string& path);
// Makes the file; refuses `keys_exist` rather than overwrite.
[[nodiscard]] Result<void> write_keys(const std::string& path, const Keys& keys);
// Puts the file in the place of the one that is there, in one step: after a crash it is the old one or the new one.
[[nodiscard]] Result<void> replace_keys(const std::string& path, const Keys& keys);
// The keys under a passphrase (Argon2id), as text to keep in a safe place; and back.
[[nodiscard]] std::string export_keys(const Keys& keys, std::string_view passphrase);
[[nodiscard]] Result<Keys> import_keys(std::string_view exported, std::string_view passphrase);

class Sealing {
 public:
  explicit Sealing(const Keys& keys) : keys_(keys) {}

  struct Sealed {
    std::string ciphertext;
    std::string commitment;  // 64 hex digits; stands in the chain
  };
  // `context` binds the ciphertext to its record: it opens only under the same one.
  [[nodiscard]] Sealed seal(std::string_view plain, std::string_view context) const;
  [[nodiscard]] Result<std::string> open(std::string_view ciphertext, std::string_view context) const;
  // The same content, salt included, under the present seal; nothing when it stands under it already.
  [[nodiscard]] Result<std::optional<std::string>> reseal(std::string_view ciphertext, std::string_view context) const;
  // True when the ciphertext opens to what the commitment was made of.
  [[nodiscard]] bool matches(std::string_view ciphertext, std::string_view context, std::string_view commitment) const;

  // The blind index value of one normalised identifier; `what` keeps phone and id number apart.
  [[nodiscard]] std::string blind(std::string_view what, std::string_view identifier) const;
  [[nodiscard]] std::string request_hash(std::string_view body) const;
  [[nodiscard]] const Keys& keys() const { return keys_; }

 private:
  [[nodiscard]] std::optional<std::string> salted(std::string_view ciphertext, std::string_view context) const;

  Keys keys_;
};

}  // namespace bihuan::runtime
