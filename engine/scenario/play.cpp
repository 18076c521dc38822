#include "engine/scenario/play.h"

#include <algorithm>

#include "engine/base/catalogue.h"
#include "engine/core/decide.h"
#include "engine/core/event_json.h"
#include "engine/core/phase_names.h"
#include "engine/expression/json.h"
#include "engine/scenario/people.h"

namespace bihuan::scenario {
namespace {

using core::CaseState;
using core::Definition;
using core::Event;
using expression::Value;

std::string joined(const std::vector<std::string>& parts) {
  std::string out = "[";
  for (const auto& part : parts) out += (out.size() > 1 ? ", " : "") + part;
  return out + "]";
}

// A sentence that will stand inside another.
std::string without_stop(std::string sentence) {
  for (const std::string_view stop : {".", "。"}) {
    if (sentence.ends_with(stop)) sentence.resize(sentence.size() - stop.size());
  }
  return sentence;
}

calendar::Zone zone_of(const std::string& name) {
  auto zone = calendar::Zone::find(name);
  return zone ? *zone : calendar::Zone::utc();
}

// The case in play.
class Player {
 public:
  Player(const Definition& definition, const calendar::WorkingCalendar& calendar, const Scenario& scenario,
         std::string_view language)
      : language_(language),
        definition_(definition),
        calendar_(calendar),
        scenario_(scenario),
        people_(definition, scenario),
        zone_(zone_of(scenario.zone)) {}

  Played play() {
    const auto at = zone_.parse(scenario_.at);
    if (!at) {
      fail(scenario_.where, "at", said("scenario_an_instant"), scenario_.at);
      return std::move(played_);
    }
    now_ = *at;
    file();
    for (const Step& step : scenario_.steps) {
      if (!played_.failures.empty()) break;
      take(step);
      if (step.expect && played_.failures.empty()) look(*step.expect);
    }
    return std::move(played_);
  }

 private:
  void fail(const Location& where, std::string what, std::string expected, std::string found) {
    played_.failures.push_back({where, std::move(what), std::move(expected), std::move(found)});
  }

  core::Context context(const std::string& by) {
    core::Context out;
    out.now = now_;
    if (!by.empty()) out.actor = people_.actor(by, now_);
    out.calendar = &calendar_;
    out.organisation = &people_.organisation();
    out.next_in_series = [this](std::string_view series) { return ++series_[std::string(series)]; };
    return out;
  }

  // Runs one command; answers the refusal's code, empty when it was accepted.
  std::string run(core::CommandBody body, const std::string& by) {
    core::Command command;
    command.request_id = "step" + std::to_string(++requests_);
    command.case_id = state_.id;
    command.body = std::move(body);
    auto events = core::decide(definition_, state_, command, context(by));
    if (!events) {
      refusal_ = without_stop(events.error().message(language_));
      return events.error().code;
    }
    for (Event& event : *events) {
      state_ = core::apply(definition_, std::move(state_), event);
      if (const auto* taken = std::get_if<core::TransitionTaken>(&event.body)) {
        played_.taken.insert(taken->transitions.begin(), taken->transitions.end());
      }
      events_.push_back(std::move(event));
    }
    return "";
  }

  void file() {
    core::FileCase body;
    body.workflow = definition_.id;
    body.fields = typed(scenario_.fields);
    if (!scenario_.received.empty()) body.received_at = zone_.parse(scenario_.received);
    const std::string by = !scenario_.by.empty()         ? scenario_.by
                           : definition_.file_by.empty() ? ""
                                                         : definition_.file_by.front();
    if (const auto code = run(std::move(body), by); !code.empty()) {
      fail(scenario_.where, "given", said("scenario_fileable"), code + ": " + refusal_);
    }
    state_.id = 1;
  }

