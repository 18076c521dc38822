// 一案一档: one case as a zip: an index to read in a browser, the history, the letters, the evidence, and a list of all
// files with their hashes. The same version of a case gives the same bytes to the same reader, whenever: fields,
// letters and texts say what that reader may read. Belongs to one thread.
#pragma once

#include <string>

#include "engine/report/office_settings.h"
#include "engine/runtime/blobs.h"
#include "engine/runtime/case_service.h"

namespace bihuan::ledger {

struct ArchiveWish {
  std::int64_t case_id = 0;
  runtime::Visibility visible;  // of the exporter
  std::string person, on_behalf_of;
  std::string reason;  // set: sealed parties in clear, if the person may open them; the opening is logged
  const report::OfficeSettings* office = nullptr;  // letters by the office's own templates
};

struct Archived {
  std::string number, file_name;
  std::int64_t version = 0, files = 0;
  bool opened = false;
};

// Writes the file and logs the export. Errors: not_found (also for a person of a unit that is complained of),
// seal_not_yours, attachment_missing, those of letters, storage_failed. Throws std::runtime_error when the file cannot
// be written.
[[nodiscard]] Result<Archived> write_case_archive(runtime::CaseService& service, const runtime::Blobs& blobs,
                                                  const ArchiveWish& wish, const std::string& path);

}  // namespace bihuan::ledger
