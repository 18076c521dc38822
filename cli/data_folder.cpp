#include "cli/data_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <filesystem>
#include <iostream>

#include "cli/language.h"
#include "engine/calendar/read.h"
#include "engine/definition/load.h"
#include "storage/backup/backup.h"

namespace bihuan::cli {

namespace fs = std::filesystem;

void FolderArguments::add_to(CLI::App& command) {
  command.add_option("--data", data, "The data folder")->envname("BIHUAN_DATA")->default_val("bihuan-data");
  command.add_option("--keys", keys, "The folder of the keys (default: the data folder's name with -keys behind it)")
      ->envname("BIHUAN_KEYS");
}

std::string FolderArguments::key_file() const {
  std::string folder = keys.empty() ? data : keys;
  while (folder.size() > 1 && folder.back() == '/') folder.pop_back();
  return folder + (keys.empty() ? "-keys" : "") + "/bihuan.key";
}

Result<runtime::DefinitionPtr> load_stored(const runtime::StoredDefinition& stored) {
  definition::LoadOptions options;
  options.checks = false;
  auto loaded = definition::load(stored.source, stored.id, options);
  if (loaded.definition == nullptr) return Error("unknown_definition", {{"hash", stored.hash}});
  return loaded.definition;
}

runtime::CalendarPtr make_calendar(std::string_view name, const std::vector<runtime::StoredCalendarYear>& years) {
  const auto shipped = calendar::shipped_calendar(std::string(name));
  // A name that is not shipped: weekends only, which every answer then says.
  calendar::CalendarData data = shipped ? (*shipped)->data() : calendar::CalendarData{};
  for (const auto& year : years) {
    const auto body = boost::json::parse(year.body);
    const auto* days = body.is_object() ? body.get_object().if_contains("days") : nullptr;
    if (days == nullptr || !days->is_array()) continue;
    std::erase_if(data.special, [&](const auto& entry) { return calendar::civil_of(entry.first).year == year.year; });
    for (const auto& day : days->get_array()) {
      const auto date = calendar::parse_date(std::string(day.at("date").as_string()));
      if (!date) continue;
      const bool work = day.at("kind").as_string() == "work";
      const auto* holiday = day.as_object().if_contains("holiday");
      data.special[*date] = {work ? calendar::SpecialKind::work : calendar::SpecialKind::off,
                             holiday != nullptr && holiday->is_string() ? std::string(holiday->get_string()) : ""};
    }
    data.announced.insert(year.year);
    data.version += "+" + std::to_string(year.year) + "." + std::to_string(year.version);
  }
  return std::make_shared<const calendar::WorkingCalendar>(std::move(data));
}

void make_key_folder(const std::string& key_file) {
  const auto folder = fs::path(key_file).parent_path();
  if (folder.empty() || fs::exists(folder)) return;
  fs::create_directories(folder);
  fs::permissions(folder, fs::perms::owner_all);
}

Result<DataFolder> open_data_folder(const FolderArguments& arguments, bool create) {
  DataFolder folder;
  folder.path = arguments.data;
  const auto database = folder.path + "/" + backup::database_name;
  if (!create && !fs::exists(database)) return Error("data_missing", {{"path", folder.path}});
  if (create && !fs::exists(folder.path)) {
    fs::create_directories(folder.path);
    fs::permissions(folder.path, fs::perms::owner_all);
  }
  const auto key_file = arguments.key_file();
  auto keys = runtime::read_keys(key_file);
  if (!keys && keys.error().code == "keys_missing" && create && !fs::exists(database)) {
    const auto fresh = runtime::make_keys();
    make_key_folder(key_file);
    if (const auto written = runtime::write_keys(key_file, fresh); !written) return written.error();
    keys = fresh;
  }
  if (keys) {
    folder.sealing.emplace(*keys);
  } else if (create || keys.error().code != "keys_missing") {
    return keys.error();
  }
  auto store = sqlite::SqliteStore::open({.path = database, .create = create});
  if (!store) return store.error();
  folder.store = std::move(*store);
  files::real_files().sync_folder(folder.path);
  folder.blobs = std::make_unique<files::BlobStore>(folder.path + "/" + backup::attachments_name);
  folder.definitions = std::make_unique<runtime::Definitions>(*folder.store, load_stored, make_calendar);
  return folder;
}

Result<FolderLock> FolderLock::take(const std::string& folder, bool alone) {
  const auto path = folder + "/in-use";
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return Error("data_missing", {{"path", folder}});
  if (::flock(file, (alone ? LOCK_EX : LOCK_SH) | LOCK_NB) != 0) {
    ::close(file);
    return Error("data_in_use", {{"path", folder}});
  }
  return FolderLock(file);
}

FolderLock::~FolderLock() {
  if (file_ >= 0) ::close(file_);
}

int print_error(const Error& error) {
  const auto language = language_of_terminal();
  std::cerr << error.message(language) << "\n";
  if (const auto hint = error.hint(language); !hint.empty()) std::cerr << "  " << hint << "\n";
  return 2;
}

}  // namespace bihuan::cli
