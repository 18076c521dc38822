#include "engine/report/history_text.h"

#include "engine/base/catalogue.h"
#include "engine/base/day_words.h"
#include "engine/core/field_values.h"
#include "engine/core/rights.h"
#include "engine/core/scope.h"
#include "engine/runtime/message_text.h"

namespace bihuan::report {
namespace {

// The parts of a sentence; an empty key leaves the event out.
struct Sentence {
  std::string key;
  MessageArguments arguments;
};

struct Teller {
  const Telling& telling;
  const core::Definition& definition = telling.definition;

  std::string unit(const std::string& id) const {
    const auto* known = telling.organisation.unit(id);
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
    for (const auto& each : telling.state.tasks) {
      if (each.id == id) return definition.tasks[each.kind].title + " · " + unit(each.unit);
    }
    return std::to_string(id);
  }
  // "不属于本单位职责": why a task came back.
  std::string return_reason(std::int64_t id, const std::string& code) const {
    for (const auto& each : telling.state.tasks) {
      if (each.id != id) continue;
      for (const auto& reason : definition.tasks[each.kind].return_reasons) {
        if (reason.code == code) return reason.title;
      }
    }
    return code;
  }
  // "承办人 · 锦屏街道、信访专员": to whom a message went.
  std::string whom(const core::NotificationQueued& message) const {
    std::string out;
    const auto add = [&](const std::string& name) { out += (out.empty() ? "" : "、") + name; };
    for (const auto& role : message.roles) {
      const auto split = role.find('@');
      const auto* known = core::find_role(definition, role.substr(0, split));
      std::string title = known == nullptr ? role.substr(0, split) : known->title;
      if (split != std::string::npos) title += " · " + unit(role.substr(split + 1));
      add(title);
    }
    for (const auto& id : message.units) add(unit(id));
    for (const auto& id : message.persons) {
      const auto* person = telling.organisation.person(id);
      add(person == nullptr ? id : person->name);
    }
    return out;
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
  std::string day(core::Millis at) const {
    return day_in_words(telling.language, calendar::to_string(telling.zone.to_local(at).date));
  }
  std::string date(core::Millis at) const { return day(at - 1); }
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

  Sentence operator()(const core::CaseFiled& e) const {
    if (!e.imported) return {"told_filed", {{"number", e.number}}};
    const auto row = e.source.rfind('/');
    return {"told_imported",
            {{"number", e.number},
             {"row", row == std::string::npos ? e.source : e.source.substr(row + 1)},
             {"registered", registration(e)}}};
  }
  // "2022年3月1日 · 某某街道": what a ledger knew of the first registration.
  std::string registration(const core::CaseFiled& e) const {
    std::string out;
    const auto add = [&](const std::string& part) { out += (out.empty() || part.empty() ? "" : " · ") + part; };
    if (e.registered_at) add(day(*e.registered_at));
    add(unit(e.registered_unit));
    const auto* person = telling.organisation.person(e.registered_by);
    if (person != nullptr) add(person->name);
    return out.empty() ? "—" : out;
  }
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
    return {"told_rung", {{"clock", clock(e.clock)}, {"level", text(telling.language, "level_" + e.level)}}};
  }
  Sentence operator()(const core::TimerFired&) const { return {}; }
  Sentence operator()(const core::TaskOpened& e) const {
    return {"told_task_opened", {{"task", definition.tasks[e.task.kind].title}, {"unit", unit(e.task.unit)}}};
  }
  Sentence operator()(const core::TaskSigned& e) const { return {"told_task_signed", {{"task", task(e.task)}}}; }
  Sentence operator()(const core::TaskReturned& e) const {
    return {"told_task_returned",
            {{"task", task(e.task)}, {"reason", return_reason(e.task, e.reason_code)}, {"note", e.note}}};
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
    return {e.urge_only      ? "told_urged"
            : e.note.empty() ? "told_supervised_late"
                             : "told_supervised",
            {{"note", e.note}}};
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
  Sentence operator()(const core::NotificationQueued& e) const {
    const runtime::Told sentence{e.matter, e.message, definition.hash, e.arguments, 0};
    return {"told_notified",
            {{"whom", whom(e)}, {"text", runtime::message_text(&definition, sentence, telling.language, {})}}};
  }
  Sentence operator()(const core::SubCaseRequested&) const { return {}; }
  Sentence operator()(const core::SubCaseLinked& e) const { return {"told_subcase_opened", {{"number", e.number}}}; }
  Sentence operator()(const core::SubCaseEnded&) const { return {"told_subcase_ended", {}}; }
  Sentence operator()(const core::CaseClosed& e) const { return {"told_closed", {{"state", states({e.state})}}}; }
};

}  // namespace

std::string told(const core::Event& event, const Telling& telling) {
  const Sentence sentence = std::visit(Teller{telling}, event.body);
  return sentence.key.empty() ? std::string{} : text(telling.language, sentence.key, sentence.arguments);
}

}  // namespace bihuan::report
