// The change of the seal: every sealed record is put under the new key, in batches that each commit by themselves.
// While Keys::old_seal is there both keys open, so that a crash at any point loses nothing and the change goes on where
// it stopped. What the records say, their salts and the commitments in the chain stay as they are. Call with nothing
// else at work on the store.
#pragma once

#include "engine/runtime/sealing.h"
#include "engine/runtime/writer.h"

namespace bihuan::runtime {

// The keys with a new seal, the present one beside it as old; as they are while a change is under way.
[[nodiscard]] Keys with_new_seal(const Keys& keys);

// Puts under the present seal whatever is not; answers how many records that were. Refuses cannot_open_sealed {record}
// for what opens under neither key, with the batches before it done.
[[nodiscard]] Result<std::int64_t> reseal_all(Writer& writer, const Sealing& sealing);

}  // namespace bihuan::runtime
