#include "web/api/history_view.h"

#include "engine/base/catalogue.h"
#include "engine/core/event_json.h"
#include "engine/core/field_values.h"
#include "engine/core/scope.h"

namespace bihuan::api {
namespace {

namespace json = boost::json;

// The parts of a sentence; an empty key leaves the event out.
struct Sentence {
  std::string key;
  MessageArguments arguments;
};

struct Teller {
  const CaseSight& sight;
  const core::Definition& definition = *sight.acting.definition;

  std::string unit(const std::string& id) const {
    const auto* known = sight.context.organisation->unit(id);
    return known == nullptr ? id : known->title;
  }
  std::string clock(const std::string& id) const {
    const std::string kind = id.substr(0, id.find('@'));
    for (const auto& each : definition.clocks) {
      if (each.id == kind) return each.title;
    }
    return id;
  }
  std::string task(std::int64_t id) const {
    for (const auto& each : sight.stored.state.tasks) {
      if (each.id == id) return definition.tasks[each.kind].title + " · " + unit(each.unit);
    }
    return std::to_string(id);
  }
  std::string states(const std::vector<std::string>& ids) const {
    std::string joined;
    for (const auto& id : ids) {
      const auto index = definition.chart.find(id);
      const std::string title = index ? definition.chart.at(*index).title : std::string{};
      joined += (joined.empty() ? "" : " / ") + (title.empty() ? id : title);
    }
    return joined;
  }
  std::string event_title(const core::TransitionTaken& taken) const {
    for (const auto index : taken.transitions) {
      if (!definition.chart.transitions[index].title.empty()) return definition.chart.transitions[index].title;
    }
    return states(taken.to);
  }
  std::string date(core::Millis at) const {
    return calendar::to_string(sight.acting.calendar->zone().to_local(at - 1).date);
  }
  std::string field(const std::string& id) const {
    const auto index = core::field_index(definition, id);
    return index ? definition.fields[*index].title : id;
  }
  std::string document(const std::string& id) const {
    for (const auto& each : definition.documents) {
      if (each.id == id) return each.title;
    }
    return id;
  }
  std::string approval(std::size_t kind) const { return definition.approvals[kind].title; }

