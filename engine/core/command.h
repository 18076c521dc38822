// Commands: requests to act, from a person, a timer or another system; one path for all (decide.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "engine/core/case.h"
#include "engine/core/people.h"
#include "engine/expression/value.h"

namespace bihuan::core {

using FieldValues = std::vector<std::pair<std::string, expression::Value>>;

// What a ledger tells of a case that began outside this system. It arrives marked as imported.
struct ImportedPast {
  std::string state;                // id of the leaf state in which it stands
  std::vector<std::string> clocks;  // kinds of clocks that `due` and `closed_at` speak of
  std::optional<Millis> due;        // the limit as the ledger wrote it
  std::optional<Millis> closed_at;  // answered or closed: then those clocks stopped
  std::string source;               // "IMPORT/ROW": where it came from
  std::optional<Millis> registered_at;
  std::string registered_by, registered_unit;  // ids, when they are known here
};
struct FileCase {
  std::string workflow;
  FieldValues fields;
  std::vector<PartyRef> parties;  // records are written by the service in the same transaction
  std::vector<AttachmentRef> attachments;
  std::optional<Millis> received_at;  // of receipt, when earlier than now
  std::optional<ImportedPast> imported;
  std::optional<std::int64_t> parent;
};
struct FireEvent {
  std::string event;
  FieldValues data;
};
struct SignTask {
  std::int64_t task = 0;
};
struct ReturnTask {
  std::int64_t task = 0;
  std::string reason_code, note;
};
struct CompleteTask {
  std::int64_t task = 0;
  FieldValues data;
  bool veto = false;
  std::string note;
};
struct ReassignTask {
  std::int64_t task = 0;
  std::string unit, person, note;
};
struct AddCoHandler {
  std::string task_kind;
  std::string unit, note;
};
struct RemoveCoHandler {
  std::int64_t task = 0;
  std::string note;
};
struct Decide {
  std::string approval;
  bool approve = false;
  std::string note;
};
struct Comment {
  std::string text;
};
struct Attach {
  AttachmentRef attachment;
};
struct SuspendClock {
  std::string clock, reason;
};
struct ResumeClock {
  std::string clock, reason;
};
struct ExtendClock {
  std::string clock;
  Budget by;
  std::string reason;
};
struct DecideExtension {
  std::string clock;
  bool approve = false;
  std::string note;
};
struct Supervise {
  std::string note;
  bool urge_only = false;
};  // 督办; urge_only: 催办
struct MergeInto {
  std::int64_t target = 0;
  std::string target_number, note;
};
struct LinkCase {
  std::int64_t other = 0;
  std::string other_number, kind, note;
};
struct CorrectField {
  std::string field;
  expression::Value value;
  std::string reason;
};
struct RecomputeClocks {
  std::string calendar_version;
};  // a calendar was announced
struct TimerDue {
  std::string timer;  // of several due at its instant, the first in the file fires
};
struct SubCaseClosed {
  std::int64_t child = 0;
  std::string outcome;
};
struct SubCaseOpened {
  std::size_t kind = 0;
  std::int64_t round = 0, index = 0, child = 0;
  std::string number;
};

using CommandBody =
    std::variant<FileCase, FireEvent, SignTask, ReturnTask, CompleteTask, ReassignTask, AddCoHandler, RemoveCoHandler,
                 Decide, Comment, Attach, SuspendClock, ResumeClock, ExtendClock, DecideExtension, Supervise, MergeInto,
                 LinkCase, CorrectField, RecomputeClocks, TimerDue, SubCaseClosed, SubCaseOpened>;

struct Command {
  std::string request_id;    // of the client; belongs to the person who sent it
  std::int64_t case_id = 0;  // 0 for FileCase
  std::optional<std::int64_t> expected_version;
  CommandBody body;
};

}  // namespace bihuan::core
