// RowCounting: what one case counts for, under the counting rules: the single place where measures are defined.
// Used by the one-pass statistics and by drill-down lists. Immutable after construction; refers to the table and rules
// given.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/report/fact_table.h"
#include "engine/report/measures.h"
#include "engine/report/period.h"
#include "engine/report/rules.h"
#include "engine/report/statistics.h"

namespace bihuan::report {

class RowCounting {
 public:
  struct Hit {
    Measure measure;
    int bucket;
  };
  // What one case counts for: each measure at most once.
  class Hits {
   public:
    void add(Measure measure, int bucket) { hits_[size_++] = {measure, bucket}; }
    void clear() { size_ = 0; }
    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] const Hit* begin() const { return hits_.data(); }
    [[nodiscard]] const Hit* end() const { return hits_.data() + size_; }

   private:
    std::array<Hit, kMeasures> hits_;
    std::size_t size_ = 0;
  };

  RowCounting(const FactTable& table, const StatisticsRequest& request, const CountingRules& rules);

  [[nodiscard]] const Period& period() const { return period_; }
  [[nodiscard]] int received_bucket(const FactRow& row) const {
    return known(row.received) ? period_.bucket(row.received) : -1;
  }

  // Adds each (measure, month) the case counts for. What happened after the cut-off has not happened.
  void hits(const FactRow& row, Hits& out) const;

  // The parts of the case that are within the units asked for: kWhole × times unless it is split with units outside.
  [[nodiscard]] std::int64_t weight(const FactRow& row) const;

  // Calls take(unit, parts) for each unit the case counts for.
  template <class Take>
  void for_units(const FactRow& row, const Take& take) const {
    const auto shares = table_.shares(row);
    if (split_ == Split::lead) {
      if (within(shares.front().unit)) take(shares.front().unit, kWholeTimes(row));
      return;
    }
    for (const auto& share : shares) {
      if (within(share.unit)) take(share.unit, share.parts * row.times);
    }
  }

  // The parts of the case that are this unit's.
  [[nodiscard]] std::int64_t parts_of_unit(const FactRow& row, std::uint32_t unit) const;
  // Is the case of this key of a dimension other than the unit?
  [[nodiscard]] bool is_of(const FactRow& row, Dimension dimension, std::uint32_t key) const;
  // What the case counts for a query's dimension, unit and place; the weight without any.
  [[nodiscard]] std::int64_t parts_for(const FactRow& row, const DrillQuery& query) const;

 private:
  [[nodiscard]] static std::int64_t kWholeTimes(const FactRow& row);
  [[nodiscard]] bool within(std::uint32_t unit) const { return !filtered_ || allowed_[unit]; }
  [[nodiscard]] bool known(std::int32_t day) const { return day != kNoDay && day <= as_of_; }
  void stage_hits(const FactRow& row, int bucket, Hits& out) const;
  void limit_hits(const FactRow& row, Hits& out) const;
  void rating_hits(const FactRow& row, Hits& out) const;
  [[nodiscard]] std::int32_t rating_day(const FactRow& row) const;

  const FactTable& table_;
  Period period_;
  std::int32_t as_of_;
  Split split_;
  DayOf rating_day_;
  bool filtered_;
  std::vector<bool> allowed_;
};

}  // namespace bihuan::report
