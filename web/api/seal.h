// Looks at sealed identity: who may, for which reason, and that it is logged and told.
#pragma once

#include <string>

#include "web/api/case_view.h"

namespace bihuan::api {

// Logs that the person of the request looks at `what` (a party's record, "letter:SEQ") for `reason`, and tells the
// security administrators; only then may it be shown. Refuses seal_not_yours, seal_reason_needed.
[[nodiscard]] Result<void> open_seal(const http::Request& request, const CaseSight& sight, const std::string& what,
                                     const std::string& reason);

}  // namespace bihuan::api
