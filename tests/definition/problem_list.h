// What a failing test shows of a list of problems.
#pragma once

#include <algorithm>
#include <string>

#include "engine/base/problem.h"

// Without what the short definitions of tests leave out: titles, and where limits come from.
inline bihuan::Problems essential(bihuan::Problems problems) {
  std::erase_if(problems, [](const auto& p) { return p.code == "title_missing" || p.code == "clock_unfounded"; });
  return problems;
}

inline std::string list(const bihuan::Problems& problems) {
  std::string out;
  for (const auto& problem : problems) out += to_text(problem, "en");
  return out;
}
