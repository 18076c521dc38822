// Macrosteps per second through the public pure API: a flat chart of 20 states, the same with a guard and an
// assignment, and a parallel chart of 5 regions.   bench_core [--json]
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>

#include "bench/report.h"
#include "engine/core/step.h"
#include "engine/definition/chart_file.h"
#include "engine/yaml/parse.h"

namespace {

using namespace bihuan;

core::Chart chart_of(const std::string& text) {
  const yaml::Parsed parsed = yaml::parse(text, "bench.yaml");
  core::Chart chart;
  std::string title;
  Problems problems;
  definition::read_chart(parsed.document.root, chart, title, problems);
  if (!parsed.ok() || has_errors(problems)) std::abort();
  return chart;
}

std::string flat(bool busy) {
  std::string text = "kind: chart\ndata: {n: 0}\nstates:\n";
  for (int i = 0; i < 20; ++i) {
    text += fmt::format("  s{}: {{on: {{next: {{to: s{}{}}}, other: {{to: s0}}}}}}\n", i, (i + 1) % 20,
                        busy ? ", when: n >= 0, do: [{set: {n: n + 1}}]" : "");
  }
  return text;
}

std::string parallel() {
  std::string text = "kind: chart\nstates:\n  p:\n    type: parallel\n    states:\n";
  for (int region = 0; region < 5; ++region) {
    text += fmt::format(
        "      r{0}: {{states: {{a{0}: {{on: {{next: {{to: b{0}}}}}}}, b{0}: {{on: {{next: {{to: a{0}}}}}}}}}}}\n",
        region);
  }
  return text;
}

double steps_per_second(const std::string& text) {
  const core::Chart chart = chart_of(text);
  const core::StepContext context;
  auto result = core::start(chart, {}, context);
  if (!result) std::abort();
  core::MachineState machine = std::move(result->machine);
  const core::MachineEvent event{"next", expression::Value::map({})};
  std::uint64_t steps = 0;
  const auto begin = std::chrono::steady_clock::now();
  double seconds = 0;
  while (seconds < 1.0) {
    for (int i = 0; i < 10'000; ++i) {
      auto next = core::macrostep(chart, std::move(machine), event, context);
      if (!next || !next->matched) std::abort();
      machine = std::move(next->machine);
    }
    steps += 10'000;
    seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  }
  return static_cast<double>(steps) / seconds;
}

}  // namespace

int main(int argc, char** argv) {
  const bench::Report report(argc, argv);
  report.add({"macrosteps, flat chart of 20 states", steps_per_second(flat(false)), "/s", ">= 1000000"});
  report.add({"macrosteps, with a guard and a set", steps_per_second(flat(true)), "/s"});
  report.add({"macrosteps, 5 regions all moving", steps_per_second(parallel()), "/s"});
  return 0;
}