  // Dates come as text, whole numbers stand for numbers: as the API takes them.
  Value typed(const core::Field& field, const Value& value) const {
    switch (field.type) {
      case core::FieldType::date:
      case core::FieldType::time:
        if (value.is(expression::Kind::string)) {
          if (const auto at = zone_.parse(value.as_string())) return Value::timestamp({*at / 1000, 0});
        }
        return value;
      case core::FieldType::number:
        return value.is(expression::Kind::integer) ? Value::floating(static_cast<double>(value.as_int())) : value;
      // Plain scalars that look like numbers are text where text is declared: an id, a rule's number.
      case core::FieldType::text:
      case core::FieldType::long_text:
      case core::FieldType::choice:
        return value.is(expression::Kind::integer) ? Value::string(std::to_string(value.as_int())) : value;
      case core::FieldType::table: {
        if (!value.is(expression::Kind::list)) return value;
        std::vector<Value> rows;
        for (const Value& row : value.as_list()) {
          if (!row.is(expression::Kind::map)) return value;
          std::vector<std::pair<std::string, Value>> cells;
          for (const auto& [key, cell] : row.as_map().entries()) {
            const auto column = std::find_if(field.columns.begin(), field.columns.end(),
                                             [&id = key](const auto& c) { return c.id == id.as_string(); });
            cells.emplace_back(key.as_string(), column == field.columns.end() ? cell : typed(*column, cell));
          }
          rows.push_back(Value::record(std::move(cells)));
        }
        return Value::list(std::move(rows));
      }
      default:
        return value;
    }
  }

  core::FieldValues typed(const Fields& fields) const {
    core::FieldValues out;
    for (const auto& [id, value] : fields) {
      const auto field = std::find_if(definition_.fields.begin(), definition_.fields.end(),
                                      [&name = id](const auto& f) { return f.id == name; });
      out.emplace_back(id, field == definition_.fields.end() ? value : typed(*field, value));
    }
    return out;
  }

  // The newest task of that kind at that unit; 0 when there is none.
  std::int64_t task_of(const std::string& kind, const std::string& unit) const {
    for (auto task = state_.tasks.rbegin(); task != state_.tasks.rend(); ++task) {
      if (definition_.tasks[task->kind].id == kind && task->unit == unit) return task->id;
    }
    return 0;
  }

  // Who acts on a task when the step does not say: the role that handles it, held at its unit.
  std::string handler_of(const Step& step) const {
    if (!step.by.empty()) return step.by;
    for (const auto& kind : definition_.tasks) {
      if (kind.id == step.name) return kind.role + "@" + step.unit;
    }
    return "";
  }

  std::string perform(const Step& step) {
    using namespace core;
    switch (step.kind) {
      case StepKind::event:
        return run(FireEvent{step.name, typed(step.data)}, step.by);
      case StepKind::sign:
        return run(SignTask{task_of(step.name, step.unit)}, handler_of(step));
      case StepKind::give_back:
        return run(ReturnTask{task_of(step.name, step.unit), step.reason, step.note}, handler_of(step));
      case StepKind::complete:
        return run(CompleteTask{task_of(step.name, step.unit), typed(step.data), step.veto, step.note},
                   handler_of(step));
      case StepKind::reassign:
        return run(ReassignTask{task_of(step.name, step.unit), step.to, "", step.note}, step.by);
      case StepKind::add:
        return run(AddCoHandler{step.name, step.unit, step.note}, step.by);
      case StepKind::remove:
        return run(RemoveCoHandler{task_of(step.name, step.unit), step.note}, step.by);
      case StepKind::approve:
        return run(Decide{step.name, true, step.note}, step.by);
      case StepKind::refuse:
        return run(Decide{step.name, false, step.note}, step.by);
      case StepKind::extend:
        return run(ExtendClock{step.name, Budget{step.count, 0}, step.reason}, step.by);
      case StepKind::approve_extension:
        return run(DecideExtension{step.name, true, step.note}, step.by);
      case StepKind::refuse_extension:
        return run(DecideExtension{step.name, false, step.note}, step.by);
      case StepKind::suspend:
        return run(SuspendClock{step.name, step.reason}, step.by);
      case StepKind::resume:
        return run(ResumeClock{step.name, step.reason}, step.by);
      case StepKind::supervise:
        return run(Supervise{step.name, false}, step.by);
      case StepKind::urge:
        return run(Supervise{step.name, true}, step.by);
      case StepKind::correct: {
        const auto fields = typed({{step.name, step.value}});
        return run(CorrectField{step.name, fields.front().second, step.reason}, step.by);
      }
      case StepKind::subcase_closed:
        return run(SubCaseClosed{link_subcase(step.count), step.outcome}, "");
      case StepKind::look:
      case StepKind::restart:
      case StepKind::advance:
        break;
    }
    return "";
  }

