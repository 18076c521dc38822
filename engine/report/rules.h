// CountingRules: how an office counts, read from workflows/counting/NAME.yaml. They are data: named in the circular,
// versioned, frozen with it. Immutable after reading; share freely. A file that cannot be used yields errors with their
// places.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/problem.h"
#include "engine/report/measures.h"
#include "engine/report/ratio.h"

namespace bihuan::report {

enum class Split { equal, lead };        // a case of several units: parts, or whole to the first
enum class Ties { competition, dense };  // 1 2 2 4, or 1 2 2 3
enum class RankBy { received, year_to_date, year_change, close_on_time };
enum class DayOf { received, accept_due, due, closed, rated };

// A rate such as 按期办结率: `count` over `base`, both of the same window.
struct RateRule {
  std::string id;
  std::string title;
  Measure count = Measure::received;
  Measure base = Measure::received;
};

struct CountingRules {
  std::string id;
  std::string title;
  std::string version;
  int cut_off = 0;  // 0 = end of the calendar month
  int decimals = 1;
  Split split = Split::equal;
  Ties ties = Ties::competition;
  RankBy rank_by = RankBy::received;
  bool rank_highest_first = true;
  int place_threshold = 3;           // 同一点位件数达到此数即列表
  Ratio target{-10, 100};            // the year's aim against last year; numerator 0 and denominator 0 = none
  DayOf rating_day = DayOf::closed;  // which day puts a rating into a month
  std::vector<RateRule> rates;
  std::string text;  // the file as read
  std::string hash;  // SHA-256 of `text`

  [[nodiscard]] const RateRule* rate(std::string_view rate_id) const;
};

// Reads rules; every problem at once, each with its place.
struct RulesReading {
  CountingRules rules;
  Problems problems;
};
[[nodiscard]] RulesReading read_rules(std::string bytes, std::string file);

// The rules shipped with the program ("petition-monthly"); `rules_unknown` when there are none of that name.
[[nodiscard]] Result<CountingRules> shipped_rules(std::string_view id);

}  // namespace bihuan::report
