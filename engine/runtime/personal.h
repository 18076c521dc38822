// Personal values never stand in the history or in the state of a case as they are: the JSON carries
// {"$sealed": RECORD, "commitment": …}, the record stands encrypted beside it. Pure but for the keys; share freely.
#pragma once

#include <boost/json/value.hpp>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/core/workflow.h"
#include "engine/runtime/sealing.h"
#include "engine/runtime/store.h"

namespace bihuan::runtime {

// Field → record that holds its present value.
using PersonalRecords = std::map<std::string, std::string, std::less<>>;

[[nodiscard]] std::set<std::string, std::less<>> personal_fields(const core::Definition& definition);

class PersonalWriter {
 public:
  PersonalWriter(const core::Definition& definition, const Sealing& sealing, std::int64_t case_id,
                 PersonalRecords known);

  // Replaces the personal values of one event's JSON by references, and remembers the new records.
  void seal_event(boost::json::object& event);
  // Replaces the personal fields of a state's JSON by references to the records of their present values.
  void seal_state(boost::json::object& state);
  [[nodiscard]] std::vector<SealedRecord> take_records() { return std::move(records_); }

 private:
  std::string seal_value(boost::json::value& value, const std::string& kind);

  std::set<std::string, std::less<>> fields_;
  const Sealing& sealing_;
  std::int64_t case_id_;
  PersonalRecords known_;
  std::vector<SealedRecord> records_;
};

// Finds a stored record; none after erasure.
using RecordFinder = std::function<std::optional<SealedRecord>(std::string_view id)>;

// Puts the values back where they can be opened; erased ones become null. Answers field → record of a state's "fields".
PersonalRecords unseal(boost::json::value& json, const Sealing& sealing, const RecordFinder& find);

[[nodiscard]] std::string new_record_id();

}  // namespace bihuan::runtime
