// What changed between two definitions of one workflow, and where a case that stands in a state of the old one would
// stand in the new one. Pure.
#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "engine/definition/load.h"

namespace bihuan::definition {

struct Change {
  enum class Kind { added, removed, changed };
  Kind kind = Kind::changed;
  std::string what;  // "clocks.handling.budget", "states.replied", "title"
  std::string before, after;
};

struct StateMapping {
  enum class Kind {
    same,      // the state is there and of the same type
    descends,  // it has become compound or parallel: a case would stand in its initial states
    missing,   // there is no such state: a case in it cannot be carried over without a map
  };
  std::string state;
  Kind kind = Kind::same;
};

struct Difference {
  std::vector<Change> changes;        // in the order of the new file, what was removed last in its part
  std::vector<StateMapping> mapping;  // the states of the old one in which a case can stand, in file order
  Problems problems;                  // of either file; with errors the rest is empty

  [[nodiscard]] bool every_state_maps() const;
};

[[nodiscard]] Difference compare(SourceText before, SourceText after, const FragmentReader& fragments);

[[nodiscard]] std::string to_text(const Difference& difference, std::string_view language);
[[nodiscard]] boost::json::object to_json(const Difference& difference, std::string_view language);

}  // namespace bihuan::definition
