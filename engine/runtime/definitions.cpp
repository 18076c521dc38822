#include "engine/runtime/definitions.h"

#include <mutex>
#include <utility>

namespace bihuan::runtime {

Definitions::Definitions(Store& store, Loader loader, CalendarMaker calendars)
    : store_(store), loader_(std::move(loader)), calendar_maker_(std::move(calendars)) {}

Result<DefinitionPtr> Definitions::by_hash(std::string_view hash) {
  {
    const std::shared_lock lock(mutex_);
    if (const auto found = loaded_.find(hash); found != loaded_.end()) return found->second;
  }
  const std::unique_lock lock(mutex_);
  if (const auto found = loaded_.find(hash); found != loaded_.end()) return found->second;
  const auto stored = store_.read()->records().definition(hash);
  if (!stored) return Error("unknown_definition", {{"hash", std::string(hash)}});
  auto made = loader_(*stored);
  if (!made) return made.error();
  loaded_.emplace(std::string(hash), *made);
  return *made;
}

std::vector<StoredDefinition> Definitions::listed() {
  {
    const std::shared_lock lock(mutex_);
    if (listed_) return *listed_;
  }
  const std::unique_lock lock(mutex_);
  if (!listed_) listed_ = store_.read()->records().definitions();
  return *listed_;
}

Result<DefinitionPtr> Definitions::for_new_case(std::string_view workflow, std::string_view date) {
  const auto all = listed();
  const StoredDefinition* best = nullptr;
  for (const auto& each : all) {
    const bool in_force = (each.effective_from.empty() || each.effective_from <= date) &&
                          (each.effective_to.empty() || date <= each.effective_to);
    if (each.current && each.id == workflow && in_force) best = &each;  // the newest that fits
  }
  if (best == nullptr) {
    return Error("unknown_workflow", {{"workflow", std::string(workflow)}, {"date", std::string(date)}});
  }
  return by_hash(best->hash);
}

std::vector<DefinitionPtr> Definitions::current() {
  std::uint64_t generation = 0;
  {
    const std::shared_lock lock(mutex_);
    if (current_) return *current_;
    generation = generation_;
  }
  std::vector<DefinitionPtr> out;
  for (const auto& each : listed()) {
    if (!each.current) continue;
    if (auto definition = by_hash(each.hash)) out.push_back(*definition);
  }
  const std::unique_lock lock(mutex_);
  if (generation == generation_) current_ = out;
  return out;
}

CalendarPtr Definitions::calendar(std::string_view name) {
  {
    const std::shared_lock lock(mutex_);
    if (const auto found = calendars_.find(name); found != calendars_.end()) return found->second;
  }
  const std::unique_lock lock(mutex_);
  if (const auto found = calendars_.find(name); found != calendars_.end()) return found->second;
  std::vector<StoredCalendarYear> years;
  for (auto& year : store_.read()->records().calendar_years()) {
    if (year.calendar == name) years.push_back(std::move(year));
  }
  auto made = calendar_maker_(name, years);
  calendars_.emplace(std::string(name), made);
  return made;
}

void Definitions::forget() {
  const std::unique_lock lock(mutex_);
  ++generation_;
  calendars_.clear();
  listed_.reset();
  current_.reset();
}

}  // namespace bihuan::runtime
