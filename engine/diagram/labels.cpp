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

// "5天", "48小时", "1小时30分钟": so many of each unit, the largest first; up to 72 hours are said in hours, as offices
// say them, since two days of a day clock end at midnight and 48 hours do not.
std::string spelled(std::int64_t ms, const Options& options) {
  constexpr std::pair<std::int64_t, const char*> units[] = {{86'400'000, "diagram_unit_days"},
                                                            {3'600'000, "diagram_unit_hours"},
                                                            {60'000, "diagram_unit_minutes"},
                                                            {1'000, "diagram_unit_seconds"}};
  constexpr std::int64_t said_in_hours = 72 * 3'600'000;
  const bool in_days = ms > said_in_hours;
  std::string out;
  for (const auto& [length, key] : units) {
    if (ms < length || (length == units[0].first && !in_days)) continue;
    if (!out.empty() && !options.language.starts_with("zh")) out += ' ';
    out += text(options.language, key, {{"n", std::to_string(ms / length)}});
    ms %= length;
  }
  return out.empty() ? core::duration_text(ms) : out;
}

std::string amount(const core::ClockKind& clock, const core::Budget& budget, const Options& options) {
  if (clock.budget.until) return {};
  const bool working = clock.count == core::Counting::working;
  if (budget.days != 0) {
    return text(options.language, working ? "diagram_working_days" : "diagram_days",
                {{"n", std::to_string(budget.days)}});
  }
  const std::string duration = spelled(budget.ms, options);
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
                             {"done.subcases.", "diagram_subcases_done"}, {"done.state.", "diagram_state_done"},
                             {"opened.task.", "diagram_task_opened"},     {"extended.", "diagram_extended"}};

template <class Kinds>
std::string title_in(const Kinds& kinds, std::string_view id) {
  for (const auto& kind : kinds) {
    if (kind.id == id && !kind.title.empty()) return kind.title;
  }
  return {};
}

// Events that the workflow names itself: the last return of a task, a limit that passes, a rung of its ladder.
std::string named_event(const Definition& definition, const std::string& event, const Options& options) {
  if (event == "supervised") return text(options.language, "diagram_supervised");
  for (const core::TaskKind& task : definition.tasks) {
    if (task.returns_event == event) return text(options.language, "diagram_returns_spent", {{"title", task.title}});
  }
  for (const core::ClockKind& clock : definition.clocks) {
    if (clock.due_event == event) return text(options.language, "diagram_due", {{"title", clock.title}});
    for (const core::Rung& rung : clock.ladder) {
      if (rung.event == event) return text(options.language, "diagram_overdue", {{"title", clock.title}});
    }
  }
  return event;
}

std::string event_title(const Definition& definition, const std::string& event, const Options& options) {
  for (const Raised& each : raised) {
    if (!event.starts_with(each.prefix)) continue;
    const std::string id = event.substr(std::string_view(each.prefix).size());
    std::string title = title_in(definition.tasks, id);
    if (title.empty()) title = title_in(definition.approvals, id);
    if (title.empty()) title = title_in(definition.subcases, id);
    if (title.empty()) title = title_in(definition.chart.states, id);
    if (title.empty()) title = title_in(definition.clocks, id);
    return text(options.language, each.key, {{"title", title.empty() ? id : title}});
  }
  return named_event(definition, event, options);
}

std::string events_of(const Definition& definition, const Transition& transition, const Options& options) {
  std::vector<std::string> titles;
  for (const std::string& event : transition.events) titles.push_back(event_title(definition, event, options));
  return joined(titles, options.language.starts_with("zh") ? "、" : ", ");
}

bool word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

// A word of a guard as people read it: the title of a field, yes and no.
std::string guard_word(const Definition& definition, const std::string& word, const Options& options) {
  if (word == "true") return text(options.language, "diagram_yes");
  if (word == "false") return text(options.language, "diagram_no");
  const std::string id = word.starts_with("field.") ? word.substr(6) : word;
  const std::string title = title_in(definition.fields, id);
  return title.empty() ? word : title;
}

// "result == '合格' && n < 2" → "核查结论 = '合格' 且 次数 < 2"; texts in quotes stay as they are.
std::string readable(const Definition& definition, const std::string& guard, const Options& options) {
  std::string out;
  char quote = 0;
  for (std::size_t i = 0; i < guard.size();) {
    const char c = guard[i];
    const std::string_view rest = std::string_view(guard).substr(i);
    std::size_t length = 1;
    if (quote != 0 || c == '\'' || c == '"') {
      quote = quote == 0 ? c : quote == c ? char{0} : quote;
      out += c;
    } else if (word_character(c)) {
      while (i + length < guard.size() && word_character(guard[i + length])) ++length;
      out += guard_word(definition, guard.substr(i, length), options);
    } else if (rest.starts_with("&&") || rest.starts_with("||")) {
      out += text(options.language, c == '&' ? "diagram_and" : "diagram_or");
      length = 2;
    } else if (rest.starts_with("==")) {
      out += '=';
      length = 2;
    } else {
      out += c;
    }
    i += length;
  }
  return out;
}

std::string limit_text(const core::ClockKind& clock, const Options& options) {
  std::string budget = amount(clock, clock.budget.otherwise, options);
  if (clock.budget.choose) budget = "≤ " + budget;
  return (clock.title.empty() ? clock.id : clock.title) + (budget.empty() ? "" : " " + budget);
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
    if (started == nullptr) continue;
    if (started->kind == CaseAction::Kind::start_clock && started->index < definition.clocks.size()) {
      limits.push_back(limit_text(definition.clocks[started->index], options));
    }
    if (started->kind == CaseAction::Kind::open_task && started->index < definition.tasks.size()) {
      const core::TaskKind& task = definition.tasks[started->index];
      for (const auto& clock : {task.sign_clock, task.clock}) {
        if (clock) limits.push_back(limit_text(definition.clocks[*clock], options));
      }
    }
  }
  return limits;
}

std::vector<std::string> work_of(const Definition& definition, const core::Block& block, const Options& options) {
  std::vector<std::string> out;
  for (const core::Action& action : block) {
    const auto* given = std::get_if<CaseAction>(&action.body);
    if (given == nullptr) continue;
    if (given->kind == CaseAction::Kind::ask_approval && given->index < definition.approvals.size()) {
      std::vector<std::string> roles;
      for (const std::string& role : definition.approvals[given->index].by)
        roles.push_back(role_title(definition, role));
      out.push_back(text(options.language, "diagram_approvers", {{"roles", joined(roles, " → ")}}));
    }
    if (given->kind == CaseAction::Kind::open_task && given->index < definition.tasks.size()) {
      const core::TaskKind& task = definition.tasks[given->index];
      out.push_back(
          text(options.language, "diagram_task", {{"title", task.title}, {"role", role_title(definition, task.role)}}));
    }
  }
  return out;
}

Label label_of(const Definition& definition, const Transition& transition, const Options& options) {
  Label label;
  switch (transition.trigger) {
    case Transition::Trigger::event:
      label.head = transition.title.empty() ? events_of(definition, transition, options) : transition.title;
      break;
    case Transition::Trigger::after:
      label.head = text(options.language, "diagram_after", {{"time", spelled(transition.after_ms, options)}});
      break;
    case Transition::Trigger::always:
      label.head = transition.title;
      break;
  }
  if (transition.guard)
    label.notes.push_back("[" + shortened(readable(definition, transition.guard->source(), options), 60) + "]");
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
