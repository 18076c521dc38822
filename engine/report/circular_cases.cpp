// The cases behind the figures of a circular: found in one pass over the rows, kept with it.
#include <algorithm>

#include "engine/report/circular_builder.h"
#include "engine/report/row_counting.h"

namespace bihuan::report {
namespace {

// With more than so many comparisons, or lines in all lists, a circular keeps no lists: they are then counted on
// demand.
constexpr std::size_t kMostWork = 100'000'000;
constexpr std::size_t kMostLines = 200'000;

// One query with its names as indexes; `never` when a name stands in no row.
struct Sought {
  std::size_t figure = 0;
  int first = 0, last = 0;  // buckets
  std::optional<Dimension> dimension;
  std::uint32_t key = 0;
  std::optional<std::uint32_t> unit, place;
};

class FigureFinder {
 public:
  FigureFinder(const CircularContext& context, std::vector<FigureCases>& figures)
      : c_(context),
        request_{context.options.month, context.options.as_of, context.options.units, context.options.only_these_units,
                 false},
        counting_(context.table, request_, context.rules),
        figures_(figures) {
    for (std::size_t i = 0; i < figures.size(); ++i) seek(i);
  }

  // False when there is too much of it.
  bool run() {
    const auto rows = c_.table.rows();
    RowCounting::Hits hits;
    for (std::uint32_t i = 0; i < rows.size(); ++i) {
      hits.clear();
      counting_.hits(rows[i], hits);
      for (const auto& hit : hits) take(i, rows[i], hit);
      if (lines_ > kMostLines) return false;
    }
    return true;
  }

 private:
  static std::optional<std::uint32_t> index(const Names& names, const std::string& name) {
    const std::uint32_t found = names.find(name);
    return found == 0 && !name.empty() ? std::nullopt : std::optional(found);
  }

  void seek(std::size_t figure) {
    const DrillQuery& query = figures_[figure].query;
    const auto [first, last] = counting_.period().buckets(query.window);
    Sought sought{figure, first, last, query.dimension, 0, {}, {}};
    if (query.dimension) {
      const auto key = index(c_.table.names(*query.dimension), query.key);
      if (!key) return;
      sought.key = *key;
    }
    if (query.unit && !(sought.unit = index(c_.table.names(Dimension::unit), *query.unit))) return;
    if (query.place_of && !(sought.place = c_.table.place_of(*query.place_of))) return;
    of_measure_[static_cast<std::size_t>(query.measure)].push_back(sought);
  }

  void take(std::uint32_t index, const FactRow& row, const RowCounting::Hit& hit) {
    for (const Sought& sought : of_measure_[static_cast<std::size_t>(hit.measure)]) {
      if (hit.bucket < sought.first || sought.last < hit.bucket) continue;
      const std::int64_t parts = parts_of(row, sought);
      if (parts == 0) continue;
      auto& list = figures_[sought.figure].parts;
      // A case that counts more than once stands once, with all its parts.
      if (!list.empty() && list.back().at == index) {
        list.back().parts += parts;
      } else {
        list.push_back({index, parts});
        ++lines_;
      }
    }
  }

  std::int64_t parts_of(const FactRow& row, const Sought& sought) const {
    if (sought.place && row.place != *sought.place) return 0;
    const bool by_unit = sought.dimension == Dimension::unit;
    if (sought.dimension && !by_unit && !counting_.is_of(row, *sought.dimension, sought.key)) return 0;
    if (by_unit) return counting_.parts_of_unit(row, sought.key);
    return sought.unit ? counting_.parts_of_unit(row, *sought.unit) : counting_.weight(row);
  }

