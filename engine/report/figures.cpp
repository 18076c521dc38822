// The figures that are made from counts: changes, rates, the target, ranks.
#include <algorithm>

#include "engine/report/statistics.h"

namespace bihuan::report {
namespace {

Ratio change_between(const Tally& tally, const Period& period, Window now, Window before) {
  return change(tally.of(Measure::received, period, now), tally.of(Measure::received, period, before));
}

Ratio ranking_value(const Tally& tally, const Period& period, const CountingRules& rules) {
  switch (rules.rank_by) {
    case RankBy::received:
      return {tally.of(Measure::received, period, Window::month), kWhole};
    case RankBy::year_to_date:
      return {tally.of(Measure::received, period, Window::year_to_date), kWhole};
    case RankBy::year_change:
      return cumulative_change(tally, period);
    case RankBy::close_on_time:
      return {tally.of(Measure::close_on_time, period, Window::month),
              tally.of(Measure::close_due, period, Window::month)};
  }
  return {};
}

}  // namespace

Ratio year_on_year(const Tally& tally, const Period& period) {
  return change_between(tally, period, Window::month, Window::same_month_last_year);
}

Ratio month_on_month(const Tally& tally, const Period& period) {
  return change_between(tally, period, Window::month, Window::previous_month);
}

Ratio cumulative_change(const Tally& tally, const Period& period) {
  return change_between(tally, period, Window::year_to_date, Window::last_year_to_date);
}

Ratio rate(const Tally& tally, const RateRule& rule, const Period& period, Window window) {
  return {tally.of(rule.count, period, window), tally.of(rule.base, period, window)};
}

Ratio share(std::int64_t part, std::int64_t of) {
  return {part, of};
}

std::optional<TargetState> target_state(const Tally& tally, const Period& period, const CountingRules& rules) {
  const std::int64_t whole = tally.of(Measure::received, period, Window::last_year);
  const Ratio grown = cumulative_change(tally, period);
  if (!rules.target.has_base() || whole == 0) return std::nullopt;
  const std::int64_t now = tally.of(Measure::received, period, Window::year_to_date);
  // limit = whole × (1 + target): kept over the target's denominator, so nothing is rounded. Counts are reduced first.
  const std::int64_t divisor = std::gcd(std::gcd(whole, now), kWhole);
  const std::int64_t unit = kWhole / divisor * rules.target.denominator;
  const std::int64_t limit = whole / divisor * (rules.target.denominator + rules.target.numerator);
  TargetState state;
  state.limit = {limit, unit};
  state.room = {limit - now / divisor * rules.target.denominator, unit};
  state.met = grown.has_base() && compare(grown, rules.target) <= 0;
  return state;
}

std::vector<int> rank(const std::vector<Ratio>& values, bool highest_first, Ties ties) {
  std::vector<std::size_t> order(values.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  const auto before = [&](std::size_t a, std::size_t b) {
    if (values[a].has_base() != values[b].has_base()) return values[a].has_base();
    if (!values[a].has_base()) return false;
    const int order_of = compare(values[a], values[b]);
    return highest_first ? order_of > 0 : order_of < 0;
  };
  std::stable_sort(order.begin(), order.end(), before);
  std::vector<int> places(values.size(), 0);
  int place = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i == 0 || before(order[i - 1], order[i])) place = ties == Ties::dense ? place + 1 : static_cast<int>(i) + 1;
    places[order[i]] = place;
  }
  return places;
}

std::vector<int> rank_lines(const std::vector<Line>& lines, const Period& period, const CountingRules& rules) {
  std::vector<Ratio> values;
  values.reserve(lines.size());
  for (const auto& line : lines) values.push_back(ranking_value(line.tally, period, rules));
  return rank(values, rules.rank_highest_first, rules.ties);
}

}  // namespace bihuan::report
