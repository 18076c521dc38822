// Transitions: `on`, `always`, `after`, their candidates and targets.
#include <algorithm>
#include <sstream>

#include "engine/definition/chart_loader.h"
#include "engine/definition/ids.h"

namespace bihuan::definition {

using core::State;
using core::StateIndex;
using core::StateType;
using core::Transition;
using yaml::MapReader;
using yaml::Node;

void ChartLoader::read_on(StateIndex source, const Node& node) {
  if (!yaml::expect_map(node, "on", problems_)) return;
  for (const yaml::Entry& entry : node.entries) {
    Transition model;
    model.source = source;
    model.events = read_descriptors(entry.key);
    if (model.events.empty()) continue;
    model.where = entry.key.where();
    read_candidates(model, entry.value, "on " + entry.key.text);
  }
}

void ChartLoader::read_after(StateIndex source, const Node& node) {
  if (!yaml::expect_map(node, "after", problems_)) return;
  for (const yaml::Entry& entry : node.entries) {
    Transition model;
    model.source = source;
    model.trigger = Transition::Trigger::after;
    const std::optional<std::int64_t> delay = read_duration(entry.key, "after");
    if (!delay) continue;
    model.after_ms = *delay;
    model.where = entry.key.where();
    read_candidates(model, entry.value, "after " + entry.key.text);
  }
}

std::vector<std::string> ChartLoader::read_descriptors(const Node& key) {
  std::vector<std::string> events;
  std::istringstream words(key.text);
  for (std::string word; words >> word;) {
    if (!is_event_descriptor(word)) {
      yaml::error(problems_, key, "invalid_event", {{"name", word}});
      continue;
    }
    if (word.ends_with(".*")) word.resize(word.size() - 2);
    if (word.ends_with(".")) word.pop_back();
    events.push_back(std::move(word));
  }
  if (key.text.find_first_not_of(" \t") == std::string::npos) {
    yaml::error(problems_, key, "invalid_event", {{"name", key.text}});
  }
  return events;
}

// A list of candidates in file order, one candidate, or only the target's id.
void ChartLoader::read_candidates(Transition model, const Node& node, std::string_view what) {
  if (!node.is_list()) {
    read_candidate(std::move(model), node, what);
    return;
  }
  for (const Node& item : node.items) {
    Transition candidate = model;
    candidate.where = item.where();
    read_candidate(std::move(candidate), item, what);
  }
}

void ChartLoader::read_candidate(Transition transition, const Node& node, std::string_view what) {
  using Kind = core::CaseAction::Kind;
  if (node.is_scalar()) {
    transition.targets = read_targets(node, what);
    if (!transition.targets.empty()) add(std::move(transition));
    return;
  }
  MapReader reader(node, what, problems_, true);
  if (!reader.ok() && !node.is_null()) return;
  bool good = true;
  if (const Node* to = reader.get("to")) {
    transition.targets = read_targets(*to, "to");
    good = !transition.targets.empty();
    check_targets(transition.targets, *to);
  }
  if (const Node* when = reader.get("when")) {
    transition.guard = expression(*when, "when", expression::Type(expression::Type::Kind::boolean));
    good = good && transition.guard.has_value();
  }
  transition.internal = reader.get_flag("internal");
  core::Block block;
  if (const Node* set = reader.get("set")) read_set(*set, block);
  if (names_.workflow) {
    if (const auto title = reader.get_text("title")) transition.title = *title;
    if (const Node* by = reader.get("by")) transition.by = read_roles(*by);
    if (const Node* ask = reader.get("ask")) transition.ask = read_asked(*ask);
    constexpr std::pair<const char*, Kind> words[] = {{"stop", Kind::stop_clock},
                                                      {"suspend", Kind::suspend_clock},
                                                      {"resume", Kind::resume_clock},
                                                      {"start", Kind::start_clock},
                                                      {"open", Kind::open_task},
                                                      {"cancel_task", Kind::cancel_task},
                                                      {"ask_approval", Kind::ask_approval},
                                                      {"open_cases", Kind::open_cases},
                                                      {"document", Kind::issue_document},
                                                      {"notify", Kind::notify}};
    for (const auto& [word, kind] : words) {
      if (const Node* value = reader.get(word)) read_case_words(*value, kind, block);
    }
  }
  if (const Node* raise = reader.get("raise")) read_raise(*raise, nullptr, block);
  core::Block own = read_block(reader.get("do"), "do");
  block.insert(block.end(), std::make_move_iterator(own.begin()), std::make_move_iterator(own.end()));
  transition.actions = std::move(block);
  reader.finish();
  if (good) add(std::move(transition));
}

void ChartLoader::add(Transition transition) {
  const auto index = static_cast<core::TransitionIndex>(chart_.transitions.size());
  State& source = chart_.states[transition.source];
  switch (transition.trigger) {
    case Transition::Trigger::event:
      source.transitions.push_back(index);
      break;
    case Transition::Trigger::always:
      source.always.push_back(index);
      break;
    case Transition::Trigger::after:
      source.after.push_back(index);
      break;
  }
  chart_.transitions.push_back(std::move(transition));
}

std::vector<StateIndex> ChartLoader::read_targets(const Node& node, std::string_view what) {
  std::vector<StateIndex> targets;
  for (const Node* each : yaml::read_one_or_many(node, what, problems_)) {
    const std::optional<StateIndex> state = chart_.find(each->text);
    if (state) {
      targets.push_back(*state);
    } else {
      yaml::error(problems_, *each, "unknown_state",
                  {{"name", each->text},
                   {"known", yaml::nearest_first(each->text, {state_names_.begin() + 1, state_names_.end()})}});
    }
  }
  return targets;
}

// Two targets can only be active together when they part in a parallel state, or one holds the other.
void ChartLoader::check_targets(const std::vector<StateIndex>& targets, const Node& node) {
  for (std::size_t i = 0; i < targets.size(); ++i) {
    for (std::size_t j = i + 1; j < targets.size(); ++j) {
      const StateIndex left = targets[i];
      const StateIndex right = targets[j];
      if (left == right || chart_.is_descendant(left, right) || chart_.is_descendant(right, left)) continue;
      StateIndex common = chart_.at(left).parent;
      while (!chart_.is_descendant(right, common)) common = chart_.at(common).parent;
      const auto type = [&](StateIndex state) {
        const Node* declared = nullptr;
        for (const Pending& pending : pending_) {
          if (pending.index == state) declared = pending.node->find("type");
        }
        return declared != nullptr && declared->text == "parallel";
      };
      if (common != core::root_state && type(common)) continue;
      yaml::error(problems_, node, "targets_exclude", {{"one", chart_.at(left).id}, {"other", chart_.at(right).id}});
    }
  }
}

std::vector<std::string> ChartLoader::read_roles(const Node& node) {
  std::vector<std::string> roles;
  for (const Node* each : yaml::read_one_or_many(node, "by", problems_)) {
    if (std::find(names_.roles.begin(), names_.roles.end(), each->text) == names_.roles.end()) {
      yaml::error(problems_, *each, "unknown_role",
                  {{"name", each->text}, {"known", yaml::nearest_first(each->text, names_.roles)}});
    } else {
      roles.push_back(each->text);
      used("role", each->text);
    }
  }
  return roles;
}

std::vector<core::Asked> ChartLoader::read_asked(const Node& node) {
  std::vector<core::Asked> asked;
  for (const Node* each : yaml::read_one_or_many(node, "ask", problems_)) {
    core::Asked field{each->text, false};
    if (field.field.ends_with("?")) {
      field.field.pop_back();
      field.may_stay_empty = true;
    }
    if (datum(field.field)) {
      used("field", field.field);
      asked.push_back(std::move(field));
    } else {
      yaml::error(problems_, *each, "unknown_field",
                  {{"name", field.field}, {"known", yaml::nearest_first(field.field, datum_names())}});
    }
  }
  return asked;
}

}  // namespace bihuan::definition
