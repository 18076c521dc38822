// Events that the engine raises about tasks, approvals, sub-cases and clocks: those that transitions name, and those
// that nothing hears.
#include <algorithm>
#include <array>

#include "engine/core/step.h"
#include "engine/definition/checks.h"
#include "engine/definition/readers.h"
#include "engine/yaml/reading.h"

namespace bihuan::definition {
namespace {

struct EngineEvent {
  std::string_view prefix;
  Names names;
};
constexpr std::array<EngineEvent, 9> engine_events{{{"done.task.", Names::task},
                                                    {"failed.task.", Names::task},
                                                    {"vetoed.task.", Names::task},
                                                    {"returned.task.", Names::task},
                                                    {"opened.task.", Names::task},
                                                    {"done.subcases.", Names::subcases},
                                                    {"approved.", Names::approval},
                                                    {"refused.", Names::approval},
                                                    {"extended.", Names::clock}}};

class Events {
 public:
  explicit Events(Loading& loading) : loading_(loading), chart_(loading.definition.chart) {}

  void check() {
    for (const auto& [prefix, names] : engine_events) {
      for (const auto& entry : loading_.tables[static_cast<std::size_t>(names)]) {
        known_.push_back(std::string(prefix) + entry.first);
      }
    }
    for (core::TransitionIndex i = 0; i < chart_.transitions.size(); ++i) {
      const auto& transition = chart_.transitions[i];
      if (transition.trigger != core::Transition::Trigger::event) continue;
      for (const auto& event : transition.events) check(event, transition, *loading_.transition_nodes[i].trigger);
    }
  }

 private:
  // Raised by the author's own actions.
  [[nodiscard]] bool raised(const std::string& event) const {
    return std::ranges::any_of(loading_.raised, [&](const auto& r) { return core::descriptor_takes(event, r.first); });
  }

  void check(const std::string& event, const core::Transition& transition, const yaml::Node& key) {
    const Location where = key.where(std::min(key.text.find(event), key.text.size()));
    for (const auto& [prefix, names] : engine_events) {
      if (!event.starts_with(prefix)) continue;
      const std::string id = event.substr(prefix.size());
      if (loading_.find(names, id)) return person_fires(event, transition, where);
      if (!transition.by.empty() || raised(event)) return;
      report("unknown_" + std::string(word(names)), {{"id", id}, {"known", loading_.nearest_of(names, id)}},
             key.where(key.text.find(event) + prefix.size()));
      return;
    }
    if (!transition.by.empty() || raised(event) || event == "*") return;
    if (const auto near = yaml::nearest(event, known_, 2)) {
      report("event_unknown", {{"event", event}, {"known", *near}}, where);
    }
  }

  void person_fires(const std::string& event, const core::Transition& transition, const Location& where) {
    if (transition.by.empty()) return;
    loading_.problems.push_back({Severity::warning, "event_with_by", {{"event", event}}, where, {}});
  }

  void report(std::string_view code, MessageArguments arguments, const Location& where) {
    loading_.problems.push_back({Severity::error, std::string(code), std::move(arguments), where, {}});
  }

  Loading& loading_;
  const core::Chart& chart_;
  std::vector<std::string> known_;
};

class Outcomes {
 public:
  explicit Outcomes(Loading& loading) : loading_(loading), chart_(loading.definition.chart) {}

  void check() {
    for (const auto& [id, declared] : loading_.tables[static_cast<std::size_t>(Names::approval)]) {
      if (!declared.used || declared.key->source != loading_.main) continue;
      for (const auto* prefix : {"approved.", "refused."}) {
        if (!heard(prefix + id)) loading_.error(*declared.key, "approval_unheard", {{"event", prefix + id}});
      }
    }
    const auto& tasks = loading_.definition.tasks;
    for (const auto& [id, declared] : loading_.tables[static_cast<std::size_t>(Names::task)]) {
      if (!declared.used) continue;
      tell(*declared.key, "done.task." + id);
      if (tasks[declared.index].complete == core::Completion::veto) tell(*declared.key, "vetoed.task." + id);
    }
    for (const auto& [id, declared] : loading_.tables[static_cast<std::size_t>(Names::subcases)]) {
      if (declared.used) tell(*declared.key, "done.subcases." + id);
    }
  }

 private:
  [[nodiscard]] bool heard(const std::string& event) const {
    return std::ranges::any_of(chart_.transitions, [&](const core::Transition& t) {
      return std::ranges::any_of(t.events, [&](const auto& e) { return core::descriptor_takes(e, event); });
    });
  }

  void tell(const yaml::Node& key, const std::string& event) {
    if (key.source != loading_.main || heard(event)) return;
    loading_.warning(key, "outcome_unheard", {{"event", event}});
  }

  Loading& loading_;
  const core::Chart& chart_;
};

}  // namespace

void check_events(Loading& loading) {
  Events(loading).check();
}

void check_outcomes(Loading& loading) {
  Outcomes(loading).check();
}

}  // namespace bihuan::definition
