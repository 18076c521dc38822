// The rows of cases as the store keeps and lists them: plain values, one shape per thing.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/core/case.h"
#include "engine/runtime/clock.h"

namespace bihuan::runtime {

struct Place {
  std::string text;
  double lat = 0;  // WGS-84 degrees
  double lon = 0;
  bool operator==(const Place&) const = default;
};

// What lists, boards and searches show of one case: the columns of table `cases`.
struct CaseRow {
  std::int64_t id = 0;
  std::string number;
  std::string workflow;
  std::string definition_hash;
  std::int64_t version = 0;
  std::vector<std::string> states;  // active leaf states, sorted
  std::string lead_unit;
  std::string title;  // the subject in one line, personal data removed
  std::string filed_by, filed_unit;
  Millis filed_at = 0;
  Millis received_at = 0;
  Millis updated_at = 0;
  std::optional<Millis> closed_at;
  std::optional<Millis> due;  // the earliest running clock's end; none when closed or nothing runs
  std::string due_clock;      // its id
  bool overdue = false;       // a clock of the case has passed its limit
  int supervised = 0;
  std::optional<Place> place;
  std::vector<std::string> types;  // values of the field `types`
  std::string channel;             // value of the field `channel`
};

// A stored case: the row and the full state. Erased or unreadable personal values are unset in `state`.
struct StoredCase {
  CaseRow row;
  core::CaseState state;
};

// Who may see what, applied in SQL: every case (`all`), or cases led by, filed by or involving (a task, open or not)
// one of `units`, or filed by `person`, or with a task of `person`. Never a case whose accused party the person or its
// unit is (回避), not even with `all`.
struct Visibility {
  bool all = false;
  std::vector<std::string> units;
  std::string person;
  std::vector<std::string> accused_as;  // blind index values (accused_value) under which it would stand as accused
};

// What a Visibility is held against, in memory: the same rule as the store's, for events that go to whom a case shows.
struct CaseReach {
  std::string lead_unit, filed_unit, filed_by;
  std::vector<std::string> units, persons;  // of its tasks, open or not
  std::vector<std::string> accused_as;
};
[[nodiscard]] bool sees(const Visibility& visible, const CaseReach& reach);

struct CaseQuery {
  Visibility visible;
  std::string workflow;
  std::string state;                     // a leaf state's id
  std::vector<std::string> units;        // led by one of these
  std::optional<std::string> involving;  // has an open task of this unit
  std::optional<bool> open, overdue, supervised;
  std::optional<Millis> filed_from, filed_to, due_from, due_to, closed_from, closed_to;  // [from, to)
  std::string type, channel;
  std::string text;  // words, as for search
  struct Near {
    double lat = 0, lon = 0, metres = 0;
  };
  std::optional<Near> near;
  std::vector<std::int64_t> ids;
  std::vector<std::pair<std::string, std::string>> fields;  // declared field = text value
  std::string number_prefix;
  // In which somebody may have something to do: a superset, from what the definitions say of roles and states.
  struct Waiting {
    std::vector<std::string> states;                   // sets of active leaf states, joined as they are stored
    std::vector<std::string> lead_states, lead_units;  // the same, of cases led by one of these units
    std::vector<std::string> task_units;               // with an open task (TaskRow) at one of these
  };
  std::optional<Waiting> waiting;
  enum class Sort { due, newest, oldest, number };
  Sort sort = Sort::newest;
  std::size_t limit = 50;
  std::string cursor;  // from the page before; opaque
  bool count_total = false;
};

template <class Row>
struct Page {
  std::vector<Row> items;
  std::optional<std::string> next;  // cursor of the next page
  std::optional<std::int64_t> total;
};

// One stored command's worth of history: its events, in order, and its link in the chain.
struct HistoryRow {
  std::int64_t id = 0;  // over all cases, in commit order
  std::int64_t case_id = 0;
  std::int64_t first_seq = 0;
  Millis at = 0;
  std::string actor, actor_unit, on_behalf_of;
  std::string body;  // JSON array of events as stored: personal values are references
  std::string hash;  // 32 bytes
};

struct TimerRow {
  Millis due = 0;
  std::int64_t case_id = 0;
  std::string timer;
  auto operator<=>(const TimerRow&) const = default;
};

// An open or ended task as lists see it. An open approval and an extension that waits stand here too, their unit being
// deciding_unit() of the role that decides.
[[nodiscard]] inline std::string deciding_unit(std::string_view role) {
  return "role:" + std::string(role);  // no unit is called so
}
struct TaskRow {
  std::int64_t case_id = 0;
  std::int64_t task = 0;
  std::string unit, person, kind;  // kind: id in the definition
  bool open = true;
  bool operator==(const TaskRow&) const = default;
};

struct SearchHit {
  CaseRow row;
  struct Segment {
    std::string text;
    bool hit = false;
  };
  std::vector<Segment> snippet;
  double score = 0;
};

struct SearchQuery {
  CaseQuery filter;  // its `text` is what is searched; sort and cursor are not read
  std::size_t limit = 20;
  std::size_t offset = 0;
};

// A likely repeat of a case about to be filed. Reasons: same_person, same_phone, near_place, similar_text,
// same_accused.
struct DuplicateHit {
  CaseRow row;
  double score = 0;  // 0..1
  struct Reason {
    std::string code;
    std::string value;  // metres, per cent
  };
  std::vector<Reason> reasons;
};

// Facts of one case for statistics: engine/report counts over these, never over tables of its own.
struct CaseFacts {
  CaseRow row;
  boost::json::object fields;  // declared fields in wire form, personal ones left out
  struct ClockFact {
    std::string id;  // clock kind id
    std::string unit;
    core::ClockPhase phase = core::ClockPhase::idle;
    Millis started = 0, first_due = 0, due = 0;
    std::optional<Millis> stopped;
    bool overdue = false;
    int extensions = 0;
  };
  std::vector<ClockFact> clocks;
  struct TaskFact {
    std::string kind, unit;
    bool lead = false;
    core::TaskPhase phase = core::TaskPhase::assigned;
    Millis assigned_at = 0;
    std::optional<Millis> signed_at, ended_at;
    int returns = 0;
  };
  std::vector<TaskFact> tasks;
  bool repeat = false;  // linked as repeat_of another case
  bool merged = false;  // merged into another case
  int urged = 0;
  bool imported = false;
};

}  // namespace bihuan::runtime
