// Rows for the statistics from the cases of the store: which field, clock and state stands for what, read from
// workflows/counting/NAME-facts.yaml. The mapping is immutable; what is made from it is pure.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/problem.h"
#include "engine/calendar/zone.h"
#include "engine/report/facts.h"
#include "engine/runtime/case_service.h"

namespace bihuan::report {

struct FactsMapping {
  std::vector<std::string> workflows;
  std::string types, subtypes, source, trade, place, repeat, rating, unrated;  // field ids
  std::map<std::string, std::string, std::less<>> main_of;                     // subtype → main type
  std::vector<std::string> accepting, closing;                                 // clock ids
  std::vector<std::string> not_accepted, left_out;                             // leaf states
  std::vector<std::string> areas;                                              // kinds of units
};

struct MappingReading {
  FactsMapping mapping;
  Problems problems;
};
[[nodiscard]] MappingReading read_facts_mapping(std::string bytes, std::string file);
// "petition"; `rules_unknown` when there is none of that name.
[[nodiscard]] Result<FactsMapping> shipped_facts_mapping(std::string_view name);

// What the statistics call a unit.
struct NamedUnit {
  std::string title;
  std::string kind;  // street, town, department, ...
};
using UnitNamer = std::function<NamedUnit(std::string_view unit_id)>;

// One case as a row; nothing when it counts nowhere. Days are those of `zone`; a limit that ends at midnight belongs to
// the day before it.
[[nodiscard]] std::optional<CaseFacts> facts_of(const runtime::CaseFacts& stored, const FactsMapping& mapping,
                                                const calendar::Zone& zone, const UnitNamer& units);

// The units of a running office by their titles, as they are now.
[[nodiscard]] UnitNamer unit_namer(runtime::CaseService& cases);

// What the office calls itself: the title of the unit above all others; empty when there is none.
[[nodiscard]] std::string office_title(const core::Organisation& organisation);

// Titles of the units that are areas by this mapping, in force at `at`, in the order of the directory: the rows of
// table 1.
[[nodiscard]] std::vector<std::string> area_titles(runtime::CaseService& cases, const FactsMapping& mapping,
                                                   runtime::Millis at);

}  // namespace bihuan::report
