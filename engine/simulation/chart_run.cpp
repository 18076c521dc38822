// A bare chart in virtual time.

#include "engine/simulation/run.h"

namespace bihuan::simulation {
namespace {

using core::MachineState;
using core::MacrostepResult;

class ChartRun final : public Run {
 public:
  ChartRun(std::shared_ptr<const core::Definition> definition, Millis at)
      : definition_(std::move(definition)), chart_(definition_->chart), now_(at) {}

  Outcome start() override {
    Outcome outcome;
    const core::StepContext context{now_, nullptr};
    Result<MacrostepResult> result = core::start(chart_, {}, context);
    if (result) result = core::settle(chart_, std::move(*result), context);
    if (!result) {
      broken_ = result.error();
      return refused(result.error());
    }
    keep(std::move(*result), outcome);
    return outcome;
  }

  Outcome fire(const Step& step) override {
    if (broken_) return refused(*broken_);
    if (machine_.closed) return refused(Error("closed"));
    const core::StepContext context{now_, nullptr};
    const core::MachineEvent event{step.event, expression::Value::record(step.data)};
    Result<MacrostepResult> result = core::macrostep(chart_, machine_, event, context);
    if (result) result = core::settle(chart_, std::move(*result), context);
    if (!result) return refused(result.error());
    Outcome outcome;
    if (result->taken.empty() && !step.lenient) {
      outcome = refused(Error("no_transition", {{"event", step.event}, {"states", states_text()}}));
      outcome.problems = std::move(result->problems);
      return outcome;
    }
    keep(std::move(*result), outcome);
    return outcome;
  }

  Outcome advance(std::int64_t ms) override {
    if (broken_) return refused(*broken_);
    Outcome outcome;
    MachineState machine = machine_;
    const Millis end = now_ + ms;
    int fired = 0;
    while (const core::PendingTimer* timer = machine.next_timer()) {
      if (timer->due > end) break;
      if (++fired > max_timers_of_one_advance) {
        return refused(Error("endless_step", {{"limit", std::to_string(max_timers_of_one_advance)}}));
      }
      const core::StepContext context{timer->due, nullptr};
      Result<MacrostepResult> result = core::fire_timer(chart_, std::move(machine), timer->number, context);
      if (result) result = core::settle(chart_, std::move(*result), context);
      if (!result) return refused(result.error());
      machine = std::move(result->machine);
      outcome.problems.insert(outcome.problems.end(), result->problems.begin(), result->problems.end());
    }
    machine_ = std::move(machine);
    now_ = end;
    return outcome;
  }

  Outcome restart() override {
    if (broken_) return refused(*broken_);
    Result<MachineState> again = core::machine_from_json(chart_, core::to_json_text(chart_, machine_));
    if (!again) return refused(again.error());
    machine_ = std::move(*again);
    return {};
  }

  Millis now() const override { return now_; }
  std::vector<std::string> states() const override { return machine_.active_leaves(chart_); }
  Fields fields() const override {
    Fields fields;
    for (std::size_t i = 0; i < machine_.data.size(); ++i) fields.emplace_back(chart_.data[i].id, machine_.data[i]);
    return fields;
  }
  std::vector<ClockLine> clocks() const override { return {}; }

 private:
  static Outcome refused(Error error) {
    Outcome outcome;
    outcome.accepted = false;
    outcome.refusal = std::move(error);
    return outcome;
  }

  void keep(MacrostepResult result, Outcome& outcome) {
    machine_ = std::move(result.machine);
    outcome.problems = std::move(result.problems);
  }

  std::string states_text() const {
    std::string text;
    for (const std::string& state : states()) text += (text.empty() ? "" : ", ") + state;
    return text;
  }

  std::shared_ptr<const core::Definition> definition_;
  const core::Chart& chart_;
  MachineState machine_;
  Millis now_;
  std::optional<Error> broken_;  // the start came to no rest
};

}  // namespace

std::unique_ptr<Run> make_chart_run(std::shared_ptr<const core::Definition> definition, Millis at) {
  return std::make_unique<ChartRun>(std::move(definition), at);
}

Outcome Run::play(const Step& step) {
  switch (step.kind) {
    case Step::Kind::event:
      return fire(step);
    case Step::Kind::advance:
      return advance(step.advance);
    case Step::Kind::restart:
      return restart();
  }
  return {};
}

}  // namespace bihuan::simulation
