// The store port: what the services ask of a database. storage/sqlite is the embedded adapter.
//
// A Session sees one consistent state. Read sessions are leased from a pool and never wait for the writer; the one
// write session belongs to who writes (writer.h), one thread at a time. Broken infrastructure (disk full, I/O error,
// damaged file) is thrown as a std::runtime_error; whatever a person could cause is a Result of the service above.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/runtime/case_rows.h"
#include "engine/runtime/directory.h"
#include "engine/runtime/mailbox.h"
#include "engine/runtime/records.h"

namespace bihuan::runtime {

// A stored case as the port carries it: the state as JSON, personal values as references.
struct CaseRecord {
  CaseRow row;
  std::string state;  // JSON, engine/core/case_json.h
  std::string head;   // last hash of its chain, 32 bytes
};

// What one command changed, written as one unit.
struct CaseChange {
  CaseRecord record;
  CaseRow before;  // as it was stored; not read when `created`
  bool created = false;
  std::string body;  // JSON array of the events, as hashed
  std::int64_t first_seq = 0;
  Millis at = 0;
  std::string actor, actor_unit, on_behalf_of;
  std::vector<TimerRow> timers_added, timers_removed;
  std::vector<TaskRow> tasks_added, tasks_removed;  // a changed task is removed and added
  std::optional<std::string> search_text;           // set when it changed; personal data removed
};

struct StoredRequest {
  std::string person, request_id;
  std::string body_hash;
  std::int64_t case_id = 0, version = 0, first_seq = 0, last_seq = 0;
  Millis at = 0;
};

// Personal data outside the chain: ciphertext only (sealing.h).
struct SealedRecord {
  std::string id;
  std::int64_t case_id = 0;
  std::string kind;                  // "party:petitioner" or "field:reporter_phone"
  std::string ciphertext;            // nonce and box; the salt of the commitment is inside
  std::vector<std::string> indexes;  // blind index values that lead to it
};

struct Checkpoint {
  std::int64_t id = 0;
  Millis at = 0;
  std::int64_t last_history = 0;  // covers history rows 1..last_history
  std::string root;               // hash over all heads, 32 bytes
  std::string public_key, signature;
};

class CaseReads {
 public:
  virtual ~CaseReads() = default;
  virtual std::optional<CaseRecord> load(std::int64_t id) = 0;
  virtual std::optional<CaseRow> row(std::int64_t id) = 0;
  virtual std::optional<std::int64_t> id_of(std::string_view number) = 0;
  virtual bool visible(std::int64_t id, const Visibility&) = 0;
  virtual Page<CaseRow> list(const CaseQuery&) = 0;
  virtual std::int64_t count(const CaseQuery&) = 0;
  // (workflow, joined leaf states) that occur or have occurred.
  virtual std::vector<std::pair<std::string, std::string>> configurations() = 0;
  virtual std::vector<TaskRow> open_tasks(const std::vector<std::string>& units, std::size_t limit) = 0;
  virtual std::vector<HistoryRow> history(std::int64_t case_id, std::int64_t after_seq, std::size_t limit) = 0;
  // Of all cases, by id: for the audit, exports and subscribers.
  virtual std::vector<HistoryRow> all_history(std::int64_t after_id, std::size_t limit) = 0;
  virtual std::vector<TimerRow> timers_due(Millis now, const TimerRow& after, std::size_t limit) = 0;
  virtual std::optional<Millis> next_timer() = 0;
  // For verification: is exactly this row stored, and all that are, in the order of their keys.
  virtual bool has(const TimerRow&) = 0;
  virtual bool has(const TaskRow&) = 0;
  virtual void scan_timers(const std::function<void(const TimerRow&)>& each) = 0;
  virtual void scan_tasks(const std::function<void(const TaskRow&)>& each) = 0;
  virtual std::vector<SearchHit> search(const SearchQuery&) = 0;
  virtual std::optional<std::string> search_text(std::int64_t case_id) = 0;
  // Ids of cases whose search text shares the most words with `text`, rare words counting more; best first.
  virtual std::vector<std::int64_t> similar(std::string_view text, std::size_t limit) = 0;
  virtual std::optional<StoredRequest> request(std::string_view person, std::string_view request_id) = 0;
  virtual std::vector<SealedRecord> sealed_of(std::int64_t case_id) = 0;
  virtual std::optional<SealedRecord> sealed(std::string_view id) = 0;
  // Every sealed record in order of id, without its index values: for the change of the seal.
  virtual std::vector<SealedRecord> sealed_after(std::string_view id, std::size_t limit) = 0;
  virtual std::vector<std::int64_t> cases_by_blind_index(std::string_view value, std::size_t limit) = 0;
  // Cases with a running clock: for a newly announced calendar. In order of id.
  virtual std::vector<std::int64_t> open_cases(std::int64_t after_id, std::size_t limit) = 0;
  // Every record in order of id, for statistics and verification. Stops when `each` answers false.
  virtual void scan(const CaseQuery&, const std::function<bool(const CaseRecord&)>& each) = 0;
  virtual std::vector<Checkpoint> checkpoints() = 0;
};

class CaseWrites : public CaseReads {
 public:
  virtual std::int64_t next_case_id() = 0;
  virtual std::int64_t next_in_series(std::string_view series) = 0;
  // False, with nothing written, when the stored case is not at the version `before` says.
  [[nodiscard]] virtual bool write(const CaseChange&) = 0;
  virtual void add_request(const StoredRequest&) = 0;
  virtual std::int64_t delete_requests_before(Millis at) = 0;
  virtual void add_sealed(const SealedRecord&) = 0;
  // Puts another ciphertext of the same content; the old bytes are overwritten in the file.
  virtual void replace_sealed(std::string_view id, std::string_view ciphertext) = 0;
  // Removes the ciphertexts and their index values; the bytes are overwritten in the file.
  virtual std::int64_t erase_sealed(const std::vector<std::string>& ids) = 0;
  virtual std::int64_t add_checkpoint(const Checkpoint&) = 0;  // id is given here
};

class ReadSession {
 public:
  virtual ~ReadSession() = default;
  virtual CaseReads& cases() = 0;
  virtual DirectoryReads& directory() = 0;
  virtual MailReads& mail() = 0;
  virtual RecordReads& records() = 0;
};

class WriteSession {
 public:
  virtual ~WriteSession() = default;
  virtual CaseWrites& cases() = 0;
  virtual DirectoryWrites& directory() = 0;
  virtual MailWrites& mail() = 0;
  virtual RecordWrites& records() = 0;

  // One transaction at a time; what is not committed is rolled back by the next begin() or the end of the session.
  virtual void begin() = 0;
  virtual void commit() = 0;
  virtual void roll_back() = 0;
  // Runs `step` so that it alone is taken back when it answers false or throws.
  virtual bool attempt(const std::function<bool()>& step) = 0;
  // After an erasure: brings the log into the file and empties it, so that no old page is left in it.
  virtual void flush_log() = 0;
};

class Store {
 public:
  virtual ~Store() = default;
  [[nodiscard]] virtual std::unique_ptr<ReadSession> read() = 0;
  // While the answer lives and nobody commits, the read()s of this thread share one snapshot: many small reads of one
  // page cost one transaction. After a commit read() shows what it did, so whoever waited for it sees it. Let it go on
  // the same thread.
  [[nodiscard]] virtual std::shared_ptr<const void> share_reads() = 0;
  // The single write session; asking twice while one lives is a bug.
  [[nodiscard]] virtual std::unique_ptr<WriteSession> write() = 0;
};

}  // namespace bihuan::runtime
