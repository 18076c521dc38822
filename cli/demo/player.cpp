#include "cli/demo/player.h"

#include <algorithm>
#include <map>
#include <queue>
#include <set>
#include <stdexcept>

#include "engine/core/field_values.h"
#include "engine/core/joint_handling.h"
#include "engine/core/rights.h"

namespace bihuan::cli::demo {
namespace {

using core::Millis;
constexpr Millis minute = 60'000;
constexpr Millis hour = 60 * minute;
constexpr Millis day = 24 * hour;

struct Due {
  Millis at = 0;
  std::int64_t order = 0;    // ties: as planned
  std::int64_t case_id = 0;  // 0: file one of `workflow`
  std::string workflow;
  int tries = 0;
  bool operator>(const Due& other) const { return std::tie(at, order) > std::tie(other.at, other.order); }
};

// What somebody does next in a case.
struct Move {
  std::string person;
  core::CommandBody body;
  bool quick = false;  // the next move follows soon: signing, approving
  double rest = 0;     // days in which nothing follows
};

struct Step {
  runtime::Request request;
  bool quick = false;
  double rest = 0;
};

class Player {
 public:
  Player(Office& office, VirtualClock& clock, const District& district, const Staff& staff, const Plan& plan)
      : office_(office),
        clock_(clock),
        district_(district),
        staff_(staff),
        plan_(plan),
        chance_(plan.seed),
        values_(district, chance_),
        calendar_(office.folder.definitions->calendar("cn")) {}

  std::int64_t run(const std::function<void(double)>& progress) {
    plan_filings();
    while (!queue_.empty() && queue_.top().at <= plan_.to) {
      const Millis slot = queue_.top().at;
      pass_time(slot);
      play_slot(slot);
      progress(static_cast<double>(slot - plan_.from) / static_cast<double>(plan_.to - plan_.from));
    }
    pass_time(plan_.to);
    return filed_;
  }

 private:
  // Half hours of office time, so that what happens together is committed together.
  Millis office_time(Millis at) const {
    const auto local = calendar_->zone().to_local(at);
    auto date = calendar_->next_working(local.date);
    static constexpr Millis slots[] = {9 * hour, 10 * hour + 30 * minute, 14 * hour, 15 * hour + 30 * minute,
                                       16 * hour + 30 * minute};
    for (const Millis slot : slots) {
      if (date != local.date || slot >= local.ms) return calendar_->zone().to_instant({date, slot});
    }
    return calendar_->zone().to_instant({calendar_->next_working(date + 1), slots[0]});
  }

  void plan_one(Millis at, std::int64_t case_id, std::string workflow, int tries = 0) {
    queue_.push({office_time(at), ++order_, case_id, std::move(workflow), tries});
  }

  void plan_filings() {
    static const std::vector<std::pair<const char*, double>> counts = {
        {"petition", 3000}, {"rectification", 400}, {"grid-report", 600}, {"inspection-letter", 60}};
    for (const auto& [workflow, count] : counts) {
      const auto wanted = static_cast<std::int64_t>(count * plan_.scale + 0.5);
      for (std::int64_t i = 0; i < wanted; ++i) {
        // Summer brings more: windows are open and work goes on at night.
        double share = (static_cast<double>(i) + chance_.fraction()) / static_cast<double>(wanted);  // evenly
        if (chance_.happens(0.25)) share = (share < 0.5 ? 0.0 : 0.5) + 0.22 + chance_.fraction() * 0.18;
        // The second year is a tenth quieter than the first: one in nineteen moves there.
        if (share > 0.5 && chance_.happens(0.053)) share -= 0.5;
        plan_one(plan_.from + static_cast<Millis>(share * static_cast<double>(plan_.to - plan_.from)), 0, workflow);
      }
    }
  }

  // Timers fire at their own instants.
  void pass_time(Millis until) {
    for (;;) {
      const auto next = office_.folder.store->read()->cases().next_timer();
      if (!next || *next > until) break;
      clock_.set(std::max(clock_.now(), *next));
      if (office_.timers->work_off() == 0) break;
    }
    clock_.set(std::max(clock_.now(), until));
  }

  void play_slot(Millis slot) {
    std::vector<runtime::Request> requests;
    std::vector<std::pair<Due, Step>> steps;
    while (!queue_.empty() && queue_.top().at == slot) {
      const Due due = queue_.top();
      queue_.pop();
      auto step = due.case_id == 0 ? file(due.workflow) : act(due.case_id);
      if (!step) continue;
      requests.push_back(std::move(step->request));
      steps.emplace_back(due, std::move(*step));
    }
    const auto replies = office_.cases->execute_all(std::move(requests));
    for (std::size_t i = 0; i < replies.size(); ++i) after(steps[i].first, replies[i], steps[i].second);
    office_.follow_ups->work_off();
  }

