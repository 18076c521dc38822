// Run: a definition played in virtual time, without a store. Two kinds: the bare machine of a chart (chart_run.cpp) and
// a case through decide and apply (case_run.cpp), the very path of the server. One thread owns a run.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/error.h"
#include "engine/core/step.h"
#include "engine/core/workflow.h"
#include "engine/simulation/script.h"

namespace bihuan::simulation {

struct ClockLine {
  std::string id;
  std::string state;  // idle, running, suspended, stopped
  std::string due;    // "2022-08-01" for day clocks, else an instant; empty: never started
  std::int64_t left_ms = 0;
};

// An effect in the order it happened: {"type", ...}; values are texts.
struct Effect {
  std::string type;
  std::vector<std::pair<std::string, expression::Value>> members;
};

// What one step did, or why it was refused.
struct Outcome {
  bool accepted = true;
  std::optional<Error> refusal;
  std::vector<Effect> effects;
  std::vector<core::StepProblem> problems;  // bare chart: expressions that failed on the way
};

class Run {
 public:
  virtual ~Run() = default;

  [[nodiscard]] virtual Outcome start() = 0;
  [[nodiscard]] virtual Outcome fire(const Step& step) = 0;
  // Fires every timer up to then at its own due instant. A refusal leaves the run as it was, its time too.
  [[nodiscard]] virtual Outcome advance(std::int64_t ms) = 0;
  // Writes the state out, forgets it and reads it again.
  [[nodiscard]] virtual Outcome restart() = 0;

  [[nodiscard]] virtual Millis now() const = 0;
  [[nodiscard]] virtual std::vector<std::string> states() const = 0;
  [[nodiscard]] virtual Fields fields() const = 0;
  [[nodiscard]] virtual std::vector<ClockLine> clocks() const = 0;

  [[nodiscard]] Outcome play(const Step& step);
};

inline constexpr int max_timers_of_one_advance = 200'000;

// The run that fits the definition. Fails when a workflow's calendar is not known.
[[nodiscard]] Result<std::unique_ptr<Run>> make_run(std::shared_ptr<const core::Definition> definition,
                                                    const Script& script);

[[nodiscard]] std::unique_ptr<Run> make_chart_run(std::shared_ptr<const core::Definition> definition, Millis at);

// One line of output per step.
[[nodiscard]] std::string json_line(int number, const Run& run, const Outcome& outcome, const calendar::Zone& zone,
                                    std::string_view language);
[[nodiscard]] std::string text_line(int number, std::string_view what, const Run& run, const Outcome& outcome,
                                    const calendar::Zone& zone, std::string_view language);

}  // namespace bihuan::simulation
