// Looks at an installation without changing it. Belongs to one thread.
#pragma once

#include "cli/data_folder.h"
#include "cli/doctor/examine.h"
#include "engine/runtime/clock.h"
#include "web/http/config.h"

namespace bihuan::doctor {

// `clock` is the one the server goes by; `demonstration`: the data are a demonstration's. A disk or a database that
// fails while it is read becomes the finding `database`.
[[nodiscard]] Facts gather(const http::ConfigResult& configuration, const runtime::Clock& clock, bool demonstration);

}  // namespace bihuan::doctor
