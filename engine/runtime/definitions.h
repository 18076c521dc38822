// The definitions and calendars in use, read once and shared. A case is pinned to the hash of the text it runs on.
// Share freely between threads.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.h"
#include "engine/calendar/calendar.h"
#include "engine/core/workflow.h"
#include "engine/runtime/store.h"

namespace bihuan::runtime {

using DefinitionPtr = std::shared_ptr<const core::Definition>;
using CalendarPtr = std::shared_ptr<const calendar::WorkingCalendar>;

class Definitions {
 public:
  // Makes the model from the stored text (engine/definition); a stored text was checked when it was deployed.
  using Loader = std::function<Result<DefinitionPtr>(const StoredDefinition&)>;
  // Makes a calendar from its name and the years that were announced later than the program was built.
  using CalendarMaker = std::function<CalendarPtr(std::string_view name, const std::vector<StoredCalendarYear>&)>;

  Definitions(Store& store, Loader loader, CalendarMaker calendars);

  // The definition of exactly this text; `unknown_definition` when it is not stored.
  [[nodiscard]] Result<DefinitionPtr> by_hash(std::string_view hash);
  // The one for a new case of `workflow` received at the local date `date` ("2022-05-01"); `unknown_workflow`.
  [[nodiscard]] Result<DefinitionPtr> for_new_case(std::string_view workflow, std::string_view date);
  // Every definition that is offered for new cases, oldest first; one workflow may have several rule sets.
  [[nodiscard]] std::vector<DefinitionPtr> current();
  [[nodiscard]] CalendarPtr calendar(std::string_view name);

  // After a deployment or a new calendar: ask the store again.
  void forget();
  // Counts the calls of forget(): what was decided with a calendar is good while it stays.
  [[nodiscard]] std::uint64_t generation() const { return generation_; }

 private:
  [[nodiscard]] std::vector<StoredDefinition> listed();

  Store& store_;
  Loader loader_;
  CalendarMaker calendar_maker_;
  std::shared_mutex mutex_;  // guards all below; taken for reading many times a request
  std::map<std::string, DefinitionPtr, std::less<>> loaded_;
  std::map<std::string, CalendarPtr, std::less<>> calendars_;
  std::optional<std::vector<StoredDefinition>> listed_;
  std::optional<std::vector<DefinitionPtr>> current_;
  std::atomic<std::uint64_t> generation_ = 0;
};

}  // namespace bihuan::runtime
