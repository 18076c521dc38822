// Eventless transitions that lead back to where they began: proved when every guard on the way can hold at once and
// nothing on the way changes what they speak of.
#include <algorithm>
#include <set>

#include "engine/definition/checks.h"
#include "engine/definition/explore.h"
#include "engine/definition/guard_space.h"

namespace bihuan::definition {
namespace {

using core::StateIndex;
using core::Transition;
using core::TransitionIndex;

struct Step {
  TransitionIndex taken = 0;
  std::vector<TransitionIndex> passed_over;  // asked before it, and not holding
};

void collect_sets(const core::Block& block, std::set<core::DatumIndex>& into) {
  for (const auto& action : block) {
    if (const auto* set = std::get_if<core::SetAction>(&action.body)) into.insert(set->datum);
    if (const auto* branch = std::get_if<core::IfAction>(&action.body)) {
      for (const auto& [guard, then] : branch->branches) collect_sets(then, into);
      collect_sets(branch->otherwise, into);
    }
    if (const auto* loop = std::get_if<core::ForAction>(&action.body)) {
      if (loop->item_datum) into.insert(*loop->item_datum);
      if (loop->index_datum) into.insert(*loop->index_datum);
      collect_sets(loop->body, into);
    }
  }
}

class Loops {
 public:
  Loops(Loading& loading, const Exploration& exploration)
      : loading_(loading), chart_(loading.definition.chart), all_(exploration) {}

  void check() {
    for (TransitionIndex i = 0; i < chart_.transitions.size(); ++i) {
      if (chart_.transitions[i].trigger != Transition::Trigger::always) continue;
      way_.clear();
      tries_ = 0;
      if (!told_.contains(i)) search(i, first_step(i));
    }
  }

 private:
  // Candidates asked before `index` in its own state.
  Step first_step(TransitionIndex index) const {
    Step step{index, {}};
    for (const TransitionIndex other : chart_.states[chart_.transitions[index].source].always) {
      if (other == index) break;
      step.passed_over.push_back(other);
    }
    return step;
  }

  // What may be taken next, from the innermost active state outwards.
  std::vector<Step> next_steps(const Transition& transition) const {
    std::vector<Step> out;
    core::StateSet active = all_.entered(transition.targets);
    for (StateIndex s = 1; s < chart_.states.size(); ++s) {
      if (!active.contains(s) || active.any_in(s, chart_.states[s].last)) continue;
      Step step;
      bool decided = false;
      for (StateIndex at = s; at != core::root_state && !decided; at = chart_.states[at].parent) {
        for (const TransitionIndex i : chart_.states[at].always) {
          step.taken = i;
          out.push_back(step);
          step.passed_over.push_back(i);
          decided = !chart_.transitions[i].guard;
          if (decided) break;
        }
      }
    }
    return out;
  }

  bool search(TransitionIndex start, Step step) {
    if (++tries_ > 2000) return false;
    way_.push_back(std::move(step));
    const Transition& transition = chart_.transitions[way_.back().taken];
    bool found = false;
    if (transition.targets.empty()) {
      found = way_.back().taken == start && proved();
      if (found) tell(start);
    } else {
      for (Step& next : next_steps(transition)) {
        if (next.taken == start) {
          found = proved();
          if (found) tell(start);
        } else if (std::ranges::find(way_, next.taken, &Step::taken) == way_.end()) {
          found = search(start, std::move(next));
        }
        if (found) break;
      }
    }
    way_.pop_back();
    return found;
  }

  [[nodiscard]] bool proved() const {
    std::set<core::DatumIndex> changed;
    GuardSpace space(loading_.definition, loading_.guard_tries);
    std::vector<const expression::Program*> hold;
    std::vector<const expression::Program*> fail;
    for (const Step& step : way_) {
      const Transition& transition = chart_.transitions[step.taken];
      collect_sets(transition.actions, changed);
      const auto active = all_.entered(transition.targets);
      for (StateIndex s = 1; s < chart_.states.size(); ++s) {
        const bool passed = active.contains(s) || s == transition.source;
        if (!passed) continue;
        collect_sets(chart_.states[s].entry, changed);
        collect_sets(chart_.states[s].exit, changed);
      }
      if (transition.guard) hold.push_back(&*transition.guard);
      for (const TransitionIndex other : step.passed_over) fail.push_back(&*chart_.transitions[other].guard);
    }
    if (hold.empty() && fail.empty()) return true;
    for (const auto* list : {&hold, &fail}) {
      for (const auto* guard : *list) {
        for (const auto slot : guard->references().slots) {
          if (changed.contains(slot)) return false;
        }
        space.add(*guard);
      }
    }
    return space.find([&] {
      return std::ranges::all_of(hold, [&](const auto* g) { return space.evaluate(*g) == Truth::yes; }) &&
             std::ranges::all_of(fail, [&](const auto* g) { return space.evaluate(*g) == Truth::no; });
    });
  }

  void tell(TransitionIndex start) {
    std::vector<std::string> path;
    for (const Step& step : way_) {
      told_.insert(step.taken);
      path.push_back(chart_.states[chart_.transitions[step.taken].source].id);
    }
    path.push_back(path.front());
    const auto& nodes = loading_.transition_nodes[start];
    const Severity severity = loading_.bare() ? Severity::warning : Severity::error;
    loading_.problems.push_back({severity, "endless_loop", {}, nodes.candidate->where(), std::move(path)});
  }

  Loading& loading_;
  const core::Chart& chart_;
  const Exploration& all_;
  std::vector<Step> way_;
  std::set<TransitionIndex> told_;
  int tries_ = 0;
};

}  // namespace

void check_loops(Loading& loading) {
  const auto always = [](const Transition& t) { return t.trigger == Transition::Trigger::always; };
  if (std::ranges::none_of(loading.definition.chart.transitions, always)) return;
  const Exploration exploration(loading);
  Loops(loading, exploration).check();
}

}  // namespace bihuan::definition
