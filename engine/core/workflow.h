// The workflow half of a definition: what a case needs on top of its statechart (chart.h).
// Made by engine/definition, immutable afterwards; share as shared_ptr<const Definition> between threads.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/calendar/ledger.h"
#include "engine/core/chart.h"
#include "engine/expression/program.h"

namespace bihuan::core {

enum class FieldType {
  text,
  long_text,
  choice,
  choices,
  integer,
  number,
  money,
  date,
  time,
  yes_no,
  place,
  unit,
  person,
  photos,
  files,
  table,
};

// required / visible / editable: always, never, or in certain states, for certain roles, under a guard (all that is
// given must hold).
struct Condition {
  bool otherwise = false;           // the value when no part is given
  std::vector<std::string> states;  // any of these active; empty = any
  std::vector<std::string> roles;   // actor holds any of these; empty = any
  std::optional<expression::Program> when;
  [[nodiscard]] bool is_constant() const { return states.empty() && roles.empty() && !when; }
};

struct Field {
  std::string id;
  std::string title;
  FieldType type = FieldType::text;
  std::vector<std::string> of;  // choices, in order; for unit: unit kinds; for person: role ids
  Condition required{false, {}, {}, {}};
  Condition visible{true, {}, {}, {}};
  Condition editable{true, {}, {}, {}};
  std::optional<Condition> clear;  // who reads it in clear, all others masked; none: everybody, and of a personal
                                   // field `reveal_by`
  std::optional<expression::Program> initial;   // `default:`
  std::optional<expression::Program> computed;  // `value:`; never asked, recomputed after every step
  bool personal = false;                        // erasable, never indexed in clear
  std::optional<double> min, max;               // numbers; lengths in code points for text; counts for lists
  std::vector<Field> columns;                   // of a table
  std::string help;
  expression::Slot slot{};  // where expressions find it
  Location where;
};

struct PartyKind {
  std::string id;
  std::string title;
  bool sealed = false;      // its data stands in an encrypted record outside the chain
  bool accused = false;     // its unit or firm may neither see nor handle the case (回避)
  bool repeat_key = false;  // identity feeds the blind index for repeat detection
  bool many = false;
  Location where;
};

struct Role {
  std::string id;
  std::string title;
  std::optional<expression::Program>
      of;  // unit id, or list of unit ids, at which the role must be held; none = anywhere
  Location where;
};

using calendar::Budget;
using calendar::Counting;

struct BudgetRule {
  // `until`: a date field or expression. The limit is the end (24:00 local) of that day, never moved by days off; the
  // budget is the elapsed time from the start to it. The clock does not start while the date is null.
  std::optional<expression::Program> until;
  std::optional<expression::Program> choose;  // empty: always `otherwise`
  std::vector<std::pair<std::string, Budget>> cases;
  Budget otherwise;
};

// One rung of the overdue ladder: so long after the limit (0 = at once), this happens once.
struct Rung {
  Budget after;
  std::string level;            // remind, supervise, circulate, talk, list (挂牌督办), refer
  std::string message;          // id in messages
  std::vector<std::string> to;  // roles
  std::string event;            // raised, may be empty
  Location where;
};

struct ClockKind {
  std::string id;
  std::string title;
  BudgetRule budget;
  Counting count = Counting::calendar;
  bool first_day_counted = false;
  bool from_receipt = false;  // counted from the case's date of receipt, not from the instant of the start
  std::optional<expression::Program> when;
  std::vector<Budget> warn;
  int warn_at_minute = 9 * 60;       // minute of the local day
  std::string warn_message;          // id in messages; empty = the shared text of warn points
  std::vector<std::string> warn_to;  // roles; empty = whoever can act
  struct Extension {
    Budget max;
    int times = 0;
    std::string approve;  // role; empty = nobody need approve
  };
  std::optional<Extension> extend;
  std::string due_event;  // raised when the limit passes; empty = none
  std::vector<Rung> ladder;
  std::string law;       // 信访工作条例第三十四条
  std::string practice;  // "practice, configurable" with its source
  bool open_ended = false;
  Location where;
};

enum class Completion { all, any, n_of, ratio, veto };

struct ReturnReason {
  std::string code;
  std::string title;
};

struct TaskKind {
  std::string id;
  std::string title;
  std::optional<expression::Program> lead;  // unit id
  std::optional<expression::Program> co;    // list of unit ids
  std::string role;                         // who handles it at the unit
  Completion complete = Completion::all;
  std::int64_t n = 0;                    // n_of
  double ratio = 1.0;                    // ratio in (0, 1]
  bool lead_last = false;                // the lead's summary is asked after the co-handlers
  std::optional<ClockIndex> clock;       // one for each unit, from the assignment
  std::optional<ClockIndex> sign_clock;  // until signed for
  std::vector<ReturnReason> return_reasons;
  int max_returns = 0;              // 0 = cannot be returned
  std::string returns_event;        // raised when the limit of returns is passed
  std::vector<std::string> ask;     // fields asked when the unit completes
  std::vector<std::string> manage;  // roles that may reassign, add and remove units; empty = nobody by hand
  Location where;
};
// Raised into the case: done.task.ID, vetoed.task.ID, failed.task.ID (can no longer complete), returned.task.ID.

struct ApprovalKind {
  std::string id;
  std::string title;
  std::vector<std::string> by;  // roles, one after the other
  Location where;
};
// Raised: approved.ID, refused.ID.

struct SubCaseKind {
  std::string id;
  std::string title;
  std::string workflow;
  std::optional<expression::Program> each;  // list; one case each, `item` in `with`
  std::vector<std::pair<std::string, expression::Program>> with;
  Completion join = Completion::all;
  std::int64_t n = 0;
  double ratio = 1.0;
  Location where;
};
// Raised in the parent: done.subcases.ID.

struct DocumentKind {
  std::string id;
  std::string title;
  std::string form;    // template folder under workflows/documents
  std::string number;  // numbering rule, may be empty
  std::string to;      // party or role it is addressed to
  Location where;
};

struct MessageKind {
  std::string id;
  std::string title;
  std::string text;             // {number} {title} {clock} {days_left} {link} and {field names}; no personal data
  std::vector<std::string> to;  // roles, "assignee", "reporter", "units"
  Location where;
};

enum class DefinitionKind { chart, workflow };

struct Definition {
  DefinitionKind kind = DefinitionKind::workflow;
  std::string id;
  std::string title;
  std::string hash;                          // SHA-256 of the exact text, fragments included
  std::string source;                        // that text; `file` names it in messages
  std::string number;                        // "奉环信〔{year}〕{seq}号"
  std::string effective_from, effective_to;  // ISO dates, may be empty; chosen by the date of receipt
  bool enabled = true;                       // false: shipped, but deployed only when an administrator asks for it
  std::string calendar;                      // name of a shipped or stored calendar
  Chart chart;
  std::vector<Field> fields;
  std::vector<PartyKind> parties;
  std::vector<Role> roles;
  std::vector<ClockKind> clocks;
  std::vector<TaskKind> tasks;
  std::vector<ApprovalKind> approvals;
  std::vector<SubCaseKind> subcases;
  std::vector<DocumentKind> documents;
  std::vector<MessageKind> messages;
  std::vector<std::string> list_columns;      // fields shown in lists
  std::vector<Asked> form;                    // fields asked when filing, in order
  std::vector<std::string> file_by;           // roles that may file
  std::vector<std::string> supervise_by;      // may urge, supervise, suspend and resume by hand (supervisors())
  std::vector<std::string> reveal_by;         // may open sealed identities and read personal fields; empty: file_by
  std::optional<expression::Program> urgent;  // while it holds, quiet hours do not hold back the case's messages
};

}  // namespace bihuan::core
