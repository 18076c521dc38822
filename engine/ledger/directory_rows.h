// What the imports of units and of people share: a row as texts by target, the import's steps around it.
// Private to this folder.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/ledger/directory_import.h"

namespace bihuan::ledger {

struct DirectoryRow {
  int row = 0;
  std::map<std::string, std::string> texts;     // by target, without empty ones
  std::map<std::string, MappedColumn> columns;  // by target
  std::vector<RowProblem> problems;

  [[nodiscard]] std::string text(const std::string& target) const;
  void refuse(const std::string& target, Error error);  // "": the row as a whole
};

class DirectoryImport : public Importer {
 public:
  DirectoryImport(runtime::CaseService& service, Profile profile, DirectoryRights rights);

  [[nodiscard]] Result<Preview> check(RowSource& source, const Mapping* mapping, std::int64_t rows,
                                      const Progress& progress) final;
  [[nodiscard]] Result<ImportCounts> run(RowSource& again, Mode mode, const Progress& progress) final;

 protected:
  enum class Verdict { good, duplicate, bad };
  // Judges all rows of the file together, in their order; may add problems and notes to them.
  virtual std::vector<Verdict> judge(std::vector<DirectoryRow>& rows) = 0;
  // Writes what was judged good, in one transaction.
  virtual Result<void> write(runtime::WriteSession& session) = 0;
  // After the commit.
  virtual void hand_out(ImportCounts&, const Progress&) {}

  void log(runtime::WriteSession& session, const char* action, const std::string& subject) const;

  runtime::CaseService& service_;
  Profile profile_;
  DirectoryRights rights_;
  Preview preview_;
};

// An id that nobody has: that of the name, with a number behind it when it is taken. `taken` learns it.
[[nodiscard]] std::string free_id(std::string_view name, std::string_view otherwise,
                                  const std::function<bool(const std::string&)>& is_taken);

}  // namespace bihuan::ledger
