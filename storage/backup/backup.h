// Backup and restore of one data folder: the database as one consistent copy made while people work, every attachment
// it names, and a manifest that says what belongs to it. Keys are not in it. Both directions check what they wrote.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/base/error.h"
#include "engine/runtime/clock.h"
#include "storage/sqlite/store.h"

namespace bihuan::backup {

inline constexpr const char* database_name = "bihuan.db";
inline constexpr const char* attachments_name = "attachments";
inline constexpr const char* manifest_name = "manifest.json";
inline constexpr const char* last_backup_name = "last-backup.json";  // in the data folder

struct BackupReport {
  std::int64_t cases = 0, attachments = 0, bytes = 0;
  std::string database_hash;  // SHA-256 of the copied file
  std::string root;           // of the history, hexadecimal
};

// Refuses `backup_target_not_empty`, `backup_attachment_missing`; a disk that fails is thrown.
[[nodiscard]] Result<BackupReport> make_backup(sqlite::SqliteStore& store, const std::string& data_folder,
                                               const std::string& target, runtime::Millis now);

// When the last backup of a data folder was finished, as make_backup left it there; none: never, or not readable.
[[nodiscard]] std::optional<runtime::Millis> last_backup(const std::string& data_folder);

// Into a data folder that has no database yet. Refuses `restore_target_not_empty`, `backup_unreadable`,
// `backup_damaged` {file}.
[[nodiscard]] Result<BackupReport> restore_backup(const std::string& source, const std::string& data_folder);

}  // namespace bihuan::backup
