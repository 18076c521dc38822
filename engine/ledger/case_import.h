// Import of a ledger into cases: what is checked is what is done. check() decides every row without keeping anything;
// run() files the good rows through the case service and remembers each row, so that the same file twice adds nothing.
// Rows are never held together: run() reads the file again.
#pragma once

#include <memory>
#include <string>

#include "engine/ledger/importer.h"
#include "engine/ledger/profile.h"
#include "engine/runtime/case_service.h"

namespace bihuan::ledger {

class CaseImport final : public Importer {
 public:
  // `person` is who imports: rights are those of filing by hand. `id` names the import in the history of its cases.
  CaseImport(runtime::CaseService& service, Profile profile, std::string person, std::string id);
  ~CaseImport() override;

  [[nodiscard]] Result<Preview> check(RowSource& source, const Mapping* mapping, std::int64_t rows,
                                      const Progress& progress) override;
  // All or nothing is one transaction: other people's commands wait until it is through.
  [[nodiscard]] Result<ImportCounts> run(RowSource& again, Mode mode, const Progress& progress) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// May this person import cases of the workflow? Who may file them and sees every case, since duplicates are named:
// `import_not_allowed`.
[[nodiscard]] Result<void> may_import_cases(runtime::CaseService& service, const std::string& workflow,
                                            const std::string& person, const std::vector<std::string>& wide_roles);

}  // namespace bihuan::ledger
