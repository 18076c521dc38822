// One data folder with everything that stands on it: database, attachments, keys, definitions, calendars. What serve
// and the subcommands on stored data share.
// Belongs to one thread while it is opened; its parts say themselves who may share them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "engine/base/error.h"
#include "engine/runtime/definitions.h"
#include "engine/runtime/sealing.h"
#include "storage/files/blob_store.h"
#include "storage/sqlite/store.h"

namespace CLI {
class App;
}

namespace bihuan::cli {

// --data and --keys of a subcommand.
struct FolderArguments {
  std::string data;
  std::string keys;  // folder of the keys; empty: the data folder's name with "-keys" behind it

  void add_to(CLI::App& command);
  [[nodiscard]] std::string key_file() const;
};

struct DataFolder {
  std::string path;
  std::unique_ptr<sqlite::SqliteStore> store;
  std::unique_ptr<files::BlobStore> blobs;
  std::optional<runtime::Sealing> sealing;  // none: no key file
  std::unique_ptr<runtime::Definitions> definitions;
};

// `create`: makes the folder, its database and its keys when they are missing. Otherwise refuses `data_missing`, and
// without the key file the folder is opened without sealed data.
[[nodiscard]] Result<DataFolder> open_data_folder(const FolderArguments& arguments, bool create);

// A stored definition as the model; a calendar with the years that were announced later than the program.
[[nodiscard]] Result<runtime::DefinitionPtr> load_stored(const runtime::StoredDefinition& stored);
[[nodiscard]] runtime::CalendarPtr make_calendar(std::string_view name,
                                                 const std::vector<runtime::StoredCalendarYear>& years);

// The folder of a key file, for its owner alone, when it is missing.
void make_key_folder(const std::string& key_file);

// That the folder is in use: shared by what works on it, alone for what must not be disturbed. Released at its end,
// also by a crash. Refuses data_in_use.
class FolderLock {
 public:
  [[nodiscard]] static Result<FolderLock> take(const std::string& folder, bool alone);
  FolderLock(FolderLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  FolderLock& operator=(FolderLock&& other) noexcept {
    std::swap(file_, other.file_);
    return *this;
  }
  ~FolderLock();

 private:
  explicit FolderLock(int file) : file_(file) {}
  int file_ = -1;
};

// Prints the sentence and the hint on standard error; answers the exit code 2.
int print_error(const Error& error);

}  // namespace bihuan::cli
