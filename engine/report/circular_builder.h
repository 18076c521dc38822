// Private to the circular: what its text and its tables share while it is being built.
#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "engine/report/circular.h"

namespace bihuan::report {

struct CircularContext {
  const FactTable& table;
  const CountingRules& rules;
  const CircularTexts& texts;
  const CircularOptions& options;  // completed
  const Statistics& statistics;

  [[nodiscard]] std::int64_t count(const Tally& tally, Measure measure, Window window = Window::month) const {
    return tally.of(measure, statistics.period, window);
  }
  [[nodiscard]] std::int64_t total(Measure measure, Window window = Window::month) const {
    return count(statistics.total, measure, window);
  }
  [[nodiscard]] std::string percent_of(const Ratio& ratio) const { return percent(ratio, rules.decimals); }
  [[nodiscard]] std::string as_of_text() const { return chinese_day(statistics.as_of); }
  [[nodiscard]] std::string year() const { return std::to_string(options.month.year); }
  [[nodiscard]] std::string month() const { return std::to_string(options.month.month); }
  [[nodiscard]] std::string unit_name(const std::string& name) const {
    return name.empty() ? texts("unknown_unit") : name;
  }
  // Days overdue at the cut-off.
  [[nodiscard]] int overdue_days(const FactRow& row) const {
    return static_cast<int>(statistics.as_of.time_since_epoch().count()) - row.due;
  }
  [[nodiscard]] std::string units_of(const FactRow& row) const;
  [[nodiscard]] std::string units_of(const PlaceLine& place) const;  // the two with most of its cases
  [[nodiscard]] std::string types_of(const FactRow& row) const;
};

[[nodiscard]] inline std::string day_of(std::int32_t day) {
  return day == kNoDay ? std::string() : day_text(Day{std::chrono::days{day}});
}

// The last target's denominator as "90" of "上年全年件数的90%".
[[nodiscard]] std::vector<Paragraph> circular_paragraphs(const CircularContext& context);
[[nodiscard]] std::vector<ReportTable> circular_tables(const CircularContext& context,
                                                       std::vector<TypeHeading>& headings);
[[nodiscard]] std::vector<Chart> circular_charts(const CircularContext& context);
// Cases and figures, from the tables that stand in `out`.
void add_counted_cases(const CircularContext& context, Circular& out);

}  // namespace bihuan::report
