// Any bytes as a chart and a script: a zero byte parts them. Whatever loads is played, step by step, with the machine
// written down and read again in between; every configuration must be legal, and nothing may crash or hang.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "engine/core/step.h"
#include "engine/definition/chart_file.h"
#include "engine/simulation/script.h"
#include "engine/yaml/parse.h"

namespace {

using namespace bihuan;

constexpr std::uint32_t limit = 100;

void check(const core::Chart& chart, core::MachineState& machine) {
  if (!core::is_legal(chart, machine.configuration)) std::abort();
  const std::string written = core::to_json_text(chart, machine);
  auto read = core::machine_from_json(chart, written);
  if (!read || core::to_json_text(chart, *read) != written) std::abort();
  machine = std::move(*read);
}

void play(const core::Chart& chart, const simulation::Script& script) {
  core::Millis now = script.at;
  core::StepContext context{now, nullptr, nullptr, limit};
  auto result = core::start(chart, {}, context);
  if (result) result = core::settle(chart, std::move(*result), context);
  if (!result) return;
  core::MachineState machine = std::move(result->machine);
  check(chart, machine);
  for (std::size_t i = 0; i < script.steps.size() && i < 20; ++i) {
    const simulation::Step& step = script.steps[i];
    if (step.kind == simulation::Step::Kind::advance) now += step.advance;
    context.now = now;
    const core::PendingTimer* timer = machine.next_timer();
    Result<core::MacrostepResult> next =
        step.kind == simulation::Step::Kind::event
            ? core::macrostep(chart, machine, {step.event, expression::Value::record(step.data)}, context)
            : core::fire_timer(chart, machine, timer == nullptr ? 0 : timer->number, context);
    if (next) next = core::settle(chart, std::move(*next), context);
    if (next) machine = std::move(next->machine);
    check(chart, machine);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::size_t part = bytes.find('\0');
  const yaml::Parsed parsed = yaml::parse(std::string(bytes.substr(0, part)), "fuzz.yaml");
  if (!parsed.ok()) return 0;
  core::Chart chart;
  std::string title;
  Problems problems;
  definition::read_chart(parsed.document.root, chart, title, problems);
  if (has_errors(problems)) return 0;
  const auto script = simulation::read_script(part == std::string_view::npos ? "[]" : bytes.substr(part + 1));
  if (script) play(chart, *script);
  return 0;
}
