// Interpreter: the procedures of SCXML's appendix D over one machine, for the length of one macrostep. Private to this
// folder; step.h is the way in. docs/statecharts.md lists which procedure stands in which file:
// selection.cpp which transitions are taken, entry.cpp what is left and entered, actions.cpp what is executed.
#pragma once

#include <boost/container/small_vector.hpp>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/core/step.h"

namespace bihuan::core {

using TransitionList = boost::container::small_vector<TransitionIndex, 8>;
using StateList = boost::container::small_vector<StateIndex, 8>;

class Interpreter final : private expression::Host {
 public:
  Interpreter(const Chart& chart, MacrostepResult& result, const StepContext& context)
      : chart_(chart), result_(result), machine_(result.machine), context_(context) {}

  void enter_initial();
  void handle(const MachineEvent& event, bool from_outside);
  void handle_after(StateIndex state, std::int64_t delay_ms);
  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }

  // Values for `data` that a case was filed with, before the defaults of the others.
  void initialise(std::span<const std::pair<DatumIndex, expression::Value>> given);

 private:
  // selection.cpp
  [[nodiscard]] TransitionList select_eventless();
  [[nodiscard]] TransitionList select(const MachineEvent& event, bool from_outside);
  template <class Enabled>
  [[nodiscard]] TransitionList select_for_each_leaf(Enabled enabled);
  [[nodiscard]] TransitionList without_conflicts(const TransitionList& enabled);
  [[nodiscard]] bool guard_holds(const Transition& transition);

  // entry.cpp
  struct EntrySet {
    StateSet states;
    StateSet by_default;  // their initial transition's actions run
    boost::container::small_vector<std::pair<StateIndex, const Block*>, 4> history_defaults;  // by the history's parent
  };
  [[nodiscard]] StateList effective_targets(const std::vector<StateIndex>& targets) const;
  [[nodiscard]] std::optional<StateIndex> domain(const Transition& transition) const;
  void exit_states(const TransitionList& transitions);
  void record_history(const StateSet& leaving);
  void enter_states(const TransitionList& transitions);
  void enter(const EntrySet& set);
  void add_descendants(StateIndex state, EntrySet& set) const;
  void add_ancestors(StateIndex state, StateIndex up_to, EntrySet& set) const;
  void arm_timers(const State& state, StateIndex index);
  void finish_final(StateIndex final);
  [[nodiscard]] bool in_final(StateIndex state) const;
  [[nodiscard]] const StateSet* remembered(StateIndex history) const;

  // actions.cpp
  // False: an error ended the block (SCXML 4: the rest of the block is not processed).
  bool execute(const Block& block);
  bool execute(const Action& action);
  bool run(const SetAction& action, const Location& where);
  bool run(const RaiseAction& action, const Location& where);
  bool run(const SendAction& action, const Location& where);
  bool run(const CancelAction& action, const Location& where);
  bool run(const IfAction& action, const Location& where);
  bool run(const ForAction& action, const Location& where);
  bool run(const CaseAction& action, const Location& where);
  bool assign(DatumIndex datum, const expression::Value& value, const Location& where);
  [[nodiscard]] std::optional<bool> test(const expression::Program& condition, const Location& where);
  [[nodiscard]] std::optional<expression::Value> evaluate(const expression::Program& program, const Location& where);
  // All or nothing (send, raise) or what could be evaluated (done data).
  [[nodiscard]] std::optional<expression::Value> parameters(const std::vector<Parameter>& list, const Location& where,
                                                            bool all);
  void fault(Error error, const Location& where, bool raise = true);
  [[nodiscard]] expression::Bindings bindings() const { return {machine_.data, this}; }
  [[nodiscard]] Result<expression::Value> value(expression::Slot slot) const override;
  [[nodiscard]] Result<expression::Value> call(expression::FunctionId function,
                                               std::span<const expression::Value> arguments) const override;

  // step.cpp
  void run_to_completion();
  bool microstep(const TransitionList& transitions);
  void close();

  const Chart& chart_;
  MacrostepResult& result_;
  MachineState& machine_;
  const StepContext& context_;
  const MachineEvent* event_ = nullptr;                                 // SCXML's _event: the last one dequeued
  std::vector<std::pair<expression::Slot, expression::Value>> locals_;  // loop variables, inner last
  std::optional<Error> failure_;                                        // ends the step: the command is refused
  bool running_ = true;
  std::uint32_t microsteps_ = 0;
  std::uint32_t actions_ = 0;
};

}  // namespace bihuan::core
