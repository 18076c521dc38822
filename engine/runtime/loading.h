// What decisions, verification and the case service read of the store: a case with its personal values, the
// organisation, the parties. Private to this folder; what is shared between threads says so.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "engine/runtime/case_service.h"
#include "engine/runtime/personal.h"

namespace bihuan::runtime {

// The organisation as it was last read, kept while the directory does not change. Share freely between threads.
class OrganisationCache {
 public:
  struct Picture {
    std::int64_t version = 0;  // of the directory
    std::shared_ptr<const core::Organisation> organisation;
  };
  Picture current(DirectoryReads& directory);

 private:
  std::shared_mutex mutex_;
  Picture kept_{-1, nullptr};
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
                                           CaseRecord&& record);

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

// What every command is worked with; shared by all threads.
struct Services {
  Definitions& definitions;
  const Sealing& sealing;
  const Clock& clock;
  const CaseService::Options& options;
  OrganisationCache& organisation;
  std::atomic<std::uint64_t>& erasures;  // counted up by each
};

}  // namespace bihuan::runtime
