// What stands for data that a person may not read in clear, and whose case it must not be (回避). Pure.
#pragma once

#include <string>
#include <vector>

#include "engine/core/workflow.h"
#include "engine/runtime/case_service.h"

namespace bihuan::runtime {

// 张三 → 张**, 13812345678 → 138****5678, anything else keeps its first character.
[[nodiscard]] std::string mask_name(const std::string& name);
[[nodiscard]] std::string mask_number(const std::string& number);

// Does the person belong to a unit that is complained of in this case? `parties` are those of the case.
[[nodiscard]] bool is_accused(const std::vector<PartyData>& parties, const core::Definition& definition,
                              const core::Actor& actor, const core::Organisation& organisation);
// Whether the workflow knows accused parties at all: otherwise nobody need look.
[[nodiscard]] bool knows_accused(const core::Definition& definition);

[[nodiscard]] const core::PartyKind* party_kind(const core::Definition& definition, std::string_view id);

}  // namespace bihuan::runtime
