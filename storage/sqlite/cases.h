// Cases in SQLite: the adapter of CaseReads and CaseWrites. Belongs to the thread that holds its connection.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/runtime/store.h"
#include "storage/sqlite/connection.h"

namespace bihuan::sqlite {

class Cases final : public runtime::CaseWrites {
 public:
  explicit Cases(Connection& connection) : db_(connection) {}

  std::optional<runtime::CaseRecord> load(std::int64_t id) override;
  std::optional<runtime::CaseRow> row(std::int64_t id) override;
  std::optional<std::int64_t> id_of(std::string_view number) override;
  bool visible(std::int64_t id, const runtime::Visibility& who) override;
  runtime::Page<runtime::CaseRow> list(const runtime::CaseQuery& query) override;
  std::int64_t count(const runtime::CaseQuery& query) override;
  std::vector<std::pair<std::string, std::string>> configurations() override;
  std::vector<runtime::TaskRow> open_tasks(const std::vector<std::string>& units, std::size_t limit) override;
  std::vector<runtime::HistoryRow> history(std::int64_t case_id, std::int64_t after_seq, std::size_t limit) override;
  std::vector<runtime::HistoryRow> all_history(std::int64_t after_id, std::size_t limit) override;
  std::vector<runtime::TimerRow> timers_due(runtime::Millis now, const runtime::TimerRow& after,
                                            std::size_t limit) override;
  std::optional<runtime::Millis> next_timer() override;
  bool has(const runtime::TimerRow& row) override;
  bool has(const runtime::TaskRow& row) override;
  void scan_timers(const std::function<void(const runtime::TimerRow&)>& each) override;
  void scan_tasks(const std::function<void(const runtime::TaskRow&)>& each) override;
  std::vector<runtime::SearchHit> search(const runtime::SearchQuery& query) override;
  std::optional<std::string> search_text(std::int64_t case_id) override;
  std::vector<std::int64_t> similar(std::string_view text, std::size_t limit) override;
  std::optional<runtime::StoredRequest> request(std::string_view person, std::string_view request_id) override;
  std::vector<runtime::SealedRecord> sealed_of(std::int64_t case_id) override;
  std::optional<runtime::SealedRecord> sealed(std::string_view id) override;
  std::vector<runtime::SealedRecord> sealed_after(std::string_view id, std::size_t limit) override;
  std::vector<std::int64_t> cases_by_blind_index(std::string_view value, std::size_t limit) override;
  std::vector<std::int64_t> open_cases(std::int64_t after_id, std::size_t limit) override;
  void scan(const runtime::CaseQuery& query, const std::function<bool(const runtime::CaseRecord&)>& each) override;
  std::vector<runtime::Checkpoint> checkpoints() override;

  std::int64_t next_case_id() override;
  std::int64_t next_in_series(std::string_view series) override;
  bool write(const runtime::CaseChange& change) override;
  void add_request(const runtime::StoredRequest& request) override;
  std::int64_t delete_requests_before(runtime::Millis at) override;
  void add_sealed(const runtime::SealedRecord& record) override;
  void replace_sealed(std::string_view id, std::string_view ciphertext) override;
  std::int64_t erase_sealed(const std::vector<std::string>& ids) override;
  std::int64_t add_checkpoint(const runtime::Checkpoint& checkpoint) override;

  // What is kept in memory of the open transaction: search texts that are indexed once, before the commit (FTS5 would
  // write a segment at every savepoint), and configurations that are known to be stored.
  struct Mark {
    std::size_t texts = 0, configurations = 0;
  };
  [[nodiscard]] Mark mark() const;
  void forget_since(const Mark& mark);
  void index_pending_texts();
  void committed();

 private:
  void insert_case(const runtime::CaseChange& change);
  bool update_case(const runtime::CaseChange& change);
  void write_projections(const runtime::CaseChange& change);

  Connection& db_;
  std::vector<std::pair<std::int64_t, std::string>> pending_texts_;
  std::set<std::pair<std::string, std::string>> configurations_;
  std::vector<std::pair<std::string, std::string>> new_configurations_;
};

}  // namespace bihuan::sqlite
