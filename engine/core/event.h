// Events: facts, past tense, immutable. A case is the fold of its events; they are its history and its audit trail.
// Each body has a stable `type` name and a JSON form (event_json.h); released forms only ever gain optional members.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "engine/core/case.h"
#include "engine/core/command.h"

namespace bihuan::core {

struct CaseFiled {
  std::string number, workflow, definition_hash, unit;
  Millis received_at = 0;
  bool imported = false;
  std::optional<std::int64_t> parent;
  // Of an imported case: what its ledger says of its registration.
  std::string source;
  std::optional<Millis> registered_at;
  std::string registered_by, registered_unit;
};
struct PartyRecorded {
  PartyRef party;
};
struct FieldSet {
  std::string field;
  expression::Value value;
};
struct FieldCorrected {
  std::string field;
  expression::Value before, after;
  std::string reason;
};
// One macrostep's effect on the machine, already computed: apply only copies it.
struct TransitionTaken {
  std::string event;                       // name that caused it; "" for the start
  std::vector<std::uint32_t> transitions;  // indices into Chart::transitions, in the order taken
  std::vector<std::string> from, to;       // atomic states before and after, sorted
  MachineState machine;                    // without data: fields travel as FieldSet
};
struct LeadUnitSet {
  std::string unit;
};
struct ClockStarted {
  std::string clock;
  ClockIndex kind = 0;
  std::optional<std::int64_t> task;
  calendar::Ledger ledger;
  Millis due = 0;
  std::optional<Checkpoint> next;
};
struct ClockStopped {
  std::string clock;
  bool overdue = false;
  std::optional<Millis> at;  // of an imported case: when it stopped, before the event was written
};
struct ClockSuspended {
  std::string clock, reason;
};
struct ClockResumed {
  std::string clock, reason;
  Millis due = 0;
  std::optional<Checkpoint> next;
};
struct ExtensionRequested {
  std::string clock;
  Budget by;
  std::string reason;
};
struct ClockExtended {
  std::string clock;
  Budget by;
  std::string reason, asked_by;
  Millis due = 0;
  std::optional<Checkpoint> next;
};
struct ExtensionRefused {
  std::string clock, note;
};
struct ClockRecomputed {
  std::string clock, calendar_version;
  Millis before = 0, due = 0;
  std::optional<Checkpoint> next;
};
struct WarnPointReached {
  std::string clock;
  std::int64_t index = 0;
  std::optional<Checkpoint> next;
};
struct LimitPassed {
  std::string clock;
  std::optional<Checkpoint> next;
};
struct RungReached {
  std::string clock;
  std::int64_t index = 0;
  std::string level;
  std::optional<Checkpoint> next;
};
// A delayed send or an `after` of the machine came due; what it caused, if anything, follows as TransitionTaken.
struct TimerFired {
  std::string timer;
};
struct TaskOpened {
  TaskState task;
};
struct TaskSigned {
  std::int64_t task = 0;
  std::string person;
};
struct TaskReturned {
  std::int64_t task = 0;
  std::string reason_code, note;
};
struct TaskCompleted {
  std::int64_t task = 0;
  bool veto = false;
  std::string note;
};
struct TaskReassigned {
  std::int64_t task = 0;
  std::string unit, person, note;
};
struct TaskCancelled {
  std::int64_t task = 0;
  std::string note;
};
struct TaskRoundDecided {
  std::size_t kind = 0;
  std::int64_t round = 0;
  bool passed = false;
};
struct ApprovalOpened {
  std::size_t kind = 0;
  std::string state;
};
struct ApprovalDropped {
  std::size_t kind = 0;
};
struct ApprovalGiven {
  std::size_t kind = 0;
  std::size_t step = 0;
  bool approved = false;
  std::string note;
};
struct Commented {
  std::string text;
};
struct AttachmentAdded {
  AttachmentRef attachment;
};
struct Supervised {
  std::string note;
  bool urge_only = false;
};
struct CaseMerged {
  CaseLink into;
  std::string note;
};
struct CaseLinked {
  CaseLink link;
  std::string note;
};
struct DocumentIssued {
  std::string document, number;
};
// A message to people: the outbox and inbox rows are made from it. No personal data.
struct NotificationQueued {
  std::string message;  // id in messages, or a shared one ("warn_point", "limit_passed", ...)
  std::string matter;   // one message per person and matter: "handling/15d"
  std::vector<std::string> roles, persons, units;
  std::vector<std::pair<std::string, std::string>> arguments;
  bool urgent = false;    // quiet hours do not hold it back
  std::string unit_role;  // who of `units` is told: those who hold this role there
};
struct SubCaseRequested {
  std::size_t kind = 0;
  std::int64_t round = 0, index = 0;
  FieldValues fields;
};
struct SubCaseLinked {
  std::size_t kind = 0;
  std::int64_t round = 0, index = 0, child = 0;
  std::string number;
};
struct SubCaseEnded {
  std::int64_t child = 0;
  std::string outcome;
};
struct CaseClosed {
  std::string state;
  std::optional<Millis> at;  // of an imported case: when it was closed, before the event was written
};

using EventBody =
    std::variant<CaseFiled, PartyRecorded, FieldSet, FieldCorrected, TransitionTaken, LeadUnitSet, ClockStarted,
                 ClockStopped, ClockSuspended, ClockResumed, ExtensionRequested, ClockExtended, ExtensionRefused,
                 ClockRecomputed, WarnPointReached, LimitPassed, RungReached, TimerFired, TaskOpened, TaskSigned,
                 TaskReturned, TaskCompleted, TaskReassigned, TaskCancelled, TaskRoundDecided, ApprovalOpened,
                 ApprovalDropped, ApprovalGiven, Commented, AttachmentAdded, Supervised, CaseMerged, CaseLinked,
                 DocumentIssued, NotificationQueued, SubCaseRequested, SubCaseLinked, SubCaseEnded, CaseClosed>;

struct Event {
  std::int64_t seq = 0;  // within the case, from 1, without gaps
  Millis at = 0;
  std::string actor;  // person; empty = the system
  std::string actor_unit;
  std::string on_behalf_of;  // during an absence
  EventBody body;
};

}  // namespace bihuan::core
