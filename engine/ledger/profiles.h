// The profiles in use: those shipped with the program, and those that people kept under a name. A kept one goes before
// a shipped one of the same id. Share freely between threads.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/ledger/profile.h"
#include "engine/ledger/table.h"
#include "engine/runtime/case_service.h"

namespace bihuan::ledger {

struct KnownProfile {
  Profile profile;
  bool shipped = false;
  std::int64_t version = 0;  // of a kept one
  std::string saved_by;
  runtime::Millis saved_at = 0;
};

class Profiles {
 public:
  explicit Profiles(runtime::CaseService& service) : service_(service) {}

  [[nodiscard]] std::vector<KnownProfile> all() const;                 // by kind, workflow and title
  [[nodiscard]] Result<KnownProfile> find(std::string_view id) const;  // ledger_profile_unknown
  // The one of that workflow ("" for units and people) whose headings the file knows best; shipped ones last.
  [[nodiscard]] Result<KnownProfile> best_for(const std::string& workflow, ProfileKind kind,
                                              const std::vector<Row>& first_rows) const;
  // Keeps it under its id, which becomes one of its title when it is empty. Errors: ledger_profile_invalid {part},
  // ledger_profile_shipped, version_conflict, and those of unknown targets.
  [[nodiscard]] Result<KnownProfile> keep(Profile profile, std::int64_t version, const std::string& by) const;
  // ledger_profile_unknown, ledger_profile_shipped.
  [[nodiscard]] Result<void> remove(std::string_view id, const std::string& by) const;

 private:
  runtime::CaseService& service_;
};

// The definition that a profile's columns are named by: that of a new case today. Null for units and people.
[[nodiscard]] Result<runtime::DefinitionPtr> definition_of(runtime::CaseService& service, const Profile& profile);

}  // namespace bihuan::ledger
