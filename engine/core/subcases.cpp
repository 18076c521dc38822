#include "engine/core/subcases.h"

#include <algorithm>
#include <cmath>

#include "engine/core/scope.h"

namespace bihuan::core {
namespace {

std::int64_t last_round(const CaseState& state, std::size_t kind) {
  std::int64_t last = 0;
  for (const auto& known : state.subcases) {
    if (known.kind == kind) last = std::max(last, known.round);
  }
  return last;
}

std::int64_t needed(const SubCaseKind& kind, std::int64_t all) {
  switch (kind.join) {
    case Completion::any:
      return 1;
    case Completion::n_of:
      return kind.n;
    case Completion::ratio:
      return static_cast<std::int64_t>(std::ceil(kind.ratio * static_cast<double>(all) - 1e-9));
    case Completion::all:
    case Completion::veto:
      return all;
  }
  return all;
}

}  // namespace

Result<void> request_subcases(Journal& journal, std::size_t index) {
  const SubCaseKind& kind = journal.definition().subcases[index];
  std::vector<expression::Value> items{expression::Value::null()};
  if (kind.each) {
    const auto list = Scope(journal.definition(), journal.state(), journal.context()).evaluate(*kind.each, kind.where);
    if (!list) return list.error();
    items.clear();
    if (list->is(expression::Kind::list)) items.assign(list->as_list().begin(), list->as_list().end());
  }
  const std::int64_t round = last_round(journal.state(), index) + 1;
  for (std::size_t i = 0; i < items.size(); ++i) {
    SubCaseRequested fact{index, round, static_cast<std::int64_t>(i), {}};
    Scope scope(journal.definition(), journal.state(), journal.context());
    scope.set_item(items[i]);
    for (const auto& [field, program] : kind.with) {
      const auto value = scope.evaluate(program, kind.where);
      if (!value) return value.error();
      fact.fields.emplace_back(field, *value);
    }
    journal.write(std::move(fact));
  }
  return {};
}

std::optional<MachineEvent> joined(const CaseState& state, const Definition& definition, std::size_t index) {
  const SubCaseKind& kind = definition.subcases[index];
  const std::int64_t round = last_round(state, index);
  std::int64_t all = 0, closed = 0;
  for (const auto& known : state.subcases) {
    if (known.kind != index || known.round != round) continue;
    ++all;
    closed += known.closed;
  }
  // Exactly when the number is reached, so that a later end raises nothing again.
  if (all == 0 || closed != std::max<std::int64_t>(1, needed(kind, all))) return std::nullopt;
  return MachineEvent{"done.subcases." + kind.id, expression::Value::map({})};
}

}  // namespace bihuan::core
