// From a row of a ledger to what a case begins with, every problem named by row and column.
// An Interpreter is immutable once built; share freely between threads.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/calendar/zone.h"
#include "engine/core/command.h"
#include "engine/core/people.h"
#include "engine/core/workflow.h"
#include "engine/ledger/mapping.h"
#include "engine/ledger/matching.h"
#include "engine/ledger/profile.h"
#include "engine/ledger/table.h"
#include "engine/runtime/case_service.h"

namespace bihuan::ledger {

struct RowProblem {
  int row = 0;
  int column = 0;  // from 1; 0: the row as a whole
  std::string heading;
  Error error{"ledger_value_invalid"};
  bool note = false;  // worth knowing; the row is brought in (or skipped as a duplicate) all the same
};

struct RowReading {
  int row = 0;
  core::FieldValues fields;
  std::vector<runtime::PartyData> parties;
  std::optional<core::Millis> received_at, filed_at, closed_at, due;
  std::string state;                            // id of the state the case arrives in; empty: where a new case begins
  bool ends = false;                            // that state ends the case
  std::string lead_unit, filed_unit, filed_by;  // ids, when they are known here
  std::string identity;                         // what makes it the same matter as another row; empty: nothing does
  std::string hash;                             // of the mapped cells: the same row again has the same
  std::vector<RowProblem> problems;
};

class Interpreter {
 public:
  // What is passed must outlive the interpreter.
  Interpreter(const core::Definition& definition, const Profile& profile, const Mapping& mapping,
              const core::Organisation& organisation, const calendar::Zone& zone, core::Millis now, bool from_1904);

  [[nodiscard]] RowReading read(const Row& row) const;
  // Problems of the mapping itself: fields that every new case needs and no column gives.
  [[nodiscard]] std::vector<RowProblem> mapping_problems() const;

 private:
  struct Reading;
  [[nodiscard]] std::optional<expression::Value> read_field(const core::Field& field, const Cell& cell,
                                                            const std::string& target, Error& why) const;
  [[nodiscard]] std::optional<core::Millis> read_instant(const Cell& cell, bool end_of_day) const;
  void read_case_word(const MappedColumn& column, const Cell& cell, RowReading& out, Reading& reading) const;
  void read_state(const MappedColumn& column, const std::string& text, RowReading& out) const;
  void read_cell(const MappedColumn& column, const Cell& cell, RowReading& out, Reading& reading) const;
  void read_place(const Row& row, RowReading& out) const;
  void read_defaults(RowReading& out, Reading& reading) const;
  void add_subject(RowReading& out) const;
  void settle_state(RowReading& out, const Reading& reading) const;
  void check_dates(RowReading& out) const;
  void require_fields(RowReading& out) const;

  const core::Definition& definition_;
  const Profile& profile_;
  const Mapping& mapping_;
  const core::Organisation& organisation_;
  const calendar::Zone& zone_;
  UnitNames units_;
  core::Millis now_;
  bool from_1904_;
};

}  // namespace bihuan::ledger
