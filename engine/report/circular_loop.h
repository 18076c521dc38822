// The loop beside the server that drafts circulars on their day, and freezes the issued ones: asks at start, when the
// next is due, when woken, at the latest every ten minutes (the machine's clock may be set). What is drafted already is
// found in the store, so that it happens once, whoever asks how often. Runs in its own thread when started, or step by
// step in tests. Not for sharing but for wake(); the case service must outlive it.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "engine/report/circular_service.h"
#include "engine/report/facts_keeper.h"
#include "engine/report/office_settings.h"

namespace bihuan::report {

// The service with the office's settings (null: as shipped), for its units as they are now; it counts what the keeper
// holds, or reads for itself. The keeper of an office: what statistics and circulars count.
[[nodiscard]] Result<CircularService> office_circulars(runtime::CaseService& cases,
                                                       std::shared_ptr<FactsKeeper> keeper = nullptr,
                                                       std::shared_ptr<const OfficeSettings> settings = nullptr);
[[nodiscard]] Result<std::shared_ptr<FactsKeeper>> office_facts(runtime::CaseService& cases, std::string file);

class CircularLoop {
 public:
  // `failed` hears what went wrong (on the loop's thread); the loop goes on.
  CircularLoop(runtime::CaseService& cases, std::function<void(const Error&)> failed,
               std::shared_ptr<FactsKeeper> keeper = nullptr, std::shared_ptr<const OfficeSettings> settings = nullptr);
  ~CircularLoop();
  CircularLoop(const CircularLoop&) = delete;
  CircularLoop& operator=(const CircularLoop&) = delete;

  // Does what is due now; answers how long to wait.
  std::chrono::milliseconds turn();
  void start();
  void wake();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace bihuan::report
