#include "engine/runtime/rotation.h"

namespace bihuan::runtime {
namespace {

constexpr std::size_t batch = 256;

// Nothing when the record stands under the present seal already.
Result<std::optional<std::string>> renewed(const Sealing& sealing, const std::string& ciphertext,
                                           const std::string& context) {
  auto fresh = sealing.reseal(ciphertext, context);
  if (!fresh) return Error("cannot_open_sealed", {{"record", context}});
  return fresh;
}

// One batch behind `last`, which moves on; answers how many were put under the new seal.
Result<std::int64_t> reseal_batch(WriteSession& session, const Sealing& sealing, std::string& last, bool& more) {
  std::int64_t done = 0;
  const auto records = session.cases().sealed_after(last, batch);
  more = records.size() == batch;
  for (const auto& record : records) {
    const auto fresh = renewed(sealing, record.ciphertext, record.id);
    if (!fresh) return fresh.error();
    if (*fresh) session.cases().replace_sealed(record.id, **fresh), ++done;
    last = record.id;
  }
  return done;
}

// The second factors of people are sealed too.
Result<std::int64_t> reseal_credentials(WriteSession& session, const Sealing& sealing) {
  std::int64_t done = 0;
  for (const auto& person : session.directory().persons()) {
    auto credential = session.directory().credential(person.id);
    if (!credential || credential->totp_secret.empty()) continue;
    auto fresh = renewed(sealing, credential->totp_secret, "totp:" + person.id);
    if (!fresh) return fresh.error();
    if (!*fresh) continue;
    credential->totp_secret = std::move(**fresh);
    session.directory().put_credential(*credential);
    ++done;
  }
  return done;
}

}  // namespace

Keys with_new_seal(const Keys& keys) {
  if (keys.old_seal) return keys;
  Keys changed = keys;
  changed.old_seal = keys.seal;
  changed.seal = make_keys().seal;
  return changed;
}

Result<std::int64_t> reseal_all(Writer& writer, const Sealing& sealing) {
  auto total = writer.run([&](WriteSession& session) { return reseal_credentials(session, sealing); });
  if (!total) return total;
  std::string last;
  for (bool more = true; more;) {
    const auto done = writer.run([&](WriteSession& session) { return reseal_batch(session, sealing, last, more); });
    if (!done) return done.error();
    *total += *done;
  }
  // Old pages of the log may still hold ciphertexts of the old key.
  writer.flush_log();
  return total;
}

}  // namespace bihuan::runtime
