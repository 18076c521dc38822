#include <algorithm>
#include <array>

#include "engine/calendar/duration.h"
#include "engine/scenario/scenario.h"
#include "engine/yaml/parse.h"
#include "engine/yaml/reading.h"

namespace bihuan::scenario {
namespace {

using yaml::Node;

struct Word {
  const char* key;
  StepKind kind;
};

constexpr std::array<Word, 20> words = {{
    {"event", StepKind::event},
    {"advance", StepKind::advance},
    {"sign", StepKind::sign},
    {"return", StepKind::give_back},
    {"complete", StepKind::complete},
    {"reassign", StepKind::reassign},
    {"add", StepKind::add},
    {"remove", StepKind::remove},
    {"approve", StepKind::approve},
    {"refuse", StepKind::refuse},
    {"extend", StepKind::extend},
    {"approve_extension", StepKind::approve_extension},
    {"refuse_extension", StepKind::refuse_extension},
    {"suspend", StepKind::suspend},
    {"resume", StepKind::resume},
    {"supervise", StepKind::supervise},
    {"urge", StepKind::urge},
    {"correct", StepKind::correct},
    {"subcase_closed", StepKind::subcase_closed},
    {"expect", StepKind::look},
}};

expression::Value value_of(const Node& node) {
  using expression::Value;
  if (node.is_null()) return Value::null();
  if (node.is_list()) {
    std::vector<Value> items;
    for (const auto& item : node.items) items.push_back(value_of(item));
    return Value::list(std::move(items));
  }
  if (node.is_map()) {
    std::vector<std::pair<std::string, Value>> fields;
    for (const auto& entry : node.entries) fields.emplace_back(entry.key.text, value_of(entry.value));
    return Value::record(std::move(fields));
  }
  if (node.quoted()) return Value::string(node.text);
  if (const auto flag = yaml::as_flag(node)) return Value::boolean(*flag);
  if (const auto integer = yaml::as_integer(node)) return Value::integer(*integer);
  if (const auto number = yaml::as_number(node)) return Value::floating(*number);
  return Value::string(node.text);
}

Fields fields_of(const Node& node, std::string_view what, Problems& problems) {
  Fields out;
  if (node.is_null() || !yaml::expect_map(node, what, problems)) return out;
  for (const auto& entry : node.entries) out.emplace_back(entry.key.text, value_of(entry.value));
  return out;
}

std::vector<std::string> texts_of(const Node& node, std::string_view what, Problems& problems) {
  std::vector<std::string> out;
  if (node.is_null()) return out;
  for (const Node* item : yaml::read_one_or_many(node, what, problems)) out.push_back(item->text);
  return out;
}

std::map<std::string, std::string> words_of(const Node& node, std::string_view what, Problems& problems) {
  std::map<std::string, std::string> out;
  if (!yaml::expect_map(node, what, problems)) return out;
  for (const auto& entry : node.entries) {
    if (const auto text = yaml::read_text(entry.value, entry.key.text, problems)) out[entry.key.text] = *text;
  }
  return out;
}

ClockExpectation clock_of(const Node& node, Problems& problems) {
  ClockExpectation out;
  if (node.is_scalar()) {
    out.state = node.text;
    return out;
  }
  yaml::MapReader map(node, "clock", problems);
  if (!map.ok()) return out;
  out.state = map.get_text("state");
  out.due = map.get_text("due");
  if (const Node* overdue = map.get("overdue")) out.overdue = yaml::read_flag(*overdue, "overdue", problems);
  map.finish();
  return out;
}

OfferExpectation offer_of(const Node& node, Problems& problems) {
  OfferExpectation out;
  if (!node.is_map()) {
    out.by = texts_of(node, "by", problems);
  } else {
    yaml::MapReader map(node, "offer", problems);
    if (const Node* by = map.need("by")) out.by = texts_of(*by, "by", problems);
    if (const Node* ask = map.get("ask")) out.ask = texts_of(*ask, "ask", problems);
    map.finish();
  }
  std::sort(out.by.begin(), out.by.end());
  return out;
}

Expectation expectation_of(const Node& node, Problems& problems) {
  Expectation out;
  out.where = node.where();
  yaml::MapReader map(node, "expect", problems);
  if (!map.ok()) return out;
  const Node* states = map.get("states");
  if (states == nullptr) states = map.get("state");
  if (states != nullptr) {
    out.states = texts_of(*states, "states", problems);
    std::sort(out.states->begin(), out.states->end());
  }
  if (const Node* fields = map.get("fields")) out.fields = fields_of(*fields, "fields", problems);
  if (const Node* clocks = map.get("clocks"); clocks != nullptr && yaml::expect_map(*clocks, "clocks", problems)) {
    for (const auto& entry : clocks->entries) out.clocks[entry.key.text] = clock_of(entry.value, problems);
  }
  if (const Node* tasks = map.get("tasks")) out.tasks = words_of(*tasks, "tasks", problems);
  if (const Node* approvals = map.get("approvals")) out.approvals = words_of(*approvals, "approvals", problems);
  if (const Node* notified = map.get("notified");
      notified != nullptr && yaml::expect_map(*notified, "notified", problems)) {
    for (const auto& entry : notified->entries) {
      out.notified[entry.key.text] = texts_of(entry.value, entry.key.text, problems);
    }
  }
  if (const Node* documents = map.get("documents")) out.documents = texts_of(*documents, "documents", problems);
  out.subcases = map.get_integer("subcases", 0);
  out.lead_unit = map.get_text("lead_unit");
  out.number = map.get_text("number");
  if (const Node* closed = map.get("closed")) out.closed = yaml::read_flag(*closed, "closed", problems);
  if (const Node* offers = map.get("offers"); offers != nullptr && yaml::expect_map(*offers, "offers", problems)) {
    out.offers.emplace();
    for (const auto& entry : offers->entries) (*out.offers)[entry.key.text] = offer_of(entry.value, problems);
  }
  map.finish();
  return out;
}

std::optional<Step> step_of(const Node& node, Problems& problems) {
  Step out;
  out.where = node.where();
  if (node.is_scalar() && node.text == "restart") {
    out.kind = StepKind::restart;
    return out;
  }
  yaml::MapReader map(node, "step", problems);
  if (!map.ok()) return std::nullopt;
  const Word* word = nullptr;
  for (const Word& candidate : words) {
    if (word == nullptr && node.find(candidate.key) != nullptr) word = &candidate;
  }
  if (word == nullptr) {
    yaml::error(problems, node, "scenario_step_unknown");
    return std::nullopt;
  }
  out.kind = word->kind;
  if (out.kind == StepKind::subcase_closed) {
    out.count = map.get_integer("subcase_closed", 1).value_or(1);
  } else if (out.kind != StepKind::look) {
    out.name = map.need_text(word->key).value_or("");
  }
  if (out.kind == StepKind::advance) {
    const auto duration = calendar::parse_duration(out.name);
    if (duration)
      out.count = calendar::to_ms(*duration);
    else
      yaml::error(problems, *node.find("advance"), duration.error().code, duration.error().arguments);
  }
  if (out.kind == StepKind::extend) out.count = map.get_integer("days", 1, 10'000).value_or(1);
  out.by = map.get_text("by").value_or("");
  out.unit = map.get_text("unit").value_or("");
  out.to = map.get_text("to").value_or("");
  out.reason = map.get_text("reason").value_or("");
  out.note = map.get_text("note").value_or("");
  out.outcome = map.get_text("outcome").value_or("");
  out.veto = map.get_flag("veto");
  out.refused = map.get_text("refused").value_or("");
  if (const Node* data = map.get("data")) out.data = fields_of(*data, "data", problems);
  if (const Node* value = map.get("value")) out.value = value_of(*value);
  if (const Node* expect = map.get("expect")) out.expect = expectation_of(*expect, problems);
  map.finish();
  return out;
}

void read_given(const Node& node, Scenario& scenario, Problems& problems) {
  yaml::MapReader map(node, "given", problems);
  if (!map.ok()) return;
  if (const auto text = map.get_text("workflow")) scenario.workflow = *text;
  if (const auto text = map.get_text("zone")) scenario.zone = *text;
  const auto zone = calendar::Zone::find(scenario.zone);
  if (!zone) yaml::error(problems, *map.get("zone"), zone.error().code, zone.error().arguments);
  if (const Node* at = map.get("at")) {
    if (const auto text = yaml::read_text(*at, "at", problems)) scenario.at = *text;
    if (zone && !zone->parse(scenario.at)) yaml::error(problems, *at, "scenario_instant", {{"text", scenario.at}});
  }
  if (const auto text = map.get_text("received")) scenario.received = *text;
  if (const auto text = map.get_text("by")) scenario.by = *text;
  if (const Node* fields = map.get("fields")) {
    for (auto& [id, value] : fields_of(*fields, "fields", problems)) {
      const auto old = std::find_if(scenario.fields.begin(), scenario.fields.end(),
                                    [&name = id](const auto& field) { return field.first == name; });
      if (old == scenario.fields.end())
        scenario.fields.emplace_back(id, std::move(value));
      else
        old->second = std::move(value);
    }
  }
  map.finish();
}

void read_steps(const Node* list, Scenario& scenario, Problems& problems) {
  if (list == nullptr || list->is_null() || !yaml::expect_list(*list, "steps", problems)) return;
  for (const Node& item : list->items) {
    if (auto step = step_of(item, problems)) scenario.steps.push_back(std::move(*step));
  }
}

void read_one(const Node& node, Scenario scenario, ScenarioReading& out, const Node* given, const Node* before) {
  yaml::MapReader map(node, "scenario", out.problems);
  if (!map.ok()) return;
  scenario.where = node.where();
  scenario.name = map.need_text("name").value_or("");
  if (given != nullptr) read_given(*given, scenario, out.problems);
  if (const Node* own = map.get("given")) read_given(*own, scenario, out.problems);
  read_steps(before, scenario, out.problems);
  read_steps(map.get("steps"), scenario, out.problems);
  if (const Node* expect = map.get("expect")) {
    Step last;
    last.where = expect->where();
    last.expect = expectation_of(*expect, out.problems);
    scenario.steps.push_back(std::move(last));
  }
  map.finish();
  out.scenarios.push_back(std::move(scenario));
}

}  // namespace

ScenarioReading read_scenarios(std::string text, std::string file) {
  ScenarioReading out;
  // Locations are copied out as values; the tree and its source live only here.
  auto parsed = yaml::parse(std::move(text), std::move(file));
  out.problems = std::move(parsed.problems);
  if (has_errors(out.problems)) return out;
  const Node& root = parsed.document.root;
  const Node* list = root.find("scenarios");
  if (list == nullptr) {
    read_one(root, {}, out, nullptr, nullptr);
    return out;
  }
  yaml::MapReader map(root, "scenarios", out.problems);
  const Node* given = map.get("given");
  const Node* before = map.get("before");
  map.get("scenarios");
  map.finish();
  if (!yaml::expect_list(*list, "scenarios", out.problems)) return out;
  for (const Node& item : list->items) read_one(item, {}, out, given, before);
  return out;
}

}  // namespace bihuan::scenario
