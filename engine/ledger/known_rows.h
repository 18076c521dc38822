// Which rows of ledgers are in the system already: by the hash of the row, and by what names the matter.
// Kept as documents of the store, 256 of them, so that a row is found and added without reading all.
// Belongs to one thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/runtime/store.h"

namespace bihuan::ledger {

class KnownRows {
 public:
  explicit KnownRows(runtime::RecordReads& records);

  // The number of the case that came from this row.
  [[nodiscard]] std::optional<std::string> find(const std::string& hash) const;
  void add(const std::string& hash, const std::string& number);
  // Writes what was added since the last time; in the caller's transaction.
  [[nodiscard]] Result<void> save(runtime::RecordWrites& records, const std::string& by, runtime::Millis at);

 private:
  struct Bucket {
    std::int64_t version = 0;
    std::map<std::string, std::string> rows;
    bool changed = false;
  };
  std::map<std::string, Bucket> buckets_;  // by the first two digits of the hash
};

}  // namespace bihuan::ledger
