#include "web/api/work_board.h"

#include <algorithm>
#include <boost/json/array.hpp>

#include "engine/core/field_values.h"
#include "engine/core/joint_handling.h"
#include "engine/core/rights.h"
#include "web/api/respond.h"

namespace bihuan::api {
namespace {

namespace json = boost::json;

constexpr std::size_t most_cases_on_board = 300;  // cases with work for the person, nearest limit first

// Where work may wait for an actor, from roles and states alone: the store then hands out few cases that have none.
class WorkPlaces {
 public:
  explicit WorkPlaces(const core::Actor& actor) : actor_(actor) {
    for (const auto& held : actor.roles) {
      waiting_.task_units.push_back(held.unit);
      waiting_.task_units.push_back(runtime::deciding_unit(held.role));
    }
  }

  // The configuration `states` of a case of this definition.
  void add(const core::Definition& definition, const std::string& states) {
    std::vector<bool> active(definition.chart.states.size());
    active[core::root_state] = true;
    for (std::size_t begin = 0; begin < states.size();) {
      const auto comma = std::min(states.find(',', begin), states.size());
      auto state = definition.chart.find(states.substr(begin, comma - begin));
      for (; state && *state != core::root_state; *state = definition.chart.at(*state).parent) active[*state] = true;
      begin = comma + 1;
    }
    for (const auto& transition : definition.chart.transitions) {
      if (!active[transition.source]) continue;
      for (const auto& role : transition.by) add_role(definition, role, states);
    }
  }

  [[nodiscard]] runtime::CaseQuery::Waiting take() { return std::move(waiting_); }

 private:
  void add_role(const core::Definition& definition, const std::string& role, const std::string& states) {
    if (!actor_.holds(role)) return;
    const auto* known = core::find_role(definition, role);
    const bool of_lead = known != nullptr && known->of && known->of->source() == "case.lead_unit";
    if (!of_lead || actor_.holds_at(role, "")) return add_once(waiting_.states, states);
    add_once(waiting_.lead_states, states);
    for (const auto& held : actor_.roles) {
      if (held.role == role) add_once(waiting_.lead_units, held.unit);
    }
  }

  static void add_once(std::vector<std::string>& list, const std::string& item) {
    if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(item);
  }

  const core::Actor& actor_;
  runtime::CaseQuery::Waiting waiting_;
};

runtime::CaseQuery::Waiting waiting_for_actor(const Services& services, const core::Actor& actor) {
  WorkPlaces places(actor);
  auto session = services.store().read();
  const auto configurations = session->cases().configurations();
  for (const auto& stored : session->records().definitions()) {
    const auto definition = services.definitions.by_hash(stored.hash);
    if (!definition) continue;
    for (const auto& [workflow, states] : configurations) {
      if (workflow == stored.id) places.add(**definition, states);
    }
  }
  return places.take();
}

bool asks_for_unit(const core::Definition& definition, const core::Offer& offer) {
  return std::any_of(offer.ask.begin(), offer.ask.end(), [&](const std::string& id) {
    const auto index = core::field_index(definition, id);
    return index && definition.fields[*index].type == core::FieldType::unit;
  });
}

const core::ClockState* running_clock(const core::CaseState& state, const std::string& id) {
  for (const auto& clock : state.clocks) {
    if (clock.id == id && clock.phase == core::ClockPhase::running) return &clock;
  }
  return nullptr;
}

// What this person can do in one case.
class CaseWork {
 public:
  CaseWork(const ViewContext& context, const runtime::StoredCase& stored, const runtime::CaseService::Acting& acting,
           std::vector<Waiting>& out)
      : context_(context),
        stored_(stored),
        acting_(acting),
        definition_(*acting.definition),
        scope_(definition_, stored.state, acting.context),
        row_(row_view(context, stored.row)),
        out_(out) {}

  void add_all() {
    for (const auto& task : stored_.state.tasks) add_task(task);
    for (const auto& approval : stored_.state.approvals) add_approval(approval);
    for (const auto& clock : stored_.state.clocks) add_extension(clock);
    add_events();
  }

 private:
  [[nodiscard]] const core::Actor& actor() const { return acting_.context.actor; }

