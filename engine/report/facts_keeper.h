// The table of facts of a running office, kept up to date: read whole once, later only the cases that the history has
// named since. A copy may stand in a file beside the database, so that a start need not read everything either; it is
// worth nothing by itself and may be deleted. Share freely between threads; a table that somebody holds does not
// change. A case that the table cannot hold (more than 255 units or types) does not count. Broken storage throws.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "engine/report/case_facts.h"
#include "engine/report/fact_table.h"

namespace bihuan::report {

struct OfficeSettings;

class FactsKeeper {
 public:
  // `file`: where the copy stands; empty: nowhere. Fewer cases than `worth_a_copy` are read faster than anybody waits.
  // The service must outlive the keeper.
  FactsKeeper(runtime::CaseService& cases, FactsMapping mapping, calendar::Zone zone, std::string file,
              std::size_t worth_a_copy = 20'000);
  ~FactsKeeper();  // writes the copy when it is behind
  FactsKeeper(const FactsKeeper&) = delete;
  FactsKeeper& operator=(const FactsKeeper&) = delete;

  // As of the last commit before the call. The version moves with every change of the table.
  struct Facts {
    std::shared_ptr<const FactTable> table;
    std::int64_t version = 0;
  };
  [[nodiscard]] Facts facts();
  [[nodiscard]] std::shared_ptr<const FactTable> current() { return facts().table; }
  // What else the office set for its figures and documents; null: as shipped. Set before the keeper is shared.
  void set_office(std::shared_ptr<const OfficeSettings> office) { office_ = std::move(office); }
  [[nodiscard]] const std::shared_ptr<const OfficeSettings>& office() const { return office_; }
  // How many cases the last call had to read: for measurements and tests.
  [[nodiscard]] std::size_t last_read() const { return last_read_; }

 private:
  [[nodiscard]] std::string setting() const;
  [[nodiscard]] bool load_copy();
  void save_copy();
  void read_all();
  void read_changed(const std::vector<std::int64_t>& ids);
  // Brings what one scan of the store says into the table: rows, and the going of those that count no longer.
  void take(runtime::CaseQuery query, FactTable& into);

  runtime::CaseService& cases_;
  FactsMapping mapping_;
  calendar::Zone zone_;
  std::string file_;
  std::size_t worth_a_copy_;
  std::mutex mutex_;
  std::shared_ptr<FactTable> table_;
  std::int64_t version_ = 0;
  std::int64_t last_history_ = 0;
  std::string last_hash_;  // of that history row: a restored database is another one
  std::shared_ptr<const OfficeSettings> office_;
  std::string setting_;  // mapping and units as the table was read with
  std::size_t last_read_ = 0;
  std::size_t unsaved_ = 0;
};

}  // namespace bihuan::report
