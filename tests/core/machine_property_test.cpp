// Laws that hold for any chart and any sequence of events. BIHUAN_CHARTS=n tries n charts (default 50).
#include <cstdlib>

#include "engine/core/step.h"
#include "tests/core/charts.h"
#include "tests/core/random_chart.h"
#include "tests/core/reference.h"
#include "tests/support/catch.h"

namespace {

using namespace bihuan;
using core::MachineState;

std::string text_of(const core::Chart& chart, const MachineState& machine) {
  return core::to_json_text(chart, machine);
}

std::uint64_t charts_to_try() {
  const char* wanted = std::getenv("BIHUAN_CHARTS");
  return wanted == nullptr ? 50 : std::strtoull(wanted, nullptr, 10);
}

Result<core::MacrostepResult> settled(const core::Chart& chart, Result<core::MacrostepResult> result,
                                      const core::StepContext& context) {
  if (!result) return result;
  return core::settle(chart, std::move(*result), context);
}

// One step of a script on a bare machine; an error leaves it as it was.
std::optional<Error> advance(const core::Chart& chart, MachineState& machine, core::Millis& now,
                             const simulation::Step& step, std::uint32_t limit) {
  if (step.kind == simulation::Step::Kind::event) {
    const core::StepContext context{now, nullptr, nullptr, limit};
    const core::MachineEvent event{step.event, expression::Value::record(step.data)};
    auto result = settled(chart, core::macrostep(chart, machine, event, context), context);
    if (!result) return result.error();
    machine = std::move(result->machine);
    return std::nullopt;
  }
  const core::Millis end = now + step.advance;
  MachineState next = machine;
  int fired = 0;
  while (const core::PendingTimer* timer = next.next_timer()) {
    if (timer->due > end || ++fired > 200) break;
    const core::StepContext context{timer->due, nullptr, nullptr, limit};
    auto result = settled(chart, core::fire_timer(chart, std::move(next), timer->number, context), context);
    if (!result) return result.error();
    next = std::move(result->machine);
  }
  machine = std::move(next);
  now = end;
  return std::nullopt;
}

}  // namespace

TEST_CASE("a step is deterministic, legal, and survives being written down", "[core][property]") {
  constexpr std::uint32_t limit = 300;
  std::size_t moved = 0;
  std::size_t refused = 0;
  for (std::uint64_t seed = 1; seed <= charts_to_try(); ++seed) {
    const std::string source = testing::random_chart(seed);
    INFO("seed " << seed << "\n" << source);
    const auto definition = testing::chart_of(source);
    const core::Chart& chart = definition->chart;
    const core::StepContext context{0, nullptr, nullptr, limit};
    auto started = settled(chart, core::start(chart, {}, context), context);
    if (!started) {
      ++refused;
      continue;
    }
    MachineState machine = started->machine;
    MachineState again = machine;
    core::Millis now = 0;
    core::Millis then = 0;
    for (const simulation::Step& step : testing::random_steps(seed, 25)) {
      const std::string before = text_of(chart, machine);
      const std::optional<Error> error = advance(chart, machine, now, step, limit);
      const std::string after = text_of(chart, machine);
      if (error) {
        ++refused;
        REQUIRE(error->code == "endless_step");
        REQUIRE(after == before);
      }
      if (after != before) ++moved;
      REQUIRE((machine.closed || core::is_legal(chart, machine.configuration)));
      REQUIRE(machine.internal_queue.empty());
      REQUIRE(machine.external_queue.empty());
      // The second machine is written down and read again before every step.
      auto read = core::machine_from_json(chart, text_of(chart, again));
      REQUIRE(read.has_value());
      again = std::move(*read);
      REQUIRE(advance(chart, again, then, step, limit).has_value() == error.has_value());
      REQUIRE(text_of(chart, again) == after);
    }
  }
  CHECK(moved > charts_to_try());
  CHECK(refused < charts_to_try() * 10);
}

TEST_CASE("the interpreter agrees with a plain transcription of appendix D", "[core][property]") {
  constexpr std::uint32_t limit = 300;
  for (std::uint64_t seed = 1; seed <= charts_to_try(); ++seed) {
    const std::string source = testing::random_chart(seed);
    INFO("seed " << seed << "\n" << source);
    const auto definition = testing::chart_of(source);
    const core::Chart& chart = definition->chart;
    const core::StepContext context{0, nullptr, nullptr, limit};
    auto result = settled(chart, core::start(chart, {}, context), context);
    testing::Reference reference(chart);
    if (!reference.start(limit) || !result) {
      REQUIRE(reference.overran() == !result.has_value());
      continue;
    }
    MachineState machine = result->machine;
    for (const simulation::Step& step : testing::random_steps(seed, 25)) {
      if (step.kind != simulation::Step::Kind::event || machine.closed) continue;
      const core::MachineEvent event{step.event, expression::Value::record(step.data)};
      auto next = settled(chart, core::macrostep(chart, machine, event, context), context);
      testing::Reference trial = reference;
      const bool fine = trial.handle(event, limit);
      REQUIRE(fine == next.has_value());
      if (!fine) continue;
      machine = next->machine;
      reference = trial;
      REQUIRE(machine.active_leaves(chart) == reference.leaves());
      for (std::size_t i = 0; i < machine.data.size(); ++i) REQUIRE(identical(machine.data[i], reference.data()[i]));
    }
  }
}
