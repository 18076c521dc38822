// What a statechart must be before it can run: where states begin, what history remembers, which states a transition
// may enter together. These are errors of the bare chart too: the interpreter relies on them.
#include <algorithm>

#include "engine/definition/readers.h"

namespace bihuan::definition {
namespace {

using core::Chart;
using core::State;
using core::StateIndex;
using core::StateType;

bool inside(const Chart& chart, StateIndex state, StateIndex ancestor) {
  for (StateIndex at = state; at != core::root_state;) {
    at = chart.states[at].parent;
    if (at == ancestor) return true;
  }
  return false;
}

StateIndex common_ancestor(const Chart& chart, StateIndex a, StateIndex b) {
  StateIndex at = a;
  while (at != core::root_state && at != b && !inside(chart, b, at)) at = chart.states[at].parent;
  return at;
}

// Two states can be active together when neither holds the other and their nearest common ancestor is parallel.
bool together(const Chart& chart, StateIndex a, StateIndex b) {
  if (a == b || inside(chart, a, b) || inside(chart, b, a)) return true;
  const StateIndex common = common_ancestor(chart, a, b);
  return common != core::root_state && chart.states[common].type == StateType::parallel;
}

class Structure {
 public:
  explicit Structure(Loading& loading) : loading_(loading), chart_(loading.definition.chart) {}

  void check() {
    for (StateIndex i = 0; i < chart_.states.size(); ++i) check_state(i);
    for (std::size_t i = 0; i < chart_.transitions.size(); ++i) {
      const yaml::Node* to = loading_.transition_nodes[i].to;
      if (to != nullptr) check_set(chart_.transitions[i].targets, to->where());
    }
  }

 private:
  void report(std::string_view code, const Location& where, MessageArguments arguments) {
    loading_.problems.push_back({Severity::error, std::string(code), std::move(arguments), where, {}});
  }

  void check_state(StateIndex index) {
    const State& state = chart_.states[index];
    const Location& where = state.where;
    const State* parent = index == core::root_state ? nullptr : &chart_.states[state.parent];
    if (state.is_history()) {
      if (state.parent == core::root_state) report("history_at_top", where, {{"id", state.id}});
      check_initial(state.initial, state.parent);
      return;
    }
    if (state.type == StateType::parallel && state.children.empty())
      report("parallel_empty", where, {{"id", state.id}});
    if (parent != nullptr && state.type == StateType::final && parent->type == StateType::parallel) {
      report("final_in_parallel", where, {{"id", state.id}});
    }
    if (state.type == StateType::compound && index != core::root_state && state.children.empty()) {
      report("only_history", where, {{"id", state.id}});
    }
    if (state.type == StateType::compound) check_initial(state.initial, index);
  }

  void check_initial(const core::Entry& entry, StateIndex parent) {
    for (const StateIndex target : entry.targets) {
      if (parent != core::root_state && !inside(chart_, target, parent)) {
        report("initial_outside", entry.where,
               {{"id", chart_.states[target].id}, {"parent", chart_.states[parent].id}});
        return;
      }
    }
    check_set(entry.targets, entry.where);
  }

  void check_set(const std::vector<StateIndex>& targets, const Location& where) {
    for (std::size_t i = 0; i < targets.size(); ++i) {
      for (std::size_t j = i + 1; j < targets.size(); ++j) {
        if (together(chart_, targets[i], targets[j])) continue;
        report("targets_exclude", where,
               {{"first", chart_.states[targets[i]].id}, {"second", chart_.states[targets[j]].id}});
        return;
      }
    }
  }

  Loading& loading_;
  const Chart& chart_;
};

}  // namespace

void check_structure(Loading& loading) {
  Structure(loading).check();
}

}  // namespace bihuan::definition