  void after(const Due& due, const Result<runtime::Reply>& reply, const Step& step) {
    if (!reply) {
      // What people do is refused now and then; what the disk refuses does not get better.
      if (reply.error().code == "storage_failed") throw std::runtime_error(reply.error().message());
      // Tried again with other words; somebody who is refused often gives up for good.
      if (due.tries < 6) plan_one(clock_.now() + day, due.case_id, due.workflow, due.tries + 1);
      return;
    }
    if (due.case_id == 0) ++filed_;
    const double days = step.rest > 0 ? step.rest : step.quick ? chance_.fraction() : days_until_next(reply->case_id);
    plan_one(clock_.now() + static_cast<Millis>(days * static_cast<double>(day)) + hour, reply->case_id, {});
  }

  // People take their time, but not more than half of what the nearest limit leaves them; now and then one is
  // forgotten.
  double days_until_next(std::int64_t case_id) {
    const double usual = 1 + chance_.fraction() * chance_.fraction() * 14;
    const auto row = office_.folder.store->read()->cases().row(case_id);
    if (!row || !row->due || chance_.happens(0.03)) return usual;
    const double left = static_cast<double>(*row->due - clock_.now()) / static_cast<double>(day);
    return left <= 0 ? usual * 0.2 : std::min(usual, left * (0.1 + 0.4 * chance_.fraction()));
  }

  std::optional<Step> file(const std::string& workflow) {
    const auto date = calendar::to_string(calendar_->zone().to_local(clock_.now()).date);
    const auto definition = office_.folder.definitions->for_new_case(workflow, date);
    if (!definition) return std::nullopt;
    const std::string unit = a_street();
    Filing filing = values_.filing(**definition, unit, clock_.now());
    runtime::Request request;
    request.person = workflow == "grid-report" ? unit + "_grid" + std::to_string(1 + chance_.below(3))
                     : chance_.happens(0.6)    ? "clerk1"
                                               : "clerk2";
    request.command.body = std::move(filing.command);
    request.parties = std::move(filing.parties);
    return Step{std::move(request), true, 0};
  }

  // Where something happens: a street or town, by its share.
  std::string a_street() {
    double all = 0;
    for (const auto& each : district_.units) all += each.unit.kind == "department" ? 0 : each.share;
    double left = chance_.fraction() * all;
    for (const auto& each : district_.units) {
      if (each.unit.kind == "department") continue;
      left -= each.share;
      if (left <= 0) return each.unit.id;
    }
    return district_.units.front().unit.id;
  }

  std::optional<Step> act(std::int64_t case_id) {
    const auto stored = office_.cases->open(case_id, {.all = true, .units = {}, .person = {}});
    if (!stored || stored->state.closed) return std::nullopt;
    const auto move = next_move(stored->state);
    if (!move) {
      // Waiting for time to pass: looked at again later.
      plan_one(clock_.now() + 5 * day, case_id, {});
      return std::nullopt;
    }
    runtime::Request request;
    request.person = move->person;
    request.command.case_id = case_id;
    request.command.body = move->body;
    return Step{std::move(request), move->quick, move->rest};
  }

  std::string holder(const std::string& role, const std::string& unit) const {
    for (const auto& held : staff_.roles) {
      if (held.role == role && (unit.empty() || held.unit == unit)) return held.person;
    }
    return {};
  }

  core::FieldValues filled(const core::Definition& definition, const core::CaseState& state,
                           const std::vector<std::string>& ask, const std::vector<std::string>& required) {
    core::FieldValues values;
    for (const auto& id : ask) {
      const bool needed = std::find(required.begin(), required.end(), id) != required.end();
      if (!needed && !chance_.happens(0.15)) continue;
      const auto index = core::field_index(definition, id);
      if (index) values.emplace_back(id, values_.value(definition.fields[*index], &state, clock_.now()));
    }
    return values;
  }

  // Required by any of the event's ways on: which one is taken shows only when the form is filled.
  static std::vector<std::string> asked_for_certain(const core::Definition& definition, const core::Offer& offer) {
    std::vector<std::string> needed = offer.required;
    for (const auto& transition : definition.chart.transitions) {
      const auto& events = transition.events;
      if (std::find(events.begin(), events.end(), offer.event) == events.end()) continue;
      for (const auto& ask : transition.ask) {
        if (!ask.may_stay_empty) needed.push_back(ask.field);
      }
    }
    return needed;
  }

  std::optional<Move> next_move(const core::CaseState& state) {
    const auto definition = office_.folder.definitions->by_hash(state.definition_hash);
    if (!definition) return std::nullopt;
    if (auto move = approve(**definition, state)) return move;
    if (auto move = work_on_task(**definition, state)) return move;
    return fire(**definition, state);
  }

