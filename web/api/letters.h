// The letters of one case as a person may read them: written from the case as it stood when each was issued, so that
// the same letter comes out again later.
#pragma once

#include "engine/report/letters.h"
#include "web/api/case_view.h"

namespace bihuan::api {

// The letter that the event `seq` of the case issued. `in_clear`: with the sealed identities as they are, for who has
// opened the seal; otherwise masked, like every field that the person may not read.
// Refuses letter_unknown, template_unknown, template_wrong.
[[nodiscard]] Result<report::Letter> write_case_letter(const CaseSight& sight, std::int64_t seq, bool in_clear);

}  // namespace bihuan::api
