// The people of a scenario: for each role one person who holds it at every unit the scenario names, and for "role@unit"
// one who holds it there alone; so that rights are checked as the server checks them.
// Immutable once built.
#pragma once

#include <string>

#include "engine/core/people.h"
#include "engine/core/workflow.h"
#include "engine/scenario/scenario.h"

namespace bihuan::scenario {

class ScenarioPeople {
 public:
  ScenarioPeople(const core::Definition& definition, const Scenario& scenario);

  [[nodiscard]] const core::Organisation& organisation() const { return organisation_; }
  // The actor behind `by`; someone without any role when nobody is called so.
  [[nodiscard]] core::Actor actor(const std::string& by, core::Millis at) const;

 private:
  core::Organisation organisation_;
};

}  // namespace bihuan::scenario
