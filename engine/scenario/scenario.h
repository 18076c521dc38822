// Scenarios: a case, what people do with it in virtual time, and what must then be true (docs/scenarios.md).
// Values; reading is pure. Problems are collected, each with its place.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/problem.h"
#include "engine/calendar/zone.h"
#include "engine/core/people.h"
#include "engine/core/workflow.h"
#include "engine/expression/value.h"

namespace bihuan::scenario {

using core::Millis;
using Fields = std::vector<std::pair<std::string, expression::Value>>;

struct ClockExpectation {
  std::optional<std::string> state;  // idle, running, suspended, stopped
  std::optional<std::string> due;    // "2022-08-01" or "2022-06-01T10:00"
  std::optional<bool> overdue;
};

struct OfferExpectation {
  std::vector<std::string> by;   // sorted
  std::vector<std::string> ask;  // in order, with `?`
};

struct Expectation {
  std::optional<std::vector<std::string>> states;  // sorted
  Fields fields;
  std::map<std::string, ClockExpectation> clocks;
  std::map<std::string, std::string> tasks;                     // unit → phase
  std::optional<std::map<std::string, std::string>> approvals;  // open approval → role
  std::map<std::string, std::vector<std::string>> notified;     // role → matters, in order
  std::optional<std::vector<std::string>> documents;
  std::optional<std::int64_t> subcases;
  std::optional<std::string> lead_unit, number;
  std::optional<bool> closed;
  std::optional<std::map<std::string, OfferExpectation>> offers;
  Location where;
};

enum class StepKind {
  look,
  restart,
  advance,
  event,
  sign,
  give_back,
  complete,
  reassign,
  add,
  remove,
  approve,
  refuse,
  extend,
  approve_extension,
  refuse_extension,
  suspend,
  resume,
  supervise,
  urge,
  correct,
  subcase_closed,
};

struct Step {
  StepKind kind = StepKind::look;
  std::string name;  // of the event, task kind, approval, clock or field; the note of supervise and urge
  std::string by;    // role or role@unit
  std::string unit, to, reason, note, outcome;
  Fields data;
  expression::Value value;
  std::int64_t count = 0;  // days of an extension, milliseconds of an advance, number of a sub-case
  bool veto = false;
  std::string refused;  // code of the refusal that must come
  std::optional<Expectation> expect;
  Location where;
};

struct Scenario {
  std::string name;
  std::string workflow;  // folder of the definition; empty: the one beside
  std::string at = "2022-01-04T09:00";
  std::string zone = "Asia/Shanghai";
  std::string received;  // empty: when it is filed
  std::string by;        // empty: the first of file_by
  Fields fields;
  std::vector<Step> steps;
  Location where;
};

struct ScenarioReading {
  std::vector<Scenario> scenarios;
  Problems problems;
};

[[nodiscard]] ScenarioReading read_scenarios(std::string text, std::string file);

// What scenarios name that the definition does not have: roles, events, fields, tasks, approvals, clocks, states, and
// phases that there are not. Each an error at the line of its step or expectation, with the nearest name.
[[nodiscard]] Problems check_scenarios(const core::Definition& definition, const std::vector<Scenario>& scenarios);

}  // namespace bihuan::scenario
