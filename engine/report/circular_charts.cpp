// The circular's charts: months, units, types.
#include <algorithm>

#include "engine/report/circular_builder.h"

namespace bihuan::report {

std::vector<Chart> circular_charts(const CircularContext& context) {
  const auto& statistics = context.statistics;
  const auto& period = statistics.period;
  const auto whole = [](std::int64_t parts) { return std::optional<double>(approximate({parts, kWhole})); };
  Chart trend{.id = "trend", .title = context.texts("chart_trend"), .kind = ChartKind::line};
  trend.series.push_back({context.texts("chart_trend_this"), {}});
  const int now = period.current_bucket();
  for (int bucket = std::max(0, now - 12); bucket <= now; ++bucket) {
    const Month month = period.bucket_month(bucket);
    trend.categories.push_back(fmt::format("{}.{}", month.year % 100, month.month));
    trend.series[0].values.push_back(whole(statistics.total.at(Measure::received, bucket)));
  }
  const auto bars = [&](const char* id, const char* title, Dimension dimension, std::string_view unknown,
                        std::size_t most) {
    Chart chart{.id = id, .title = context.texts(title), .kind = ChartKind::column};
    chart.series.push_back({context.texts("chart_trend_this"), {}});
    chart.series.push_back({context.texts("chart_trend_last"), {}});
    for (const auto& line : statistics.by(dimension)) {
      const auto month = context.count(line.tally, Measure::received);
      const auto last = context.count(line.tally, Measure::received, Window::same_month_last_year);
      if (chart.categories.size() >= most || (month == 0 && last == 0 && line.name.empty())) continue;
      chart.categories.push_back(line.name.empty() ? context.texts(unknown) : line.name);
      chart.series[0].values.push_back(whole(month));
      chart.series[1].values.push_back(whole(last));
    }
    return chart;
  };
  return {trend, bars("units", "chart_units", Dimension::unit, "unknown_unit", 20),
          bars("types", "chart_types", Dimension::type, "unknown_type", 10)};
}

}  // namespace bihuan::report
