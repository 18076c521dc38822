// Every configuration a chart can come into, guards taken as open questions: what can be reached, by which way, with
// which clocks running. Pure; bounded: a chart with too many configurations is left undecided. Private to this folder.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/core/chart.h"
#include "engine/core/state_set.h"
#include "engine/definition/loading.h"

namespace bihuan::definition {

struct Situation {
  core::StateSet active;
  std::vector<std::pair<core::StateIndex, core::StateSet>> history;
  std::uint64_t clocks = 0;  // by ClockIndex: may be running
  std::uint64_t tasks = 0;   // by task: may be open and has a clock of its own
  bool timer = false;        // a delayed send may be under way
  // How it was come to.
  std::size_t before = 0;
  std::optional<core::TransitionIndex> by;  // none: the start
  std::vector<std::size_t> next;
};

class Exploration {
 public:
  static constexpr std::size_t most_situations = 4000;
  explicit Exploration(const Loading& loading);

  [[nodiscard]] bool complete() const { return complete_; }
  [[nodiscard]] const std::vector<Situation>& situations() const { return situations_; }
  [[nodiscard]] bool is_closed(const Situation& situation) const;
  // Transitions that may be taken there.
  [[nodiscard]] std::vector<core::TransitionIndex> possible(const Situation& situation) const;
  // The states passed from the start, the innermost named.
  [[nodiscard]] std::vector<std::string> path(std::size_t situation) const;
  // Active states without active children.
  [[nodiscard]] std::vector<core::StateIndex> leaves(const Situation& situation) const;
  // What entering these targets from the root would activate.
  [[nodiscard]] core::StateSet entered(const std::vector<core::StateIndex>& targets) const;
  // Can the transition ever be taken: somebody fires its event, and its guard can hold?
  [[nodiscard]] bool can_fire(core::TransitionIndex transition) const { return can_fire_[transition]; }

 private:
  using Targets = std::vector<core::StateIndex>;

  void judge_transitions();
  [[nodiscard]] bool can_come(const core::Transition& transition) const;
  [[nodiscard]] bool raised_by_engine(std::string_view event) const;
  [[nodiscard]] bool done_now(const core::Transition& transition, const Situation& situation) const;
  [[nodiscard]] bool in_final(core::StateIndex state, const core::StateSet& active) const;
  void explore();
  std::size_t add(Situation situation);
  [[nodiscard]] Situation take(const Situation& from, core::TransitionIndex index) const;
  void leave(Situation& situation, core::StateIndex domain) const;
  void enter(Situation& situation, const Targets& targets, core::StateIndex domain) const;
  void add_descendants(core::StateIndex state, const Situation& situation, core::StateSet& set,
                       std::vector<const core::Block*>& blocks) const;
  void add_ancestors(core::StateIndex state, core::StateIndex above, const Situation& situation, core::StateSet& set,
                     std::vector<const core::Block*>& blocks) const;
  [[nodiscard]] Targets resolve(const Targets& targets, const Situation& situation) const;
  void apply(const core::Block& block, Situation& situation, bool certain) const;
  [[nodiscard]] static std::string key(const Situation& situation);

  const Loading& loading_;
  const core::Chart& chart_;
  std::vector<bool> can_fire_;
  std::vector<Situation> situations_;
  std::unordered_map<std::string, std::size_t> known_;
  bool complete_ = true;
};

}  // namespace bihuan::definition
