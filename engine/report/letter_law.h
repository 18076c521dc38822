// Private to the letters: which law a letter names. A workflow says of each of its clocks by which article it runs
// (`law:`); letters cite those, so that a matter under an older regulation is answered under it. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/core/workflow.h"

namespace bihuan::report {

// "信访条例（2005）第二十一条、第二十二条" → "《信访条例》第二十一条、第二十二条"; articles of the same law stand
// behind its name once. Empty of nothing.
[[nodiscard]] std::string cited(const std::vector<std::string>& laws);

// "《信访条例》": the law alone.
[[nodiscard]] std::string law_title(std::string_view law);

// The `law:` of a clock; empty when there is no such clock or nothing is said.
[[nodiscard]] std::string law_of_clock(const core::Definition& definition, std::string_view clock);

}  // namespace bihuan::report