  Waiting& add(const char* kind, std::string title, json::array actions) {
    Waiting waiting;
    waiting.item = {{"kind", kind},
                    {"case", row_},
                    {"task_id", nullptr},
                    {"title", title},
                    {"clock", row_.at("clock")},
                    {"actions", std::move(actions)}};
    waiting.case_id = stored_.state.id;
    waiting.number = stored_.state.number;
    waiting.title = std::move(title);
    waiting.due = stored_.row.due;
    waiting.clock = stored_.row.due_clock;
    waiting.calendar = acting_.calendar;
    waiting.version = stored_.state.version;
    waiting.updated_at = stored_.row.updated_at;
    return out_.emplace_back(std::move(waiting));
  }

  void add_task(const core::TaskState& task) {
    const auto& kind = definition_.tasks[task.kind];
    if (!core::is_open(task) || !core::handles(kind, task.unit, actor())) return;
    const bool fresh = task.phase == core::TaskPhase::assigned;
    auto& waiting = add("task", kind.title, fresh ? json::array{"sign", "return"} : json::array{"complete", "return"});
    waiting.item["task_id"] = task.id;
    for (const auto& own : {kind.sign_clock, kind.clock}) {
      const auto* clock =
          own ? running_clock(stored_.state, definition_.clocks[*own].id + "@" + std::to_string(task.id)) : nullptr;
      if (clock == nullptr) continue;
      waiting.due = clock->due;
      waiting.clock = clock->id;
      waiting.item["clock"] = json::object{{"id", clock->id},
                                           {"title", definition_.clocks[clock->kind].title},
                                           {"due", instant_text(clock->due)},
                                           {"left_text", left_text(context_, *acting_.calendar, clock->due, "running")},
                                           {"state", "running"},
                                           {"overdue", context_.now >= clock->due}};
      return;
    }
  }

  void add_approval(const core::ApprovalState& approval) {
    const auto& kind = definition_.approvals[approval.kind];
    if (!approval.open || !core::holds_role(definition_, scope_, actor(), kind.by[approval.step])) return;
    add("approval", kind.title, {"approve", "refuse"}).item["approval"] = kind.id;
  }

  void add_extension(const core::ClockState& clock) {
    const auto& kind = definition_.clocks[clock.kind];
    if (!clock.extension_request || !core::holds_role(definition_, scope_, actor(), kind.extend->approve)) return;
    auto& waiting = add("extension", kind.title, {"approve", "refuse"});
    waiting.item["clock_id"] = clock.id;
    waiting.item["days"] = clock.extension_request->by.days;
  }

  // The unit that has the case in hand while this person could do something, but need not: "withdraw" waits for nobody.
  [[nodiscard]] json::value waiting_for() const {
    for (const auto& task : stored_.state.tasks) {
      if (core::is_open(task) && !core::handles(definition_.tasks[task.kind], task.unit, actor())) {
        return unit_view(context_, task.unit);
      }
    }
    return nullptr;
  }

  void add_events() {
    json::array events;
    std::string title;
    bool dispatch = false;
    for (const auto& offer : core::offers(definition_, stored_.state, acting_.context)) {
      if (offer.refusal) continue;
      events.push_back(json::value(offer.event));
      title += (title.empty() ? "" : " / ") + offer.title;
      dispatch = dispatch || asks_for_unit(definition_, offer);
    }
    if (events.empty()) return;
    auto& waiting = add("event", std::move(title), std::move(events));
    waiting.item["dispatch"] = dispatch;
    waiting.item["waiting_for"] = waiting_for();
  }

  const ViewContext& context_;
  const runtime::StoredCase& stored_;
  const runtime::CaseService::Acting& acting_;
  const core::Definition& definition_;
  const core::Scope scope_;
  const json::object row_;
  std::vector<Waiting>& out_;
};

}  // namespace

WorkBoard work_of(const http::Request& request, const Services& services) {
  runtime::CaseQuery query;
  query.visible = visibility(request, services);
  query.open = true;
  query.sort = runtime::CaseQuery::Sort::due;
  query.limit = most_cases_on_board;
  const auto context = view_context(request, services);
  WorkBoard board;
  const auto actor = context.organisation->actor(request.principal.person, context.now, request.principal.on_behalf_of);
  if (!actor) return board;
  query.waiting = waiting_for_actor(services, *actor);
  const auto page = services.store().read()->cases().list(query);
  board.more = page.next.has_value();
  for (const auto& row : page.items) {
    const auto stored = services.cases.open(row.id, query.visible);
    if (!stored) continue;
    const auto acting = services.cases.acting(stored->state, request.principal.person, request.principal.on_behalf_of);
    if (acting) CaseWork(context, *stored, *acting, board.items).add_all();
  }
  return board;
}

}  // namespace bihuan::api
