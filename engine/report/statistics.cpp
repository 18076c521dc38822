#include "engine/report/statistics.h"

#include <algorithm>
#include <future>
#include <map>
#include <thread>

#include "engine/report/row_counting.h"

namespace bihuan::report {
namespace {

// The order of units on paper: the listed ones as listed, the others by name, "" (no unit known) last.
std::vector<std::uint32_t> unit_order(const Names& names, const std::vector<std::string>& listed,
                                      std::vector<std::string>& unseen) {
  std::vector<std::uint32_t> order;
  std::vector<bool> taken(names.size(), false);
  for (const auto& unit : listed) {
    const std::uint32_t index = names.find(unit);
    if (index == 0) {
      unseen.push_back(unit);
      order.push_back(static_cast<std::uint32_t>(names.size() + unseen.size() - 1));
    } else if (!taken[index]) {
      taken[index] = true;
      order.push_back(index);
    }
  }
  std::vector<std::uint32_t> rest;
  for (std::uint32_t i = 1; i < names.size(); ++i) {
    if (!taken[i]) rest.push_back(i);
  }
  std::sort(rest.begin(), rest.end(), [&](auto a, auto b) { return names.name(a) < names.name(b); });
  order.insert(order.end(), rest.begin(), rest.end());
  order.push_back(0);
  return order;
}

bool is_empty(const Tally& tally) {
  static const Tally nothing;
  return tally == nothing;
}

void sort_by_month(std::vector<Line>& lines, const Period& period) {
  std::sort(lines.begin(), lines.end(), [&](const Line& a, const Line& b) {
    const auto left = a.tally.of(Measure::received, period, Window::month);
    const auto right = b.tally.of(Measure::received, period, Window::month);
    return left != right ? left > right : a.name < b.name;
  });
}

// So many rows are worth a thread.
constexpr std::size_t kRowsOfThread = 100'000;

template <class T>
void add_each(std::vector<T>& sums, const std::vector<T>& others) {
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += others[i];
}

void append(std::vector<std::uint32_t>& rows, const std::vector<std::uint32_t>& others) {
  rows.insert(rows.end(), others.begin(), others.end());
}

// Gathers everything of a run of rows in one pass; several are merged in the order of their rows, then `finish` turns
// indexes into names.
class Gatherer {
 public:
  Gatherer(const FactTable& table, const StatisticsRequest& request, const CountingRules& rules, Statistics& out)
      : table_(table), request_(request), rules_(rules), counting_(table, request, rules), out_(out) {
    for (std::size_t d = 0; d < kDimensions; ++d) tallies_[d].resize(table.names(static_cast<Dimension>(d)).size());
    types_ = table.names(Dimension::type).size();
    subtypes_ = table.names(Dimension::subtype).size();
    const std::size_t units = table.names(Dimension::unit).size();
    if (request.places) {
      place_month_.resize(table.places().size());
      place_year_.resize(table.places().size());
      cross_type_.resize(units * types_);
      cross_subtype_.resize(units * subtypes_);
    }
  }

  void run(std::size_t first, std::size_t last) {
    const auto rows = table_.rows();
    for (std::size_t i = first; i < last; ++i) take(static_cast<std::uint32_t>(i), rows[i]);
  }

  void merge(const Gatherer& later) {
    for (std::size_t d = 0; d < kDimensions; ++d) add_each(tallies_[d], later.tallies_[d]);
    add_each(place_month_, later.place_month_);
    add_each(place_year_, later.place_year_);
    add_each(cross_type_, later.cross_type_);
    add_each(cross_subtype_, later.cross_subtype_);
    append(month_rows_, later.month_rows_);
    out_.total += later.out_.total;
    append(out_.overdue_rows, later.out_.overdue_rows);
    out_.multi_type_parts += later.out_.multi_type_parts;
  }

  void finish() {
    finish_units();
    for (const auto dimension : {Dimension::department, Dimension::channel, Dimension::source, Dimension::trade}) {
      if (of(dimension).size() == 1) of(dimension)[0] = out_.total;
    }
    for (std::size_t d = 1; d < kDimensions; ++d) {
      const Names& names = table_.names(static_cast<Dimension>(d));
      for (std::uint32_t i = 0; i < names.size(); ++i) {
        if (!is_empty(tallies_[d][i])) out_.lines[d].push_back({names.name(i), std::move(tallies_[d][i])});
      }
      sort_by_month(out_.lines[d], out_.period);
    }
    const auto rows = table_.rows();
    std::stable_sort(out_.overdue_rows.begin(), out_.overdue_rows.end(),
                     [&](auto a, auto b) { return rows[a].due < rows[b].due; });
    if (request_.places) finish_places();
  }

