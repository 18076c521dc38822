// `bihuan verify`: is the stored data what its history says? Chains, checkpoints, the log, every projection made again
// and compared, sealed data against their commitments, attachments hashed again. Reads only; works beside a running
// server. Findings name the exact place.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/runtime/blobs.h"
#include "engine/runtime/definitions.h"
#include "engine/runtime/sealing.h"
#include "engine/runtime/store.h"
#include "engine/runtime/writer.h"

namespace bihuan::runtime {

struct Finding {
  std::string code;   // finding_chain_broken, finding_state_differs, ... (texts in store.txt)
  std::string place;  // "case 15, event 7", "checkpoint 3"
  std::string detail;
};

struct VerifyReport {
  std::int64_t cases = 0, history_rows = 0, events = 0, checkpoints = 0, attachments = 0, sealed = 0, erased = 0;
  std::vector<Finding> findings;  // the first 1000
  std::string root;               // of the whole history, hexadecimal: compare it with one kept elsewhere
  std::int64_t last_history = 0;
};

struct VerifyParts {
  Store& store;
  Definitions& definitions;
  const Sealing* sealing = nullptr;        // null: without the keys sealed data are not opened
  const Blobs* blobs = nullptr;            // null: attachments are not looked at
  std::vector<Checkpoint> kept_elsewhere;  // heads that left the machine: they must still fit
};

[[nodiscard]] VerifyReport verify(const VerifyParts& parts);

// Signs a checkpoint over all history up to now and stores it; answers it. Goes on from the last one, so that its cost
// is that of what came since. `also` writes more into the same commit.
using WithCheckpoint = std::function<void(WriteSession& session, const Checkpoint& checkpoint)>;
[[nodiscard]] Result<Checkpoint> make_checkpoint(Store& store, Writer& writer, const Keys& keys, Millis at,
                                                 const WithCheckpoint& also = {});

// One JSON line a history row, then one a checkpoint, then one line with the root: for auditors, without personal data.
void export_audit(Store& store, const std::function<void(std::string_view line)>& out);
// The line of such an export for one checkpoint, without its end.
[[nodiscard]] std::string audit_line(const Checkpoint& checkpoint);

// Reads the checkpoints of such an export again; lines that are none (a saved mail has some) are passed over.
[[nodiscard]] Result<std::vector<Checkpoint>> read_exported_checkpoints(std::string_view text);

// The contents that stored cases name: everything else in the attachment store is an orphan.
[[nodiscard]] std::vector<std::string> named_attachments(Store& store);

}  // namespace bihuan::runtime
