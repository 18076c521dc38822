#include "engine/report/fact_table.h"

#include <algorithm>

#include "engine/report/ratio.h"

namespace bihuan::report {
namespace {

std::int32_t day_number(const std::optional<Day>& day) {
  return day ? static_cast<std::int32_t>(day->time_since_epoch().count()) : kNoDay;
}

Error refusal(std::string_view code, const CaseFacts& facts) {
  return Error(code, {{"case", facts.number.empty() ? std::to_string(facts.id) : facts.number}});
}

}  // namespace

Names::Names() {
  intern("");
}

Names::Names(const Names& other) {
  by_index_.reserve(other.size());
  for (const auto* name : other.by_index_) intern(*name);
}

std::uint32_t Names::intern(std::string_view name) {
  if (const auto found = index_.find(name); found != index_.end()) return found->second;
  const auto added = index_.emplace(std::string(name), static_cast<std::uint32_t>(by_index_.size())).first;
  by_index_.push_back(&added->first);
  return added->second;
}

std::uint32_t Names::find(std::string_view name) const {
  const auto found = index_.find(name);
  return found == index_.end() ? 0 : found->second;
}

Result<void> FactTable::add(const CaseFacts& facts, std::int64_t times) {
  if (!rows_.empty() && facts.id <= rows_.back().id) return refusal("facts_order", facts);
  auto row = made(facts, times);
  if (!row) return row.error();
  rows_.push_back(*row);
  texts_of_.push_back(text_of(facts));
  return {};
}

Result<void> FactTable::put(const CaseFacts& facts) {
  auto row = made(facts, 1);
  if (!row) return row.error();
  const auto place = std::lower_bound(rows_.begin(), rows_.end(), facts.id,
                                      [](const FactRow& each, std::int64_t id) { return each.id < id; });
  const auto text = texts_of_.begin() + (place - rows_.begin());
  if (place != rows_.end() && place->id == facts.id) {
    *place = *row;
    *text = text_of(facts);
  } else {
    texts_of_.insert(text, text_of(facts));
    rows_.insert(place, *row);
  }
  return {};
}

void FactTable::remove(std::int64_t id) {
  const auto row = row_of(id);
  if (!row) return;
  rows_.erase(rows_.begin() + static_cast<std::ptrdiff_t>(*row));
  texts_of_.erase(texts_of_.begin() + static_cast<std::ptrdiff_t>(*row));
}

FactTable::TextAt FactTable::text_of(const CaseFacts& facts) {
  const TextAt out{texts_.size(), static_cast<std::uint32_t>(facts.number.size()),
                   static_cast<std::uint32_t>(facts.title.size())};
  texts_ += facts.number;
  texts_ += facts.title;
  return out;
}

Result<FactRow> FactTable::made(const CaseFacts& facts, std::int64_t times) {
  FactRow row;
  row.id = facts.id;
  row.times = times;
  row.received = day_number(facts.received);
  row.accept_due = day_number(facts.accept_due);
  row.accepted = day_number(facts.accepted);
  row.not_accepted = day_number(facts.not_accepted);
  row.due = day_number(facts.due);
  row.closed = day_number(facts.closed);
  row.rated = day_number(facts.rated);
  row.place = places_.intern(facts.place);
  row.department = names(Dimension::department).intern(facts.department);
  row.channel = names(Dimension::channel).intern(facts.channel);
  row.source = names(Dimension::source).intern(facts.source);
  row.trade = names(Dimension::trade).intern(facts.trade);
  row.rating = facts.rating;
  row.repeat = facts.repeat;
  row.ratable = facts.ratable;
  row.settled = facts.settled;
  row.returned = facts.returns > 0;
  if (auto done = add_shares(facts, row); !done) return done.error();
  if (auto done = add_types(facts, row); !done) return done.error();
  return row;
}

std::optional<std::size_t> FactTable::row_of(std::int64_t id) const {
  const auto found = std::lower_bound(rows_.begin(), rows_.end(), id,
                                      [](const FactRow& row, std::int64_t wanted) { return row.id < wanted; });
  if (found == rows_.end() || found->id != id) return std::nullopt;
  return static_cast<std::size_t>(found - rows_.begin());
}

std::optional<std::uint32_t> FactTable::place_of(std::int64_t id) const {
  const auto row = row_of(id);
  return row ? std::optional(rows_[*row].place) : std::nullopt;
}

Result<void> FactTable::add_shares(const CaseFacts& facts, FactRow& row) {
  const std::size_t count = std::max<std::size_t>(facts.units.size(), 1);
  if (count > 255) return refusal("facts_too_many", facts);
  row.units = static_cast<std::uint32_t>(shares_.size());
  row.unit_count = static_cast<std::uint8_t>(count);
  if (facts.units.empty()) {
    shares_.push_back({0, kWhole});
    return {};
  }
  std::int64_t sum = 0;
  bool negative = false;
  for (const auto& share : facts.units) {
    sum += share.parts;
    negative = negative || share.parts < 0;
  }
  if (negative || (sum != 0 && sum != kWhole)) return refusal("facts_shares", facts);
  const auto n = static_cast<std::int64_t>(count);
  for (std::int64_t i = 0; i < n; ++i) {
    const auto& share = facts.units[static_cast<std::size_t>(i)];
    // An equal split that does not divide gives the parts left over to the first units, one each.
    const std::int64_t parts = sum == 0 ? kWhole / n + (i < kWhole % n ? 1 : 0) : share.parts;
    shares_.push_back({names(Dimension::unit).intern(share.unit), parts});
  }
  return {};
}

Result<void> FactTable::add_types(const CaseFacts& facts, FactRow& row) {
  if (facts.types.size() > 255) return refusal("facts_too_many", facts);
  row.types = static_cast<std::uint32_t>(types_.size());
  for (const auto& type : facts.types) {
    scratch_ = type.main;
    if (!type.sub.empty()) scratch_ += "/" + type.sub;
    const TypePair pair{names(Dimension::type).intern(type.main), names(Dimension::subtype).intern(scratch_)};
    const auto known = std::span(types_).subspan(row.types);
    if (std::none_of(known.begin(), known.end(), [&](const TypePair& seen) { return seen.sub == pair.sub; }))
      types_.push_back(pair);
  }
  row.type_count = static_cast<std::uint8_t>(types_.size() - row.types);
  return {};
}

Result<void> FactTable::add_all(const FactsSource& source, const FactsQuery& query) {
  Result<void> outcome;
  auto done = source.each(query, [&](const CaseFacts& facts) {
    if (outcome) outcome = add(facts);
  });
  if (!done) return done;
  return outcome;
}

}  // namespace bihuan::report
