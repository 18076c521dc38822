// Personal values never stand in the history or in the state of a case as they are: the JSON carries
// {"$sealed": RECORD, "commitment": …}, the record stands encrypted beside it. Pure but for the keys; share freely.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/core/event_json.h"
#include "engine/core/workflow.h"
#include "engine/runtime/sealing.h"
#include "engine/runtime/store.h"

namespace bihuan::runtime {

// Field → record that holds its present value.
using PersonalRecords = std::map<std::string, std::string, std::less<>>;

[[nodiscard]] std::set<std::string, std::less<>> personal_fields(const core::Definition& definition);

// Seals the personal values of one case while its events and its state are written, in this order. Outlives what it
// answers.
class PersonalWriter {
 public:
  PersonalWriter(const core::Definition& definition, const Sealing& sealing, std::int64_t case_id,
                 PersonalRecords known);

  // Replaces the personal values of this event by references, and remembers the new records. None: it has none.
  [[nodiscard]] core::Seal of_event(const core::EventBody& body);
  // Replaces personal fields by references to the records of their present values.
  [[nodiscard]] core::Seal of_state();
  [[nodiscard]] std::vector<SealedRecord> take_records() { return std::move(records_); }

 private:
  const std::string& seal(const std::string& kind, const expression::Value& value);
  std::optional<std::string> seal_field(const std::string& field, std::string_view member,
                                        const expression::Value& value);

  std::set<std::string, std::less<>> fields_;
  const Sealing& sealing_;
  std::int64_t case_id_;
  PersonalRecords known_;
  std::vector<SealedRecord> records_;
  std::string reference_;
};

// Finds a stored record; none after erasure.
using RecordFinder = std::function<std::optional<SealedRecord>(std::string_view id)>;

// Opens references; `found` gets field → record of those that were met.
[[nodiscard]] core::Unseal unsealing(const Sealing& sealing, RecordFinder find, PersonalRecords* found = nullptr);
// For who has no need of personal values: they read as unset.
[[nodiscard]] core::Unseal leaving_sealed();

[[nodiscard]] std::string new_record_id();

}  // namespace bihuan::runtime
