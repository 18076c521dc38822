// What a command means, decided over one state of the store and not yet written. Whoever brings a command decides it on
// a reader's connection, so that the one writer has only to write. The outcome holds while the case, the directory and
// the calendars are those it was decided over; else the writer decides again (execution.h).
// Private to this folder. A Decision belongs to one thread and ends before its request does.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/runtime/loading.h"

namespace bihuan::runtime {

// What one accepted command writes, and over what it was decided.
struct Outcome {
  Reply reply;
  Millis now = 0;
  std::optional<CaseChange> change;  // none: accepted, and nothing changes
  std::vector<SealedRecord> sealed;
  std::vector<InboxItem> inbox;
  std::vector<OutboxItem> outbox;
  CaseReach reach;  // whom the change shows

  struct Basis {
    std::int64_t directory = 0;   // version of the directory
    std::uint64_t calendars = 0;  // Definitions::generation()
    std::uint64_t erasures = 0;
  } basis;  // the case's version stands in change->before
};

class Decision {
 public:
  // `numbers`: the writer's session, which gives case ids and numbers; null on a reader's connection.
  Decision(Services& services, CaseReads& cases, DirectoryReads& directory, CaseWrites* numbers, const Request& request)
      : services_(services), cases_(cases), directory_(directory), numbers_(numbers), request_(request) {}

  // Refuses as CaseService::execute() says, and `writer_needed` where only the writer can give what is asked.
  [[nodiscard]] Result<Outcome> decide();

  // Is `request` one that a reader's connection may be able to decide?
  [[nodiscard]] static bool may_go_ahead(const Request& request);

 private:
  [[nodiscard]] Result<void> find_actor();
  [[nodiscard]] Result<void> find_case();
  [[nodiscard]] Result<void> check_accused(const std::vector<core::Event>& events);
  [[nodiscard]] bool is_accused(const std::string& unit, const std::vector<std::string>& kinds);
  [[nodiscard]] CaseReach reach_of(const core::CaseState& after);
  void change(const std::vector<core::Event>& events, const core::CaseState& after);
  void set_bodies(CaseChange& change, const std::vector<core::Event>& events, const core::CaseState& after);
  void add_projections(CaseChange& change, const core::CaseState& after) const;
  void add_parties(const core::CaseState& after);
  [[nodiscard]] std::vector<std::string> party_names();

  Services& services_;
  CaseReads& cases_;
  DirectoryReads& directory_;
  CaseWrites* numbers_;
  const Request& request_;
  core::Context context_;
  std::shared_ptr<const core::Organisation> organisation_;
  CalendarPtr calendar_;
  bool created_ = false;
  LoadedCase loaded_;
  std::vector<TimerRow> timers_before_;
  std::vector<TaskRow> tasks_before_;
  Outcome outcome_;
};

}  // namespace bihuan::runtime