  // The n-th sub-case gets an id when it first closes, as the service would have given it.
  std::int64_t link_subcase(std::int64_t n) {
    const auto index = static_cast<std::size_t>(n - 1);
    if (index >= state_.subcases.size()) return -n;
    const core::SubCase subcase = state_.subcases[index];
    if (subcase.case_id != 0) return subcase.case_id;
    const std::int64_t id = 1000 + n;
    run(core::SubCaseOpened{subcase.kind, subcase.round, subcase.index, id, "S" + std::to_string(n)}, "");
    return id;
  }

  void advance(const Step& step) {
    const Millis target = now_ + step.count;
    for (int fired = 0; fired < 100'000; ++fired) {
      const auto timers = core::timers_of(definition_, state_);
      if (timers.empty() || timers.front().due > target) break;
      now_ = std::max(now_, timers.front().due);
      const std::string id = timers.front().id;
      if (const auto code = run(core::TimerDue{id}, ""); !code.empty()) {
        return fail(step.where, "timer " + id, said("scenario_fires"), code + ": " + refusal_);
      }
    }
    now_ = target;
  }

  void restart(const Step& step) {
    auto again = core::case_from_json(definition_, core::to_json_text(definition_, state_));
    if (!again)
      return fail(step.where, "restart", said("scenario_same_case"), without_stop(again.error().message(language_)));
    state_ = std::move(*again);
  }

  void take(const Step& step) {
    if (step.kind == StepKind::advance) return advance(step);
    if (step.kind == StepKind::restart) return restart(step);
    if (step.kind == StepKind::look) return;
    const std::string code = perform(step);
    if (code == step.refused) return;
    if (step.refused.empty())
      fail(step.where, step.name, said("scenario_accepted"), code + ": " + refusal_);
    else
      fail(step.where, step.name, text(language_, "scenario_refused", {{"code", step.refused}}),
           code.empty() ? said("scenario_accepted") : code + ": " + refusal_);
  }

  // --- looking -------------------------------------------------------------------------------------------------

  void compare(const Expectation& expect, const std::string& what, const std::string& expected,
               const std::string& found) {
    if (expected != found) fail(expect.where, what, expected, found);
  }

  void look(const Expectation& expect) {
    if (expect.states)
      compare(expect, "states", joined(*expect.states), joined(state_.machine.active_leaves(definition_.chart)));
    look_at_fields(expect);
    for (const auto& [id, clock] : expect.clocks) look_at_clock(expect, id, clock);
    for (const auto& [unit, phase] : expect.tasks) {
      std::string found = "none";
      for (const auto& task : state_.tasks) {
        if (task.unit == unit) found = core::phase_name(task.phase);
      }
      compare(expect, "tasks." + unit, phase, found);
    }
    if (expect.approvals) look_at_approvals(expect);
    if (!expect.notified.empty()) look_at_messages(expect);
    if (expect.documents) look_at_documents(expect);
    if (expect.subcases) {
      compare(expect, "subcases", std::to_string(*expect.subcases), std::to_string(state_.subcases.size()));
    }
    if (expect.lead_unit) compare(expect, "lead_unit", *expect.lead_unit, state_.lead_unit);
    if (expect.number) compare(expect, "number", *expect.number, state_.number);
    if (expect.closed) compare(expect, "closed", *expect.closed ? "true" : "false", state_.closed ? "true" : "false");
    if (expect.offers) look_at_offers(expect);
  }

  void look_at_fields(const Expectation& expect) {
    for (const auto& [id, value] : typed(expect.fields)) {
      Value found;
      for (std::size_t i = 0; i < definition_.fields.size(); ++i) {
        if (definition_.fields[i].id == id && i < state_.machine.data.size()) found = state_.machine.data[i];
      }
      const bool unset = value.is_null() && found.is_empty();
      if (!unset && !(value == found)) {
        compare(expect, "fields." + id, expression::to_json_text(value), expression::to_json_text(found));
      }
    }
  }

  void look_at_clock(const Expectation& expect, const std::string& id, const ClockExpectation& clock) {
    const core::ClockState* found = nullptr;
    for (const auto& state : state_.clocks) {
      if (state.id == id) found = &state;
    }
    const std::string what = "clocks." + id;
    if (clock.state)
      compare(expect, what + ".state", *clock.state, found == nullptr ? "idle" : core::phase_name(found->phase));
    if (clock.overdue) {
      compare(expect, what + ".overdue", *clock.overdue ? "true" : "false",
              found != nullptr && found->overdue ? "true" : "false");
    }
    if (clock.due) {
      std::string due = "none";
      if (found != nullptr) {
        if (clock.due->size() > 10) {
          due = zone_.format(found->due).substr(0, clock.due->size());
        } else {
          // A day clock ends at 24:00, the first instant of the next day.
          due = calendar::to_string(zone_.to_local(found->due - 1).date);
        }
      }
      compare(expect, what + ".due", *clock.due, due);
    }
  }

