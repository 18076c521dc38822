// What a case can come to: states never reached, states without a way out, waiting without a limit, clocks that outlive
// the case. Each is proved by a path.
#include <algorithm>

#include "engine/definition/checks.h"
#include "engine/definition/explore.h"

namespace bihuan::definition {
namespace {

using core::StateIndex;
using core::StateType;

class Paths {
 public:
  Paths(Loading& loading, const Exploration& exploration)
      : loading_(loading), chart_(loading.definition.chart), all_(exploration) {}

  void check() {
    find_reached();
    const auto& top = chart_.states[core::root_state].children;
    const bool has_final =
        std::ranges::any_of(top, [&](StateIndex s) { return chart_.states[s].type == StateType::final; });
    if (!has_final && !loading_.bare()) {
      loading_.problems.push_back({Severity::error, "no_final_state", {}, loading_.states_key, {}});
      check_unreachable(false);
      return;
    }
    if (has_final) check_dead_ends();
    check_unreachable(std::ranges::any_of(dead_, [](bool dead) { return dead; }));
    if (loading_.bare()) return;
    check_waiting();
    if (loading_.definition.clocks.size() <= 64) {
      check_clocks();
    } else {
      loading_.problems.push_back(
          {Severity::warning, "clocks_undecided", {}, loading_.definition.clocks[64].where, {}});
    }
  }

 private:
  void report(Severity severity, std::string_view code, MessageArguments arguments, const Location& where,
              std::size_t situation) {
    loading_.problems.push_back({severity, std::string(code), std::move(arguments), where, all_.path(situation)});
  }

  // A bare chart may be whatever it likes: there it is a warning.
  [[nodiscard]] Severity fault() const { return loading_.bare() ? Severity::warning : Severity::error; }

  void find_reached() {
    reached_.assign(chart_.states.size(), std::nullopt);
    const auto& situations = all_.situations();
    for (std::size_t i = 0; i < situations.size(); ++i) {
      for (StateIndex s = 1; s < chart_.states.size(); ++s) {
        if (!reached_[s] && situations[i].active.contains(s)) reached_[s] = i;
      }
    }
  }

  // Behind a dead end nothing is reached: then only what no transition names is a fault of its own.
  void check_unreachable(bool dead_ends) {
    const auto named = [&](StateIndex s) {
      return std::ranges::any_of(chart_.transitions, [&](const core::Transition& t) {
        return std::ranges::find(t.targets, s) != t.targets.end();
      });
    };
    for (StateIndex s = 1; s < chart_.states.size(); ++s) {
      if (dead_ends && named(s)) continue;
      const auto& state = chart_.states[s];
      const bool own = state.where.file == loading_.main->file();
      const bool parent_reached = state.parent == core::root_state || reached_[state.parent];
      if (reached_[s] || state.is_history() || !parent_reached || !own) continue;
      loading_.problems.push_back({fault(), "unreachable_state", {{"id", state.id}}, state.where, {}});
    }
  }

  void find_closable() {
    const auto& situations = all_.situations();
    std::vector<std::vector<std::size_t>> before(situations.size());
    std::vector<std::size_t> work;
    closable_.assign(situations.size(), false);
    for (std::size_t i = 0; i < situations.size(); ++i) {
      for (const std::size_t next : situations[i].next) before[next].push_back(i);
      if (!all_.is_closed(situations[i])) continue;
      closable_[i] = true;
      work.push_back(i);
    }
    while (!work.empty()) {
      const std::size_t at = work.back();
      work.pop_back();
      for (const std::size_t i : before[at]) {
        if (!closable_[i]) work.push_back(i);
        closable_[i] = true;
      }
    }
  }

  void check_dead_ends() {
    find_closable();
    const auto& situations = all_.situations();
    dead_.assign(chart_.states.size(), false);
    std::vector<bool> alive(chart_.states.size(), false);
    std::vector<bool> leaf(chart_.states.size(), false);
    for (std::size_t i = 0; i < situations.size(); ++i) {
      for (const StateIndex s : all_.leaves(situations[i])) {
        leaf[s] = true;
        if (closable_[i]) alive[s] = true;
      }
    }
    for (StateIndex s = 1; s < chart_.states.size(); ++s) dead_[s] = leaf[s] && !alive[s];
    const auto sinks = find_sinks();
    const bool any_sink = std::ranges::any_of(sinks, [](bool s) { return s; });
    for (StateIndex s = 1; s < chart_.states.size(); ++s) {
      // What leads into a dead end is not the fault; where cases only go round, each state is.
      if (dead_[s] && (sinks[s] || !any_sink)) tell_dead_end(s);
    }
  }

  // Dead states that are never left, but final ones, which wait for others.
  [[nodiscard]] std::vector<bool> find_sinks() const {
    std::vector<bool> out = dead_;
    for (StateIndex s = 1; s < chart_.states.size(); ++s) {
      if (chart_.states[s].type == StateType::final) out[s] = false;
    }
    const auto& situations = all_.situations();
    for (const auto& situation : situations) {
      for (const StateIndex s : all_.leaves(situation)) {
        if (!out[s]) continue;
        out[s] =
            std::ranges::all_of(situation.next, [&](std::size_t next) { return situations[next].active.contains(s); });
      }
    }
    return out;
  }

