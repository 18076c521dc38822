#include "engine/definition/diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "engine/base/catalogue.h"
#include "engine/definition/fragments.h"
#include "engine/yaml/node.h"

namespace bihuan::definition {
namespace {

using yaml::Node;

// A value on one line, the same for whatever is written differently but means the same.
std::string shown(const Node& node) {
  std::string out;
  switch (node.kind) {
    case yaml::Kind::null:
      return "null";
    case yaml::Kind::scalar:
      return node.text;
    case yaml::Kind::list:
      for (const Node& item : node.items) out += (out.empty() ? "" : ", ") + shown(item);
      return "[" + out + "]";
    case yaml::Kind::map:
      for (const auto& [key, value] : node.entries) out += (out.empty() ? "" : ", ") + key.text + ": " + shown(value);
      return "{" + out + "}";
  }
  return out;
}

// The states of a file by id, without the states below them.
void flatten(const Node& states, std::vector<std::pair<std::string, Node>>& into) {
  for (const auto& [key, value] : states.entries) {
    Node own = value;
    std::erase_if(own.entries, [](const yaml::Entry& entry) { return entry.key.text == "states"; });
    own.kind = yaml::Kind::map;
    into.emplace_back(key.text, std::move(own));
    if (const Node* below = value.find("states")) flatten(*below, into);
  }
}

class Comparison {
 public:
  explicit Comparison(std::vector<Change>& changes) : changes_(changes) {}

  // `depth` levels of maps are compared key by key, what is below as one value.
  void compare(const Node& before, const Node& after, const std::string& where, int depth) {
    for (const auto& [key, value] : after.entries) {
      if (where.empty() && key.text == "states") continue;
      const std::string name = where.empty() ? key.text : where + "." + key.text;
      const Node* old = before.find(key.text);
      if (old == nullptr) {
        changes_.push_back({Change::Kind::added, name, "", shown(value)});
      } else if (depth > 0 && old->is_map() && value.is_map()) {
        compare(*old, value, name, depth - 1);
      } else if (shown(*old) != shown(value)) {
        changes_.push_back({Change::Kind::changed, name, shown(*old), shown(value)});
      }
    }
    for (const auto& [key, value] : before.entries) {
      if ((where.empty() && key.text == "states") || after.find(key.text) != nullptr) continue;
      changes_.push_back({Change::Kind::removed, where.empty() ? key.text : where + "." + key.text, shown(value), ""});
    }
  }

  void compare_states(const Node& before, const Node& after) {
    std::vector<std::pair<std::string, Node>> old_states;
    std::vector<std::pair<std::string, Node>> new_states;
    if (const Node* states = before.find("states")) flatten(*states, old_states);
    if (const Node* states = after.find("states")) flatten(*states, new_states);
    const auto find = [](const auto& list, const std::string& id) {
      return std::ranges::find(list, id, [](const auto& entry) { return entry.first; });
    };
    for (const auto& [id, node] : new_states) {
      const auto old = find(old_states, id);
      if (old == old_states.end()) {
        changes_.push_back({Change::Kind::added, "states." + id, "", shown(node)});
      } else {
        compare(old->second, node, "states." + id, 1);
      }
    }
    for (const auto& [id, node] : old_states) {
      if (find(new_states, id) == new_states.end())
        changes_.push_back({Change::Kind::removed, "states." + id, shown(node), ""});
    }
  }

 private:
  std::vector<Change>& changes_;
};

std::vector<StateMapping> map_states(const core::Chart& before, const core::Chart& after) {
  std::vector<StateMapping> out;
  for (const auto& state : before.states) {
    const bool leaf = state.type == core::StateType::atomic || state.type == core::StateType::final;
    if (!leaf || state.id.empty()) continue;
    const auto found = after.find(state.id);
    auto kind = StateMapping::Kind::missing;
    if (found) {
      const auto type = after.at(*found).type;
      if (type == state.type) kind = StateMapping::Kind::same;
      const bool holds = type == core::StateType::compound || type == core::StateType::parallel;
      if (holds && state.type == core::StateType::atomic) kind = StateMapping::Kind::descends;
    }
    out.push_back({state.id, kind});
  }
  return out;
}

std::string_view word(Change::Kind kind) {
  return kind == Change::Kind::added ? "added" : kind == Change::Kind::removed ? "removed" : "changed";
}

std::string_view word(StateMapping::Kind kind) {
  return kind == StateMapping::Kind::same ? "same" : kind == StateMapping::Kind::descends ? "descends" : "missing";
}

}  // namespace

bool Difference::every_state_maps() const {
  return std::ranges::none_of(mapping, [](const auto& m) { return m.kind == StateMapping::Kind::missing; });
}

Difference compare(SourceText before, SourceText after, const FragmentReader& fragments) {
  Difference out;
  LoadOptions options;
  options.fragments = fragments;
  options.checks = false;
  const Loaded old_one = load(before.text, before.name, options);
  const Loaded new_one = load(after.text, after.name, options);
  for (const auto* loaded : {&old_one, &new_one}) {
    out.problems.insert(out.problems.end(), loaded->problems.begin(), loaded->problems.end());
  }
  if (!old_one.definition || !new_one.definition) return out;
  Problems ignored;
  const Assembled old_tree = assemble(std::move(before.text), before.name, fragments, ignored);
  const Assembled new_tree = assemble(std::move(after.text), after.name, fragments, ignored);
  Comparison comparison(out.changes);
  comparison.compare(old_tree.root, new_tree.root, "", 2);
  comparison.compare_states(old_tree.root, new_tree.root);
  out.mapping = map_states(old_one.definition->chart, new_one.definition->chart);
  return out;
}

std::string to_text(const Difference& difference, std::string_view language) {
  std::string out;
  for (const auto& problem : difference.problems) out += bihuan::to_text(problem, language);
  for (const auto& change : difference.changes) {
    if (change.kind == Change::Kind::changed) {
      out += fmt::format("~ {}: {} → {}\n", change.what, change.before, change.after);
    } else if (change.kind == Change::Kind::added) {
      out += fmt::format("+ {}: {}\n", change.what, change.after);
    } else {
      out += fmt::format("- {}: {}\n", change.what, change.before);
    }
  }
  if (has_errors(difference.problems)) return out;
  if (difference.changes.empty()) out += text(language, "diff_same") + "\n";
  for (const auto& [state, kind] : difference.mapping) {
    if (kind == StateMapping::Kind::same) continue;
    const auto key = kind == StateMapping::Kind::missing ? "diff_missing" : "diff_descends";
    out += text(language, key, {{"state", state}}) + "\n";
  }
  if (difference.every_state_maps()) out += text(language, "diff_all_map") + "\n";
  return out;
}

boost::json::object to_json(const Difference& difference, std::string_view language) {
  boost::json::array changes;
  for (const auto& change : difference.changes) {
    changes.push_back(boost::json::object{
        {"kind", word(change.kind)}, {"what", change.what}, {"before", change.before}, {"after", change.after}});
  }
  boost::json::array states;
  for (const auto& [state, kind] : difference.mapping) {
    states.push_back(boost::json::object{{"state", state}, {"maps", word(kind)}});
  }
  boost::json::array problems;
  for (const auto& problem : difference.problems) problems.push_back(bihuan::to_json(problem, language));
  return {{"changes", std::move(changes)},
          {"states", std::move(states)},
          {"every_state_maps", difference.every_state_maps()},
          {"problems", std::move(problems)}};
}

}  // namespace bihuan::definition