  void look_at_approvals(const Expectation& expect) {
    std::vector<std::string> expected, found;
    for (const auto& [id, role] : *expect.approvals) expected.push_back(id + ": " + role);
    for (const auto& approval : state_.approvals) {
      if (!approval.open) continue;
      const auto& kind = definition_.approvals[approval.kind];
      found.push_back(kind.id + ": " + (approval.step < kind.by.size() ? kind.by[approval.step] : "?"));
    }
    std::sort(found.begin(), found.end());
    compare(expect, "approvals", joined(expected), joined(found));
  }

  bool reaches(const core::NotificationQueued& message, const std::string& whom) const {
    if (whom == "units") return !message.units.empty();
    if (whom == "reporter") {
      return std::find(message.persons.begin(), message.persons.end(), state_.filed_by) != message.persons.end();
    }
    if (whom == "assignee") return !message.persons.empty();
    // A role held at a unit stands as "handler@xikou".
    return std::any_of(message.roles.begin(), message.roles.end(),
                       [&](const auto& role) { return role.substr(0, role.find('@')) == whom; });
  }

  void look_at_messages(const Expectation& expect) {
    for (const auto& [whom, matters] : expect.notified) {
      std::vector<std::string> found;
      for (std::size_t i = seen_messages_[whom]; i < events_.size(); ++i) {
        const auto* message = std::get_if<core::NotificationQueued>(&events_[i].body);
        if (message != nullptr && reaches(*message, whom)) found.push_back(message->matter);
      }
      seen_messages_[whom] = events_.size();
      compare(expect, "notified." + whom, joined(matters), joined(found));
    }
  }

  void look_at_documents(const Expectation& expect) {
    std::vector<std::string> found;
    for (std::size_t i = seen_documents_; i < events_.size(); ++i) {
      if (const auto* issued = std::get_if<core::DocumentIssued>(&events_[i].body)) found.push_back(issued->document);
    }
    seen_documents_ = events_.size();
    compare(expect, "documents", joined(*expect.documents), joined(found));
  }

  void look_at_offers(const Expectation& expect) {
    std::map<std::string, OfferExpectation> found;
    for (const auto& role : definition_.roles) {
      for (const auto& offer : core::offers(definition_, state_, context(role.id))) {
        if (offer.refusal && offer.refusal->code == "not_your_role") continue;
        OfferExpectation& seen = found[offer.event];
        if (std::find(seen.by.begin(), seen.by.end(), role.id) == seen.by.end()) seen.by.push_back(role.id);
        if (!seen.ask.empty()) continue;
        for (const auto& field : offer.ask) {
          const bool required = std::find(offer.required.begin(), offer.required.end(), field) != offer.required.end();
          seen.ask.push_back(required ? field : field + "?");
        }
      }
    }
    const auto text = [](const std::map<std::string, OfferExpectation>& offers) {
      std::vector<std::string> lines;
      for (const auto& [event, offer] : offers) {
        auto by = offer.by;
        std::sort(by.begin(), by.end());
        lines.push_back(event + " by " + joined(by) + (offer.ask.empty() ? "" : " ask " + joined(offer.ask)));
      }
      return joined(lines);
    };
    compare(expect, "offers", text(*expect.offers), text(found));
  }

  [[nodiscard]] std::string said(std::string_view key) const { return text(language_, key); }

  std::string language_;
  const Definition& definition_;
  const calendar::WorkingCalendar& calendar_;
  const Scenario& scenario_;
  ScenarioPeople people_;
  calendar::Zone zone_;
  Millis now_ = 0;
  CaseState state_;
  std::vector<Event> events_;
  std::map<std::string, std::int64_t> series_;
  std::map<std::string, std::size_t> seen_messages_;  // by whom was looked at
  std::size_t seen_documents_ = 0;
  std::int64_t requests_ = 0;
  std::string refusal_;
  Played played_;
};

}  // namespace

Played play(const Definition& definition, const calendar::WorkingCalendar& calendar, const Scenario& scenario,
            std::string_view language) {
  return Player(definition, calendar, scenario, language).play();
}

}  // namespace bihuan::scenario
