#include "engine/definition/explore.h"

#include <algorithm>
#include <array>

#include "engine/core/step.h"
#include "engine/definition/guard_space.h"

namespace bihuan::definition {
namespace {

using core::Block;
using core::StateIndex;
using core::StateSet;
using core::StateType;
using core::Transition;
using core::TransitionIndex;

constexpr std::size_t most_steps = 100'000;

void insert_all(StateSet& set, const StateSet& other, StateIndex count) {
  for (StateIndex s = other.first_at_or_after(0); s < count; s = other.first_at_or_after(s + 1)) set.insert(s);
}

}  // namespace

Exploration::Exploration(const Loading& loading) : loading_(loading), chart_(loading.definition.chart) {
  judge_transitions();
  explore();
}

bool Exploration::raised_by_engine(std::string_view event) const {
  const auto names = [&](std::string_view prefix, Names table) {
    return event.starts_with(prefix) && loading_.find(table, event.substr(prefix.size()));
  };
  for (const std::string_view prefix :
       {"done.task.", "failed.task.", "vetoed.task.", "returned.task.", "opened.task."}) {
    if (names(prefix, Names::task)) return true;
  }
  if (event == "supervised" || names("extended.", Names::clock)) return true;
  if (names("approved.", Names::approval) || names("refused.", Names::approval)) return true;
  if (names("done.subcases.", Names::subcases) || names("done.state.", Names::state)) return true;
  return std::ranges::any_of(loading_.raised,
                             [&](const auto& raised) { return core::descriptor_takes(event, raised.first); });
}

bool Exploration::can_come(const Transition& transition) const {
  if (loading_.bare() || transition.trigger != Transition::Trigger::event || !transition.by.empty()) return true;
  return std::ranges::any_of(transition.events, [&](const std::string& event) {
    constexpr std::array<std::string_view, 8> groups{"*",        "done",    "done.task", "done.state", "done.subcases",
                                                     "approved", "refused", "error"};
    return std::ranges::find(groups, event) != groups.end() || event.starts_with("error.") || raised_by_engine(event);
  });
}

void Exploration::judge_transitions() {
  for (TransitionIndex i = 0; i < chart_.transitions.size(); ++i) {
    const Transition& transition = chart_.transitions[i];
    bool fires = can_come(transition);
    if (fires && transition.guard) {
      GuardSpace space(loading_.definition, loading_.guard_tries);
      space.add(*transition.guard);
      fires =
          space.find([&] { return space.evaluate(*transition.guard) != Truth::no; }) || space.gave_up() || space.open();
    }
    can_fire_.push_back(fires);
  }
}

bool Exploration::in_final(StateIndex state, const StateSet& active) const {
  const auto& s = chart_.states[state];
  const auto child_done = [&](StateIndex child) {
    return active.contains(child) && (chart_.states[child].type == StateType::final || in_final(child, active));
  };
  if (s.type == StateType::compound) {
    return std::ranges::any_of(
        s.children, [&](StateIndex c) { return active.contains(c) && chart_.states[c].type == StateType::final; });
  }
  return s.type == StateType::parallel && std::ranges::all_of(s.children, child_done);
}

// done.state.X comes only where X is done.
bool Exploration::done_now(const Transition& transition, const Situation& situation) const {
  constexpr std::string_view prefix = "done.state.";
  if (transition.trigger != Transition::Trigger::event) return true;
  const auto possible = [&](const std::string& event) {
    if (!event.starts_with(prefix)) return true;
    const auto state = loading_.find(Names::state, event.substr(prefix.size()));
    return !state || in_final(static_cast<StateIndex>(*state), situation.active);
  };
  return std::ranges::any_of(transition.events, possible);
}

bool Exploration::is_closed(const Situation& situation) const {
  return in_final(core::root_state, situation.active);
}

std::vector<StateIndex> Exploration::leaves(const Situation& situation) const {
  std::vector<StateIndex> out;
  for (StateIndex s = situation.active.first_at_or_after(0); s < chart_.states.size();
       s = situation.active.first_at_or_after(s + 1)) {
    if (!situation.active.any_in(s, chart_.states[s].last)) out.push_back(s);
  }
  return out;
}

std::vector<TransitionIndex> Exploration::possible(const Situation& situation) const {
  std::vector<TransitionIndex> eventless;
  std::vector<TransitionIndex> others;
  bool must = false;
  for (StateIndex s = situation.active.first_at_or_after(0); s < chart_.states.size();
       s = situation.active.first_at_or_after(s + 1)) {
    for (const TransitionIndex i : chart_.states[s].always) {
      if (!can_fire_[i]) continue;
      eventless.push_back(i);
      if (!chart_.transitions[i].guard) {
        must = true;
        break;  // what stands behind it is never asked
      }
    }
    for (const auto* list : {&chart_.states[s].transitions, &chart_.states[s].after}) {
      for (const TransitionIndex i : *list) {
        if (can_fire_[i] && done_now(chart_.transitions[i], situation)) others.push_back(i);
      }
    }
  }
  if (!must) eventless.insert(eventless.end(), others.begin(), others.end());
  return eventless;
}

std::string Exploration::key(const Situation& situation) {
  std::string out;
  const auto add = [&](const StateSet& set) {
    for (StateIndex s = set.first_at_or_after(0); s != StateSet::none; s = set.first_at_or_after(s + 1)) {
      out += std::to_string(s);
      out += ',';
    }
    out += ';';
  };
  add(situation.active);
  for (const auto& [state, set] : situation.history) {
    out += std::to_string(state) + ":";
    add(set);
  }
  return out + std::to_string(situation.clocks) + "/" + std::to_string(situation.tasks) + (situation.timer ? "t" : "");
}

std::size_t Exploration::add(Situation situation) {
  const auto [there, fresh] = known_.emplace(key(situation), situations_.size());
  if (fresh) situations_.push_back(std::move(situation));
  return there->second;
}

void Exploration::explore() {
  Situation start;
  const auto& initial = chart_.states[core::root_state].initial;
  apply(initial.actions, start, true);
  enter(start, initial.targets, core::root_state);
  add(std::move(start));
  std::size_t steps = 0;
  for (std::size_t i = 0; i < situations_.size(); ++i) {
    if (situations_.size() > most_situations || steps > most_steps) {
      complete_ = false;
      return;
    }
    if (is_closed(situations_[i])) continue;
    for (const TransitionIndex transition : possible(situations_[i])) {
      if (++steps > most_steps) break;
      Situation next = take(situations_[i], transition);
      next.before = i;
      next.by = transition;
      const std::size_t index = add(std::move(next));
      situations_[i].next.push_back(index);
    }
  }
  complete_ = steps <= most_steps;
}

Exploration::Targets Exploration::resolve(const Targets& targets, const Situation& situation) const {
  Targets out;
  for (const StateIndex target : targets) {
    if (!chart_.states[target].is_history()) {
      out.push_back(target);
      continue;
    }
    const auto found = std::ranges::find(situation.history, target, [](const auto& entry) { return entry.first; });
    if (found == situation.history.end()) {
      const Targets defaults = resolve(chart_.states[target].initial.targets, situation);
      out.insert(out.end(), defaults.begin(), defaults.end());
      continue;
    }
    for (StateIndex s = found->second.first_at_or_after(0); s != StateSet::none;
         s = found->second.first_at_or_after(s + 1))
      out.push_back(s);
  }
  return out;
}

Situation Exploration::take(const Situation& from, TransitionIndex index) const {
  const Transition& transition = chart_.transitions[index];
  Situation out = from;
  out.next.clear();
  if (transition.targets.empty()) {
    apply(transition.actions, out, true);
    return out;
  }
  const Targets effective = resolve(transition.targets, from);
  const StateIndex domain = core::transition_domain(chart_, transition, effective);
  leave(out, domain);
  apply(transition.actions, out, true);
  enter(out, transition.targets, domain);
  return out;
}

void Exploration::leave(Situation& situation, StateIndex domain) const {
  std::vector<StateIndex> exits;
  const StateIndex last =
      domain == core::root_state ? static_cast<StateIndex>(chart_.states.size() - 1) : chart_.states[domain].last;
  for (StateIndex s = situation.active.first_at_or_after(domain + 1); s <= last && s != StateSet::none;
       s = situation.active.first_at_or_after(s + 1)) {
    exits.push_back(s);
  }
  for (const StateIndex s : exits) {
    for (const StateIndex h : chart_.states[s].history) {
      StateSet remembered;
      const bool deep = chart_.states[h].type == StateType::deep_history;
      for (const StateIndex other : exits) {
        if (!chart_.is_descendant(other, s)) continue;
        const bool leaf = !situation.active.any_in(other, chart_.states[other].last);
        if (deep ? leaf : chart_.states[other].parent == s) remembered.insert(other);
      }
      const auto place =
          std::ranges::lower_bound(situation.history, h, {}, [](const auto& entry) { return entry.first; });
      if (place != situation.history.end() && place->first == h) {
        place->second = remembered;
      } else {
        situation.history.insert(place, {h, remembered});
      }
    }
  }
  for (auto s = exits.rbegin(); s != exits.rend(); ++s) {
    apply(chart_.states[*s].exit, situation, true);
    situation.active.erase(*s);
  }
}

void Exploration::add_descendants(StateIndex state, const Situation& situation, StateSet& set,
                                  std::vector<const Block*>& blocks) const {
  const auto& s = chart_.states[state];
  if (s.is_history()) {
    const bool remembered =
        std::ranges::find(situation.history, state, [](const auto& e) { return e.first; }) != situation.history.end();
    if (!remembered) blocks.push_back(&s.initial.actions);
    const Targets targets = resolve({state}, situation);
    for (const StateIndex t : targets) add_descendants(t, situation, set, blocks);
    for (const StateIndex t : targets) add_ancestors(t, s.parent, situation, set, blocks);
    return;
  }
  set.insert(state);
  if (s.type == StateType::compound) {
    blocks.push_back(&s.initial.actions);
    for (const StateIndex t : s.initial.targets) add_descendants(t, situation, set, blocks);
    for (const StateIndex t : s.initial.targets) add_ancestors(t, state, situation, set, blocks);
  } else if (s.type == StateType::parallel) {
    for (const StateIndex child : s.children) {
      if (!set.contains(child) && !set.any_in(child, chart_.states[child].last))
        add_descendants(child, situation, set, blocks);
    }
  }
}

void Exploration::add_ancestors(StateIndex state, StateIndex above, const Situation& situation, StateSet& set,
                                std::vector<const Block*>& blocks) const {
  if (state == core::root_state) return;
  for (StateIndex s = chart_.states[state].parent; s != above && s != core::root_state; s = chart_.states[s].parent) {
    set.insert(s);
    if (chart_.states[s].type != StateType::parallel) continue;
    for (const StateIndex child : chart_.states[s].children) {
      if (!set.contains(child) && !set.any_in(child, chart_.states[child].last))
        add_descendants(child, situation, set, blocks);
    }
  }
}

void Exploration::enter(Situation& situation, const Targets& targets, StateIndex domain) const {
  StateSet set;
  std::vector<const Block*> blocks;
  for (const StateIndex t : targets) add_descendants(t, situation, set, blocks);
  for (const StateIndex t : resolve(targets, situation)) add_ancestors(t, domain, situation, set, blocks);
  for (StateIndex s = set.first_at_or_after(0); s < chart_.states.size(); s = set.first_at_or_after(s + 1)) {
    apply(chart_.states[s].entry, situation, true);
  }
  for (const Block* block : blocks) apply(*block, situation, true);
  insert_all(situation.active, set, static_cast<StateIndex>(chart_.states.size()));
}

StateSet Exploration::entered(const Targets& targets) const {
  Situation nowhere;
  enter(nowhere, targets, core::root_state);
  return nowhere.active;
}

// What a block may start counts as running; only what it stops for certain counts as stopped.
void Exploration::apply(const Block& block, Situation& situation, bool certain) const {
  using Kind = core::CaseAction::Kind;
  const auto& tasks = loading_.definition.tasks;
  for (const auto& action : block) {
    if (const auto* own = std::get_if<core::CaseAction>(&action.body)) {
      const std::uint64_t bit = own->index < 64 ? std::uint64_t{1} << own->index : 0;
      if (own->kind == Kind::start_clock) situation.clocks |= bit;
      if (own->kind == Kind::stop_clock && certain) situation.clocks &= ~bit;
      const bool counts = own->kind == Kind::open_task && (tasks[own->index].clock || tasks[own->index].sign_clock);
      if (counts) situation.tasks |= bit;
      if (own->kind == Kind::cancel_task) situation.tasks &= ~bit;
    } else if (const auto* send = std::get_if<core::SendAction>(&action.body)) {
      if (send->delay_ms > 0) situation.timer = true;
    } else if (std::holds_alternative<core::CancelAction>(action.body)) {
      if (certain) situation.timer = false;
    } else if (const auto* branch = std::get_if<core::IfAction>(&action.body)) {
      for (const auto& [guard, then] : branch->branches) apply(then, situation, false);
      apply(branch->otherwise, situation, false);
    } else if (const auto* loop = std::get_if<core::ForAction>(&action.body)) {
      apply(loop->body, situation, false);
    }
  }
}

std::vector<std::string> Exploration::path(std::size_t index) const {
  std::vector<std::string> out;
  while (true) {
    const Situation& situation = situations_[index];
    std::string name;
    for (const StateIndex leaf : leaves(situation)) name += (name.empty() ? "" : "+") + chart_.states[leaf].id;
    if (out.empty() || out.back() != name) out.push_back(std::move(name));
    if (!situation.by) break;
    index = situation.before;
  }
  std::ranges::reverse(out);
  return out;
}

}  // namespace bihuan::definition
