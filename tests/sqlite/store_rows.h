// Rows for the tests of the store: one case and what one command changes in it, without any workflow.
#pragma once

#include <string>

#include "engine/runtime/audit.h"
#include "engine/runtime/store.h"

namespace bihuan::test {

inline runtime::CaseChange filing(std::int64_t id, const std::string& text) {
  runtime::CaseChange change;
  change.created = true;
  change.first_seq = 1;
  change.at = 1'000 + id;
  change.actor = "zhang";
  change.body = R"([{"type":"CaseFiled"},{"type":"Commented"}])";
  auto& row = change.record.row;
  row.id = id;
  row.number = "N" + std::to_string(id);
  row.workflow = "petition";
  row.definition_hash = "d";
  row.version = 1;
  row.states = {"registered"};
  row.lead_unit = id % 2 == 0 ? "jinping" : "xikou";
  row.title = text;
  row.filed_by = "zhang";
  row.filed_unit = "bureau";
  row.filed_at = row.received_at = row.updated_at = change.at;
  row.due = 10'000 + id;
  row.due_clock = "handling";
  change.record.state = R"({"fields":{"channel":"12345"}})";
  change.timers_added = {{10'000 + id, id, "clock/handling/1"}};
  change.tasks_added = {{id, 1, row.lead_unit, "", "handle", true}};
  change.search_text = row.number + "\n" + text;
  change.record.head = runtime::chain_hash("", {0, id, 1, change.at, "zhang", "", "", change.body, {}});
  return change;
}

inline std::vector<runtime::TimerRow> timers_of(runtime::CaseReads& cases, std::int64_t id) {
  std::vector<runtime::TimerRow> found;
  cases.scan_timers([&](const auto& row) {
    if (row.case_id == id) found.push_back(row);
  });
  return found;
}

// The command after `before`: the case moves on, its timer and task change.
inline runtime::CaseChange moving(const runtime::CaseRecord& before, const std::string& state) {
  runtime::CaseChange change;
  change.record = before;
  change.before = before.row;
  change.first_seq = before.row.version * 2 + 1;
  change.at = before.row.updated_at + 1;
  change.actor = "li";
  change.body = R"([{"type":"TransitionTaken"},{"type":"ClockStopped"}])";
  auto& row = change.record.row;
  ++row.version;
  row.states = {state};
  row.updated_at = change.at;
  change.timers_removed = {{*row.due, row.id, "clock/handling/1"}};
  row.due = *row.due + 1'000;
  change.timers_added = {{*row.due, row.id, "clock/handling/1"}};
  change.record.head =
      runtime::chain_hash(before.head, {0, row.id, change.first_seq, change.at, "li", "", "", change.body, {}});
  return change;
}

}  // namespace bihuan::test
