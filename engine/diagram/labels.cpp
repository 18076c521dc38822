#include "engine/diagram/labels.h"

#include <algorithm>

#include "engine/base/catalogue.h"
#include "engine/base/utf8.h"
#include "engine/core/machine.h"

namespace bihuan::diagram {
namespace {

using core::CaseAction;
using core::Definition;
using core::Transition;

std::string role_title(const Definition& definition, const std::string& id) {
  for (const core::Role& role : definition.roles) {
    if (role.id == id && !role.title.empty()) return role.title;
  }
  return id;
}

std::string amount(const core::ClockKind& clock, const core::Budget& budget, const Options& options) {
  if (clock.budget.until) return {};
  const bool working = clock.count == core::Counting::working;
  if (budget.days != 0) {
    return text(options.language, working ? "diagram_working_days" : "diagram_days",
                {{"n", std::to_string(budget.days)}});
  }
  const std::string duration = core::duration_text(budget.ms);
  return working ? text(options.language, "diagram_working_hours", {{"n", duration}}) : duration;
}

std::string joined(const std::vector<std::string>& parts, const char* between) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : between) + part;
  return out;
}

// What the case raises by itself, in words: approved.closing is "办结审批：通过".
struct Raised {
  const char* prefix;
  const char* key;
};
constexpr Raised raised[] = {{"done.task.", "diagram_task_done"},         {"failed.task.", "diagram_task_failed"},
                             {"returned.task.", "diagram_task_returned"}, {"vetoed.task.", "diagram_task_vetoed"},
                             {"approved.", "diagram_approved"},           {"refused.", "diagram_refused"},
                             {"done.subcases.", "diagram_subcases_done"}, {"done.state.", "diagram_state_done"}};

template <class Kinds>
std::string title_in(const Kinds& kinds, std::string_view id) {
  for (const auto& kind : kinds) {
    if (kind.id == id && !kind.title.empty()) return kind.title;
  }
  return {};
}

std::string event_title(const Definition& definition, const std::string& event, const Options& options) {
  for (const Raised& each : raised) {
    if (!event.starts_with(each.prefix)) continue;
    const std::string id = event.substr(std::string_view(each.prefix).size());
    std::string title = title_in(definition.tasks, id);
    if (title.empty()) title = title_in(definition.approvals, id);
    if (title.empty()) title = title_in(definition.subcases, id);
    if (title.empty()) title = title_in(definition.chart.states, id);
    return text(options.language, each.key, {{"title", title.empty() ? id : title}});
  }
  return event;
}

std::string events_of(const Definition& definition, const Transition& transition, const Options& options) {
  std::vector<std::string> titles;
  for (const std::string& event : transition.events) titles.push_back(event_title(definition, event, options));
  return joined(titles, ", ");
}

}  // namespace

std::string shortened(const std::string& text, std::size_t code_points) {
  std::size_t offset = 0;
  for (std::size_t count = 0; offset < text.size(); ++count) {
    if (count == code_points) return text.substr(0, offset) + "…";
    static_cast<void>(utf8::decode(text, offset));
  }
  return text;
}

std::string title_of(const core::State& state) {
  return state.title.empty() ? state.id : state.title;
}

std::vector<std::string> limits_of(const Definition& definition, const core::Block& block, const Options& options) {
  std::vector<std::string> limits;
  for (const core::Action& action : block) {
    const auto* started = std::get_if<CaseAction>(&action.body);
    if (started == nullptr || started->kind != CaseAction::Kind::start_clock) continue;
    if (started->index >= definition.clocks.size()) continue;
    const core::ClockKind& clock = definition.clocks[started->index];
    std::string budget = amount(clock, clock.budget.otherwise, options);
    if (clock.budget.choose) budget = "≤ " + budget;
    limits.push_back((clock.title.empty() ? clock.id : clock.title) + (budget.empty() ? "" : " " + budget));
  }
  return limits;
}

Label label_of(const Definition& definition, const Transition& transition, const Options& options) {
  Label label;
  switch (transition.trigger) {
    case Transition::Trigger::event:
      label.head = transition.title.empty() ? events_of(definition, transition, options) : transition.title;
      break;
    case Transition::Trigger::after:
      label.head = text(options.language, "diagram_after", {{"time", core::duration_text(transition.after_ms)}});
      break;
    case Transition::Trigger::always:
      label.head = transition.title;
      break;
  }
  if (transition.guard) label.notes.push_back("[" + shortened(transition.guard->source(), 36) + "]");
  if (!transition.by.empty()) {
    std::vector<std::string> roles;
    for (const std::string& role : transition.by) roles.push_back(role_title(definition, role));
    label.notes.push_back(joined(roles, "、"));
  }
  for (const std::string& limit : limits_of(definition, transition.actions, options))
    label.notes.push_back(limit_mark + limit);
  return label;
}

std::vector<bool> lit_states(const core::Chart& chart, const Options& options) {
  std::vector<bool> lit(chart.states.size(), false);
  for (const std::string& id : options.active) {
    const auto state = chart.find(id);
    if (!state) continue;
    for (core::StateIndex index = *state; index != core::root_state; index = chart.at(index).parent) lit[index] = true;
  }
  return lit;
}

std::vector<Arrow> arrows_of(const Definition& definition, const Options& options) {
  std::vector<Arrow> arrows;
  for (const Transition& transition : definition.chart.transitions) {
    for (const core::StateIndex target : transition.targets) {
      auto arrow = std::find_if(arrows.begin(), arrows.end(),
                                [&](const Arrow& each) { return each.from == transition.source && each.to == target; });
      if (arrow == arrows.end()) {
        arrows.push_back({transition.source, target, {}, true});
        arrow = arrows.end() - 1;
      }
      arrow->labels.push_back(label_of(definition, transition, options));
      arrow->by_system = arrow->by_system && transition.by.empty();
    }
  }
  return arrows;
}

std::vector<Label> inner_labels(const Definition& definition, core::StateIndex state, const Options& options) {
  std::vector<Label> labels;
  for (const Transition& transition : definition.chart.transitions) {
    if (transition.source == state && transition.targets.empty()) {
      labels.push_back(label_of(definition, transition, options));
    }
  }
  return labels;
}

}  // namespace bihuan::diagram
