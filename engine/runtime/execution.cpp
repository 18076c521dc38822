#include "engine/runtime/execution.h"

#include <algorithm>
#include <boost/json.hpp>

#include "engine/runtime/audit.h"
#include "engine/runtime/follow_ups.h"
#include "engine/runtime/projection.h"
#include "engine/runtime/recipients.h"

namespace bihuan::runtime {

namespace json = boost::json;

namespace {

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

Result<Reply> Execution::run() {
  const auto& command = request_.command;
  if (!command.request_id.empty()) {
    if (const auto stored = session_.cases().request(request_.person, command.request_id)) return replay(*stored);
  }
  if (const auto found = find_actor(); !found) return found.error();
  if (const auto found = find_case(); !found) return found.error();
  if (!created_) {
    timers_before_ = timer_rows(*loaded_.definition, loaded_.state);
    tasks_before_ = task_rows(*loaded_.definition, loaded_.state);
  }
  auto events = core::decide(*loaded_.definition, loaded_.state, command, context_);
  if (!events) return events.error();
  if (const auto clean = check_accused(*events); !clean) return clean.error();
  core::CaseState after = std::move(loaded_.state);
  for (const auto& event : *events) after = core::apply(*loaded_.definition, std::move(after), event);
  Reply reply{after.id, after.number, loaded_.record.row.version, 0, 0, false};
  if (!events->empty()) {
    write(*events, after);
    reply.version = after.version;
    reply.first_seq = events->front().seq;
    reply.last_seq = events->back().seq;
  }
  if (!command.request_id.empty()) {
    session_.cases().add_request({request_.person, command.request_id, request_.body_hash, reply.case_id, reply.version,
                                  reply.first_seq, reply.last_seq, context_.now});
  }
  return reply;
}

Result<Reply> Execution::replay(const StoredRequest& stored) {
  if (stored.body_hash != request_.body_hash) return Error("request_reused");
  if (const auto found = find_actor(); !found) return found.error();
  if (request_.visible && !session_.cases().visible(stored.case_id, *request_.visible)) return Error("not_found");
  const auto row = session_.cases().row(stored.case_id);
  if (!row) return Error("not_found");
  return Reply{stored.case_id, row->number, stored.version, stored.first_seq, stored.last_seq, true};
}

Result<void> Execution::find_actor() {
  context_.now = services_.clock.now();
  organisation_ = services_.organisation.current(session_.directory());
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

Result<void> Execution::find_case() {
  context_.next_in_series = [this](std::string_view series) { return session_.cases().next_in_series(series); };
  if (const auto* filing = std::get_if<core::FileCase>(&request_.command.body)) {
    const auto office = services_.definitions.calendar(services_.options.office_calendar);
    const auto date = local_date(*office, filing->received_at.value_or(context_.now));
    auto definition = services_.definitions.for_new_case(filing->workflow, date);
    if (!definition) return definition.error();
    loaded_.definition = *definition;
    loaded_.state.id = session_.cases().next_case_id();
    created_ = true;
  } else {
    const auto id = request_.command.case_id;
    if (request_.visible && !session_.cases().visible(id, *request_.visible)) return Error("not_found");
    auto loaded = load_case(session_.cases(), services_.definitions, services_.sealing, id);
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

bool Execution::is_accused(const std::string& unit_title, const std::vector<std::string>& kinds) {
  Visibility without;
  without.all = true;
  for (const auto& kind : kinds) {
    for (const auto& party : request_.parties) {
      if (party.kind == kind && party.name == unit_title) return true;
    }
    without.accused_as.push_back(accused_value(services_.sealing, kind, unit_title));
  }
  return !created_ && !session_.cases().visible(loaded_.record.row.id, without);
}

// 回避: who is complained of handles no case about itself.
Result<void> Execution::check_accused(const std::vector<core::Event>& events) {
  const auto kinds = accused_kinds(*loaded_.definition);
  if (kinds.empty()) return {};
  for (const auto& event : events) {
    const std::string* unit = nullptr;
    if (const auto* opened = std::get_if<core::TaskOpened>(&event.body)) unit = &opened->task.unit;
    if (const auto* given = std::get_if<core::TaskReassigned>(&event.body)) unit = &given->unit;
    if (const auto* led = std::get_if<core::LeadUnitSet>(&event.body)) unit = &led->unit;
    const auto* known = unit == nullptr ? nullptr : organisation_->unit(*unit);
    if (known != nullptr && is_accused(known->title, kinds)) return Error("unit_is_accused", {{"unit", known->title}});
  }
  return {};
}

void Execution::write(const std::vector<core::Event>& events, const core::CaseState& after) {
  write_parties(after);
  session_.cases().write(change_of(events, after));
  send_messages(events, after);
  add_follow_ups(events, after);
  reach_ = reach_of(after);
}

CaseReach Execution::reach_of(const core::CaseState& after) {
  CaseReach reach{after.lead_unit, after.filed_unit, after.filed_by, {}, {}, {}};
  for (const auto& task : after.tasks) {
    reach.units.push_back(task.unit);
    if (!task.person.empty()) reach.persons.push_back(task.person);
  }
  const auto kinds = accused_kinds(*loaded_.definition);
  for (const auto& party : after.parties) {
    if (std::find(kinds.begin(), kinds.end(), party.kind) == kinds.end()) continue;
    const auto record = session_.cases().sealed(party.record);
    const auto opened = record ? open_party(services_.sealing, *record) : std::nullopt;
    if (opened) reach.accused_as.push_back(accused_value(services_.sealing, opened->kind, opened->name));
  }
  return reach;
}

CaseChange Execution::change_of(const std::vector<core::Event>& events, const core::CaseState& after) {
  const auto& definition = *loaded_.definition;
  CaseChange change;
  change.created = created_;
  change.before = loaded_.record.row;
  change.first_seq = events.front().seq;
  change.at = context_.now;
  change.actor = context_.actor.person;
  change.actor_unit = context_.actor.unit;
  change.on_behalf_of = context_.actor.on_behalf_of;

  PersonalWriter personal(definition, services_.sealing, after.id, loaded_.personal);
  json::array bodies;
  bool text_changed = false;
  for (const auto& event : events) {
    auto body = core::to_json(definition, event.body);
    personal.seal_event(body);
    bodies.emplace_back(std::move(body));
    text_changed = text_changed || changes_search_text(definition, event.body);
  }
  change.body = json::serialize(bodies);
  auto state = core::to_json(definition, after);
  personal.seal_state(state);
  change.record.state = json::serialize(state);
  for (const auto& record : personal.take_records()) session_.cases().add_sealed(record);

  const auto names = text_changed ? party_names() : std::vector<std::string>{};
  change.record.row = row_of(definition, after, context_.now, names);
  if (text_changed) {
    change.search_text = search_text_of(definition, after, names);
  } else {
    change.record.row.title = change.before.title;
  }
  add_projections(change, after);
  HistoryRow link{
      0, after.id, change.first_seq, change.at, change.actor, change.actor_unit, change.on_behalf_of, change.body, {}};
  change.record.head = chain_hash(loaded_.record.head, link);
  return change;
}

void Execution::add_projections(CaseChange& change, const core::CaseState& after) const {
  const auto& definition = *loaded_.definition;
  difference(timers_before_, timer_rows(definition, after), change.timers_removed, change.timers_added, std::less<>());
  const auto order = [](const TaskRow& a, const TaskRow& b) {
    return std::tie(a.task, a.unit, a.open, a.person) < std::tie(b.task, b.unit, b.open, b.person);
  };
  difference(tasks_before_, task_rows(definition, after), change.tasks_removed, change.tasks_added, order);
}

void Execution::write_parties(const core::CaseState& after) {
  for (const auto& party : request_.parties) {
    const auto reference = std::find_if(after.parties.begin(), after.parties.end(),
                                        [&](const auto& each) { return each.record == party.record; });
    if (reference == after.parties.end()) continue;
    SealedRecord record = party.sealed;
    record.case_id = after.id;
    session_.cases().add_sealed(record);
  }
}

std::vector<std::string> Execution::party_names() {
  std::vector<std::string> names;
  const auto add = [&](const PartyData& party) {
    for (const auto& text : {party.name, party.phone, party.id_number}) {
      if (text.size() >= 2) names.push_back(text);
    }
  };
  for (const auto& party : request_.parties) add(party);
  if (created_) return names;
  for (const auto& record : session_.cases().sealed_of(loaded_.record.row.id)) {
    if (const auto party = open_party(services_.sealing, record)) add(*party);
  }
  return names;
}

void Execution::send_messages(const std::vector<core::Event>& events, const core::CaseState& after) {
  for (const auto& event : events) {
    const auto* message = std::get_if<core::NotificationQueued>(&event.body);
    if (message == nullptr) continue;
    json::array arguments;
    for (const auto& [name, value] : message->arguments) arguments.push_back(json::array{name, value});
    const std::string body = json::serialize(json::object{{"kind", message->message},
                                                          {"case_id", after.id},
                                                          {"number", after.number},
                                                          {"definition", after.definition_hash},
                                                          {"arguments", arguments}});
    const std::string stable = std::to_string(after.id) + "/" + std::to_string(event.seq);
    for (const auto& person : recipients(*message, *organisation_, context_.now)) {
      session_.mail().add_inbox({0, person, context_.now, after.id, after.number, message->message,
                                 after.definition_hash, message->arguments, false});
      notified_.push_back(person);
      for (const auto& channel : services_.options.person_channels) {
        session_.mail().add_outbox({0,
                                    stable + "/" + channel + "/" + person,
                                    channel,
                                    person,
                                    body,
                                    OutboxState::pending,
                                    0,
                                    context_.now,
                                    context_.now,
                                    {}});
      }
    }
    for (const auto& channel : services_.options.room_channels) {
      session_.mail().add_outbox(
          {0, stable + "/" + channel, channel, {}, body, OutboxState::pending, 0, context_.now, context_.now, {}});
    }
  }
}

void Execution::add_follow_ups(const std::vector<core::Event>& events, const core::CaseState& after) {
  const auto add = [&](const std::string& id, const json::object& body) {
    session_.mail().add_outbox(
        {0, id, internal_channel, {}, json::serialize(body), OutboxState::pending, 0, context_.now, context_.now, {}});
  };
  for (const auto& event : events) {
    const std::string id = std::to_string(after.id) + "/" + std::to_string(event.seq);
    if (std::holds_alternative<core::SubCaseRequested>(event.body)) {
      add(id, {{"do", "open_subcase"}, {"parent", after.id}, {"seq", event.seq}});
    } else if (const auto* merged = std::get_if<core::CaseMerged>(&event.body)) {
      add(id, {{"do", "link"},
               {"case", merged->into.case_id},
               {"other", after.id},
               {"number", after.number},
               {"kind", "merges"}});
    } else if (const auto* closed = std::get_if<core::CaseClosed>(&event.body)) {
      for (const auto& link : after.links) {
        if (link.kind != "parent") continue;
        add(id, {{"do", "tell_parent"}, {"parent", link.case_id}, {"child", after.id}, {"outcome", closed->state}});
      }
    }
  }
}

}  // namespace bihuan::runtime
