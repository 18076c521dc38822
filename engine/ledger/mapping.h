// Which column of a file means what: found from its headings, corrected by a person, kept with the profile.
// Pure functions over values.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/workflow.h"
#include "engine/ledger/profile.h"
#include "engine/ledger/table.h"

namespace bihuan::ledger {

struct MappedColumn {
  int column = 0;        // from 0
  std::string heading;   // as written
  std::string target;    // empty: left out
  bool certain = false;  // the heading is one of the profile's or a field's title, not merely like it
};

struct Mapping {
  int heading_row = 0;  // the row number of the headings; rows up to it are no data
  std::vector<MappedColumn> columns;

  [[nodiscard]] const MappedColumn* find(std::string_view target) const;
};

// How many headings of the row are known: tells the row of headings from a title above it.
[[nodiscard]] int known_headings(const Row& row, const Profile& profile, const core::Definition* definition);

// Each target is given once, to its best column. `definition` may be null (lists of units and people).
[[nodiscard]] Mapping suggest_mapping(const Row& headings, const Profile& profile, const core::Definition* definition);

// The row of headings among the first rows of a file: the one with most known headings, at least two.
[[nodiscard]] std::optional<std::size_t> heading_row(const std::vector<Row>& first_rows, const Profile& profile,
                                                     const core::Definition* definition);

// What a column may be mapped to: every field a cell can fill, what the case knows, the parties' data; or the members
// of units and people, for a profile of those. With the names shown to people.
struct Target {
  std::string id;
  std::string title;
  bool required = false;
};
[[nodiscard]] std::vector<Target> targets_of(const Profile& profile, const core::Definition* definition,
                                             std::string_view language);

// The mapping with `chosen` (heading as shown → target, empty: left out) in place of what was suggested; headings that
// it does not name stay. Errors: ledger_target_unknown {target}, ledger_target_twice {target}, ledger_heading_unknown.
[[nodiscard]] Result<Mapping> corrected(Mapping mapping, const std::map<std::string, std::string>& chosen,
                                        const std::vector<Target>& targets);

// The profile as it is kept once a person corrected the mapping: its columns are those of the file, in its order.
[[nodiscard]] Profile with_mapping(Profile profile, const Mapping& mapping);

// The headings as they are compared: also without what stands in brackets, "整改时限（年月日）".
[[nodiscard]] std::string heading_key(std::string_view heading);

}  // namespace bihuan::ledger