  void tell_dead_end(StateIndex s) {
    const auto code = code_for(*reached_[s]);
    if (code == "nobody_can_act") drop_reasons(s);
    // A button that leads nowhere is more often a forgotten `to` than a wish.
    const auto stays = [&](core::TransitionIndex i) {
      return chart_.transitions[i].targets.empty() && !chart_.transitions[i].by.empty();
    };
    const auto& own = chart_.states[s].transitions;
    if (code == "dead_end" && !own.empty() && std::ranges::all_of(own, stays)) {
      const auto& trigger = *loading_.transition_nodes[own.front()].trigger;
      report(fault(), "dead_end_stays", {{"id", chart_.states[s].id}, {"event", trigger.text}}, trigger.where(),
             *reached_[s]);
      return;
    }
    report(fault(), code, {{"id", chart_.states[s].id}}, chart_.states[s].where, *reached_[s]);
  }

  // That nobody can act says it all: why each of its events never comes need not be told too.
  void drop_reasons(StateIndex s) {
    for (const auto i : chart_.states[s].transitions) {
      const Location where = loading_.transition_nodes[i].trigger->where();
      std::erase_if(loading_.problems,
                    [&](const Problem& p) { return p.code == "event_never_raised" && p.where == where; });
    }
  }

  // There are transitions, but nobody can fire any of them; or there is no way at all.
  [[nodiscard]] std::string_view code_for(std::size_t index) const {
    const auto& situation = all_.situations()[index];
    if (loading_.bare() || !all_.possible(situation).empty()) return "dead_end";
    for (StateIndex s = 1; s < chart_.states.size(); ++s) {
      if (situation.active.contains(s) && !chart_.states[s].transitions.empty()) return "nobody_can_act";
    }
    return "dead_end";
  }

  [[nodiscard]] bool open_ended(StateIndex state) const {
    for (StateIndex s = state; s != core::root_state; s = chart_.states[s].parent) {
      if (chart_.states[s].open_ended) return true;
    }
    return false;
  }

  [[nodiscard]] bool limited(const Situation& situation) const {
    if (situation.clocks != 0 || situation.tasks != 0 || situation.timer) return true;
    for (StateIndex s = 1; s < chart_.states.size(); ++s) {
      if (situation.active.contains(s) && !chart_.states[s].after.empty()) return true;
    }
    const auto possible = all_.possible(situation);
    return std::ranges::any_of(possible, [&](core::TransitionIndex i) {
      const auto& transition = chart_.transitions[i];
      return transition.trigger == core::Transition::Trigger::always && !transition.guard;
    });
  }

  void check_waiting() {
    std::vector<bool> told(chart_.states.size(), false);
    const auto& situations = all_.situations();
    for (std::size_t i = 0; i < situations.size(); ++i) {
      if (all_.is_closed(situations[i]) || limited(situations[i])) continue;
      const auto leaves = all_.leaves(situations[i]);
      if (std::ranges::any_of(leaves, [&](StateIndex s) { return open_ended(s); })) continue;
      for (const StateIndex s : leaves) {
        if (told[s] || dead_[s] || chart_.states[s].type == StateType::final) continue;
        told[s] = true;
        report(Severity::warning, "waiting_without_clock", {{"id", chart_.states[s].id}}, chart_.states[s].where, i);
      }
    }
  }

  void check_clocks() {
    std::vector<std::pair<std::size_t, StateIndex>> told;
    const auto& situations = all_.situations();
    for (std::size_t i = 0; i < situations.size(); ++i) {
      if (!all_.is_closed(situations[i]) || situations[i].clocks == 0) continue;
      const StateIndex final = all_.leaves(situations[i]).front();
      for (std::size_t clock = 0; clock < loading_.definition.clocks.size(); ++clock) {
        if (((situations[i].clocks >> clock) & 1U) == 0) continue;
        const std::pair<std::size_t, StateIndex> pair{clock, final};
        if (std::ranges::find(told, pair) != told.end()) continue;
        told.push_back(pair);
        const auto by = situations[i].by;
        const auto* to = by ? loading_.transition_nodes[*by].to : nullptr;
        report(Severity::error, "clock_runs_in_final",
               {{"clock", loading_.definition.clocks[clock].id}, {"id", chart_.states[final].id}},
               to != nullptr ? to->where() : chart_.states[final].where, i);
      }
    }
  }

  Loading& loading_;
  const core::Chart& chart_;
  const Exploration& all_;
  std::vector<std::optional<std::size_t>> reached_;  // the first situation with this state
  std::vector<bool> closable_;                       // by situation
  std::vector<bool> dead_ = std::vector<bool>(chart_.states.size(), false);
};

}  // namespace

void check_paths(Loading& loading) {
  const Exploration exploration(loading);
  if (exploration.complete()) return Paths(loading, exploration).check();
  loading.problems.push_back({Severity::warning,
                              "paths_undecided",
                              {{"limit", std::to_string(Exploration::most_situations)}},
                              loading.states_key,
                              {}});
}

}  // namespace bihuan::definition
