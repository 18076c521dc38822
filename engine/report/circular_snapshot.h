// Private to the frozen circular: what its writing and its reading share.
#pragma once

#include <cstdint>
#include <string>

#include "engine/report/circular.h"

namespace bihuan::report {

inline constexpr std::int64_t kSnapshotFormat = 1;

// The texts of a counted case in the order in which they are kept.
inline constexpr std::string CountedCase::*kCaseTexts[] = {
    &CountedCase::number,  &CountedCase::title,    &CountedCase::units, &CountedCase::types,
    &CountedCase::channel, &CountedCase::source,   &CountedCase::trade, &CountedCase::department,
    &CountedCase::place,   &CountedCase::received, &CountedCase::due,   &CountedCase::closed};

}  // namespace bihuan::report
