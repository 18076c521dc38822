// What stands for data that a person may not read in clear, and whose case it must not be (回避). Pure.
#pragma once

#include <boost/json/value.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/workflow.h"
#include "engine/runtime/case_service.h"

namespace bihuan::runtime {

// 张三 → 张**, 13812345678 → 138****5678, anything else keeps its first character.
[[nodiscard]] std::string mask_name(const std::string& name);
[[nodiscard]] std::string mask_number(const std::string& number);
// By what it looks like: a number of seven digits or more as a number, all else as a name.
[[nodiscard]] std::string mask_text(const std::string& text);

// Under which names a unit would stand as accused: titles and ids of its own and of those above it but the root, which
// is the office itself. Who looks for them: Visibility::accused_as for reading, Decision for handling.
[[nodiscard]] std::set<std::string> accused_names(const core::Organisation& organisation, std::string_view unit);

// What would tell who a sealed party of the case is.
[[nodiscard]] std::vector<std::string> sealed_words(const core::Definition& definition,
                                                    const std::vector<PartyData>& parties);
// Takes those words, telephone and identity numbers out of every text in `value` (projection.h); nothing without words.
void redact_texts(boost::json::value& value, const std::vector<std::string>& words);

[[nodiscard]] const core::PartyKind* party_kind(const core::Definition& definition, std::string_view id);

}  // namespace bihuan::runtime
