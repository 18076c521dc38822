// What leaves a commit: messages for people, and commands that follow on other cases. Pure but for what it is given.
// Private to this folder.
#pragma once

#include <vector>

#include "engine/core/event.h"
#include "engine/runtime/case_service.h"

namespace bihuan::runtime {

struct Messages {
  std::vector<InboxItem> inbox;
  std::vector<OutboxItem> outbox;
};

// `organisation` says who is behind roles and units at `now`; what is not urgent leaves at `quiet_until`.
[[nodiscard]] Messages messages_of(const std::vector<core::Event>& events, const core::CaseState& after,
                                   const core::Organisation& organisation, Millis now, Millis quiet_until,
                                   const CaseService::Options& options);

}  // namespace bihuan::runtime
