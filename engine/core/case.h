// The state of one case: a fold of its events. Values only; copy, compare, keep.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/calendar/ledger.h"
#include "engine/core/machine.h"
#include "engine/core/people.h"
#include "engine/core/workflow.h"

namespace bihuan::core {

enum class ClockPhase { idle, running, suspended, stopped };

// A point of a clock at which something happens: first its warn points, then the limit, then the rungs of the ladder.
struct Checkpoint {
  Millis at = 0;
  std::int64_t index = 0;
  bool operator==(const Checkpoint&) const = default;
};

struct ClockState {
  std::string id;  // "handling", or "handling@TASK" for a task's own clock
  ClockIndex kind = 0;
  ClockPhase phase = ClockPhase::idle;
  calendar::Ledger ledger;  // starts, suspensions, extensions: who, why, approved by
  Millis first_due = 0;     // as counted at the start: stays visible after an extension
  Millis due = 0;           // meaningful while running and after stop; suspended: as of the suspension
  bool overdue = false;
  std::optional<Checkpoint> next;  // while running: the timer of this clock
  struct Request {                 // an extension that waits for its approver
    Budget by;
    std::string reason;
    std::string asked_by;
    Millis asked_at = 0;
  };
  std::optional<Request> extension_request;
};

enum class TaskDuty { lead, co };
enum class TaskPhase { assigned, signed_for, returned, done, cancelled };

struct TaskState {
  std::int64_t id = 0;     // unique within the case, from 1
  std::size_t kind = 0;    // index into Definition::tasks
  std::int64_t round = 0;  // which opening of that kind it belongs to
  std::string unit;
  TaskDuty duty = TaskDuty::lead;
  TaskPhase phase = TaskPhase::assigned;
  std::string person;  // signed by, or assigned to
  Millis assigned_at = 0;
  std::optional<Millis> signed_at, ended_at;
  int returns = 0;
  std::string outcome;  // "", "done", "veto", or the code of the return
  std::string note;
};

struct TaskRound {  // the joint handling of one opening
  std::size_t kind = 0;
  std::int64_t round = 0;
  bool decided = false;
  bool passed = false;
  int returns = 0;
};

struct ApprovalState {
  std::size_t kind = 0;
  std::size_t step = 0;  // index into ApprovalKind::by
  bool open = false;
  std::string state;  // leaving this state closes it without a decision
};

// A timer of the case. Timers are derived from the state (timers_of): the store keeps them as rows, written in the same
// transaction as the step that needs or drops them.
struct Timer {
  enum class Kind { machine, clock };
  std::string id;  // stable: "clock/handling/2" (checkpoint 2), "send/x#7", "after/assigned/2h#8"
  Kind kind = Kind::machine;
  Millis due = 0;
  bool operator==(const Timer&) const = default;
};

struct PartyRef {  // the data itself stands in a sealed or personal record
  std::string kind;
  std::string record;      // id of the record
  std::string commitment;  // salted, in the chain
};

struct AttachmentRef {
  std::string id;    // within the case
  std::string hash;  // SHA-256
  std::string name, media_type;
  std::int64_t bytes = 0;
  std::string field;    // photos/files field it belongs to, may be empty
  std::string purpose;  // before, after, evidence, letter
};

struct CaseLink {
  std::string kind;  // repeat_of, merged_into, merges, related, parent, child
  std::int64_t case_id = 0;
  std::string number;
};

// A letter or form that the workflow issued; written from the case as it stood then.
struct IssuedDocument {
  std::string document;  // id in the definition
  std::string number;
  std::int64_t seq = 0;  // of the event that issued it
  Millis at = 0;
};

struct SubCase {
  std::size_t kind = 0;
  std::int64_t round = 0;
  std::int64_t index = 0;
  std::int64_t case_id = 0;  // 0 until the service has opened it
  bool closed = false;
  std::string outcome;  // final state
};

struct CaseState {
  std::int64_t id = 0;
  std::string number;
  std::string workflow;
  std::string definition_hash;
  std::int64_t version = 0;   // seq of its last event: what ETag and If-Match carry
  std::int64_t last_seq = 0;  // seq of its last event
  Millis filed_at = 0;
  Millis received_at = 0;  // date of receipt; the rule set hangs on it
  std::string filed_by;    // person
  std::string filed_unit;
  std::string lead_unit;
  bool imported = false;
  MachineState machine;  // configuration, history, data (= the fields), pending sends
  std::vector<ClockState> clocks;
  std::vector<TaskState> tasks;
  std::vector<TaskRound> rounds;
  std::vector<ApprovalState> approvals;
  std::vector<PartyRef> parties;
  std::vector<AttachmentRef> attachments;
  std::vector<CaseLink> links;
  std::vector<SubCase> subcases;
  std::vector<IssuedDocument> documents;
  int supervised = 0;  // 督办 given
  int urged = 0;       // 催办 given
  bool closed = false;
  std::optional<Millis> closed_at;
};

// Every timer of the case: the machine's, and one for each running clock. In the order in which they fire: by due
// instant, then by place in the file, then as they were armed.
[[nodiscard]] std::vector<Timer> timers_of(const Definition& definition, const CaseState& state);

}  // namespace bihuan::core
