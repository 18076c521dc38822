// What every import of a file is: look at it, check every row without keeping anything, then bring the rows in. Cases
// and lists of units and people are imported by one Importer each. One thread owns an importer; progress is told on it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/ledger/mapping.h"
#include "engine/ledger/rows.h"

namespace bihuan::ledger {

struct Preview {
  Mapping mapping;
  std::int64_t rows = 0, good = 0, bad = 0, duplicates = 0;
  std::vector<RowProblem> problems;  // by row and column, the first max_problems of them
  std::int64_t problems_total = 0;

  void add(RowProblem problem);
};
inline constexpr std::size_t max_problems = 5000;

// A sign-in that was made for somebody: to be handed over once, and kept nowhere.
struct SignIn {
  std::string person, name, unit;  // title of the unit
  std::string secret;              // of a one-time link
};

struct ImportCounts {
  std::int64_t created = 0, skipped = 0, refused = 0;
  std::vector<RowProblem> refusals;  // the first max_problems
  std::vector<SignIn> sign_ins;
};

using Progress = std::function<void(std::int64_t done, std::int64_t of)>;

class Importer {
 public:
  virtual ~Importer() = default;

  // Reads all rows; `rows` is how many there are, for the progress. `mapping` overrules what the headings suggest.
  // Errors: those of the file, ledger_headings_missing, ledger_target_unknown, unknown_workflow.
  [[nodiscard]] virtual Result<Preview> check(RowSource& source, const Mapping* mapping, std::int64_t rows,
                                              const Progress& progress) = 0;

  enum class Mode { all_or_nothing, good_rows };
  // Brings in what check() found good; `again` is the same file from its beginning.
  // Errors: those of the file, ledger_rows_bad (all or nothing), storage_failed.
  [[nodiscard]] virtual Result<ImportCounts> run(RowSource& again, Mode mode, const Progress& progress) = 0;
};

// The first look at a file: its headings, a sample of each column, how many rows it has.
struct Glance {
  Mapping mapping;
  std::vector<std::string> samples;  // by column: the first value
  std::int64_t rows = 0;             // below the headings
};
// `definition` is that of the workflow; null for units and people. Errors: those of the file, ledger_headings_missing.
[[nodiscard]] Result<Glance> glance(RowSource& source, const Profile& profile, const core::Definition* definition);

// Reads up to and with the row of headings, then hands the rows behind it to `take` until it answers an error.
// `mapping` set: its own row of headings counts.
[[nodiscard]] Result<Mapping> read_table(RowSource& source, const Profile& profile, const core::Definition* definition,
                                         const Mapping* mapping,
                                         const std::function<Result<void>(const Mapping&)>& headings_found,
                                         const std::function<Result<void>(const Row&)>& take);

}  // namespace bihuan::ledger
