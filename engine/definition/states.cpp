// States: their tree (first pass), then what happens on entry, exit, and where they begin.
#include <fmt/format.h>

#include "engine/definition/readers.h"

namespace bihuan::definition {
namespace {

using core::State;
using core::StateIndex;
using core::StateType;
using yaml::Node;

std::optional<StateType> read_state_type(Loading& loading, const Node& state) {
  const Node* type = state.find("type");
  const Node* children = state.find("states");
  const bool has_children = children != nullptr && !children->entries.empty();
  if (type == nullptr) return has_children ? StateType::compound : StateType::atomic;
  if (type->text == "parallel") return StateType::parallel;
  if (type->text == "final") return StateType::final;
  if (type->text == "history") {
    const Node* deep = state.find("deep");
    return deep != nullptr && deep->text == "true" ? StateType::deep_history : StateType::shallow_history;
  }
  loading.error(*type, "state_type_unknown", {{"type", type->text}});
  return std::nullopt;
}

void declare_level(Loading& loading, const Node& states, StateIndex parent) {
  for (const auto& [key, node] : states.entries) {
    auto& chart = loading.definition.chart;
    const auto index = static_cast<StateIndex>(chart.states.size());
    loading.declare(Names::state, key, index);
    State state;
    state.id = key.text;
    state.title = key.text;
    state.parent = parent;
    state.where = key.where();
    if (!node.is_null() && !node.is_map()) loading.error(node, "expected_map", {{"what", key.text}});
    if (node.is_map()) state.type = read_state_type(loading, node).value_or(StateType::atomic);
    const bool history = state.is_history();
    chart.states.push_back(std::move(state));
    loading.state_nodes.push_back(node.is_map() || node.is_null() ? &node : nullptr);
    auto& siblings = history ? chart.states[parent].history : chart.states[parent].children;
    siblings.push_back(index);
    const Node* children = node.find("states");
    if (children == nullptr || children->is_null()) continue;
    if (yaml::expect_map(*children, "states", loading.problems)) declare_level(loading, *children, index);
  }
}

// `initial: id`, `[ids]` or `{to: …, do: […]}`; by default the first child.
core::Entry read_initial(Loading& loading, const Node* node, StateIndex parent) {
  core::Entry entry;
  const State& state = loading.definition.chart.states[parent];
  if (node == nullptr || node->is_null()) {
    if (!state.children.empty()) entry.targets = {state.children.front()};
    entry.where = state.where;
    return entry;
  }
  entry.where = node->where();
  if (!node->is_map()) {
    entry.targets = read_targets(loading, *node);
    return entry;
  }
  Keys keys(*node, "initial", loading.problems);
  if (const Node* to = keys.need("to")) {
    entry.targets = read_targets(loading, *to);
    entry.where = to->where();
  }
  if (const Node* actions = keys.get("do")) entry.actions = read_actions(loading, *actions, loading.environment);
  keys.finish();
  return entry;
}

void append(core::Block& into, core::Block block) {
  for (auto& action : block) into.push_back(std::move(action));
}

core::Entry read_history_default(Loading& loading, const Node* node, const State& history) {
  core::Entry entry;
  entry.where = history.where;
  if (node == nullptr) {
    const State& parent = loading.definition.chart.states[history.parent];
    if (parent.type == StateType::parallel) entry.targets = parent.children;
    if (parent.type != StateType::parallel && !parent.children.empty()) entry.targets = {parent.children.front()};
    return entry;
  }
  entry.where = node->where();
  if (!node->is_map()) {
    entry.targets = read_targets(loading, *node);
    return entry;
  }
  Keys keys(*node, "default", loading.problems);
  if (const Node* to = keys.need("to")) {
    entry.targets = read_targets(loading, *to);
    entry.where = to->where();
  }
  if (const Node* actions = keys.get("do")) entry.actions = read_actions(loading, *actions, loading.environment);
  keys.finish();
  return entry;
}

// The words of a case on a state: what happens on entry and exit besides `entry:` and `exit:`.
void read_case_words(Loading& loading, Keys& keys, core::Block& entry, core::Block& exit) {
  if (const Node* start = keys.get("start")) read_case_actions(loading, "start", *start, entry);
  const Node* suspend = keys.get("suspend");
  if (suspend != nullptr) read_case_actions(loading, "suspend", *suspend, entry);
  if (const Node* open = keys.get("open")) read_case_actions(loading, "open", *open, entry);
  if (suspend != nullptr) read_case_actions(loading, "resume", *suspend, exit);
  if (const Node* stop = keys.get("stop")) read_case_actions(loading, "stop", *stop, exit);
}

// Keys that only some types of state may have.
void refuse_misplaced(Loading& loading, const Node& node, const State& state) {
  const auto refuse = [&](std::initializer_list<std::string_view> keys, std::string_view type) {
    for (const auto key : keys) {
      const yaml::Entry* entry = node.find_entry(key);
      if (entry == nullptr) continue;
      loading.error(entry->key, "key_misplaced", {{"key", std::string(key)}, {"type", std::string(type)}});
    }
  };
  if (state.is_history()) {
    refuse({"initial", "entry", "exit", "on", "always", "after", "states", "done", "start", "stop", "suspend", "open",
            "open_ended"},
           "history");
    return;
  }
  refuse({"deep", "default"}, state.type == StateType::final ? "final" : "atomic, compound, parallel");
  if (state.type == StateType::final) {
    refuse({"initial", "on", "always", "after", "states", "open_ended"}, "final");
  } else {
    refuse({"done"}, "atomic, compound, parallel");
  }
  if (state.type == StateType::parallel) refuse({"initial"}, "parallel");
  if (state.type == StateType::atomic) refuse({"initial"}, "atomic");
}

void read_state(Loading& loading, StateIndex index) {
  const Node* node = loading.state_nodes[index];
  if (node == nullptr || node->is_null()) return;
  State state = loading.definition.chart.states[index];
  Keys keys(*node, state.id, loading.problems, true);
  keys.get("type");
  keys.get("states");
  const Node* initial = keys.get("initial");
  const Node* entry = keys.get("entry");
  const Node* exit = keys.get("exit");
  for (const auto key : {"on", "always", "after"}) keys.get(key);
  if (const auto title = keys.get_text("title")) state.title = *title;
  const Node* done = keys.get("done");
  const Node* deep = keys.get("deep");
  if (deep != nullptr) static_cast<void>(yaml::read_flag(*deep, "deep", loading.problems));
  const Node* fallback = keys.get("default");
  core::Block leave;
  if (!loading.bare()) {
    state.open_ended = keys.get_flag("open_ended");
    read_case_words(loading, keys, state.entry, leave);
  }
  keys.finish();
  refuse_misplaced(loading, *node, state);
  if (entry != nullptr) append(state.entry, read_actions(loading, *entry, loading.environment));
  if (exit != nullptr) append(state.exit, read_actions(loading, *exit, loading.environment));
  append(state.exit, std::move(leave));
  if (done != nullptr) state.done = read_parameters(loading, *done, "done", loading.environment);
  if (state.type == StateType::compound) state.initial = read_initial(loading, initial, index);
  if (state.is_history()) state.initial = read_history_default(loading, fallback, state);
  loading.definition.chart.states[index] = std::move(state);
  if (!loading.definition.chart.states[index].is_history()) read_transitions(loading, index, *node);
}

}  // namespace

void declare_states(Loading& loading, const Node* states) {
  State root;
  root.type = StateType::compound;
  loading.definition.chart.states.push_back(std::move(root));
  loading.state_nodes.push_back(nullptr);
  if (states != nullptr && yaml::expect_map(*states, "states", loading.problems)) {
    declare_level(loading, *states, core::root_state);
    if (loading.definition.chart.states[core::root_state].children.empty()) loading.error(*states, "no_states");
  }
}

std::vector<StateIndex> read_targets(Loading& loading, const Node& node) {
  std::vector<StateIndex> out;
  for (const Node* id : yaml::read_one_or_many(node, "to", loading.problems)) {
    if (const auto found = loading.use(Names::state, *id)) out.push_back(static_cast<StateIndex>(*found));
  }
  if (node.is_list() && node.items.empty()) loading.error(node, "no_target");
  return out;
}

void read_states(Loading& loading, const Node& top) {
  auto& chart = loading.definition.chart;
  const Node* initial = top.find("initial");
  chart.states[core::root_state].initial = read_initial(loading, initial, core::root_state);
  for (StateIndex i = 1; i < chart.states.size(); ++i) {
    // A history state without a body still has its default; an atomic state without one has nothing to read.
    read_state(loading, i);
  }
}

}  // namespace bihuan::definition
