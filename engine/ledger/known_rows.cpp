#include "engine/ledger/known_rows.h"

#include <boost/json.hpp>

namespace bihuan::ledger {
namespace {

constexpr const char* kind = "import_rows";

}  // namespace

KnownRows::KnownRows(runtime::RecordReads& records) {
  for (const auto& document : records.documents(kind)) {
    Bucket& bucket = buckets_[document.id];
    bucket.version = document.version;
    const auto body = boost::json::parse(document.body);
    for (const auto& entry : body.as_object()) bucket.rows[entry.key()] = std::string(entry.value().as_string());
  }
}

std::optional<std::string> KnownRows::find(const std::string& hash) const {
  const auto bucket = buckets_.find(hash.substr(0, 2));
  if (bucket == buckets_.end()) return std::nullopt;
  const auto row = bucket->second.rows.find(hash);
  if (row == bucket->second.rows.end()) return std::nullopt;
  return row->second;
}

void KnownRows::add(const std::string& hash, const std::string& number) {
  Bucket& bucket = buckets_[hash.substr(0, 2)];
  bucket.rows[hash] = number;
  bucket.changed = true;
}

Result<void> KnownRows::save(runtime::RecordWrites& records, const std::string& by, runtime::Millis at) {
  for (auto& [id, bucket] : buckets_) {
    if (!bucket.changed) continue;
    boost::json::object body;
    for (const auto& [hash, number] : bucket.rows) body[hash] = number;
    auto version = records.put_document({kind, id, bucket.version, boost::json::serialize(body), at, by});
    if (!version) return version.error();
    bucket.version = *version;
    bucket.changed = false;
  }
  return {};
}

}  // namespace bihuan::ledger
