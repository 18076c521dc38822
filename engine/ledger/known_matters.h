// The matters that stand in the system already: by what names them outside, by our own number, and by day and wording.
// Read once for an import; belongs to its thread.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "engine/calendar/zone.h"
#include "engine/ledger/profile.h"
#include "engine/runtime/store.h"

namespace bihuan::ledger {

class KnownMatters {
 public:
  // Every case of the profile's workflow.
  void read(runtime::Store& store, const Profile& profile, const calendar::Zone& zone);

  // The number of the case. `identity` is joined as RowReading::identity is.
  [[nodiscard]] std::optional<std::string> with_identity(const std::string& identity) const;
  [[nodiscard]] std::optional<std::string> with_wording(const std::string& key) const;

  // Stands for the words and the day of receipt, short since there is one of every case; "" for no words.
  [[nodiscard]] static std::string wording_key(const std::string& summary, calendar::Date received);

 private:
  std::map<std::string, std::string> by_identity_, by_wording_;  // → number
};

}  // namespace bihuan::ledger