 private:
  std::vector<Tally>& of(Dimension dimension) { return tallies_[static_cast<std::size_t>(dimension)]; }

  void take(std::uint32_t index, const FactRow& row) {
    hits_.clear();
    counting_.hits(row, hits_);
    if (hits_.empty()) return;
    const std::int64_t weight = counting_.weight(row);
    if (weight == 0) return;
    apply(out_.total, weight);
    counting_.for_units(row, [&](std::uint32_t unit, std::int64_t parts) { apply(of(Dimension::unit)[unit], parts); });
    for_types(row, [&](const FactTable::TypePair& type, bool first_of_main) {
      apply(of(Dimension::subtype)[type.sub], weight);
      if (first_of_main) apply(of(Dimension::type)[type.main], weight);
    });
    apply_to(Dimension::department, row.department, weight);
    apply_to(Dimension::channel, row.channel, weight);
    apply_to(Dimension::source, row.source, weight);
    apply_to(Dimension::trade, row.trade, weight);
    note_state(index, row, weight);
  }

  void apply(Tally& tally, std::int64_t parts) const {
    for (const auto& hit : hits_) tally.add(hit.measure, hit.bucket, parts);
  }

  // Of a dimension in which a case has one name: where there is only one for all, that one's tally is the total.
  void apply_to(Dimension dimension, std::uint32_t name, std::int64_t weight) {
    auto& tallies = of(dimension);
    if (tallies.size() > 1) apply(tallies[name], weight);
  }

  template <class Take>
  void for_types(const FactRow& row, const Take& take_type) const {
    const auto types = table_.types(row);
    for (std::size_t i = 0; i < types.size(); ++i) {
      const bool seen = std::any_of(types.begin(), types.begin() + static_cast<std::ptrdiff_t>(i),
                                    [&](const auto& earlier) { return earlier.main == types[i].main; });
      take_type(types[i], !seen);
    }
  }

  void note_state(std::uint32_t index, const FactRow& row, std::int64_t weight) {
    if (std::any_of(hits_.begin(), hits_.end(), [](const auto& hit) { return hit.measure == Measure::overdue; })) {
      out_.overdue_rows.push_back(index);
    }
    if (!request_.places) return;
    const int bucket = counting_.received_bucket(row);
    const int now = counting_.period().current_bucket();
    if (bucket < 12 || bucket > now) return;
    if (row.place != 0) place_year_[row.place] += weight;
    if (bucket != now) return;
    if (row.type_count > 1) out_.multi_type_parts += weight;
    if (row.place != 0) {
      place_month_[row.place] += weight;
      month_rows_.push_back(index);
    }
    counting_.for_units(row, [&](std::uint32_t unit, std::int64_t parts) {
      for_types(row, [&](const FactTable::TypePair& type, bool first_of_main) {
        cross_subtype_[unit * subtypes_ + type.sub] += parts;
        if (first_of_main) cross_type_[unit * types_ + type.main] += parts;
      });
    });
  }

  void finish_units() {
    const Names& names = table_.names(Dimension::unit);
    std::vector<std::string> unseen;
    for (const std::uint32_t unit : unit_order(names, request_.units, unseen)) {
      if (unit >= names.size()) {
        out_.lines[0].push_back({unseen[unit - names.size()], Tally{}});
        continue;
      }
      const bool is_listed =
          std::find(request_.units.begin(), request_.units.end(), names.name(unit)) != request_.units.end();
      if (is_listed || !is_empty(of(Dimension::unit)[unit]))
        out_.lines[0].push_back({names.name(unit), of(Dimension::unit)[unit]});
      if (!request_.places) continue;
      for (std::uint32_t type = 0; type < types_; ++type) {
        if (const auto parts = cross_type_[unit * types_ + type]; parts != 0) {
          out_.unit_by_type.push_back({names.name(unit), table_.names(Dimension::type).name(type), parts});
        }
      }
      for (std::uint32_t type = 0; type < subtypes_; ++type) {
        if (const auto parts = cross_subtype_[unit * subtypes_ + type]; parts != 0) {
          out_.unit_by_subtype.push_back({names.name(unit), table_.names(Dimension::subtype).name(type), parts});
        }
      }
    }
  }

