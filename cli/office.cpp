#include "cli/office.h"

#include <set>
#include <utility>

#include "engine/definition/load.h"

namespace bihuan::cli {
namespace {

Result<void> deploy_shipped(Office& office, const runtime::Clock& clock) {
  std::set<std::string> known;
  for (const auto& stored : office.folder.store->read()->records().definitions()) known.insert(stored.hash);
  std::vector<runtime::StoredDefinition> fresh;
  for (const auto& name : definition::shipped_definitions()) {
    const auto loaded = definition::load_shipped(name);
    if (!loaded.definition || !loaded.definition->enabled || known.contains(loaded.definition->hash)) continue;
    const auto& made = *loaded.definition;
    fresh.push_back(
        {made.hash, made.id, made.title, made.effective_from, made.effective_to, made.source, clock.now(), {}, true});
  }
  if (fresh.empty()) return {};
  auto done = office.writer->run([&](runtime::WriteSession& session) -> Result<void> {
    for (const auto& each : fresh) session.records().put_definition(each);
    return {};
  });
  office.folder.definitions->forget();
  return done;
}

}  // namespace

Result<std::unique_ptr<Office>> open_office(const FolderArguments& arguments, const runtime::Clock& clock,
                                            runtime::CaseService::Options options) {
  auto folder = open_data_folder(arguments, true);
  if (!folder) return folder.error();
  auto office = std::make_unique<Office>();
  office->folder = std::move(*folder);
  auto lock = FolderLock::take(office->folder.path, false);
  if (!lock) return lock.error();
  office->lock.emplace(std::move(*lock));
  if (!office->folder.sealing) return Error("keys_missing", {{"path", arguments.key_file()}});
  office->writer = std::make_unique<runtime::Writer>(*office->folder.store);
  if (auto deployed = deploy_shipped(*office, clock); !deployed) return deployed.error();
  office->cases =
      std::make_unique<runtime::CaseService>(*office->folder.store, *office->writer, *office->folder.definitions,
                                             *office->folder.sealing, clock, std::move(options));
  office->timers = std::make_unique<runtime::Timers>(*office->cases);
  office->follow_ups = std::make_unique<runtime::FollowUps>(*office->cases);
  return office;
}

}  // namespace bihuan::cli
