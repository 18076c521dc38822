// The imports that are open: a file in memory, what is known of it, and the work on it in a thread of its own.
// A file is never written to disk, since ledgers hold names and telephone numbers in clear; an import that nobody
// touches for two hours is forgotten, and so is every one when the program ends (the same file twice adds nothing).
// Share freely between threads.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "engine/ledger/files.h"
#include "engine/ledger/importer.h"
#include "engine/ledger/profiles.h"
#include "web/api/ledger/routes.h"

namespace bihuan::api {

enum class ImportPhase { uploaded, checking, checked, running, done, failed };
[[nodiscard]] std::string_view name_of(ImportPhase phase);

// What a person can settle about an import before it is checked.
struct ImportChoices {
  ledger::Profile profile;  // with the values and defaults this person added
  std::string profile_id;   // of the profile it came from
  std::string sheet;
  std::optional<ledger::Mapping> mapping;
  ledger::Importer::Mode mode = ledger::Importer::Mode::good_rows;
};

struct ImportJob {
  std::string id, by, name;
  runtime::Millis created_at = 0;
  std::shared_ptr<const std::string> bytes;
  ledger::ProfileKind kind = ledger::ProfileKind::cases;

  mutable std::mutex mutex;  // guards what follows
  runtime::Millis touched_at = 0;
  ImportChoices choices;
  std::string file_kind, encoding;
  std::vector<std::string> sheets;
  ledger::Glance glance;
  ImportPhase phase = ImportPhase::uploaded;
  std::optional<ledger::Preview> preview;
  std::optional<ledger::ImportCounts> counts;
  std::optional<Error> error;
  std::shared_ptr<ledger::Importer> importer;
  std::thread worker;

  std::atomic<std::int64_t> done{0}, total{0};
  std::atomic<bool> busy{false}, given_up{false};
};
using ImportJobPtr = std::shared_ptr<ImportJob>;

class ImportDesk {
 public:
  ImportDesk(const Services& services, LedgerRouteOptions options);
  ~ImportDesk();

  struct Wanted {
    std::string name, workflow, profile, sheet, datum;
    ledger::ProfileKind kind = ledger::ProfileKind::cases;
  };
  // Errors: those of the file and of rights, ledger_profile_unknown, import_too_many.
  [[nodiscard]] Result<ImportJobPtr> open(const std::string& by, std::string bytes, const Wanted& wanted);
  // Only one's own: import_unknown.
  [[nodiscard]] Result<ImportJobPtr> find(const std::string& by, std::string_view id);
  [[nodiscard]] std::vector<ImportJobPtr> of(const std::string& by);
  // Looks at the file again with another sheet or profile. import_busy, those of the file.
  [[nodiscard]] Result<void> look_again(ImportJob& job, ImportChoices choices);
  // Starts the check or the run; answers once it is through or after `patience`. import_busy, import_not_checked.
  [[nodiscard]] Result<void> check(const ImportJobPtr& job, std::chrono::milliseconds patience);
  [[nodiscard]] Result<void> run(const ImportJobPtr& job, std::chrono::milliseconds patience);
  // Forgets it; a running one ends where it stands. What is in stays.
  void forget(const ImportJobPtr& job);
  // Ends all work; call before the services go.
  void stop();

  [[nodiscard]] const Services& services() const { return services_; }
  [[nodiscard]] ledger::Profiles& profiles() { return profiles_; }

 private:
  [[nodiscard]] Result<std::unique_ptr<ledger::Importer>> importer_for(const ImportJob& job);
  [[nodiscard]] Result<void> may_import(const std::string& by, const Wanted& wanted);
  void start(const ImportJobPtr& job, ImportPhase phase, std::function<Result<void>(ImportJob&)> work,
             std::chrono::milliseconds patience);
  void drop_old();
  void keep_result(ImportJob& job);
  ledger::Progress progress_of(ImportJob& job);

  const Services& services_;
  const LedgerRouteOptions options_;
  ledger::Profiles profiles_;
  std::atomic<bool> stopping_{false};
  std::mutex mutex_;  // guards what follows
  std::map<std::string, ImportJobPtr, std::less<>> jobs_;
  std::int64_t opened_ = 0;
};

}  // namespace bihuan::api