  void finish_places() {
    std::map<std::uint32_t, std::vector<std::uint32_t>> rows_of;
    const std::int64_t least = static_cast<std::int64_t>(rules_.place_threshold) * kWhole;
    for (const std::uint32_t row : month_rows_) {
      if (place_month_[table_.rows()[row].place] >= least) rows_of[table_.rows()[row].place].push_back(row);
    }
    for (auto& [place, rows] : rows_of) {
      const auto first = table_.shares(table_.rows()[rows.front()]).front().unit;
      out_.places.push_back({table_.places().name(place), table_.names(Dimension::unit).name(first),
                             place_month_[place], place_year_[place], rows});
    }
    std::sort(out_.places.begin(), out_.places.end(), [](const PlaceLine& a, const PlaceLine& b) {
      return a.month != b.month ? a.month > b.month : a.place < b.place;
    });
  }

  const FactTable& table_;
  const StatisticsRequest& request_;
  const CountingRules& rules_;
  RowCounting counting_;
  Statistics& out_;
  std::array<std::vector<Tally>, kDimensions> tallies_;
  RowCounting::Hits hits_;
  std::vector<std::int64_t> place_month_;
  std::vector<std::int64_t> place_year_;
  std::vector<std::int64_t> cross_type_;
  std::vector<std::int64_t> cross_subtype_;
  std::vector<std::uint32_t> month_rows_;
  std::size_t types_ = 0;
  std::size_t subtypes_ = 0;
};

}  // namespace

std::int64_t Tally::of(Measure measure, const Period& period, Window window) const {
  const auto [first, last] = period.buckets(window);
  std::int64_t sum = 0;
  for (int bucket = first; bucket <= last; ++bucket) sum += at(measure, bucket);
  return sum;
}

const Line* Statistics::find(Dimension dimension, std::string_view name) const {
  const auto& all = by(dimension);
  const auto found = std::find_if(all.begin(), all.end(), [&](const Line& line) { return line.name == name; });
  return found == all.end() ? nullptr : &*found;
}

Statistics compute(const FactTable& table, const StatisticsRequest& request, const CountingRules& rules) {
  Statistics out;
  out.period = Period(request.month, rules.cut_off);
  out.as_of = request.as_of.value_or(out.period.days().last);
  const std::size_t rows = table.rows().size();
  const std::size_t threads =
      std::clamp<std::size_t>(rows / kRowsOfThread, 1, std::max(1U, std::thread::hardware_concurrency()));
  std::vector<Statistics> outs(threads, out);
  std::vector<Gatherer> gatherers;
  gatherers.reserve(threads);
  for (auto& part : outs) gatherers.emplace_back(table, request, rules, part);
  std::vector<std::future<void>> others;
  const auto run = [&](std::size_t i) { gatherers[i].run(rows * i / threads, rows * (i + 1) / threads); };
  for (std::size_t i = 1; i < threads; ++i) others.push_back(std::async(std::launch::async, run, i));
  run(0);
  for (auto& other : others) other.get();
  for (std::size_t i = 1; i < threads; ++i) gatherers[0].merge(gatherers[i]);
  gatherers[0].finish();
  return std::move(outs[0]);
}

std::vector<DrillRow> drill_down(const FactTable& table, const StatisticsRequest& request, const CountingRules& rules,
                                 const DrillQuery& query) {
  const RowCounting counting(table, request, rules);
  const auto [first, last] = counting.period().buckets(query.window);
  std::vector<DrillRow> out;
  RowCounting::Hits hits;
  const auto rows = table.rows();
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    hits.clear();
    counting.hits(rows[i], hits);
    const auto times = std::count_if(hits.begin(), hits.end(), [&](const auto& hit) {
      return hit.measure == query.measure && first <= hit.bucket && hit.bucket <= last;
    });
    const std::int64_t parts = times == 0 ? 0 : counting.parts_for(rows[i], query);
    if (parts != 0) out.push_back({i, parts * times});
  }
  return out;
}

}  // namespace bihuan::report
