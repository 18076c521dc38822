#include "engine/runtime/audit.h"

#include <sodium.h>

#include <array>

#include "engine/base/hash.h"

namespace bihuan::runtime {
namespace {

const unsigned char* data_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

class Hasher {
 public:
  Hasher& text(std::string_view part) {
    number(static_cast<std::int64_t>(part.size()));
    hash_.add(part);
    return *this;
  }
  Hasher& number(std::int64_t value) {
    std::array<char, 8> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      bytes[i] = static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i));
    }
    hash_.add({bytes.data(), bytes.size()});
    return *this;
  }
  std::string finish() { return hash_.digest(); }

 private:
  Sha256 hash_;
};

struct KeyPair {
  std::string open = std::string(crypto_sign_PUBLICKEYBYTES, '\0');
  std::string secret = std::string(crypto_sign_SECRETKEYBYTES, '\0');
};

KeyPair pair_of(const Keys& keys) {
  KeyPair pair;
  crypto_sign_seed_keypair(reinterpret_cast<unsigned char*>(pair.open.data()),
                           reinterpret_cast<unsigned char*>(pair.secret.data()), keys.checkpoints.data());
  return pair;
}

std::string signed_text(const Checkpoint& checkpoint) {
  return Hasher()
      .text("bihuan checkpoint 1")
      .number(checkpoint.at)
      .number(checkpoint.last_history)
      .text(checkpoint.root)
      .finish();
}

}  // namespace

std::string chain_hash(std::string_view before, const HistoryRow& row) {
  return Hasher()
      .text(before)
      .number(row.case_id)
      .number(row.first_seq)
      .number(row.at)
      .text(row.actor)
      .text(row.actor_unit)
      .text(row.on_behalf_of)
      .text(row.body)
      .finish();
}

void Root::add(const HistoryRow& row) {
  value_ = Hasher().text(value_).number(row.id).text(row.hash).finish();
  last_ = row.id;
}

Checkpoint sign_checkpoint(const Keys& keys, Millis at, std::int64_t last_history, std::string root) {
  const auto pair = pair_of(keys);
  Checkpoint checkpoint{0, at, last_history, std::move(root), pair.open, std::string(crypto_sign_BYTES, '\0')};
  const auto text = signed_text(checkpoint);
  crypto_sign_detached(reinterpret_cast<unsigned char*>(checkpoint.signature.data()), nullptr, data_of(text),
                       text.size(), data_of(pair.secret));
  return checkpoint;
}

bool signature_holds(const Checkpoint& checkpoint) {
  if (checkpoint.public_key.size() != crypto_sign_PUBLICKEYBYTES || checkpoint.signature.size() != crypto_sign_BYTES) {
    return false;
  }
  const auto text = signed_text(checkpoint);
  return crypto_sign_verify_detached(data_of(checkpoint.signature), data_of(text), text.size(),
                                     data_of(checkpoint.public_key)) == 0;
}

std::string checkpoint_public_key(const Keys& keys) {
  return pair_of(keys).open;
}

}  // namespace bihuan::runtime
