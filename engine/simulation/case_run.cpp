// A workflow in virtual time: one case, through decide and apply, with roles taken as held.
#include <algorithm>
#include <map>
#include <tuple>

#include "engine/calendar/clock.h"
#include "engine/calendar/read.h"
#include "engine/core/decide.h"
#include "engine/core/event_json.h"
#include "engine/core/phase_names.h"
#include "engine/simulation/effects.h"
#include "engine/simulation/run.h"

namespace bihuan::simulation {
namespace {

using core::CaseState;
using core::Definition;

// Nobody fills a form here: what a case must be filed with may be missing.
std::shared_ptr<const Definition> without_form(const Definition& definition) {
  auto copy = std::make_shared<Definition>(definition);
  for (core::Field& field : copy->fields) {
    if (field.required.states.empty()) field.required = {};
  }
  return copy;
}

class CaseRun final : public Run {
 public:
  CaseRun(std::shared_ptr<const Definition> definition, const Script& script,
          std::shared_ptr<const calendar::WorkingCalendar> calendar)
      : definition_(std::move(definition)), script_(script), calendar_(std::move(calendar)), now_(script.at) {}

  Outcome start() override {
    core::FileCase body;
    body.workflow = definition_->id;
    body.fields = script_.fields;
    const std::string by =
        !script_.by.empty() || definition_->file_by.empty() ? script_.by : definition_->file_by.front();
    const std::shared_ptr<const Definition> whole = definition_;
    if (script_.fields.empty()) definition_ = without_form(*definition_);
    Outcome outcome;
    if (auto refusal = run(state_, now_, std::move(body), by, outcome)) {
      broken_ = *refusal;
      outcome = refused(*refusal);
    }
    definition_ = whole;
    state_.id = 1;
    return outcome;
  }

  Outcome fire(const Step& step) override {
    if (broken_) return refused(*broken_);
    if (state_.closed) return refused(Error("closed"));
    Outcome outcome;
    CaseState state = state_;
    auto refusal = run(state, now_, core::FireEvent{step.event, step.data}, step.by, outcome);
    if (refusal && refusal->code == "no_transition" && step.lenient) return {};
    if (refusal) return refused(*refusal);
    state_ = std::move(state);
    return outcome;
  }

  Outcome advance(std::int64_t ms) override {
    if (broken_) return refused(*broken_);
    Outcome outcome;
    CaseState state = state_;
    const Millis end = now_ + ms;
    int fired = 0;
    for (auto timer = next_timer(state); timer && timer->due <= end; timer = next_timer(state)) {
      if (++fired > max_timers_of_one_advance) {
        return refused(Error("endless_step", {{"limit", std::to_string(max_timers_of_one_advance)}}));
      }
      const Millis at = std::max(now_, timer->due);
      if (auto refusal = run(state, at, core::TimerDue{timer->id}, "", outcome)) return refused(*refusal);
    }
    state_ = std::move(state);
    now_ = end;
    return outcome;
  }

  Outcome restart() override {
    if (broken_) return refused(*broken_);
    Result<CaseState> again = core::case_from_json(*definition_, core::to_json_text(*definition_, state_));
    if (!again) return refused(again.error());
    state_ = std::move(*again);
    return {};
  }

  Millis now() const override { return now_; }
  std::vector<std::string> states() const override { return state_.machine.active_leaves(definition_->chart); }

  Fields fields() const override {
    Fields fields;
    for (std::size_t i = 0; i < state_.machine.data.size() && i < definition_->fields.size(); ++i) {
      fields.emplace_back(definition_->fields[i].id, state_.machine.data[i]);
    }
    return fields;
  }

  std::vector<ClockLine> clocks() const override {
    std::vector<ClockLine> lines;
    for (const core::ClockState& clock : state_.clocks) {
      ClockLine line{clock.id, core::phase_name(clock.phase), "", 0};
      if (clock.phase != core::ClockPhase::idle) {
        // A day clock ends at 24:00, the first instant of the next day.
        const bool by_day = clock.ledger.budget.days != 0 && clock.ledger.counting != calendar::Counting::elapsed;
        line.due = by_day ? calendar::to_string(calendar_->zone().to_local(clock.due - 1).date)
                          : script_.zone.format(clock.due);
        line.left_ms = clock.due - (clock.ledger.stopped ? std::min(*clock.ledger.stopped, now_) : now_);
      }
      lines.push_back(std::move(line));
    }
    return lines;
  }

 private:
  static Outcome refused(Error error) {
    Outcome outcome;
    outcome.accepted = false;
    outcome.refusal = std::move(error);
    return outcome;
  }

  // "clerk" or "clerk@jinping"; empty: the system.
  static core::Actor actor(const std::string& by) {
    core::Actor actor;
    if (by.empty()) return actor;
    const std::size_t at = by.find('@');
    actor.person = by;
    if (at != std::string::npos) actor.unit = by.substr(at + 1);
    actor.roles.push_back({by.substr(0, at), actor.unit});
    return actor;
  }

  std::optional<Error> run(CaseState& state, Millis at, core::CommandBody body, const std::string& by,
                           Outcome& outcome) {
    core::Command command;
    command.request_id = "step-" + std::to_string(++requests_);
    command.case_id = state.id;
    command.body = std::move(body);
    core::Context context;
    context.now = at;
    context.actor = actor(by);
    context.calendar = calendar_.get();
    std::map<std::string, std::int64_t> series = series_;
    context.next_in_series = [&](std::string_view name) { return ++series[std::string(name)]; };
    Result<std::vector<core::Event>> events = core::decide(*definition_, state, command, context);
    if (!events) return events.error();
    for (core::Event& event : *events) {
      state = core::apply(*definition_, std::move(state), event);
      if (auto effect = effect_of(*definition_, event)) outcome.effects.push_back(std::move(*effect));
    }
    series_ = std::move(series);
    return std::nullopt;
  }

  std::optional<core::Timer> next_timer(const CaseState& state) const {
    std::vector<core::Timer> timers = core::timers_of(*definition_, state);
    if (timers.empty()) return std::nullopt;
    return std::move(timers.front());
  }

  std::shared_ptr<const Definition> definition_;
  Script script_;
  std::shared_ptr<const calendar::WorkingCalendar> calendar_;
  CaseState state_;
  Millis now_;
  std::map<std::string, std::int64_t> series_;
  int requests_ = 0;
  std::optional<Error> broken_;  // it could not be filed
};

}  // namespace

Result<std::unique_ptr<Run>> make_run(std::shared_ptr<const Definition> definition, const Script& script) {
  if (definition->kind == core::DefinitionKind::chart) return make_chart_run(std::move(definition), script.at);
  auto calendar = calendar::shipped_calendar(definition->calendar);
  if (!calendar) return calendar.error();
  return std::unique_ptr<Run>(std::make_unique<CaseRun>(std::move(definition), script, std::move(*calendar)));
}

}  // namespace bihuan::simulation
