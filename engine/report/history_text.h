// The history of a case in sentences: what happened, in the words of its workflow. Pure.
#pragma once

#include <string>

#include "engine/calendar/zone.h"
#include "engine/core/event.h"
#include "engine/core/workflow.h"

namespace bihuan::report {

// What the sentences are told from; lives longer than the telling.
struct Telling {
  const core::Definition& definition;
  const core::CaseState& state;  // as the case is now
  const core::Organisation& organisation;
  const calendar::Zone& zone;
  std::string language;
};

// One sentence, without a full stop; empty for an event that says nothing to people.
[[nodiscard]] std::string told(const core::Event& event, const Telling& telling);

}  // namespace bihuan::report
