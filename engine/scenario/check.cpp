// Names in scenarios, against the definition they play.
#include <algorithm>

#include "engine/core/step.h"
#include "engine/scenario/scenario.h"
#include "engine/yaml/reading.h"

namespace bihuan::scenario {
namespace {

using Ids = std::vector<std::string>;

template <class Kinds>
Ids ids_of(const Kinds& kinds) {
  Ids out;
  for (const auto& kind : kinds) out.push_back(kind.id);
  return out;
}

class Check {
 public:
  Check(const core::Definition& definition, Problems& problems) : problems_(problems) {
    for (const auto& state : definition.chart.states) {
      if (!state.id.empty()) states_.push_back(state.id);
    }
    roles_ = ids_of(definition.roles);
    fields_ = ids_of(definition.fields);
    clocks_ = ids_of(definition.clocks);
    tasks_ = ids_of(definition.tasks);
    approvals_ = ids_of(definition.approvals);
    for (const auto& transition : definition.chart.transitions) {
      for (const auto& event : transition.events) events_.push_back(event);
    }
    std::ranges::sort(events_);
    const auto repeated = std::ranges::unique(events_);
    events_.erase(repeated.begin(), repeated.end());
  }

  void check(const Scenario& scenario) {
    role(scenario.by, scenario.where);
    for (const auto& [id, value] : scenario.fields) known("unknown_field", id, fields_, scenario.where);
    for (const Step& step : scenario.steps) {
      check(step);
      if (step.expect) check(*step.expect);
    }
  }

 private:
  void known(std::string_view code, const std::string& id, const Ids& ids, const Location& where) {
    if (id.empty() || std::ranges::find(ids, id) != ids.end()) return;
    std::string shown = ids.empty() ? "—" : yaml::nearest_first(id, ids);
    problems_.push_back({Severity::error, std::string(code), {{"id", id}, {"known", std::move(shown)}}, where, {}});
  }

  void role(const std::string& by, const Location& where) {
    known("unknown_role", by.substr(0, by.find('@')), roles_, where);
  }

  void event(const std::string& name, const Location& where) {
    const auto takes = [&](const std::string& descriptor) { return core::descriptor_takes(descriptor, name); };
    if (std::ranges::any_of(events_, takes)) return;
    known("scenario_event_unknown", name, events_, where);
  }

  void check(const Step& step) {
    role(step.by, step.where);
    switch (step.kind) {
      case StepKind::event:
        if (step.refused.empty()) event(step.name, step.where);  // that it is not known may be what is tried
        break;
      case StepKind::sign:
      case StepKind::give_back:
      case StepKind::complete:
      case StepKind::reassign:
      case StepKind::add:
      case StepKind::remove:
        known("unknown_task", step.name, tasks_, step.where);
        break;
      case StepKind::approve:
      case StepKind::refuse:
        known("unknown_approval", step.name, approvals_, step.where);
        break;
      case StepKind::correct:
        known("unknown_field", step.name, fields_, step.where);
        break;
      default:
        break;
    }
  }

  void check(const Expectation& expect) {
    if (expect.states) {
      for (const auto& id : *expect.states) known("unknown_state", id, states_, expect.where);
    }
    for (const auto& [id, value] : expect.fields) known("unknown_field", id, fields_, expect.where);
    for (const auto& [id, clock] : expect.clocks) {
      if (id.find_first_of("@/") == std::string::npos) known("unknown_clock", id, clocks_, expect.where);
      if (clock.state) {
        known("scenario_phase_unknown", *clock.state, {"idle", "running", "suspended", "stopped"}, expect.where);
      }
    }
    for (const auto& [unit, phase] : expect.tasks) {
      known("scenario_phase_unknown", phase, {"assigned", "signed_for", "returned", "done", "cancelled", "none"},
            expect.where);
    }
    Ids readers = roles_;
    readers.insert(readers.end(), {"units", "reporter", "assignee"});
    for (const auto& [whom, matters] : expect.notified) known("unknown_role", whom, readers, expect.where);
    if (!expect.approvals) return;
    for (const auto& [id, by] : *expect.approvals) {
      known("unknown_approval", id, approvals_, expect.where);
      known("unknown_role", by, roles_, expect.where);
    }
  }

  Problems& problems_;
  Ids states_, roles_, fields_, clocks_, tasks_, approvals_, events_;
};

}  // namespace

Problems check_scenarios(const core::Definition& definition, const std::vector<Scenario>& scenarios) {
  Problems problems;
  Check check(definition, problems);
  for (const Scenario& scenario : scenarios) check.check(scenario);
  sort_problems(problems);
  return problems;
}

}  // namespace bihuan::scenario
