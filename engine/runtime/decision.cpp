#include "engine/runtime/decision.h"

#include <algorithm>

#include "engine/base/json_text.h"
#include "engine/core/event_json.h"
#include "engine/runtime/audit.h"
#include "engine/runtime/messages.h"
#include "engine/runtime/projection.h"
#include "engine/runtime/sight.h"

namespace bihuan::runtime {
namespace {

// Thrown through the core when a number is asked of a decision that cannot give one.
struct NumberAsked {};

// What was before and is no longer goes, what is new comes: rows that stay are not touched.
template <class Row, class Less>
void difference(std::vector<Row> before, std::vector<Row> now, std::vector<Row>& removed, std::vector<Row>& added,
                Less less) {
  std::sort(before.begin(), before.end(), less);
  std::sort(now.begin(), now.end(), less);
  std::set_difference(before.begin(), before.end(), now.begin(), now.end(), std::back_inserter(removed), less);
  std::set_difference(now.begin(), now.end(), before.begin(), before.end(), std::back_inserter(added), less);
}

}  // namespace

bool Decision::may_go_ahead(const Request& request) {
  return !std::holds_alternative<core::FileCase>(request.command.body);
}

Result<Outcome> Decision::decide() {
  const auto& command = request_.command;
  // The counters before what they count: what changes meanwhile is then noticed.
  outcome_.basis.erasures = services_.erasures;
  outcome_.basis.calendars = services_.definitions.generation();
  if (const auto found = find_actor(); !found) return found.error();
  if (const auto found = find_case(); !found) return found.error();
  if (!created_) {
    timers_before_ = timer_rows(*loaded_.definition, loaded_.state);
    tasks_before_ = task_rows(*loaded_.definition, loaded_.state);
  }
  std::vector<core::Event> events;
  try {
    auto decided = core::decide(*loaded_.definition, loaded_.state, command, context_);
    if (!decided) return decided.error();
    events = std::move(*decided);
  } catch (const NumberAsked&) {
    return Error("writer_needed");
  }
  if (const auto clean = check_accused(events); !clean) return clean.error();
  core::CaseState after = std::move(loaded_.state);
  for (const auto& event : events) after = core::apply(*loaded_.definition, std::move(after), event);
  outcome_.now = context_.now;
  outcome_.reply = {after.id, after.number, loaded_.record.row.version, 0, 0, false};
  if (!events.empty()) {
    change(events, after);
    outcome_.reply.version = after.version;
    outcome_.reply.first_seq = events.front().seq;
    outcome_.reply.last_seq = events.back().seq;
  }
  return std::move(outcome_);
}

Result<void> Decision::find_actor() {
  context_.now = services_.clock.now();
  auto picture = services_.organisation.current(directory_);
  outcome_.basis.directory = picture.version;
  organisation_ = std::move(picture.organisation);
  context_.organisation = organisation_.get();
  if (request_.person.empty()) return {};
  auto actor = organisation_->actor(request_.person, context_.now, request_.on_behalf_of);
  if (!actor) {
    if (!request_.on_behalf_of.empty()) {
      return Error("not_absent", {{"absent", request_.on_behalf_of}, {"person", request_.person}});
    }
    return Error("unknown_person", {{"person", request_.person}});
  }
  const auto belongs = [&](const core::Actor::Held& held) { return held.unit == request_.unit; };
  if (!request_.unit.empty() && std::any_of(actor->roles.begin(), actor->roles.end(), belongs)) {
    actor->unit = request_.unit;
  }
  context_.actor = std::move(*actor);
  return {};
}

Result<void> Decision::find_case() {
  context_.next_in_series = [this](std::string_view series) {
    if (numbers_ == nullptr) throw NumberAsked();
    return numbers_->next_in_series(series);
  };
  if (const auto* filing = std::get_if<core::FileCase>(&request_.command.body)) {
    if (numbers_ == nullptr) return Error("writer_needed");
    const auto office = services_.definitions.calendar(services_.options.office_calendar);
    const auto date = local_date(*office, filing->received_at.value_or(context_.now));
    auto definition = services_.definitions.for_new_case(filing->workflow, date);
    if (!definition) return definition.error();
    loaded_.definition = *definition;
    loaded_.state.id = numbers_->next_case_id();
    created_ = true;
  } else {
    const auto id = request_.command.case_id;
    if (request_.visible && !cases_.visible(id, *request_.visible)) return Error("not_found");
    auto loaded = load_case(cases_, services_.definitions, services_.sealing, id);
    if (!loaded) return loaded.error();
    loaded_ = std::move(*loaded);
    const auto& expected = request_.command.expected_version;
    if (expected && *expected != loaded_.record.row.version) return Error("version_conflict");
    // The machine's clock may have been set back: a case's own history never runs backwards.
    context_.now = std::max(context_.now, loaded_.record.row.updated_at);
  }
  calendar_ = services_.definitions.calendar(loaded_.definition->calendar);
  context_.calendar = calendar_.get();
  return {};
}

bool Decision::is_accused(const std::string& unit, const std::vector<std::string>& kinds) {
  const auto names = accused_names(*organisation_, unit);
  Visibility without;
  without.all = true;
  for (const auto& kind : kinds) {
    for (const auto& party : request_.parties) {
      if (party.kind == kind && names.contains(party.name)) return true;
    }
    for (const auto& name : names) without.accused_as.push_back(accused_value(services_.sealing, kind, name));
  }
  return !created_ && !cases_.visible(loaded_.record.row.id, without);
}

// 回避: who is complained of handles no case about itself.
Result<void> Decision::check_accused(const std::vector<core::Event>& events) {
  const auto kinds = accused_kinds(*loaded_.definition);
  if (kinds.empty()) return {};
  for (const auto& event : events) {
    const std::string* unit = nullptr;
    if (const auto* opened = std::get_if<core::TaskOpened>(&event.body)) unit = &opened->task.unit;
    if (const auto* given = std::get_if<core::TaskReassigned>(&event.body)) unit = &given->unit;
    if (const auto* led = std::get_if<core::LeadUnitSet>(&event.body)) unit = &led->unit;
    const auto* known = unit == nullptr ? nullptr : organisation_->unit(*unit);
    if (known != nullptr && is_accused(known->id, kinds)) return Error("unit_is_accused", {{"unit", known->title}});
  }
  return {};
}

CaseReach Decision::reach_of(const core::CaseState& after) {
  CaseReach reach{after.lead_unit, after.filed_unit, after.filed_by, {}, {}, {}};
  for (const auto& task : after.tasks) {
    reach.units.push_back(task.unit);
    if (!task.person.empty()) reach.persons.push_back(task.person);
  }
  const auto kinds = accused_kinds(*loaded_.definition);
  const auto add = [&](const PartyData& party) {
    if (std::find(kinds.begin(), kinds.end(), party.kind) == kinds.end()) return;
    reach.accused_as.push_back(accused_value(services_.sealing, party.kind, party.name));
  };
  for (const auto& party : request_.parties) add(party);
  if (created_ || kinds.empty()) return reach;
  for (const auto& record : cases_.sealed_of(after.id)) {
    if (const auto party = open_party(services_.sealing, record)) add(*party);
  }
  return reach;
}

void Decision::change(const std::vector<core::Event>& events, const core::CaseState& after) {
  CaseChange change;
  change.created = created_;
  change.before = loaded_.record.row;
  change.first_seq = events.front().seq;
  change.at = context_.now;
  change.actor = context_.actor.person;
  change.actor_unit = context_.actor.unit;
  change.on_behalf_of = context_.actor.on_behalf_of;
  add_parties(after);
  set_bodies(change, events, after);
  add_projections(change, after);
  HistoryRow link{
      0, after.id, change.first_seq, change.at, change.actor, change.actor_unit, change.on_behalf_of, change.body, {}};
  change.record.head = chain_hash(loaded_.record.head, link);
  outcome_.change = std::move(change);
  const auto office = services_.definitions.calendar(services_.options.office_calendar);
  const Millis quiet_until = after_quiet_hours(services_.options.quiet, office->zone(), context_.now);
  auto messages = messages_of(events, after, *organisation_, context_.now, quiet_until, services_.options);
  outcome_.inbox = std::move(messages.inbox);
  outcome_.outbox = std::move(messages.outbox);
  outcome_.reach = reach_of(after);
}

void Decision::set_bodies(CaseChange& change, const std::vector<core::Event>& events, const core::CaseState& after) {
  const auto& definition = *loaded_.definition;
  PersonalWriter personal(definition, services_.sealing, after.id, loaded_.personal);
  JsonText bodies;
  bool text_changed = false;
  bodies.array(events, [&](const core::Event& event) {
    core::write_event(bodies, definition, event.body, personal.of_event(event.body));
    text_changed = text_changed || changes_search_text(definition, event.body);
  });
  change.body = bodies.text();
  change.record.state = core::to_json_text(definition, after, personal.of_state());
  for (auto& record : personal.take_records()) outcome_.sealed.push_back(std::move(record));

  change.record.row = row_of(definition, after, context_.now);
  change.record.row.title = change.before.title;
  if (!text_changed) return;
  const auto names = party_names();
  change.record.row.title = title_of(definition, after, names);
  change.search_text = search_text_of(definition, after, names);
}

void Decision::add_projections(CaseChange& change, const core::CaseState& after) const {
  const auto& definition = *loaded_.definition;
  difference(timers_before_, timer_rows(definition, after), change.timers_removed, change.timers_added, std::less<>());
  const auto order = [](const TaskRow& a, const TaskRow& b) {
    return std::tie(a.task, a.unit, a.open, a.person) < std::tie(b.task, b.unit, b.open, b.person);
  };
  difference(tasks_before_, task_rows(definition, after), change.tasks_removed, change.tasks_added, order);
}

void Decision::add_parties(const core::CaseState& after) {
  for (const auto& party : request_.parties) {
    const auto reference = std::find_if(after.parties.begin(), after.parties.end(),
                                        [&](const auto& each) { return each.record == party.record; });
    if (reference == after.parties.end()) continue;
    outcome_.sealed.push_back(party.sealed);
    outcome_.sealed.back().case_id = after.id;
  }
}

std::vector<std::string> Decision::party_names() {
  std::vector<std::string> names;
  const auto add = [&](const PartyData& party) {
    for (const auto& text : {party.name, party.phone, party.id_number}) {
      if (text.size() >= 2) names.push_back(text);
    }
  };
  for (const auto& party : request_.parties) add(party);
  if (created_) return names;
  for (const auto& record : cases_.sealed_of(loaded_.record.row.id)) {
    if (const auto party = open_party(services_.sealing, record)) add(*party);
  }
  return names;
}

}  // namespace bihuan::runtime
