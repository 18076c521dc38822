// The audit chain. Each history row carries the hash of itself and of the row before it in its case; a checkpoint signs
// a root over the chain of all cases, so that a cut tail shows. Pure functions but for the sealing of a checkpoint's
// key; share freely.
#pragma once

#include <string>
#include <string_view>

#include "engine/runtime/sealing.h"
#include "engine/runtime/store.h"

namespace bihuan::runtime {

// SHA-256 (32 bytes) over the hash before (empty for the first row of a case) and every column of the row but its id
// and hash, each with its length before it.
[[nodiscard]] std::string chain_hash(std::string_view before, const HistoryRow& row);

// Folds history rows, in the order of their ids, into the root that a checkpoint signs.
class Root {
 public:
  Root() = default;
  explicit Root(const Checkpoint& from) : value_(from.root), last_(from.last_history) {}
  void add(const HistoryRow& row);
  [[nodiscard]] std::string value() const { return value_; }
  [[nodiscard]] std::int64_t last() const { return last_; }

 private:
  std::string value_ = std::string(32, '\0');
  std::int64_t last_ = 0;
};

// Signs with the Ed25519 key of `keys`.
[[nodiscard]] Checkpoint sign_checkpoint(const Keys& keys, Millis at, std::int64_t last_history, std::string root);
[[nodiscard]] bool signature_holds(const Checkpoint& checkpoint);
// The public half of the key that signs: it may leave the machine.
[[nodiscard]] std::string checkpoint_public_key(const Keys& keys);

}  // namespace bihuan::runtime
