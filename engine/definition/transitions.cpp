// Transitions: `on`, `always`, `after`, and the words of a case on them.
#include <algorithm>

#include "engine/definition/readers.h"

namespace bihuan::definition {
namespace {

using core::StateIndex;
using core::Transition;
using yaml::Node;

// "e f" → the descriptors, without a trailing ".*" or "."
std::vector<std::string> read_descriptors(Loading& loading, const Node& key) {
  std::vector<std::string> out;
  std::string_view rest = key.text;
  while (true) {
    const auto begin = rest.find_first_not_of(" \t\n");
    if (begin == std::string_view::npos) break;
    rest.remove_prefix(begin);
    const auto end = std::min(rest.find_first_of(" \t\n"), rest.size());
    std::string name(rest.substr(0, end));
    rest.remove_prefix(end);
    if (name.ends_with(".*") && name.size() > 2) name.resize(name.size() - 2);
    if (name.ends_with('.') && name.size() > 1) name.pop_back();
    const bool star = name.find('*') != std::string::npos && name != "*";
    if (star || name.starts_with('.') || name.find("..") != std::string::npos) {
      loading.error(key, "event_invalid", {{"event", name}});
      continue;
    }
    out.push_back(std::move(name));
  }
  if (out.empty() && key.text.find_first_not_of(" \t\n") == std::string::npos) {
    loading.error(key, "event_invalid", {{"event", key.text}});
  }
  return out;
}

// An event that the engine raises about a state names one that exists.
void check_done_events(Loading& loading, const Node& key, const std::vector<std::string>& events) {
  constexpr std::string_view done_state = "done.state.";
  for (const auto& event : events) {
    if (!event.starts_with(done_state)) continue;
    const std::string id = event.substr(done_state.size());
    if (loading.find(Names::state, id)) continue;
    const std::string known = loading.nearest_of(Names::state, id);
    loading.problems.push_back(
        {Severity::error, "unknown_state", {{"id", id}, {"known", known}}, key.where(key.text.find(id)), {}});
  }
}

void read_asked(Loading& loading, const Node& node, std::vector<core::Asked>& into) {
  for (const Node* item : yaml::read_one_or_many(node, "ask", loading.problems)) {
    Node name = *item;
    core::Asked asked;
    if (name.text.ends_with('?')) {
      asked.may_stay_empty = true;
      name.text.pop_back();
    }
    if (const auto field = loading.use(Names::field, name)) {
      if (loading.field(*field) == nullptr) loading.error(*item, "ask_datum", {{"field", name.text}});
      if (loading.is_computed(*field)) loading.error(*item, "ask_computed", {{"field", name.text}});
      asked.field = name.text;
      into.push_back(std::move(asked));
    }
  }
}

// What a workflow may say on a transition, in the order in which it happens (docs/workflow-language.md).
void read_case_words(Loading& loading, Keys& keys, Transition& transition) {
  if (const auto title = keys.get_text("title")) transition.title = *title;
  if (const Node* by = keys.get("by")) transition.by = loading.use_all(Names::role, *by, "by");
  if (const Node* ask = keys.get("ask")) read_asked(loading, *ask, transition.ask);
  if (const Node* set = keys.get("set")) read_set(loading, *set, loading.environment, transition.actions);
  for (const auto word : {"stop", "suspend", "resume", "start", "cancel_task", "open", "ask_approval", "open_cases",
                          "document", "notify"}) {
    if (const Node* ids = keys.get(word)) read_case_actions(loading, word, *ids, transition.actions);
  }
  if (const Node* raise = keys.get("raise")) {
    for (const Node* event : yaml::read_one_or_many(*raise, "raise", loading.problems)) {
      loading.raised.emplace(event->text, event);
      transition.actions.push_back({core::RaiseAction{event->text, {}}, event->where()});
    }
  }
}

Transition read_candidate(Loading& loading, StateIndex source, const Node& node) {
  Transition transition;
  transition.source = source;
  transition.where = node.where();
  Keys keys(node, "@what.transition", loading.problems);
  if (!keys.ok()) return transition;
  if (const Node* to = keys.get("to")) transition.targets = read_targets(loading, *to);
  if (const yaml::Entry* to = node.find_entry("to"); to != nullptr && to->value.is_null()) {
    loading.error(to->key, "no_target");
  }
  if (const Node* when = keys.get("when")) transition.guard = loading.guard(*when);
  if (const yaml::Entry* when = node.find_entry("when"); when != nullptr && when->value.is_null()) {
    loading.error(when->key, "expected_expression");
  }
  transition.internal = keys.get_flag("internal");
  if (loading.bare()) {
    if (const auto title = keys.get_text("title")) transition.title = *title;
  } else {
    read_case_words(loading, keys, transition);
  }
  if (const Node* actions = keys.get("do")) {
    for (auto& action : read_actions(loading, *actions, loading.environment)) {
      transition.actions.push_back(std::move(action));
    }
  }
  keys.finish();
  return transition;
}

// One candidate or a list of them, in file order.
template <class Prepare>
void read_candidates(Loading& loading, StateIndex source, const Node& key, const Node& node, Prepare prepare) {
  const auto add = [&](const Node& candidate) {
    Transition transition = read_candidate(loading, source, candidate);
    auto& chart = loading.definition.chart;
    auto& state = chart.states[source];
    prepare(transition);
    const auto index = static_cast<core::TransitionIndex>(chart.transitions.size());
    auto& list = transition.trigger == Transition::Trigger::event    ? state.transitions
                 : transition.trigger == Transition::Trigger::always ? state.always
                                                                     : state.after;
    list.push_back(index);
    loading.transition_nodes.push_back({&candidate, &key, candidate.find("to"), candidate.find("when")});
    chart.transitions.push_back(std::move(transition));
  };
  if (!node.is_list()) {
    add(node);
    return;
  }
  if (node.items.empty()) loading.error(node, "no_candidates");
  const std::size_t first = loading.definition.chart.transitions.size();
  for (const Node& item : node.items) add(item);
  // A title on one of them names them all.
  auto& all = loading.definition.chart.transitions;
  const auto titled = std::find_if(all.begin() + static_cast<std::ptrdiff_t>(first), all.end(),
                                   [](const Transition& t) { return !t.title.empty(); });
  if (titled == all.end()) return;
  const std::string title = titled->title;
  for (std::size_t i = first; i < all.size(); ++i) {
    if (all[i].title.empty()) all[i].title = title;
  }
}

void read_after(Loading& loading, StateIndex source, const Node& map) {
  if (!map.is_map()) return loading.error(map, "after_shape", {{"text", map.text}});
  for (const auto& [key, node] : map.entries) {
    const auto delay = loading.delay(key);
    read_candidates(loading, source, key, node, [&](Transition& transition) {
      transition.trigger = Transition::Trigger::after;
      transition.after_ms = delay.value_or(0);
    });
  }
}

void read_on(Loading& loading, StateIndex source, const Node& map) {
  if (!yaml::expect_map(map, "on", loading.problems)) return;
  for (const auto& [key, node] : map.entries) {
    const auto events = read_descriptors(loading, key);
    check_done_events(loading, key, events);
    read_candidates(loading, source, key, node, [&](Transition& transition) { transition.events = events; });
  }
}

}  // namespace

void read_transitions(Loading& loading, StateIndex source, const Node& state) {
  for (const auto& [key, node] : state.entries) {
    if (node.is_null()) continue;
    if (key.text == "on") read_on(loading, source, node);
    if (key.text == "after") read_after(loading, source, node);
    if (key.text == "always") {
      read_candidates(loading, source, key, node,
                      [](Transition& transition) { transition.trigger = Transition::Trigger::always; });
    }
  }
}

}  // namespace bihuan::definition
