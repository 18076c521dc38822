#include "engine/core/imported.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <set>

#include "engine/core/case_clocks.h"
#include "engine/core/scope.h"

namespace bihuan::core {
namespace {

// Clocks after a number of steps: those that ran at some time, and those that run now.
struct Clocks {
  std::set<ClockIndex> ever, running;

  void run(const Block& block) {
    for (const Action& action : block) {
      const auto* act = std::get_if<CaseAction>(&action.body);
      if (act == nullptr) continue;
      if (act->kind == CaseAction::Kind::start_clock) {
        ever.insert(act->index);
        running.insert(act->index);
      } else if (act->kind == CaseAction::Kind::stop_clock) {
        running.erase(act->index);
      }
    }
  }
};

bool is_within(const Chart& chart, StateIndex state, StateIndex ancestor) {
  return ancestor == root_state || state == ancestor || chart.is_descendant(state, ancestor);
}

// The leaves that are entered with `state` by default.
void add_leaves(const Chart& chart, StateIndex state, std::vector<StateIndex>& out) {
  const State& node = chart.at(state);
  if (node.is_history() || node.type == StateType::compound) {
    for (const StateIndex target : node.initial.targets) add_leaves(chart, target, out);
  } else if (node.type == StateType::parallel) {
    for (const StateIndex child : node.children) add_leaves(chart, child, out);
  } else {
    out.push_back(state);
  }
}

class Search {
 public:
  explicit Search(const Chart& chart) : chart_(chart), found_(chart.states.size()) {
    std::vector<StateIndex> first;
    for (const StateIndex target : chart.at(root_state).initial.targets) add_leaves(chart, target, first);
    for (const StateIndex leaf : first) reach(leaf, enter(Clocks{}, root_state, leaf));
    while (!waiting_.empty()) {
      const StateIndex leaf = waiting_.front();
      waiting_.pop_front();
      for (const Transition& transition : chart.transitions) {
        if (is_within(chart, leaf, transition.source)) follow(leaf, transition);
      }
    }
  }

  [[nodiscard]] const std::optional<Clocks>& at(StateIndex leaf) const { return found_[leaf]; }

 private:
  void follow(StateIndex leaf, const Transition& transition) {
    for (const StateIndex target : transition.targets) {
      std::vector<StateIndex> leaves;
      add_leaves(chart_, target, leaves);
      for (const StateIndex next : leaves) {
        if (found_[next]) continue;
        const StateIndex top = transition.domain.value_or(root_state);
        Clocks clocks = *found_[leaf];
        for (StateIndex left = leaf; left != top && left != root_state; left = chart_.at(left).parent) {
          clocks.run(chart_.at(left).exit);
        }
        clocks.run(transition.actions);
        reach(next, enter(std::move(clocks), top, next));
      }
    }
  }

  // Entry actions of all states below `top` on the way down to `leaf`.
  [[nodiscard]] Clocks enter(Clocks clocks, StateIndex top, StateIndex leaf) const {
    std::vector<StateIndex> down;
    for (StateIndex state = leaf; state != top && state != root_state; state = chart_.at(state).parent) {
      down.push_back(state);
    }
    for (auto state = down.rbegin(); state != down.rend(); ++state) clocks.run(chart_.at(*state).entry);
    return clocks;
  }

  void reach(StateIndex leaf, Clocks clocks) {
    if (found_[leaf]) return;
    found_[leaf] = std::move(clocks);
    waiting_.push_back(leaf);
  }

  const Chart& chart_;
  std::vector<std::optional<Clocks>> found_;  // by leaf
  std::deque<StateIndex> waiting_;
};

bool is_initial(const Definition& definition, const std::string& state) {
  std::vector<StateIndex> first;
  for (const StateIndex target : definition.chart.at(root_state).initial.targets) {
    add_leaves(definition.chart, target, first);
  }
  const auto index = definition.chart.find(state);
  return index && std::find(first.begin(), first.end(), *index) != first.end();
}

bool speaks_of(const ImportedPast& past, const ClockKind& kind) {
  return std::find(past.clocks.begin(), past.clocks.end(), kind.id) != past.clocks.end();
}

}  // namespace

Result<ImportedWay> way_to(const Definition& definition, const std::string& state) {
  const Chart& chart = definition.chart;
  const auto target = chart.find(state);
  if (!target || chart.at(*target).is_history() || !chart.at(*target).children.empty()) {
    return Error("state_unknown", {{"state", state}, {"workflow", definition.title}});
  }
  const Search search(chart);
  const auto& clocks = search.at(*target);
  if (!clocks) return Error("state_unreachable", {{"state", state}, {"workflow", definition.title}});
  // What the state and those around it start, its entry starts again.
  Clocks own;
  for (StateIndex each = *target; each != root_state; each = chart.at(each).parent) own.run(chart.at(each).entry);
  ImportedWay way;
  for (const ClockIndex clock : clocks->ever) {
    if (!clocks->running.contains(clock)) {
      way.passed.push_back(clock);
    } else if (!own.ever.contains(clock)) {
      way.running.push_back(clock);
    }
  }
  return way;
}

Millis imported_start(const Journal& journal, const ClockKind& kind) {
  const ImportedPast& past = *journal.past();
  const Millis now = journal.context().now;
  const bool from_receipt = kind.from_receipt || speaks_of(past, kind) || is_initial(journal.definition(), past.state);
  return std::min(from_receipt ? journal.state().received_at : past.closed_at.value_or(now), now);
}

Result<void> tell_of_past(Journal& journal, const ImportedWay& way) {
  const auto& kinds = journal.definition().clocks;
  const ImportedPast& past = *journal.past();
  if (!journal.state().closed) {
    for (const ClockIndex clock : way.running) {
      if (auto started = start_clock(journal, clock); !started) return started;
    }
  }
  if (!past.closed_at) return {};
  for (const ClockIndex clock : way.passed) {
    if (!speaks_of(past, kinds[clock]) || find_clock(journal.state(), kinds[clock].id) != nullptr) continue;
    if (auto started = start_clock(journal, clock); !started) return started;
    const ClockState* running = find_clock(journal.state(), kinds[clock].id);
    if (running == nullptr) continue;  // its `when` does not hold
    journal.write(ClockStopped{running->id, *past.closed_at >= running->due, past.closed_at});
  }
  return {};
}

}  // namespace bihuan::core
