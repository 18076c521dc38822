// Who gets a message: the persons behind roles ("handler@jinping", "clerk"), units and names, each once. Pure.
#pragma once

#include <string>
#include <vector>

#include "engine/core/event.h"

namespace bihuan::runtime {

[[nodiscard]] std::vector<std::string> recipients(const core::NotificationQueued& message,
                                                  const core::Organisation& organisation, core::Millis at);

}  // namespace bihuan::runtime
