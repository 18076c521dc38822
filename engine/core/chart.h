// The statechart half of a definition: states, transitions and what they do, in the order of the file.
// Semantics are those of W3C SCXML (docs/statecharts.md says which function follows which section).
// Built once by engine/definition (add, then seal()), immutable afterwards: share freely between threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "engine/base/error.h"
#include "engine/core/vocabulary.h"
#include "engine/expression/program.h"
#include "engine/expression/type.h"
#include "engine/expression/value.h"

namespace bihuan::core {

// States are numbered in document order (a parent before its children, a child before its next sibling); 0 is the
// root, SCXML's <scxml>, which has no id and is never in a configuration.
using StateIndex = std::uint32_t;
using TransitionIndex = std::uint32_t;
using DatumIndex = std::uint32_t;
inline constexpr StateIndex root_state = 0;

enum class StateType { atomic, compound, parallel, final, shallow_history, deep_history };

struct Action;
using Block = std::vector<Action>;

struct Parameter {  // one entry of `data:` or `done:`
  std::string name;
  expression::Program value;
};

struct SetAction {
  DatumIndex datum = 0;
  expression::Program value;
};
struct RaiseAction {
  std::string event;
  std::vector<Parameter> data;
};
struct SendAction {
  std::string event;
  std::int64_t delay_ms = 0;  // 0: straight into the external queue
  std::string id;             // for cancel; may be empty
  std::vector<Parameter> data;
};
struct CancelAction {
  std::string id;
};
struct IfAction {  // `if`, then each `elseif`; the block of the first guard that holds
  std::vector<std::pair<expression::Program, Block>> branches;
  Block otherwise;
};
struct ForAction {
  expression::Slot item;
  std::optional<DatumIndex> item_datum;  // the loop variable is a declared datum: it keeps the last value
  std::optional<expression::Slot> index;
  std::optional<DatumIndex> index_datum;
  expression::Program in;  // a list
  Block body;
};
// What only a case can do. The interpreter hands it to the case half at its place in the order (StepHost::perform).
struct CaseAction {
  enum class Kind {
    start_clock,
    stop_clock,
    suspend_clock,
    resume_clock,
    open_task,
    cancel_task,
    ask_approval,
    open_cases,
    issue_document,
    notify,
    set_lead_unit,
  };
  Kind kind = Kind::notify;
  std::string name;                          // id of the clock, task, approval, sub-case kind, document, message
  std::size_t index = 0;                     // the same as an index into Definition's table of that kind
  std::optional<expression::Program> value;  // set_lead_unit: the unit
  // Set by Chart::seal(): whose entry or exit it is; of a transition its first target, or its source.
  StateIndex state = root_state;
};

struct Action {
  std::variant<SetAction, RaiseAction, SendAction, CancelAction, IfAction, ForAction, CaseAction> body;
  Location where;
};

// A field that a person fills when firing the event.
struct Asked {
  std::string field;
  bool may_stay_empty = false;
};

struct Transition {
  enum class Trigger { event, always, after };
  StateIndex source = root_state;
  std::vector<StateIndex> targets;  // empty: targetless; may name history states
  Trigger trigger = Trigger::event;
  std::vector<std::string> events;  // descriptors without a trailing ".*" or "."; "*" takes all
  std::int64_t after_ms = 0;        // Trigger::after
  std::optional<expression::Program> guard;
  bool internal = false;
  Block actions;
  Location where;
  // What the case half reads.
  std::string title;
  std::vector<std::string> by;  // roles; empty: only the system fires it (a bare chart asks nobody)
  std::vector<Asked> ask;
  // Set by Chart::seal().
  std::optional<StateIndex> domain;  // none: targetless, or it hangs on a history state and is found at run time
  bool has_history_target = false;
};

// SCXML's initial transition and the default transition of a history state.
struct Entry {
  std::vector<StateIndex> targets;
  Block actions;
  Location where;
};

struct State {
  std::string id;
  std::string title;
  StateType type = StateType::atomic;
  StateIndex parent = root_state;
  std::vector<StateIndex> children;  // without history states, in document order
  std::vector<StateIndex> history;   // history states among the children
  Entry initial;                     // compound (and root): initial; history: its default
  Block entry;
  Block exit;
  std::vector<Parameter> done;               // final: data of done.state.PARENT
  std::vector<TransitionIndex> transitions;  // Trigger::event, in document order
  std::vector<TransitionIndex> always;
  std::vector<TransitionIndex> after;  // candidates of one delay stand together
  Location where;
  bool open_ended = false;  // a case may wait here without a clock
  // Set by Chart::seal().
  StateIndex last = root_state;  // its descendants are (own index, last]
  std::uint32_t depth = 0;
  [[nodiscard]] bool is_history() const {
    return type == StateType::shallow_history || type == StateType::deep_history;
  }
};

// A variable of the machine: a datum of a bare chart, or a field of a workflow (same index as Definition::fields).
// Its slot in expressions is its index, so the machine's values are the bindings as they stand.
struct Datum {
  std::string id;
  expression::Type type;  // dyn takes anything; otherwise a value of another kind is refused
  expression::Value initial;
  std::optional<expression::Program> initial_program;  // a field's `default:`, evaluated at the start
  Location where;
};

struct Chart {
  std::string id;
  bool bare = true;  // bare: a failing guard is false and raises error.execution; else it refuses the command
  std::vector<State> states;
  std::vector<Transition> transitions;  // in document order
  std::vector<Datum> data;
  Vocabulary vocabulary;  // where expressions find all that is not a datum
  std::unordered_map<std::string, StateIndex> by_id;

  [[nodiscard]] std::optional<StateIndex> find(std::string_view state_id) const;
  [[nodiscard]] const State& at(StateIndex state) const { return states[state]; }
  // Proper descendant (SCXML isDescendant).
  [[nodiscard]] bool is_descendant(StateIndex state, StateIndex ancestor) const {
    return state > ancestor && state <= states[ancestor].last;
  }
  // Fills what can be derived: by_id, last, depth, domains. Called once, after all states and transitions are in.
  void seal();
};

// SCXML getTransitionDomain for a transition with these effective (history resolved, not empty) targets.
[[nodiscard]] StateIndex transition_domain(const Chart& chart, const Transition& transition,
                                           const std::vector<StateIndex>& effective_targets);

// Where something stands in the file, as a number: decides ties between timers.
[[nodiscard]] inline std::uint64_t file_order(const Location& where) {
  return (static_cast<std::uint64_t>(where.line) << 20U) | (static_cast<std::uint64_t>(where.column) & 0xFFFFFU);
}

}  // namespace bihuan::core
