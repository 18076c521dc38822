// The members of cases and events, named once for both directions of their JSON. Private to this folder.
// A released name is never changed; new members are optional, since what is empty is left out when written.
#pragma once

#include <string_view>

#include "engine/core/event.h"

namespace bihuan::core::json_form {

// Names of the values of an enumeration, in order.
template <class E>
inline constexpr std::string_view names[] = {""};
template <>
inline constexpr std::string_view names<ClockPhase>[] = {"idle", "running", "suspended", "stopped"};
template <>
inline constexpr std::string_view names<TaskDuty>[] = {"lead", "co"};
template <>
inline constexpr std::string_view names<TaskPhase>[] = {"assigned", "signed_for", "returned", "done", "cancelled"};
template <>
inline constexpr std::string_view names<Counting>[] = {"calendar", "working", "elapsed"};

// clang-format off
template <class A> void members(A& a, Checkpoint& x) { a("at", x.at); a("index", x.index); }
template <class A> void members(A& a, Budget& x) { a("days", x.days); a("ms", x.ms); }
template <class A> void members(A& a, calendar::Suspension& x) { a("from", x.from); a("to", x.to); a("reason", x.reason); a("by", x.by); }
template <class A> void members(A& a, calendar::Extension& x) { a("budget", x.by_budget); a("at", x.at); a("reason", x.reason); a("asked_by", x.asked_by); a("approved_by", x.approved_by); }
template <class A> void members(A& a, calendar::Ledger& x) { a("counting", x.counting); a("first_day_counted", x.first_day_counted); a("budget", x.budget); a("started", x.started); a("suspensions", x.suspensions); a("extensions", x.extensions); a("stopped", x.stopped); }
template <class A> void members(A& a, ClockState::Request& x) { a("by", x.by); a("reason", x.reason); a("asked_by", x.asked_by); a("asked_at", x.asked_at); }
template <class A> void members(A& a, ClockState& x) { a("id", x.id); a("kind", x.kind); a("phase", x.phase); a("ledger", x.ledger); a("first_due", x.first_due); a("due", x.due); a("overdue", x.overdue); a("next", x.next); a("request", x.extension_request); }
template <class A> void members(A& a, TaskState& x) { a("id", x.id); a("kind", x.kind); a("round", x.round); a("unit", x.unit); a("duty", x.duty); a("phase", x.phase); a("person", x.person); a("assigned_at", x.assigned_at); a("signed_at", x.signed_at); a("ended_at", x.ended_at); a("returns", x.returns); a("outcome", x.outcome); a("note", x.note); }
template <class A> void members(A& a, TaskRound& x) { a("kind", x.kind); a("round", x.round); a("decided", x.decided); a("passed", x.passed); a("returns", x.returns); }
template <class A> void members(A& a, ApprovalState& x) { a("kind", x.kind); a("step", x.step); a("open", x.open); a("state", x.state); }
template <class A> void members(A& a, PartyRef& x) { a("kind", x.kind); a("record", x.record); a("commitment", x.commitment); }
template <class A> void members(A& a, AttachmentRef& x) { a("id", x.id); a("hash", x.hash); a("name", x.name); a("media_type", x.media_type); a("bytes", x.bytes); a("field", x.field); a("purpose", x.purpose); }
template <class A> void members(A& a, CaseLink& x) { a("kind", x.kind); a("case_id", x.case_id); a("number", x.number); }
template <class A> void members(A& a, SubCase& x) { a("kind", x.kind); a("round", x.round); a("index", x.index); a("case_id", x.case_id); a("closed", x.closed); a("outcome", x.outcome); }
template <class A> void members(A& a, IssuedDocument& x) { a("document", x.document); a("number", x.number); a("seq", x.seq); a("at", x.at); }
template <class A> void members(A& a, CaseState& x) {
  a("id", x.id); a("number", x.number); a("workflow", x.workflow); a("definition_hash", x.definition_hash); a("version", x.version); a("last_seq", x.last_seq);
  a("filed_at", x.filed_at); a("received_at", x.received_at); a("filed_by", x.filed_by); a("filed_unit", x.filed_unit); a("lead_unit", x.lead_unit); a("imported", x.imported);
  a("clocks", x.clocks); a("tasks", x.tasks); a("rounds", x.rounds); a("approvals", x.approvals); a("parties", x.parties); a("attachments", x.attachments);
  a("links", x.links); a("subcases", x.subcases); a("supervised", x.supervised); a("urged", x.urged); a("closed", x.closed); a("closed_at", x.closed_at);
  a("documents", x.documents);
}

template <class T> inline constexpr std::string_view type_name = "";
#define BIHUAN_EVENT(type) template <> inline constexpr std::string_view type_name<type> = #type; template <class A> void members([[maybe_unused]] A& a, [[maybe_unused]] type& x)
BIHUAN_EVENT(CaseFiled) { a("number", x.number); a("workflow", x.workflow); a("definition_hash", x.definition_hash); a("unit", x.unit); a("received_at", x.received_at); a("imported", x.imported); a("parent", x.parent); a("source", x.source); a("registered_at", x.registered_at); a("registered_by", x.registered_by); a("registered_unit", x.registered_unit); }
BIHUAN_EVENT(PartyRecorded) { a("party", x.party); }
BIHUAN_EVENT(FieldSet) { a("field", x.field); a("value", x.value); }
BIHUAN_EVENT(FieldCorrected) { a("field", x.field); a("before", x.before); a("after", x.after); a("reason", x.reason); }
BIHUAN_EVENT(TransitionTaken) { a("event", x.event); a("transitions", x.transitions); a("from", x.from); a("to", x.to); a("machine", x.machine); }
BIHUAN_EVENT(LeadUnitSet) { a("unit", x.unit); }
BIHUAN_EVENT(ClockStarted) { a("clock", x.clock); a("kind", x.kind); a("task", x.task); a("ledger", x.ledger); a("due", x.due); a("next", x.next); }
BIHUAN_EVENT(ClockStopped) { a("clock", x.clock); a("overdue", x.overdue); a("at", x.at); }
BIHUAN_EVENT(ClockSuspended) { a("clock", x.clock); a("reason", x.reason); }
BIHUAN_EVENT(ClockResumed) { a("clock", x.clock); a("reason", x.reason); a("due", x.due); a("next", x.next); }
BIHUAN_EVENT(ExtensionRequested) { a("clock", x.clock); a("by", x.by); a("reason", x.reason); }
BIHUAN_EVENT(ClockExtended) { a("clock", x.clock); a("by", x.by); a("reason", x.reason); a("asked_by", x.asked_by); a("due", x.due); a("next", x.next); }
BIHUAN_EVENT(ExtensionRefused) { a("clock", x.clock); a("note", x.note); }
BIHUAN_EVENT(ClockRecomputed) { a("clock", x.clock); a("calendar_version", x.calendar_version); a("before", x.before); a("due", x.due); a("next", x.next); }
BIHUAN_EVENT(WarnPointReached) { a("clock", x.clock); a("index", x.index); a("next", x.next); }
BIHUAN_EVENT(LimitPassed) { a("clock", x.clock); a("next", x.next); }
BIHUAN_EVENT(RungReached) { a("clock", x.clock); a("index", x.index); a("level", x.level); a("next", x.next); }
BIHUAN_EVENT(TimerFired) { a("timer", x.timer); }
BIHUAN_EVENT(TaskOpened) { a("task", x.task); }
BIHUAN_EVENT(TaskSigned) { a("task", x.task); a("person", x.person); }
BIHUAN_EVENT(TaskReturned) { a("task", x.task); a("reason_code", x.reason_code); a("note", x.note); }
BIHUAN_EVENT(TaskCompleted) { a("task", x.task); a("veto", x.veto); a("note", x.note); }
BIHUAN_EVENT(TaskReassigned) { a("task", x.task); a("unit", x.unit); a("person", x.person); a("note", x.note); }
BIHUAN_EVENT(TaskCancelled) { a("task", x.task); a("note", x.note); }
BIHUAN_EVENT(TaskRoundDecided) { a("kind", x.kind); a("round", x.round); a("passed", x.passed); }
BIHUAN_EVENT(ApprovalOpened) { a("kind", x.kind); a("state", x.state); }
BIHUAN_EVENT(ApprovalDropped) { a("kind", x.kind); }
BIHUAN_EVENT(ApprovalGiven) { a("kind", x.kind); a("step", x.step); a("approved", x.approved); a("note", x.note); }
BIHUAN_EVENT(Commented) { a("text", x.text); }
BIHUAN_EVENT(AttachmentAdded) { a("attachment", x.attachment); }
BIHUAN_EVENT(Supervised) { a("note", x.note); a("urge_only", x.urge_only); }
BIHUAN_EVENT(CaseMerged) { a("into", x.into); a("note", x.note); }
BIHUAN_EVENT(CaseLinked) { a("link", x.link); a("note", x.note); }
BIHUAN_EVENT(DocumentIssued) { a("document", x.document); a("number", x.number); }
BIHUAN_EVENT(NotificationQueued) { a("message", x.message); a("matter", x.matter); a("roles", x.roles); a("persons", x.persons); a("units", x.units); a("arguments", x.arguments); a("urgent", x.urgent); a("unit_role", x.unit_role); }
BIHUAN_EVENT(SubCaseRequested) { a("kind", x.kind); a("round", x.round); a("index", x.index); a("fields", x.fields); }
BIHUAN_EVENT(SubCaseLinked) { a("kind", x.kind); a("round", x.round); a("index", x.index); a("child", x.child); a("number", x.number); }
BIHUAN_EVENT(SubCaseEnded) { a("child", x.child); a("outcome", x.outcome); }
BIHUAN_EVENT(CaseClosed) { a("state", x.state); a("at", x.at); }
#undef BIHUAN_EVENT
// clang-format on

}  // namespace bihuan::core::json_form
