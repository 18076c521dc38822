// The lines that a simulation prints: JSON as contracts §4 has it, and the same for people.
#include "engine/base/catalogue.h"
#include "engine/expression/json.h"
#include "engine/simulation/run.h"

namespace bihuan::simulation {
namespace {

using expression::quote_json;

template <class Items, class Write>
std::string joined(const Items& items, std::string_view between, Write write) {
  std::string out;
  for (const auto& item : items) {
    if (!out.empty()) out += between;
    out += write(item);
  }
  return out;
}

std::string fields_json(const Fields& fields) {
  return "{" +
         joined(
             fields, ",",
             [](const auto& field) { return quote_json(field.first) + ":" + expression::to_json_text(field.second); }) +
         "}";
}

std::string clock_json(const ClockLine& clock) {
  std::string out = quote_json(clock.id) + R"(:{"state":)" + quote_json(clock.state);
  if (clock.due.empty()) return out + R"(,"due":null,"left_ms":null})";
  return out + R"(,"due":)" + quote_json(clock.due) + R"(,"left_ms":)" + std::to_string(clock.left_ms) + "}";
}

std::string effect_json(const Effect& effect) {
  std::string out = R"({"type":)" + quote_json(effect.type);
  for (const auto& [key, value] : effect.members) out += "," + quote_json(key) + ":" + expression::to_json_text(value);
  return out + "}";
}

std::string refusal_json(const Error& refusal, std::string_view language) {
  return R"({"code":)" + quote_json(refusal.code) + R"(,"message":)" + quote_json(refusal.message(language)) +
         R"(,"hint":)" + quote_json(refusal.hint(language)) + "}";
}

}  // namespace

std::string json_line(int number, const Run& run, const Outcome& outcome, const calendar::Zone& zone,
                      std::string_view language) {
  std::string out = R"({"step":)" + std::to_string(number) + R"(,"accepted":)" + (outcome.accepted ? "true" : "false");
  out += R"(,"at":)" + quote_json(zone.format(run.now()));
  out += R"(,"states":[)" + joined(run.states(), ",", [](const auto& id) { return quote_json(id); }) + "]";
  out += R"(,"fields":)" + fields_json(run.fields());
  out += R"(,"clocks":{)" + joined(run.clocks(), ",", clock_json) + "}";
  out += R"(,"effects":[)" + joined(outcome.effects, ",", effect_json) + "]";
  out += R"(,"refusal":)" + (outcome.refusal ? refusal_json(*outcome.refusal, language) : "null");
  return out + "}\n";
}

std::string text_line(int number, std::string_view what, const Run& run, const Outcome& outcome,
                      const calendar::Zone& zone, std::string_view language) {
  std::string out = std::to_string(number) + "  " + zone.format(run.now()) + "  " + std::string(what) + "\n";
  const std::string indent = "   ";
  if (outcome.refusal) {
    out += indent + "✗ " + outcome.refusal->code + ": " + outcome.refusal->message(language) + "\n";
    const std::string hint = outcome.refusal->hint(language);
    if (!hint.empty()) out += indent + "  " + hint + "\n";
  }
  out += indent + "→ " + joined(run.states(), ", ", [](const auto& id) { return id; }) + "\n";
  std::string fields;
  for (const auto& [id, value] : run.fields()) {
    if (!value.is_empty()) fields += "  " + id + "=" + expression::to_json_text(value);
  }
  if (!fields.empty()) out += indent + fields.substr(2) + "\n";
  for (const ClockLine& clock : run.clocks()) {
    out += indent +
           bihuan::text(language, "simulate_clock",
                        {{"clock", clock.id},
                         {"state", bihuan::text(language, "clock_state_" + clock.state)},
                         {"due", clock.due}}) +
           "\n";
  }
  for (const Effect& effect : outcome.effects) out += indent + "• " + effect_json(effect) + "\n";
  for (const core::StepProblem& problem : outcome.problems) {
    out += indent + "! " + problem.where.file + ":" + std::to_string(problem.where.line) + ": " +
           problem.error.message(language) + "\n";
  }
  return out;
}

}  // namespace bihuan::simulation
