// Statistics: one pass over a FactTable gives every figure of a month: counts and rates by unit, type, channel, source,
// trade, place and month, for the windows a circular compares. Defined here once; circular, dashboards and API read
// from it. Everything is exact (counts in parts of kWhole, ratio.h). Pure; a computed Statistics is immutable, share it
// freely.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/report/fact_table.h"
#include "engine/report/measures.h"
#include "engine/report/period.h"
#include "engine/report/ratio.h"
#include "engine/report/rules.h"

namespace bihuan::report {

// Counts of one unit, type, ... by measure and month of this and last year, in parts of kWhole.
class Tally {
 public:
  void add(Measure measure, int bucket, std::int64_t parts) { cell(measure, bucket) += parts; }
  [[nodiscard]] std::int64_t at(Measure measure, int bucket) const {
    return cells_[static_cast<std::size_t>(bucket) * kMeasures + static_cast<std::size_t>(measure)];
  }
  // The sum over a window of `period`. Measures of state (not_handled ... not_accepted, overdue) are as at the cut-off.
  [[nodiscard]] std::int64_t of(Measure measure, const Period& period, Window window) const;
  Tally& operator+=(const Tally& other) {
    for (std::size_t i = 0; i < cells_.size(); ++i) cells_[i] += other.cells_[i];
    return *this;
  }
  [[nodiscard]] bool operator==(const Tally&) const = default;

 private:
  std::int64_t& cell(Measure measure, int bucket) {
    return cells_[static_cast<std::size_t>(bucket) * kMeasures + static_cast<std::size_t>(measure)];
  }
  // Month by month: what one case counts for lies close together, which is what a scan of a million cases feels.
  std::array<std::int64_t, kMeasures * Period::kBuckets> cells_{};
};

struct Line {
  std::string name;
  Tally tally;
};

// Received in the month, unit by subtype (table 2) and unit by type.
struct CrossCount {
  std::string unit;
  std::string type;  // "大气" or "大气/恶臭"
  std::int64_t parts = 0;
};

struct PlaceLine {
  std::string place;
  std::string unit;        // the first unit of its cases
  std::int64_t month = 0;  // parts received in the month
  std::int64_t year_to_date = 0;
  std::vector<std::uint32_t> rows;  // of the month, into the table
};

struct StatisticsRequest {
  Month month;
  std::optional<Day> as_of;        // default: the last day of the month; state is as at its end
  std::vector<std::string> units;  // listed in this order, also with 0; others follow by name
  bool only_these_units = false;   // count nothing but these units' parts
  bool places = true;              // places and cross counts cost memory; dashboards can do without
};

struct Statistics {
  Period period{Month{1970, 1}, 0};
  Day as_of;
  Tally total;
  std::array<std::vector<Line>, kDimensions> lines;  // by Dimension; most received in the month first, except units
  std::vector<CrossCount> unit_by_subtype;
  std::vector<CrossCount> unit_by_type;
  std::vector<PlaceLine> places;            // with at least rules.place_threshold cases in the month, most first
  std::vector<std::uint32_t> overdue_rows;  // at the cut-off, the longest overdue first
  std::int64_t multi_type_parts = 0;        // received in the month with more than one type

  [[nodiscard]] const std::vector<Line>& by(Dimension dimension) const {
    return lines[static_cast<std::size_t>(dimension)];
  }
  [[nodiscard]] const Line* find(Dimension dimension, std::string_view name) const;
};

[[nodiscard]] Statistics compute(const FactTable& table, const StatisticsRequest& request, const CountingRules& rules);

// The figures that are made from counts.
[[nodiscard]] Ratio year_on_year(const Tally& tally, const Period& period);       // 同比, month
[[nodiscard]] Ratio month_on_month(const Tally& tally, const Period& period);     // 环比
[[nodiscard]] Ratio cumulative_change(const Tally& tally, const Period& period);  // 累计同比
[[nodiscard]] Ratio rate(const Tally& tally, const RateRule& rule, const Period& period, Window window);
[[nodiscard]] Ratio share(std::int64_t part, std::int64_t of);

// The year's target: met when the cumulative change is at or below it; room left = last year's whole × (1 + target) −
// this year so far. Nothing when there is no target or last year had no case.
struct TargetState {
  bool met = false;
  Ratio room;   // in cases, exact; negative when used up
  Ratio limit;  // last year's whole × (1 + target), in cases
};
[[nodiscard]] std::optional<TargetState> target_state(const Tally& tally, const Period& period,
                                                      const CountingRules& rules);

// Places 1.. for values in the given order of preference (true = the first argument ranks before the second); equal
// values share a place. Values without base rank last, together.
[[nodiscard]] std::vector<int> rank(const std::vector<Ratio>& values, bool highest_first, Ties ties);
[[nodiscard]] std::vector<int> rank_lines(const std::vector<Line>& lines, const Period& period,
                                          const CountingRules& rules);

// The cases behind a figure: rows that count for `measure` in `window`, with their parts for `key` of `dimension` (all
// cases without dimension). Sums to exactly the figure.
struct DrillQuery {
  Measure measure = Measure::received;
  Window window = Window::month;
  std::optional<Dimension> dimension;
  std::string key;
  std::optional<std::string> unit;       // only this unit's parts: of a unit's cases of one type
  std::optional<std::int64_t> place_of;  // only cases of the place of the case with this id: a place may name people
  bool operator==(const DrillQuery&) const = default;
};
struct DrillRow {
  std::uint32_t row = 0;
  std::int64_t parts = 0;
};
[[nodiscard]] std::vector<DrillRow> drill_down(const FactTable& table, const StatisticsRequest& request,
                                               const CountingRules& rules, const DrillQuery& query);

}  // namespace bihuan::report