  Sentence operator()(const core::CaseFiled& e) const { return {"told_filed", {{"number", e.number}}}; }
  Sentence operator()(const core::PartyRecorded&) const { return {}; }
  Sentence operator()(const core::FieldSet& e) const { return {"told_field_set", {{"field", field(e.field)}}}; }
  Sentence operator()(const core::FieldCorrected& e) const {
    return {"told_field_corrected", {{"field", field(e.field)}, {"reason", e.reason}}};
  }
  Sentence operator()(const core::TransitionTaken& e) const {
    if (e.from == e.to && event_title(e) == states(e.to)) return {};
    return {"told_transition", {{"event", event_title(e)}, {"from", states(e.from)}, {"to", states(e.to)}}};
  }
  Sentence operator()(const core::LeadUnitSet& e) const { return {"told_lead_unit", {{"unit", unit(e.unit)}}}; }
  Sentence operator()(const core::ClockStarted& e) const {
    return {"told_clock_started", {{"clock", clock(e.clock)}, {"due", date(e.due)}}};
  }
  Sentence operator()(const core::ClockStopped& e) const {
    return {e.overdue ? "told_clock_stopped_late" : "told_clock_stopped", {{"clock", clock(e.clock)}}};
  }
  Sentence operator()(const core::ClockSuspended& e) const {
    return {"told_clock_suspended", {{"clock", clock(e.clock)}, {"reason", e.reason}}};
  }
  Sentence operator()(const core::ClockResumed& e) const {
    return {"told_clock_resumed", {{"clock", clock(e.clock)}, {"due", date(e.due)}}};
  }
  Sentence operator()(const core::ExtensionRequested& e) const {
    return {"told_extension_asked",
            {{"clock", clock(e.clock)}, {"days", std::to_string(e.by.days)}, {"reason", e.reason}}};
  }
  Sentence operator()(const core::ClockExtended& e) const {
    return {"told_clock_extended", {{"clock", clock(e.clock)}, {"due", date(e.due)}, {"reason", e.reason}}};
  }
  Sentence operator()(const core::ExtensionRefused& e) const {
    return {"told_extension_refused", {{"clock", clock(e.clock)}, {"note", e.note}}};
  }
  Sentence operator()(const core::ClockRecomputed& e) const {
    return {"told_clock_recomputed", {{"clock", clock(e.clock)}, {"before", date(e.before)}, {"due", date(e.due)}}};
  }
  Sentence operator()(const core::WarnPointReached& e) const { return {"told_warned", {{"clock", clock(e.clock)}}}; }
  Sentence operator()(const core::LimitPassed& e) const { return {"told_limit_passed", {{"clock", clock(e.clock)}}}; }
  Sentence operator()(const core::RungReached& e) const {
    return {"told_rung", {{"clock", clock(e.clock)}, {"level", text(sight.context.language, "level_" + e.level)}}};
  }
  Sentence operator()(const core::TimerFired&) const { return {}; }
  Sentence operator()(const core::TaskOpened& e) const {
    return {"told_task_opened", {{"task", definition.tasks[e.task.kind].title}, {"unit", unit(e.task.unit)}}};
  }
  Sentence operator()(const core::TaskSigned& e) const { return {"told_task_signed", {{"task", task(e.task)}}}; }
  Sentence operator()(const core::TaskReturned& e) const {
    return {"told_task_returned", {{"task", task(e.task)}, {"reason", e.reason_code}, {"note", e.note}}};
  }
  Sentence operator()(const core::TaskCompleted& e) const {
    return {e.veto ? "told_task_vetoed" : "told_task_completed", {{"task", task(e.task)}, {"note", e.note}}};
  }
  Sentence operator()(const core::TaskReassigned& e) const {
    return {"told_task_reassigned", {{"task", task(e.task)}, {"unit", unit(e.unit)}, {"note", e.note}}};
  }
  Sentence operator()(const core::TaskCancelled& e) const { return {"told_task_cancelled", {{"task", task(e.task)}}}; }
  Sentence operator()(const core::TaskRoundDecided&) const { return {}; }
  Sentence operator()(const core::ApprovalOpened& e) const {
    return {"told_approval_opened", {{"approval", approval(e.kind)}}};
  }
  Sentence operator()(const core::ApprovalDropped& e) const {
    return {"told_approval_dropped", {{"approval", approval(e.kind)}}};
  }
  Sentence operator()(const core::ApprovalGiven& e) const {
    return {e.approved ? "told_approved" : "told_not_approved", {{"approval", approval(e.kind)}, {"note", e.note}}};
  }
  Sentence operator()(const core::Commented& e) const { return {"told_comment", {{"text", e.text}}}; }
  Sentence operator()(const core::AttachmentAdded& e) const {
    return {"told_attachment", {{"name", e.attachment.name}}};
  }
  Sentence operator()(const core::Supervised& e) const {
    return {e.urge_only ? "told_urged" : "told_supervised", {{"note", e.note}}};
  }
  Sentence operator()(const core::CaseMerged& e) const {
    return {"told_merged", {{"number", e.into.number}, {"note", e.note}}};
  }
  Sentence operator()(const core::CaseLinked& e) const {
    return {"told_linked", {{"number", e.link.number}, {"note", e.note}}};
  }
  Sentence operator()(const core::DocumentIssued& e) const {
    return {"told_document", {{"document", document(e.document)}, {"number", e.number}}};
  }
  Sentence operator()(const core::NotificationQueued& e) const { return {"told_notified", {{"matter", e.matter}}}; }
  Sentence operator()(const core::SubCaseRequested&) const { return {}; }
  Sentence operator()(const core::SubCaseLinked& e) const { return {"told_subcase_opened", {{"number", e.number}}}; }
  Sentence operator()(const core::SubCaseEnded&) const { return {"told_subcase_ended", {}}; }
  Sentence operator()(const core::CaseClosed& e) const { return {"told_closed", {{"state", states({e.state})}}}; }
};

// A value that this person may not read in clear stays out of the detail.
bool hides_detail(const CaseSight& sight, const core::Event& event) {
  const auto& definition = *sight.acting.definition;
  const auto unread = [&](const std::string& id) {
    const auto index = core::field_index(definition, id);
    if (!index) return false;
    const core::Scope scope(definition, sight.stored.state, sight.acting.context);
    return core::field_sight(definition, scope, sight.acting.context.actor, definition.fields[*index]) !=
           core::FieldSight::clear;
  };
  if (const auto* set = std::get_if<core::FieldSet>(&event.body)) return unread(set->field);
  if (const auto* corrected = std::get_if<core::FieldCorrected>(&event.body)) return unread(corrected->field);
  // What is handed to a sub-case may be anything.
  return std::holds_alternative<core::SubCaseRequested>(event.body);
}

void redact(const CaseSight& sight, json::value& value) {
  if (value.is_string()) {
    value = sight.redacted(std::string(value.get_string()));
  } else if (value.is_array()) {
    for (auto& item : value.get_array()) redact(sight, item);
  } else if (value.is_object()) {
    for (auto& member : value.get_object()) redact(sight, member.value());
  }
}

}  // namespace

json::object history_view(const CaseSight& sight, const core::Event& event) {
  const Sentence sentence = std::visit(Teller{sight}, event.body);
  if (sentence.key.empty()) return {};
  json::object detail;
  const bool machine = std::holds_alternative<core::TransitionTaken>(event.body);
  if (!machine && !hides_detail(sight, event)) detail = core::to_json(*sight.acting.definition, event.body);
  if (!sight.secrets.empty()) {
    for (auto& member : detail) redact(sight, member.value());
  }
  json::value on_behalf = nullptr;
  if (!event.on_behalf_of.empty()) on_behalf = person_view(sight.context, event.on_behalf_of);
  json::value actor = person_view(sight.context, event.actor);
  if (actor.is_object()) actor.get_object()["unit"] = unit_view(sight.context, event.actor_unit);
  return {{"seq", event.seq},
          {"at", instant_text(event.at)},
          {"actor", std::move(actor)},
          {"on_behalf_of", std::move(on_behalf)},
          {"type", core::type_of(event.body)},
          {"title", sight.redacted(text(sight.context.language, sentence.key, sentence.arguments))},
          {"detail", std::move(detail)}};
}

}  // namespace bihuan::api