  std::optional<Move> approve(const core::Definition& definition, const core::CaseState& state) {
    for (const auto& approval : state.approvals) {
      if (!approval.open) continue;
      const auto& kind = definition.approvals[approval.kind];
      const auto& role = kind.by[approval.step];
      const auto* known = core::find_role(definition, role);
      const bool at_unit = known != nullptr && known->of.has_value();
      const auto person = holder(role, at_unit ? state.lead_unit : std::string{});
      if (person.empty()) continue;
      const bool yes = !chance_.happens(0.05);
      return Move{person, core::Decide{kind.id, yes, yes ? std::string{} : district_.texts.front()}, true};
    }
    return std::nullopt;
  }

  std::optional<Move> work_on_task(const core::Definition& definition, const core::CaseState& state) {
    for (const auto& task : state.tasks) {
      if (!core::is_open(task)) continue;
      const auto& kind = definition.tasks[task.kind];
      const auto person = holder(kind.role, task.unit);
      if (person.empty()) continue;
      if (task.phase == core::TaskPhase::assigned) {
        if (!kind.return_reasons.empty() && chance_.happens(0.04)) {
          return Move{person, core::ReturnTask{task.id, chance_.one_of(kind.return_reasons).code, district_.texts[1]},
                      true};
        }
        return Move{person, core::SignTask{task.id}, false};
      }
      if (task.duty == core::TaskDuty::lead &&
          !core::lead_may_complete(kind, core::tasks_of_round(state, task.kind, task.round))) {
        continue;
      }
      std::vector<std::string> required;
      for (const auto& field : kind.ask) {
        if (!field.ends_with("?")) required.push_back(field);
      }
      return Move{person, core::CompleteTask{task.id, filled(definition, state, required, required), false, {}}, true};
    }
    return std::nullopt;
  }

  bool said_already(const core::Definition& definition, const core::CaseState& state, const core::Offer& offer) const {
    if (std::find(district_.once.begin(), district_.once.end(), offer.event) == district_.once.end()) return false;
    return std::all_of(offer.required.begin(), offer.required.end(), [&](const std::string& id) {
      const auto index = core::field_index(definition, id);
      return index && !core::is_unset(state.machine.data[*index]);
    });
  }

  std::optional<Move> fire(const core::Definition& definition, const core::CaseState& state) {
    struct Choice {
      std::string person;
      core::Offer offer;
      double weight;
    };
    std::vector<Choice> choices;
    double all = 0;
    for (const auto& person : people_of(state)) {
      const auto acting = office_.cases->acting(state, person, {});
      if (!acting) continue;
      for (auto& offer : core::offers(definition, state, acting->context)) {
        if (offer.refusal || said_already(definition, state, offer)) continue;
        const auto weight = district_.weights.find(offer.event);
        choices.push_back({person, offer, weight == district_.weights.end() ? 1.0 : weight->second});
        all += choices.back().weight;
      }
    }
    // Where only unlikely things are possible, people mostly wait.
    if (choices.empty() || (all < 0.3 && !chance_.happens(all))) return std::nullopt;
    double left = chance_.fraction() * all;
    for (const auto& choice : choices) {
      left -= choice.weight;
      if (left > 0) continue;
      const auto rest = district_.rests.find(choice.offer.event);
      return Move{choice.person,
                  core::FireEvent{choice.offer.event, filled(definition, state, choice.offer.ask,
                                                             asked_for_certain(definition, choice.offer))},
                  false, rest == district_.rests.end() ? 0 : rest->second};
    }
    return std::nullopt;
  }

  std::vector<std::string> people_of(const core::CaseState& state) const {
    std::vector<std::string> people{"clerk1", "leader1", "command1", "acceptance1"};
    if (!state.filed_by.empty() && state.filed_by != "clerk1") people.push_back(state.filed_by);
    if (!state.lead_unit.empty()) {
      for (const char* role : {"handler", "unit_leader"}) {
        const auto person = holder(role, state.lead_unit);
        if (!person.empty()) people.push_back(person);
      }
    }
    return people;
  }

  Office& office_;
  VirtualClock& clock_;
  const District& district_;
  const Staff& staff_;
  const Plan& plan_;
  Chance chance_;
  Values values_;
  runtime::CalendarPtr calendar_;
  std::priority_queue<Due, std::vector<Due>, std::greater<>> queue_;
  std::int64_t order_ = 0;
  std::int64_t filed_ = 0;
};

}  // namespace

std::int64_t play(Office& office, VirtualClock& clock, const District& district, const Staff& staff, const Plan& plan,
                  const std::function<void(double)>& progress) {
  return Player(office, clock, district, staff, plan).run(progress);
}

}  // namespace bihuan::cli::demo
