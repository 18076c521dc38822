#include "engine/definition/chart_loader.h"

#include <algorithm>

#include "engine/definition/ids.h"

namespace bihuan::definition {

using core::State;
using core::StateIndex;
using core::StateType;
using yaml::MapReader;
using yaml::Node;

void ChartLoader::load(MapReader& top) {
  chart_.states.clear();
  chart_.states.emplace_back();
  chart_.states[core::root_state].type = StateType::compound;
  chart_.states[core::root_state].where = top.node().where();
  const Node* initial = top.get("initial");
  if (const Node* states = top.need("states")) {
    collect(*states, core::root_state);
    if (chart_.states.size() == 1 && states->is_map()) yaml::error(problems_, *states, "no_states");
  }
  chart_.seal();
  for (const State& state : chart_.states) state_names_.push_back(state.id);
  State& root = chart_.states[core::root_state];
  if (initial != nullptr) root.initial = read_entry(*initial, core::root_state, "initial");
  default_entry(root.initial, core::root_state);
  for (const Pending& pending : pending_) read_state(pending);
  complete_histories();
  chart_.seal();
}

// First pass: which states there are, in document order, so that names can be used before they are declared.
void ChartLoader::collect(const Node& states, StateIndex parent) {
  if (!yaml::expect_map(states, "states", problems_)) return;
  for (const yaml::Entry& entry : states.entries) {
    const std::string& id = entry.key.text;
    if (!is_id(id)) {
      yaml::error(problems_, entry.key, "invalid_id", {{"name", id}});
      continue;
    }
    const auto same = std::find_if(chart_.states.begin() + 1, chart_.states.end(),
                                   [&](const State& state) { return state.id == id; });
    if (same != chart_.states.end()) {
      yaml::error(problems_, entry.key, "duplicate_state", {{"name", id}, {"line", std::to_string(same->where.line)}});
      continue;
    }
    const auto index = static_cast<StateIndex>(chart_.states.size());
    State state;
    state.id = id;
    state.parent = parent;
    state.where = entry.key.where();
    const Node* type = entry.value.find("type");
    const bool history = type != nullptr && type->text == "history";
    const Node* deep = entry.value.find("deep");
    if (history) {
      const bool is_deep = deep != nullptr && yaml::as_flag(*deep).value_or(false);
      state.type = is_deep ? StateType::deep_history : StateType::shallow_history;
    }
    chart_.states.push_back(std::move(state));
    State& above = chart_.states[parent];
    (history ? above.history : above.children).push_back(index);
    pending_.push_back({index, &entry.value});
    const Node* children = entry.value.find("states");
    if (history || children == nullptr) continue;
    if (!children->is_null()) collect(*children, index);
  }
}

StateType ChartLoader::type_of(MapReader& reader, const Node* children) {
  const bool nested = children != nullptr && children->is_map() && !children->entries.empty();
  const Node* type = reader.get("type");
  if (type == nullptr) return nested ? StateType::compound : StateType::atomic;
  const std::optional<std::string> name = yaml::read_text(*type, "type", problems_);
  if (!name) return StateType::atomic;
  if (*name == "parallel") return nested ? StateType::parallel : StateType::atomic;
  if (*name == "final") {
    if (nested) yaml::error(problems_, *type, "final_with_states");
    return StateType::final;
  }
  const bool plain = *name == "state" || *name == "atomic" || *name == "compound";
  if (!plain) {
    yaml::error(problems_, *type, "unknown_state_type",
                {{"type", *name}, {"known", yaml::nearest_first(*name, {"parallel", "final", "history", "state"})}});
  }
  return nested ? StateType::compound : StateType::atomic;
}

void ChartLoader::read_state(const Pending& pending) {
  const std::string what = "state " + chart_.at(pending.index).id;
  MapReader reader(*pending.node, what, problems_, true);
  if (!reader.ok() && !pending.node->is_null()) return;
  State& state = chart_.states[pending.index];
  if (const auto title = reader.get_text("title")) state.title = *title;
  if (state.is_history()) {
    read_history(state, reader);
  } else {
    read_plain(pending.index, reader);
  }
  reader.finish();
}

void ChartLoader::read_history(State& state, MapReader& reader) {
  reader.get("type");
  reader.get_flag("deep");
  if (const Node* entry = reader.get("default")) state.initial = read_entry(*entry, state.parent, "default");
}

void ChartLoader::read_plain(StateIndex index, MapReader& reader) {
  const Node* children = reader.get("states");
  {
    State& state = chart_.states[index];
    state.type = type_of(reader, children);
    // Only history states below: it is a leaf that others may ask to come back to.
    if (state.children.empty() && state.type != StateType::final) state.type = StateType::atomic;
  }
  const StateType type = chart_.at(index).type;
  if (const Node* initial = reader.get("initial")) {
    if (type == StateType::compound) {
      chart_.states[index].initial = read_entry(*initial, index, "initial");
    } else {
      yaml::error(problems_, *initial, "initial_without_choice", {{"state", chart_.at(index).id}});
    }
  }
  if (type == StateType::compound) default_entry(chart_.states[index].initial, index);
  read_entry_words(chart_.states[index], reader);
  const Node* on = reader.get("on");
  const Node* always = reader.get("always");
  const Node* after = reader.get("after");
  if (type == StateType::final) {
    for (const Node* node : {on, always, after}) {
      if (node != nullptr) yaml::error(problems_, *node, "final_with_transitions");
    }
    chart_.states[index].done = read_parameters(reader.get("done"), "done");
    return;
  }
  if (const Node* done = reader.get("done")) yaml::error(problems_, *done, "done_without_final");
  if (on != nullptr) read_on(index, *on);
  if (always != nullptr) {
    core::Transition model;
    model.source = index;
    model.trigger = core::Transition::Trigger::always;
    read_candidates(model, *always, "always");
  }
  if (after != nullptr) read_after(index, *after);
}

// entry and exit, and the workflow's short words: start, suspend, open on entry; stop (and the end of `suspend`) on
// exit.
void ChartLoader::read_entry_words(State& state, MapReader& reader) {
  using Kind = core::CaseAction::Kind;
  core::Block entry;
  core::Block exit = read_block(reader.get("exit"), "exit");
  if (names_.workflow) {
    state.open_ended = reader.get_flag("open_ended");
    if (const Node* node = reader.get("suspend")) {
      read_case_words(*node, Kind::suspend_clock, entry);
      read_case_words(*node, Kind::resume_clock, exit);
    }
    if (const Node* node = reader.get("start")) read_case_words(*node, Kind::start_clock, entry);
    if (const Node* node = reader.get("open")) read_case_words(*node, Kind::open_task, entry);
    if (const Node* node = reader.get("stop")) read_case_words(*node, Kind::stop_clock, exit);
  }
  core::Block own = read_block(reader.get("entry"), "entry");
  entry.insert(entry.end(), std::make_move_iterator(own.begin()), std::make_move_iterator(own.end()));
  state.entry = std::move(entry);
  state.exit = std::move(exit);
}

core::Entry ChartLoader::read_entry(const Node& node, StateIndex parent, std::string_view what) {
  core::Entry entry;
  entry.where = node.where();
  const Node* to = &node;
  if (node.is_map()) {
    MapReader reader(node, what, problems_);
    to = reader.need("to");
    entry.actions = read_block(reader.get("do"), "do");
    reader.finish();
  }
  if (to == nullptr) return entry;
  entry.targets = read_targets(*to, what);
  std::erase_if(entry.targets, [&](StateIndex target) {
    if (chart_.is_descendant(target, parent)) return false;
    yaml::error(problems_, *to, "target_outside",
                {{"what", std::string(what)}, {"target", chart_.at(target).id}, {"state", chart_.at(parent).id}});
    return true;
  });
  return entry;
}

// No `initial`: the first child. (A child that could not be read leaves the state without one; that was reported.)
void ChartLoader::default_entry(core::Entry& entry, StateIndex parent) {
  if (entry.targets.empty() && !chart_.at(parent).children.empty()) {
    entry.targets = {chart_.at(parent).children.front()};
    if (entry.where.line == 0) entry.where = chart_.at(parent).where;
  }
}

// A history state without `default` begins like its parent. Defaults that lead from history to history must end.
void ChartLoader::complete_histories() {
  for (StateIndex index = 1; index < chart_.states.size(); ++index) {
    State& state = chart_.states[index];
    if (!state.is_history() || !state.initial.targets.empty()) continue;
    const State& parent = chart_.at(state.parent);
    state.initial.targets = parent.type == StateType::parallel ? parent.children : parent.initial.targets;
    state.initial.where = state.where;
  }
  for (StateIndex index = 1; index < chart_.states.size(); ++index) {
    if (!chart_.at(index).is_history()) continue;
    std::vector<StateIndex> open{index};
    for (std::size_t next = 0; next < open.size(); ++next) {
      for (const StateIndex target : chart_.at(open[next]).initial.targets) {
        if (!chart_.at(target).is_history()) continue;
        if (target == index) {
          problems_.push_back({Severity::error,
                               "history_without_default",
                               {{"name", chart_.at(index).id}},
                               chart_.at(index).where,
                               {}});
          chart_.states[index].initial.targets.clear();
          break;
        }
        if (std::find(open.begin(), open.end(), target) == open.end()) open.push_back(target);
      }
    }
    if (chart_.at(index).initial.targets.empty() && open.size() == 1 &&
        chart_.at(chart_.at(index).parent).children.empty()) {
      problems_.push_back(
          {Severity::error, "history_without_default", {{"name", chart_.at(index).id}}, chart_.at(index).where, {}});
    }
  }
}

std::optional<expression::Program> ChartLoader::expression(const Node& node, std::string_view what,
                                                           const std::optional<expression::Type>& expected) {
  std::string text;
  if (node.is_null()) {
    text = "null";
  } else if (const auto read = yaml::read_text(node, what, problems_)) {
    text = *read;
  } else {
    return std::nullopt;
  }
  expression::CompileOptions options;
  options.expected = expected;
  std::vector<Error> errors;
  std::optional<expression::Program> program = expression::compile(text, *scope_.environment, options, errors);
  bool only_types = chart_.bare && !program;
  for (const Error& error : errors) {
    only_types = only_types && is_type_mistake(error.code);
    const bool mild = chart_.bare && is_type_mistake(error.code);
    const Location where = node.is_null() ? node.where() : node.where(error.where.line, error.where.column);
    problems_.push_back({mild ? Severity::warning : Severity::error, error.code, error.arguments, where, {}});
  }
  if (!program && only_types) {
    options.check = false;
    options.expected.reset();
    Result<expression::Program> unchecked = expression::compile(text, *scope_.environment, options);
    if (unchecked) program = std::move(*unchecked);
  }
  if (program) check_in_state(program->ast().root(), node);
  if (program && names_.on_expression) names_.on_expression(node, *program);
  return program;
}

void ChartLoader::check_in_state(const expression::Node& tree, const Node& text) {
  if (tree.kind == expression::NodeKind::call && !tree.member && tree.name == "in_state" &&
      tree.arguments.size() == 1) {
    const expression::Node& argument = *tree.arguments.front();
    const bool literal = argument.kind == expression::NodeKind::literal && argument.value.is(expression::Kind::string);
    if (literal && !chart_.find(argument.value.as_string())) {
      const std::string& name = argument.value.as_string();
      yaml::error(
          problems_, text, "unknown_state",
          {{"name", name}, {"known", yaml::nearest_first(name, {state_names_.begin() + 1, state_names_.end()})}});
    }
  }
  for (const expression::Node* argument : tree.arguments) check_in_state(*argument, text);
}

}  // namespace bihuan::definition
