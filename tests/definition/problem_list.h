// What a failing test shows of a list of problems.
#pragma once

#include <string>

#include "engine/base/problem.h"

inline std::string list(const bihuan::Problems& problems) {
  std::string out;
  for (const auto& problem : problems) out += to_text(problem, "en");
  return out;
}
