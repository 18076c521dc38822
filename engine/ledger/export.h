// Cases out as a ledger: a filtered list in the column order of a profile, with a watermark, for the eyes of one
// person. What that person may not see is not in it, what they may not read in clear is masked, and every export is
// logged. Belongs to one thread; the services say themselves who may share them.
#pragma once

#include <string>
#include <vector>

#include "engine/ledger/profile.h"
#include "engine/runtime/case_service.h"

namespace bihuan::ledger {

inline constexpr std::int64_t max_exported_rows = 100'000;

struct ExportWish {
  runtime::CaseQuery query;  // `visible` is the exporter's
  Profile profile;           // columns and words; its datum is that of coordinates in the file
  std::string person, on_behalf_of;
  std::string language = "zh-CN";
  std::string reason;  // set: sealed parties in clear where the person may open them; each opening is logged
};

struct Exported {
  std::int64_t rows = 0;
  std::int64_t opened = 0;  // cases whose sealed parties stand in clear
  std::string title, file_name;
};

// Writes the file and logs it. Errors: export_too_many {limit}, unknown_person, storage_failed.
// Throws std::runtime_error when the file cannot be written.
[[nodiscard]] Result<Exported> write_ledger(runtime::CaseService& service, const ExportWish& wish,
                                            const std::string& path);

// A profile of its own for a list: columns as lists show them ("number", "title", "state", ...; unknown ones left out).
[[nodiscard]] Profile list_profile(const std::vector<std::string>& columns, std::string_view language);

// "奉环 台账: 2022/6" → "奉环 台账_ 2022_6": what file systems take.
[[nodiscard]] std::string safe_file_name(std::string name);

}  // namespace bihuan::ledger
