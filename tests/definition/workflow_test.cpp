// A workflow: what the loader makes of its parts.
#include "engine/definition/load.h"
#include "tests/definition/problem_list.h"
#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::core;

namespace {

const std::string text = R"(workflow: t
title: 测试
number: "测〔{year}〕{seq:3}号"
effective: {from: 2022-05-01, to: 2023-04-30}
file_by: [clerk]
list: [channel]
fields:
  channel: {title: 渠道, type: choice, of: [热线, 来信], required: true}
  severity: {type: integer, min: 1, max: 5, default: "1"}
  double: {type: integer, value: severity * 2}
  note: {type: long text, personal: true, visible: {roles: [clerk]}, required: {states: [working], when: "severity > 2"}}
  rows: {type: table, columns: {name: {type: text}, unit: {type: unit}}}
  unit: {type: unit, of: [street]}
  limit: {type: date}
roles:
  clerk: {title: 专员}
  handler: {of: case.lead_unit}
clocks:
  reply:
    budget: {choose: channel, 热线: 7d, else: 60d}
    count: working
    warn: [5d, 1d]
    warn_at: "08:30"
    warn_to: [handler, reporter]
    extend: {max: 30d, times: 2, approve: clerk}
    due: late
    overdue: [{after: 0d, level: remind, to: [handler], message: told}, {after: 3d, level: supervise, event: supervised}]
    law: 第三十四条
  dated: {budget: {until: limit}, when: "severity > 1"}
tasks:
  handle:
    lead: case.lead_unit
    co: rows.map(r, r.unit)
    role: handler
    complete: {ratio: 0.6}
    ask: [note]
    returns: {reasons: {not_ours: 不属职责}, max: 3, then: disputed}
approvals: {closing: {by: [handler, clerk]}}
documents: {letter: {title: 函, number: "函〔{year}〕{seq}号", to: petitioner}}
parties: {petitioner: {sealed: true, many: true}}
messages: {told: {text: "{number} {channel}", to: [units, clerk]}}
states:
  registered:
    open_ended: true
    on:
      accept:
        title: 受理
        to: working
        by: clerk
        when: channel != ''
        ask: [unit, limit, severity, "rows?", "note?"]
        set: {lead_unit: unit}
        start: [reply, dated]
        document: letter
        notify: told
        raise: accepted
        do: [{set: {severity: severity + 1}}]
  working:
    open_ended: true
    open: handle
    suspend: [dated]
    stop: [reply, dated]
    on:
      done.task.handle: {to: closing}
      disputed late supervised: {to: closing}
      accepted: {}
  closing:
    open_ended: true
    entry: [{ask_approval: closing}]
    on: {approved.closing: {to: closed}, refused.closing: {to: working}}
  closed: {type: final}
)";

}  // namespace

TEST_CASE("a workflow loads with all its parts", "[workflow]") {
  const auto loaded = definition::load(text, "t.yaml");
  INFO(list(loaded.problems));
  REQUIRE(essential(loaded.problems).empty());
  const Definition& d = *loaded.definition;
  CHECK(d.effective_to == "2023-04-30");
  CHECK(d.number == "测〔{year}〕{seq:3}号");
  REQUIRE(d.form.size() == 1);
  CHECK(d.form[0].field == "channel");
  CHECK(d.fields[1].initial.has_value());
  CHECK(d.fields[2].computed.has_value());
  CHECK(d.fields[3].personal);
  CHECK(d.fields[3].required.states == std::vector<std::string>{"working"});
  CHECK(d.fields[4].columns.size() == 2);
  CHECK(d.fields[3].slot == 3);
  CHECK(d.chart.data[3].id == "note");
  const ClockKind& reply = d.clocks[0];
  CHECK(reply.budget.cases.at(0).second == Budget{7, 0});
  CHECK(reply.budget.otherwise == Budget{60, 0});
  CHECK(reply.count == Counting::working);
  CHECK(reply.warn_at_minute == 510);
  CHECK(reply.extend->times == 2);
  CHECK(reply.due_event == "late");
  CHECK(reply.ladder.at(1).level == "supervise");
  CHECK(d.clocks[1].budget.until.has_value());
  CHECK(d.clocks[1].count == Counting::elapsed);
  CHECK(d.tasks[0].complete == Completion::ratio);
  CHECK(d.tasks[0].max_returns == 3);
  CHECK(d.approvals[0].by.size() == 2);
  CHECK(d.documents[0].form == "letter");
}

TEST_CASE("the words of a transition run in the order of the language", "[workflow]") {
  const auto loaded = definition::load(text, "t.yaml");
  REQUIRE(loaded.definition);
  const Chart& chart = loaded.definition->chart;
  const auto& accept = chart.transitions[chart.at(*chart.find("registered")).transitions[0]];
  using Kind = CaseAction::Kind;
  std::vector<Kind> kinds;
  for (const auto& action : accept.actions) {
    if (const auto* own = std::get_if<CaseAction>(&action.body)) kinds.push_back(own->kind);
  }
  CHECK(kinds == std::vector<Kind>{Kind::set_lead_unit, Kind::start_clock, Kind::start_clock, Kind::issue_document,
                                   Kind::notify});
  CHECK(std::holds_alternative<RaiseAction>(accept.actions[5].body));
  CHECK(std::holds_alternative<SetAction>(accept.actions[6].body));
  CHECK(accept.ask.at(3).may_stay_empty);
  CHECK(accept.title == "受理");
  const State& working = chart.at(*chart.find("working"));
  CHECK(std::get<CaseAction>(working.entry.at(0).body).kind == Kind::suspend_clock);
  CHECK(std::get<CaseAction>(working.entry.at(1).body).kind == Kind::open_task);
  CHECK(std::get<CaseAction>(working.exit.at(0).body).kind == Kind::resume_clock);
  CHECK(std::get<CaseAction>(working.exit.at(2).body).kind == Kind::stop_clock);
}

TEST_CASE("mistakes in all parts are told at once", "[workflow]") {
  const auto loaded = definition::load(
      "workflow: t\nfields:\n  f: {type: choise}\n  g: {type: text, requird: true}\nroles:\n  clerk: {of: "
      "3}\nclocks:\n  k:\n    count: working\n"
      "tasks:\n  h: {lead: nobody, role: clark}\nstates:\n  a:\n    on:\n      go: {to: b, by: clerk, ask: [x], start: "
      "kk}\n",
      "t.yaml");
  std::string seen;
  for (const auto& p : essential(loaded.problems))
    seen += p.code + "@" + std::to_string(p.where.line) + ":" + std::to_string(p.where.column) + " ";
  CHECK(seen ==
        "field_type_unknown@3:13 unknown_key@4:19 type_mismatch@6:15 missing_key@8:3 text_without_quotes@11:13 "
        "unknown_role@11:27 "
        "unknown_state@15:16 unknown_field@15:36 unknown_clock@15:47 ");
}