  const CircularContext& c_;
  StatisticsRequest request_;
  RowCounting counting_;
  std::vector<FigureCases>& figures_;
  std::array<std::vector<Sought>, kMeasures> of_measure_;
  std::size_t lines_ = 0;
};

CountedCase counted(const CircularContext& context, std::uint32_t index, bool overdue) {
  const FactRow& row = context.table.rows()[index];
  CountedCase out;
  out.id = row.id;
  out.number = context.table.number(index);
  out.title = without_identities(context.table.title(index));
  out.units = context.units_of(row);
  out.types = context.types_of(row);
  out.channel = context.table.names(Dimension::channel).name(row.channel);
  out.source = context.table.names(Dimension::source).name(row.source);
  out.trade = context.table.names(Dimension::trade).name(row.trade);
  out.department = context.table.names(Dimension::department).name(row.department);
  out.place = without_identities(context.table.places().name(row.place));
  out.received = day_of(row.received);
  out.due = day_of(row.due);
  const auto as_of = static_cast<std::int32_t>(context.statistics.as_of.time_since_epoch().count());
  out.closed = row.closed != kNoDay && row.closed <= as_of ? day_of(row.closed) : std::string();
  out.parts = kWhole * row.times;
  out.repeat = row.repeat;
  out.overdue = overdue;
  return out;
}

// Each figure once, in the order of the tables.
std::vector<FigureCases> figures_of(const std::vector<ReportTable>& tables) {
  std::vector<FigureCases> out;
  for (const auto& table : tables) {
    for (const auto& row : table.rows) {
      for (const auto& cell : row) {
        if (!cell.drill) continue;
        const bool known =
            std::any_of(out.begin(), out.end(), [&](const FigureCases& one) { return one.query == *cell.drill; });
        if (!known) out.push_back({*cell.drill, {}});
      }
    }
  }
  return out;
}

}  // namespace

void add_counted_cases(const CircularContext& context, Circular& out) {
  const StatisticsRequest request{context.options.month, context.options.as_of, context.options.units,
                                  context.options.only_these_units, false};
  std::vector<std::uint32_t> late = context.statistics.overdue_rows;
  std::sort(late.begin(), late.end());
  std::vector<std::uint32_t> rows = late;
  for (const auto& row : drill_down(context.table, request, context.rules, {})) rows.push_back(row.row);
  out.figures = figures_of(out.tables);
  const bool few = context.table.rows().size() * std::max<std::size_t>(out.figures.size(), 1) <= kMostWork;
  if (few && FigureFinder(context, out.figures).run()) {
    for (const auto& figure : out.figures) {
      for (const auto& part : figure.parts) rows.push_back(part.at);
    }
  } else {
    out.figures.clear();
  }
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  for (const auto row : rows)
    out.cases.push_back(counted(context, row, std::binary_search(late.begin(), late.end(), row)));
  for (auto& figure : out.figures) {
    for (auto& part : figure.parts)
      part.at = static_cast<std::uint32_t>(std::lower_bound(rows.begin(), rows.end(), part.at) - rows.begin());
  }
}

namespace {

bool is_of_unit(const CountedCase& one, std::string_view unit) {
  std::string_view rest = one.units;
  while (!rest.empty()) {
    const auto cut = rest.find("、");
    if (rest.substr(0, cut) == unit) return true;
    rest = cut == std::string_view::npos ? std::string_view{} : rest.substr(cut + std::string_view("、").size());
  }
  return false;
}

// Without kept lists: what was received in the month or is overdue, of all or of the unit in this row.
std::vector<CountedPart> month_only(const Circular& circular, const DrillQuery& query, std::string_view unit) {
  std::vector<CountedPart> out;
  const bool late = query.measure == Measure::overdue;
  const bool known = query.window == Window::month && (late || query.measure == Measure::received) && !query.unit &&
                     !query.place_of && query.dimension.value_or(Dimension::unit) == Dimension::unit;
  for (std::uint32_t i = 0; known && i < circular.cases.size(); ++i) {
    const CountedCase& one = circular.cases[i];
    const bool counts = late ? one.overdue : circular.first_day <= one.received && one.received <= circular.as_of;
    if (counts && (!query.dimension || is_of_unit(one, unit))) out.push_back({i, one.parts});
  }
  return out;
}

}  // namespace

std::vector<ListedFigure> listed_figures(const Circular& circular) {
  std::vector<ListedFigure> out;
  for (const auto& table : circular.tables) {
    for (const auto& row : table.rows) {
      for (std::size_t i = 0; i < row.size(); ++i) {
        if (!row[i].drill) continue;
        const bool listed =
            std::any_of(out.begin(), out.end(), [&](const auto& one) { return one.query == *row[i].drill; });
        if (listed) continue;
        const FigureCases* kept = cases_behind(circular, *row[i].drill);
        auto parts = kept != nullptr ? kept->parts : month_only(circular, *row[i].drill, row[1].text);
        if (parts.empty()) continue;
        std::string label = "附件" + table.id + "　" + row[1].text + "　" + table.columns[i];
        out.push_back({*row[i].drill, std::move(label), std::move(parts)});
      }
    }
  }
  return out;
}

const FigureCases* cases_behind(const Circular& circular, const DrillQuery& query) {
  const auto found = std::find_if(circular.figures.begin(), circular.figures.end(),
                                  [&](const FigureCases& figure) { return figure.query == query; });
  return found == circular.figures.end() ? nullptr : &*found;
}

}  // namespace bihuan::report
