// One command on the writer thread, from the stored case to the rows of its commit. Private to this folder.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/core/event_json.h"
#include "engine/runtime/case_service.h"
#include "engine/runtime/personal.h"

namespace bihuan::runtime {

// The organisation as it was last read, kept while the directory does not change. Share freely between threads.
class OrganisationCache {
 public:
  std::shared_ptr<const core::Organisation> current(DirectoryReads& directory);

 private:
  std::mutex mutex_;
  std::int64_t version_ = -1;
  std::shared_ptr<const core::Organisation> organisation_;
};

// Reads a stored case: its state with the personal values that can still be opened.
struct LoadedCase {
  DefinitionPtr definition;
  CaseRecord record;
  core::CaseState state;
  PersonalRecords personal;
};
[[nodiscard]] Result<LoadedCase> load_case(CaseReads& cases, Definitions& definitions, const Sealing& sealing,
                                           std::int64_t id);
[[nodiscard]] Result<LoadedCase> read_case(CaseReads& cases, Definitions& definitions, const Sealing& sealing,
                                           CaseRecord record);

[[nodiscard]] std::optional<PartyData> open_party(const Sealing& sealing, const SealedRecord& record);
// What finds a party again, as blind index values.
[[nodiscard]] std::vector<std::string> blind_values(const Sealing& sealing, const PartyData& party);
// The value under which a party of that kind and name stands in the blind index: finds cases by whom they accuse.
[[nodiscard]] std::string accused_value(const Sealing& sealing, std::string_view party_kind, std::string_view name);
// Party kinds that are accused in this definition.
[[nodiscard]] std::vector<std::string> accused_kinds(const core::Definition& definition);
// A telephone number as its digits, without the country code.
[[nodiscard]] std::string normalised_phone(std::string_view phone);
// The civil day of an instant in the zone of a calendar, "2022-06-01".
[[nodiscard]] std::string local_date(const calendar::WorkingCalendar& calendar, Millis at);

struct Services {
  Definitions& definitions;
  const Sealing& sealing;
  const Clock& clock;
  const CaseService::Options& options;
  OrganisationCache& organisation;
};

class Execution {
 public:
  Execution(Services& services, WriteSession& session, const Request& request)
      : services_(services), session_(session), request_(request) {}

  [[nodiscard]] Result<Reply> run();
  [[nodiscard]] std::vector<std::string> take_notified() { return std::move(notified_); }
  [[nodiscard]] CaseReach take_reach() { return std::move(reach_); }

 private:
  [[nodiscard]] Result<Reply> replay(const StoredRequest& stored);
  [[nodiscard]] Result<void> find_actor();
  [[nodiscard]] Result<void> find_case();
  [[nodiscard]] Result<void> check_accused(const std::vector<core::Event>& events);
  [[nodiscard]] bool is_accused(const std::string& unit_title, const std::vector<std::string>& kinds);
  void write(const std::vector<core::Event>& events, const core::CaseState& after);
  [[nodiscard]] CaseChange change_of(const std::vector<core::Event>& events, const core::CaseState& after);
  void add_projections(CaseChange& change, const core::CaseState& after) const;
  void write_parties(const core::CaseState& after);
  void send_messages(const std::vector<core::Event>& events, const core::CaseState& after);
  void add_follow_ups(const std::vector<core::Event>& events, const core::CaseState& after);
  [[nodiscard]] std::vector<std::string> party_names();
  [[nodiscard]] CaseReach reach_of(const core::CaseState& after);

  Services& services_;
  WriteSession& session_;
  const Request& request_;
  core::Context context_;
  std::shared_ptr<const core::Organisation> organisation_;
  CalendarPtr calendar_;
  bool created_ = false;
  LoadedCase loaded_;
  std::vector<TimerRow> timers_before_;
  std::vector<TaskRow> tasks_before_;
  CaseReach reach_;
  std::vector<std::string> notified_;
};

}  // namespace bihuan::runtime
