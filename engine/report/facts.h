// CaseFacts: what statistics need to know of one case, as a plain row; FactsSource: where rows come from.
// The store fills rows from its projections, tests and `--facts FILE` from JSON lines. Days are civil days of the
// office. A row is a value. A source says itself who may share it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/error.h"

namespace bihuan::report {

using Day = std::chrono::sys_days;

// A unit's share of a case that several units have in common. `parts` are parts of kWhole (ratio.h);
// when all shares of a case are 0 the case is split equally.
struct UnitShare {
  std::string unit;
  std::int64_t parts = 0;
};

// A two-level type: {"大气", "恶臭"}; `sub` may be empty.
struct CaseType {
  std::string main;
  std::string sub;
};

enum class Rating : std::uint8_t { none, satisfied, basically_satisfied, dissatisfied };

struct CaseFacts {
  std::int64_t id = 0;
  std::string workflow;
  std::string number;               // the public number
  std::string title;                // what it is about, free of names, telephone numbers and addresses of people
  std::optional<Day> received;      // 收到; a row without it counts nowhere
  std::optional<Day> accept_due;    // last day to tell the petitioner; unset where that duty is waived
  std::optional<Day> accepted;      // 受理告知 given
  std::optional<Day> not_accepted;  // 不予受理、不再受理 decided
  std::optional<Day> due;           // last day to close, extensions included
  std::optional<Day> closed;        // 办结
  std::optional<Day> rated;         // the petitioner's rating
  std::vector<UnitShare> units;     // 属地镇街; more than one = split
  std::string department;           // 承办部门
  std::vector<CaseType> types;      // several allowed
  std::string channel;
  std::string source;
  std::string trade;
  std::string place;     // the place or firm complained of
  bool repeat = false;   // 重复信访
  bool ratable = false;  // can be rated (real-name, closed)
  Rating rating = Rating::none;
  bool settled = false;  // a first petition that ended without a repeat 初次信访化解
  int returns = 0;       // times sent back to be handled again
};

// Which rows a computation may ask for. Every row whose received, accept_due, due, closed or rated day lies in [from,
// to] must come, and so must every case still open at `to`; more rows do no harm.
struct FactsQuery {
  std::vector<std::string> workflows;  // empty = all
  Day from;
  Day to;
};

class FactsSource {
 public:
  virtual ~FactsSource() = default;
  // Calls `visit` once per case, by ascending id. The row is reused: copy what you keep.
  virtual Result<void> each(const FactsQuery& query, const std::function<void(const CaseFacts&)>& visit) const = 0;
};

}  // namespace bihuan::report
