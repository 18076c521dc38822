#include "engine/report/row_counting.h"

#include <algorithm>

#include "engine/report/ratio.h"
#include "engine/report/statistics.h"

namespace bihuan::report {

RowCounting::RowCounting(const FactTable& table, const StatisticsRequest& request, const CountingRules& rules)
    : table_(table),
      period_(request.month, rules.cut_off),
      as_of_(static_cast<std::int32_t>(request.as_of.value_or(period_.days().last).time_since_epoch().count())),
      split_(rules.split),
      rating_day_(rules.rating_day),
      filtered_(request.only_these_units),
      allowed_(table.names(Dimension::unit).size(), false) {
  for (const auto& unit : request.units) {
    const std::uint32_t index = table.names(Dimension::unit).find(unit);
    if (index != 0) allowed_[index] = true;
  }
}

std::int64_t RowCounting::kWholeTimes(const FactRow& row) {
  return kWhole * row.times;
}

std::int64_t RowCounting::weight(const FactRow& row) const {
  if (!filtered_) return kWholeTimes(row);
  std::int64_t sum = 0;
  for_units(row, [&](std::uint32_t, std::int64_t parts) { sum += parts; });
  return sum;
}

void RowCounting::hits(const FactRow& row, Hits& out) const {
  if (!known(row.received)) return;
  const int bucket = period_.bucket(row.received);
  if (bucket >= 0) {
    out.add(Measure::received, bucket);
    out.add(row.repeat ? Measure::repeat : Measure::first, bucket);
    if (row.returned) out.add(Measure::returned, bucket);
    if (!row.repeat && row.settled && known(row.closed)) out.add(Measure::settled, bucket);
    stage_hits(row, bucket, out);
  }
  limit_hits(row, out);
  rating_hits(row, out);
}

void RowCounting::stage_hits(const FactRow& row, int bucket, Hits& out) const {
  const Measure stage = known(row.not_accepted) ? Measure::not_accepted
                        : known(row.closed)     ? Measure::closed
                        : known(row.accepted)   ? Measure::handling
                                                : Measure::not_handled;
  out.add(stage, bucket);
}

void RowCounting::limit_hits(const FactRow& row, Hits& out) const {
  if (known(row.accept_due)) {
    if (const int bucket = period_.bucket(row.accept_due); bucket >= 0) {
      out.add(Measure::accept_due, bucket);
      const bool told = (known(row.accepted) && row.accepted <= row.accept_due) ||
                        (known(row.not_accepted) && row.not_accepted <= row.accept_due);
      if (told) out.add(Measure::accept_on_time, bucket);
    }
  }
  if (!known(row.due) || known(row.not_accepted)) return;
  if (const int bucket = period_.bucket(row.due); bucket >= 0) {
    out.add(Measure::close_due, bucket);
    if (known(row.closed) && row.closed <= row.due) out.add(Measure::close_on_time, bucket);
  }
  // A day limit ends at 24:00 of its last day, so at the end of that day an open case is overdue.
  if (!known(row.closed)) out.add(Measure::overdue, period_.current_bucket());
}

std::int32_t RowCounting::rating_day(const FactRow& row) const {
  switch (rating_day_) {
    case DayOf::received:
      return row.received;
    case DayOf::accept_due:
      return row.accept_due;
    case DayOf::due:
      return row.due;
    case DayOf::closed:
      return row.closed;
    case DayOf::rated:
      return row.rated;
  }
  return row.closed;
}

void RowCounting::rating_hits(const FactRow& row, Hits& out) const {
  const std::int32_t day = rating_day(row);
  if (!row.ratable || !known(day) || !known(row.closed)) return;
  const int bucket = period_.bucket(day);
  if (bucket < 0) return;
  out.add(Measure::ratable, bucket);
  if (row.rating == Rating::none || !known(row.rated)) return;
  out.add(Measure::rated, bucket);
  if (row.rating != Rating::dissatisfied) out.add(Measure::satisfied, bucket);
}

std::int64_t RowCounting::parts_of_unit(const FactRow& row, std::uint32_t unit) const {
  std::int64_t sum = 0;
  for_units(row, [&](std::uint32_t each, std::int64_t parts) { sum += each == unit ? parts : 0; });
  return sum;
}

bool RowCounting::is_of(const FactRow& row, Dimension dimension, std::uint32_t key) const {
  const auto types = table_.types(row);
  switch (dimension) {
    case Dimension::unit:
      return parts_of_unit(row, key) != 0;
    case Dimension::department:
      return row.department == key;
    case Dimension::type:
      return std::any_of(types.begin(), types.end(), [&](const auto& type) { return type.main == key; });
    case Dimension::subtype:
      return std::any_of(types.begin(), types.end(), [&](const auto& type) { return type.sub == key; });
    case Dimension::channel:
      return row.channel == key;
    case Dimension::source:
      return row.source == key;
    case Dimension::trade:
      return row.trade == key;
  }
  return false;
}

std::int64_t RowCounting::parts_for(const FactRow& row, const DrillQuery& query) const {
  const auto known = [](const Names& names, std::string_view name) -> std::optional<std::uint32_t> {
    const std::uint32_t found = names.find(name);
    return found == 0 && !name.empty() ? std::nullopt : std::optional(found);
  };
  if (query.place_of) {
    const auto place = table_.place_of(*query.place_of);
    if (!place || row.place != *place) return 0;
  }
  std::optional<std::string_view> unit;
  if (query.unit) unit = *query.unit;
  if (query.dimension) {
    const auto key = known(table_.names(*query.dimension), query.key);
    if (!key || !is_of(row, *query.dimension, *key)) return 0;
    if (*query.dimension == Dimension::unit) unit = query.key;
  }
  if (!unit) return weight(row);
  const auto index = known(table_.names(Dimension::unit), *unit);
  return index ? parts_of_unit(row, *index) : 0;
}

}  // namespace bihuan::report
