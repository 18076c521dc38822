// A running office: the data folder with the writer, the case service and its loops. What `serve`, `demo`, `import` and
// `circular` share. Belongs to the thread that opened it; its parts say themselves who may share them.
#pragma once

#include <memory>

#include "cli/data_folder.h"
#include "engine/runtime/case_service.h"
#include "engine/runtime/follow_ups.h"
#include "engine/runtime/timers.h"

namespace bihuan::cli {

struct Office {
  std::optional<FolderLock> lock;  // released last
  DataFolder folder;
  std::unique_ptr<runtime::Writer> writer;
  std::unique_ptr<runtime::CaseService> cases;
  std::unique_ptr<runtime::Timers> timers;
  std::unique_ptr<runtime::FollowUps> follow_ups;
};

// Opens the folder (made when missing), puts the shipped workflows in force that it does not know yet, and wires the
// services; the loops are not started. `clock` must outlive the office. Fails as open_data_folder does, with
// keys_missing when there are no keys, and with storage_failed.
[[nodiscard]] Result<std::unique_ptr<Office>> open_office(const FolderArguments& arguments, const runtime::Clock& clock,
                                                          runtime::CaseService::Options options);

}  // namespace bihuan::cli
