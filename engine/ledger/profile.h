// Profile: what the columns of one kind of ledger mean. Shipped as workflows/ledgers/*.yaml, kept by people as JSON
// once they changed a mapping. Also the order of columns when a ledger is written. Values; immutable once read; share
// freely between threads.
#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/problem.h"
#include "engine/ledger/coordinates.h"

namespace bihuan::ledger {

// Targets: a field id ("summary"), a part of a place ("place.text", "place.grid", "place.lat", "place.lon",
// "place.coordinates"), a party's data ("party.petitioner.name", ".phone", ".address", ".id_number"), what the case
// itself knows
// ("case.received_at", "case.filed_at", "case.closed_at", "case.due", "case.state", "case.closed", "case.lead_unit",
// "case.filed_unit", "case.filed_by"; on export also "case.number", "case.held",
// "case.supervised", "case.parent" and "clock.ID.started", ".due", ".stopped", ".extensions"), or of the directory:
// "unit.id", ".title", ".kind",
// ".parent", "person.id", ".name", ".unit", ".phone", ".mail", ".roles".
struct ProfileColumn {
  std::string to;
  std::vector<std::string> headings;  // the first is the one written on export
};

struct Profile {
  std::string id;
  std::string title;
  std::string workflow;               // empty: a list of units or people
  std::vector<std::string> identity;  // targets that tell one matter from another
  std::vector<ProfileColumn> columns;
  // target → what is written (normal form) → what is meant
  std::map<std::string, std::map<std::string, std::string>, std::less<>> values;
  std::map<std::string, std::string, std::less<>> defaults;  // target → text taken when the cell is empty
  Datum datum = Datum::wgs84;                                // of the coordinates in the file
  std::vector<std::string> clocks;   // kinds of clocks that case.due limits and case.closed_at ends
  std::string open_state;            // of a row that names no state and is not closed; empty: where a case begins
  std::string closed_state;          // of a row that names no state and is closed
  std::vector<std::string> ignored;  // headings that a person decided to leave out

  [[nodiscard]] const ProfileColumn* column(std::string_view target) const;
  // What `written` means for `target`, when the profile says so.
  [[nodiscard]] std::optional<std::string> meaning(std::string_view target, std::string_view written) const;
  void add_meaning(std::string_view target, std::string_view written, std::string meant);
};

// Reads a profile file; all problems at once.
struct ProfileReading {
  Profile profile;
  Problems problems;
};
[[nodiscard]] ProfileReading read_profile(std::string text, std::string file);

// The profiles inside the program, by id.
[[nodiscard]] Result<Profile> shipped_profile(std::string_view id);  // ledger_profile_unknown
[[nodiscard]] std::vector<std::string> shipped_profiles();

// What a profile is for: the cases of its workflow, or a list of units or of people.
enum class ProfileKind { cases, units, people };
[[nodiscard]] ProfileKind kind_of(const Profile& profile);

[[nodiscard]] std::string_view name_of(Datum datum);  // as datum_of reads it

[[nodiscard]] boost::json::object to_json(const Profile& profile);
[[nodiscard]] Result<Profile> profile_from_json(const boost::json::value& json);  // ledger_profile_invalid

}  // namespace bihuan::ledger
