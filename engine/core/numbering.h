// Public numbers from a rule: "奉环信〔{year}〕{seq}号" gives 奉环信〔2022〕4号. Parts: {year} {month} {day} {unit}
// {seq} {seq:4}. A series restarts with each new value of the other parts. Pure but for the counter that the context
// answers.
#pragma once

#include <string>

#include "engine/core/journal.h"

namespace bihuan::core {

// `owner` names whose numbers these are: "case/petition", "document/petition/opinion".
[[nodiscard]] std::string next_number(const Journal& journal, const std::string& rule, const std::string& owner,
                                      const std::string& unit);

}  // namespace bihuan::core
