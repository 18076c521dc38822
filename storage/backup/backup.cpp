#include "storage/backup/backup.h"

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "engine/base/hash.h"
#include "engine/runtime/audit.h"
#include "engine/runtime/verify.h"
#include "storage/files/blob_store.h"
#include "storage/files/file_system.h"
#include "storage/sqlite/connection.h"

namespace bihuan::backup {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::int64_t piece_bytes = 1024 * 1024;

// Copies and syncs one file; answers its bytes.
std::int64_t copy_file(files::FileSystem& system, const std::string& from, const std::string& to) {
  const auto bytes = system.size(from).value_or(0);
  auto out = system.create(to);
  for (std::int64_t at = 0; at < bytes; at += piece_bytes) out->append(system.read(from, at, piece_bytes));
  out->sync();
  return bytes;
}

std::string hash_of_file(files::FileSystem& system, const std::string& path) {
  Sha256 hash;
  const auto bytes = system.size(path).value_or(0);
  for (std::int64_t at = 0; at < bytes; at += piece_bytes) hash.add(system.read(path, at, piece_bytes));
  return hash.hex();
}

std::string root_of(runtime::Store& store) {
  runtime::Root root;
  auto session = store.read();
  for (;;) {
    const auto rows = session->cases().all_history(root.last(), 512);
    if (rows.empty()) return to_hex(root.value());
    for (const auto& row : rows) root.add(row);
  }
}

Result<void> copy_attachments(const std::vector<std::string>& hashes, const std::string& from, const std::string& to,
                              BackupReport& report) {
  auto& system = files::real_files();
  const files::BlobStore source(from);
  const files::BlobStore target(to);
  for (const auto& hash : hashes) {
    if (!source.size(hash)) return Error("backup_attachment_missing", {{"hash", hash}});
    const auto path = target.path_of(hash);
    const auto folder = fs::path(path).parent_path().string();
    system.make_folder(folder);
    report.bytes += copy_file(system, source.path_of(hash), path);
    system.sync_folder(folder);
    if (!target.intact(hash)) return Error("backup_damaged", {{"file", path}});
    ++report.attachments;
  }
  system.sync_folder(to);
  return {};
}

bool has_entries(const std::string& folder) {
  return fs::exists(folder) && !fs::is_empty(folder);
}

std::unique_ptr<sqlite::SqliteStore> open_copy(const std::string& path) {
  auto store = sqlite::SqliteStore::open({.path = path, .create = false, .readers = 1});
  return store ? std::move(*store) : nullptr;
}

Result<json::object> read_manifest(const std::string& source) {
  std::ifstream file(source + "/" + manifest_name, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  boost::system::error_code bad;
  auto parsed = json::parse(text, bad);
  if (bad || !parsed.is_object()) return Error("backup_unreadable", {{"path", source}});
  return std::move(parsed.get_object());
}

// Left in the data folder, so that somebody can ask how old the last backup is.
void remember_backup(files::FileSystem& system, const std::string& data_folder, const std::string& target,
                     runtime::Millis now) {
  const auto path = data_folder + "/" + last_backup_name;
  system.remove(path + ".arriving");
  auto out = system.create(path + ".arriving");
  out->append(json::serialize(json::object{{"made_at", now}, {"folder", fs::absolute(target).string()}}) + "\n");
  out->sync();
  system.rename(path + ".arriving", path);
}

std::string text_in(const json::object& object, const char* name) {
  const auto* found = object.if_contains(name);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string{};
}

}  // namespace

Result<BackupReport> make_backup(sqlite::SqliteStore& store, const std::string& data_folder, const std::string& target,
                                 runtime::Millis now) {
  if (has_entries(target)) return Error("backup_target_not_empty", {{"path", target}});
  auto& system = files::real_files();
  system.make_folder(target);
  const auto database = target + "/" + database_name;
  store.copy_to(database);
  system.sync_folder(target);  // SQLite synced the copy; its name becomes durable with its folder
  BackupReport report;
  report.database_hash = hash_of_file(system, database);
  report.bytes = system.size(database).value_or(0);
  // What the copy names, not what is there now: attachments only ever come before the commit that names them.
  std::vector<std::string> hashes;
  {
    sqlite::Connection check(database, {.read_only = true});
    auto statement = check.prepare("SELECT 1 FROM pragma_integrity_check WHERE integrity_check <> 'ok'");
    if (statement.query().next()) return Error("backup_damaged", {{"file", database}});
  }
  const auto scratch = target + "/reading.db";
  copy_file(system, database, scratch);
  {
    const auto copy = open_copy(scratch);
    if (copy == nullptr) return Error("backup_damaged", {{"file", database}});
    hashes = runtime::named_attachments(*copy);
    report.root = root_of(*copy);
    runtime::CaseQuery everything;
    everything.visible.all = true;
    report.cases = copy->read()->cases().count(everything);
  }
  for (const char* ending : {"", "-wal", "-shm"}) system.remove(scratch + ending);
  const auto copied =
      copy_attachments(hashes, data_folder + "/" + attachments_name, target + "/" + attachments_name, report);
  if (!copied) return copied.error();
  json::array names;
  for (const auto& hash : hashes) names.emplace_back(hash);
  auto manifest = system.create(target + "/" + manifest_name);
  manifest->append(json::serialize(json::object{{"format", 1},
                                                {"made_at", now},
                                                {"database", report.database_hash},
                                                {"root", report.root},
                                                {"cases", report.cases},
                                                {"attachments", names},
                                                {"keys", "not in this backup"}}) +
                   "\n");
  manifest->sync();
  system.sync_folder(target);
  remember_backup(system, data_folder, target, now);
  return report;
}

std::optional<runtime::Millis> last_backup(const std::string& data_folder) {
  std::ifstream file(data_folder + "/" + last_backup_name, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  boost::system::error_code bad;
  const auto parsed = json::parse(text, bad);
  if (bad || !parsed.is_object()) return std::nullopt;
  const auto* made_at = parsed.get_object().if_contains("made_at");
  if (made_at == nullptr || !made_at->is_int64()) return std::nullopt;
  return made_at->get_int64();
}

Result<BackupReport> restore_backup(const std::string& source, const std::string& data_folder) {
  auto& system = files::real_files();
  const auto manifest = read_manifest(source);
  if (!manifest) return manifest.error();
  const auto database = data_folder + "/" + database_name;
  if (has_entries(data_folder)) return Error("restore_target_not_empty", {{"path", data_folder}});
  const auto copy = source + "/" + database_name;
  BackupReport report;
  report.database_hash = hash_of_file(system, copy);
  if (report.database_hash != text_in(*manifest, "database")) return Error("backup_damaged", {{"file", copy}});
  std::vector<std::string> hashes;
  if (const auto* names = manifest->if_contains("attachments"); names != nullptr && names->is_array()) {
    for (const auto& name : names->get_array()) {
      if (name.is_string()) hashes.emplace_back(name.get_string().data(), name.get_string().size());
    }
  }
  system.make_folder(data_folder);
  const auto copied =
      copy_attachments(hashes, source + "/" + attachments_name, data_folder + "/" + attachments_name, report);
  if (!copied) return copied.error();
  // The database last: a folder without one is not taken for a whole one.
  const auto arriving = database + ".arriving";
  report.bytes += copy_file(system, copy, arriving);
  system.rename(arriving, database);
  system.sync_folder(data_folder);
  const auto store = open_copy(database);
  if (store == nullptr) return Error("backup_damaged", {{"file", copy}});
  report.root = root_of(*store);
  if (report.root != text_in(*manifest, "root")) return Error("backup_damaged", {{"file", copy}});
  runtime::CaseQuery everything;
  everything.visible.all = true;
  report.cases = store->read()->cases().count(everything);
  return report;
}

}  // namespace bihuan::backup
