// Candidates of one event, as file order decides between them.
#include <algorithm>
#include <map>

#include "engine/definition/checks.h"
#include "engine/definition/guard_space.h"

namespace bihuan::definition {
namespace {

using core::Transition;
using core::TransitionIndex;

class Guards {
 public:
  explicit Guards(Loading& loading) : loading_(loading), chart_(loading.definition.chart) {}

  void check() {
    // The candidates of one entry of `on:`, `always:` or `after:` share its key.
    std::vector<std::vector<TransitionIndex>> lists;
    for (TransitionIndex i = 0; i < chart_.transitions.size(); ++i) {
      const auto* trigger = loading_.transition_nodes[i].trigger;
      const bool same = !lists.empty() && loading_.transition_nodes[lists.back().front()].trigger == trigger;
      if (!same) lists.emplace_back();
      lists.back().push_back(i);
    }
    for (const auto& list : lists) {
      for (const TransitionIndex i : list) check_possible(i);
      if (list.size() < 2) continue;
      check_order(list);
      check_gap(list);
    }
  }

 private:
  const Transition& at(TransitionIndex i) const { return chart_.transitions[i]; }

  void must_be_set(GuardSpace& space, std::initializer_list<TransitionIndex> candidates) {
    for (const auto& field : loading_.definition.fields) {
      if (field.required.is_constant() && field.required.otherwise) space.must_be_set(field.id);
    }
    for (const TransitionIndex i : candidates) {
      for (const auto& asked : at(i).ask) {
        if (!asked.may_stay_empty) space.must_be_set(asked.field);
      }
    }
  }

  void check_possible(TransitionIndex i) {
    if (!at(i).guard) return;
    GuardSpace space(loading_.definition, loading_.guard_tries);
    must_be_set(space, {i});
    space.add(*at(i).guard);
    if (space.open() || space.find([&] { return space.evaluate(*at(i).guard) != Truth::no; })) return;
    if (!space.gave_up())
      loading_.warning(*loading_.transition_nodes[i].when, "guard_never_true", {{"guard", at(i).guard->source()}});
  }

  // Whoever may fire the later one may fire the earlier one too.
  bool covers(const Transition& earlier, const Transition& later) const {
    if (loading_.bare()) return true;
    if (later.by.empty() || earlier.by.empty()) return later.by.empty() && earlier.by.empty();
    return std::ranges::all_of(
        later.by, [&](const auto& role) { return std::ranges::find(earlier.by, role) != earlier.by.end(); });
  }

  bool share_somebody(const Transition& a, const Transition& b) const {
    if (loading_.bare() || (a.by.empty() && b.by.empty())) return true;
    return std::ranges::any_of(a.by, [&](const auto& role) { return std::ranges::find(b.by, role) != b.by.end(); });
  }

  void check_order(const std::vector<TransitionIndex>& list) {
    for (std::size_t later = 1; later < list.size(); ++later) {
      for (std::size_t earlier = 0; earlier < later; ++earlier) {
        const Transition& first = at(list[earlier]);
        const Transition& second = at(list[later]);
        const auto& nodes = loading_.transition_nodes[list[later]];
        if (!first.guard && covers(first, second)) {
          loading_.warning(*nodes.candidate, "candidate_never_taken", {{"line", std::to_string(first.where.line)}});
          break;
        }
        if (first.guard && second.guard && share_somebody(first, second) && check_overlap(list[earlier], list[later]))
          break;
      }
    }
  }

  bool check_overlap(TransitionIndex earlier, TransitionIndex later) {
    const Transition& first = at(earlier);
    const Transition& second = at(later);
    if (first.targets == second.targets && first.actions.empty() && second.actions.empty()) return false;
    GuardSpace space(loading_.definition, loading_.guard_tries);
    must_be_set(space, {earlier, later});
    space.add(*first.guard);
    space.add(*second.guard);
    const bool both = space.find(
        [&] { return space.evaluate(*first.guard) == Truth::yes && space.evaluate(*second.guard) == Truth::yes; });
    if (!both) return false;
    loading_.warning(
        *loading_.transition_nodes[later].when, "guards_overlap",
        {{"first", first.guard->source()}, {"second", second.guard->source()}, {"witness", space.witness()}});
    return true;
  }

  void check_gap(const std::vector<TransitionIndex>& list) {
    const Transition& first = at(list.front());
    const auto guarded = [&](TransitionIndex i) { return at(i).guard && covers(first, at(i)) && covers(at(i), first); };
    if (!std::ranges::all_of(list, guarded)) return;
    const core::State& source = chart_.states[first.source];
    const bool can_wait = !source.transitions.empty() || !source.after.empty() || !source.children.empty();
    if (first.trigger == Transition::Trigger::always && can_wait) return;  // it may wait until one of them holds
    GuardSpace space(loading_.definition, loading_.guard_tries);
    // A field that each candidate asks for has a value.
    must_be_set(space, {});
    for (const auto& asked : first.ask) {
      const auto asks = [&](TransitionIndex i) {
        return std::ranges::any_of(at(i).ask,
                                   [&](const core::Asked& a) { return a.field == asked.field && !a.may_stay_empty; });
      };
      if (std::ranges::all_of(list, asks)) space.must_be_set(asked.field);
    }
    for (const TransitionIndex i : list) space.add(*at(i).guard);
    if (space.open()) return;
    const bool none = space.find([&] {
      return std::ranges::all_of(list, [&](TransitionIndex i) { return space.evaluate(*at(i).guard) == Truth::no; });
    });
    if (!none) return;
    const auto& trigger = *loading_.transition_nodes[list.front()].trigger;
    loading_.warning(trigger, "guards_gap", {{"event", trigger.text}, {"witness", space.witness()}});
  }

  Loading& loading_;
  const core::Chart& chart_;
};

}  // namespace

void check_guards(Loading& loading) {
  Guards(loading).check();
}

}  // namespace bihuan::definition
