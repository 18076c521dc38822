// Reference: SCXML's appendix D written down as it stands there, with lists for sets and no regard for speed. It knows
// nothing of the interpreter under test but the model. Delayed sends and timers are left out.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "engine/core/machine.h"

namespace bihuan::testing {

class Reference final : private expression::Host {
 public:
  explicit Reference(const core::Chart& chart) : chart_(&chart) {}

  // False when the limit of microsteps (of one macrostep) or of macrosteps was passed.
  bool start(std::uint32_t limit);
  bool handle(const core::MachineEvent& event, std::uint32_t limit);
  [[nodiscard]] bool overran() const { return overran_; }
  [[nodiscard]] std::vector<std::string> leaves() const;
  [[nodiscard]] const std::vector<expression::Value>& data() const { return data_; }

 private:
  using Index = core::StateIndex;
  using List = std::vector<Index>;
  using Transitions = std::vector<const core::Transition*>;

  void main_loop();
  [[nodiscard]] Transitions select(const core::MachineEvent* event);
  [[nodiscard]] Transitions remove_conflicting(const Transitions& enabled);
  void microstep(const Transitions& enabled);
  void exit_states(const Transitions& enabled);
  void enter_states(const Transitions& enabled);
  void enter(List to_enter, const List& by_default, const std::map<Index, const core::Block*>& history_content);
  [[nodiscard]] List exit_set(const Transitions& transitions) const;
  [[nodiscard]] List effective_targets(const List& targets) const;
  [[nodiscard]] Index domain(const core::Transition& transition) const;
  void add_descendants(Index state, List& to_enter, List& by_default,
                       std::map<Index, const core::Block*>& content) const;
  void add_ancestors(Index state, Index up_to, List& to_enter, List& by_default,
                     std::map<Index, const core::Block*>& content) const;
  [[nodiscard]] bool descends(Index state, Index ancestor) const;
  [[nodiscard]] List proper_ancestors(Index state) const;
  [[nodiscard]] bool in_final(Index state) const;
  [[nodiscard]] bool is_atomic(Index state) const;
  [[nodiscard]] bool active(Index state) const;

  bool run(const core::Block& block);
  bool run(const core::Action& action);
  [[nodiscard]] bool holds(const expression::Program& guard);
  void error();
  [[nodiscard]] Result<expression::Value> value(expression::Slot slot) const override;
  [[nodiscard]] Result<expression::Value> call(expression::FunctionId function,
                                               std::span<const expression::Value> arguments) const override;

  const core::Chart* chart_;
  List configuration_;
  std::map<Index, List> history_;
  std::vector<expression::Value> data_;
  std::deque<core::MachineEvent> internal_, external_;
  std::map<expression::Slot, expression::Value> locals_;
  core::MachineEvent event_{"", expression::Value::map({})};
  bool running_ = true;
  bool overran_ = false;
  std::uint32_t limit_ = 0;
};

}  // namespace bihuan::testing
