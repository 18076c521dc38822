// An office into which ledgers are brought, and files as people hand them in, for the tests of imports and exports.
#pragma once

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "engine/ledger/case_import.h"
#include "engine/ledger/directory_import.h"
#include "engine/ledger/files.h"
#include "engine/ledger/profiles.h"
#include "tests/support/catch.h"
#include "tests/support/office.h"

namespace bihuan::tests {

inline std::unique_ptr<ledger::RowSource> table(const std::string& csv) {
  auto opened = ledger::open_file(std::make_shared<const std::string>(csv));
  REQUIRE(opened.has_value());
  return std::move(opened->rows);
}

inline ledger::Profile shipped(const char* id) {
  return ledger::shipped_profile(id).value();
}

inline const ledger::Progress no_progress = [](std::int64_t, std::int64_t) {};

// "4:信访日期 ledger_date_unreadable", notes with a star behind.
inline std::vector<std::string> told(const std::vector<ledger::RowProblem>& problems) {
  std::vector<std::string> out;
  for (const auto& problem : problems) {
    out.push_back(std::to_string(problem.row) + ":" + problem.heading + " " + problem.error.code +
                  (problem.note ? "*" : ""));
  }
  return out;
}

inline std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Checks and brings in; answers what was created.
inline std::int64_t bring_in(ledger::Importer& importer, const std::string& csv,
                             ledger::Importer::Mode mode = ledger::Importer::Mode::good_rows) {
  const auto preview = importer.check(*table(csv), nullptr, 0, no_progress);
  REQUIRE(preview.has_value());
  for (const auto& line : told(preview->problems)) UNSCOPED_INFO(line);
  const auto counts = importer.run(*table(csv), mode, no_progress);
  REQUIRE(counts.has_value());
  for (const auto& line : told(counts->refusals)) UNSCOPED_INFO(line);
  return counts->created;
}

inline runtime::Millis shanghai(const char* text) {
  return calendar::Zone::find("Asia/Shanghai")->parse(text).value();
}

inline runtime::StoredCase only_case(test::Office& office, std::int64_t id) {
  return office.service->open(id, runtime::Visibility{.all = true}).value();
}

inline std::vector<runtime::CaseRow> all_cases(test::Office& office) {
  runtime::CaseQuery query;
  query.visible.all = true;
  query.limit = 500;
  query.sort = runtime::CaseQuery::Sort::oldest;
  return office.store->read()->cases().list(query).items;
}

inline std::vector<runtime::LogEntry> log_of(test::Office& office, const std::string& action) {
  runtime::LogQuery query;
  query.action = action;
  return office.store->read()->records().log(query).items;
}

}  // namespace bihuan::tests
