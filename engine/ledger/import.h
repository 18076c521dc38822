// Import of a ledger into cases: what is checked is what is done. A preview decides every row without keeping anything;
// run() files the good rows through the case service and remembers each row, so that the same file twice adds nothing.
// One thread owns an Import; progress is told on it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/ledger/mapping.h"
#include "engine/ledger/profile.h"
#include "engine/ledger/rows.h"
#include "engine/runtime/case_service.h"

namespace bihuan::ledger {

struct Preview {
  Mapping mapping;
  std::int64_t rows = 0, good = 0, bad = 0, duplicates = 0;
  std::vector<RowProblem> problems;  // by row and column; a duplicate is a problem of its row that harms nothing
};

struct ImportCounts {
  std::int64_t created = 0, skipped = 0, refused = 0;
  std::vector<RowProblem> refusals;
};

class Import {
 public:
  // `person` is who imports: rights are those of filing by hand.
  Import(runtime::CaseService& service, Profile profile, std::string person);
  ~Import();

  // Reads all rows. `mapping` overrules what the headings suggest. Errors: those of the file, ledger_headings_missing,
  // unknown_workflow.
  [[nodiscard]] Result<Preview> check(RowSource& source, const Mapping* mapping = nullptr);

  enum class Mode { all_or_nothing, good_rows };
  // Files what check() read. Errors: ledger_rows_bad (all or nothing), storage_failed.
  [[nodiscard]] Result<ImportCounts> run(Mode mode,
                                         const std::function<void(std::int64_t done, std::int64_t of)>& progress);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace bihuan::ledger
