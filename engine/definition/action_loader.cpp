// Action lists: `entry`, `exit`, `do`, `then`, `else`; and the constants of a bare chart.
#include <algorithm>

#include "engine/calendar/duration.h"
#include "engine/core/limits.h"
#include "engine/definition/chart_loader.h"
#include "engine/definition/ids.h"

namespace bihuan::definition {

using core::Block;
using expression::Type;
using yaml::MapReader;
using yaml::Node;
using CaseKind = core::CaseAction::Kind;

namespace {

struct CaseWord {
  const char* word;
  CaseKind kind;
  const char* unknown;  // code when the name is not declared
  std::vector<std::string> ChartNames::*names;
};
constexpr CaseWord case_words[] = {
    {"start", CaseKind::start_clock, "unknown_clock", &ChartNames::clocks},
    {"stop", CaseKind::stop_clock, "unknown_clock", &ChartNames::clocks},
    {"suspend", CaseKind::suspend_clock, "unknown_clock", &ChartNames::clocks},
    {"resume", CaseKind::resume_clock, "unknown_clock", &ChartNames::clocks},
    {"open", CaseKind::open_task, "unknown_task", &ChartNames::tasks},
    {"cancel_task", CaseKind::cancel_task, "unknown_task", &ChartNames::tasks},
    {"ask_approval", CaseKind::ask_approval, "unknown_approval", &ChartNames::approvals},
    {"open_cases", CaseKind::open_cases, "unknown_subcase", &ChartNames::subcases},
    {"document", CaseKind::issue_document, "unknown_document", &ChartNames::documents},
    {"notify", CaseKind::notify, "unknown_message", &ChartNames::messages},
};
constexpr const char* chart_words[] = {"raise", "send", "cancel", "set", "if", "for"};

}  // namespace

Block ChartLoader::read_block(const Node* node, std::string_view what) {
  Block block;
  if (node == nullptr) return block;
  if (node->is_map()) {  // a single action needs no dash
    read_action(*node, block);
  } else if (yaml::expect_list(*node, what, problems_)) {
    for (const Node& item : node->items) read_action(item, block);
  }
  return block;
}

void ChartLoader::read_action(const Node& node, Block& block) {
  if (!yaml::expect_map(node, "action", problems_)) return;
  std::vector<std::string> words(std::begin(chart_words), std::end(chart_words));
  if (names_.workflow) {
    for (const CaseWord& each : case_words) words.emplace_back(each.word);
  }
  std::vector<const yaml::Entry*> found;
  for (const yaml::Entry& entry : node.entries) {
    if (std::find(words.begin(), words.end(), entry.key.text) != words.end()) found.push_back(&entry);
  }
  if (found.size() != 1) {
    const std::string given = node.entries.empty() ? std::string() : node.entries.front().key.text;
    yaml::error(problems_, node, found.empty() ? "unknown_action" : "several_actions",
                {{"name", given}, {"known", yaml::nearest_first(given, words)}});
    return;
  }
  const std::string& word = found.front()->key.text;
  const Node& value = found.front()->value;
  MapReader reader(node, "action " + word, problems_);
  reader.get(word);
  if (word == "raise") {
    read_raise(value, reader.get("data"), block);
  } else if (word == "send") {
    read_send(reader, value, block);
  } else if (word == "cancel") {
    if (const auto id = yaml::read_text(value, "cancel", problems_)) {
      block.push_back({core::CancelAction{*id}, node.where()});
    }
  } else if (word == "set") {
    read_set(value, block);
  } else if (word == "if") {
    read_if(reader, value, block);
  } else if (word == "for") {
    read_for(reader, value, block);
  } else {
    for (const CaseWord& each : case_words) {
      if (word == each.word) read_case_words(value, each.kind, block);
    }
  }
  reader.finish();
}

void ChartLoader::read_set(const Node& node, Block& block) {
  if (!yaml::expect_map(node, "set", problems_)) return;
  for (const yaml::Entry& entry : node.entries) {
    const std::string& name = entry.key.text;
    const std::optional<core::DatumIndex> index = datum(name);
    if (!index && names_.workflow && name == "lead_unit") {
      std::optional<expression::Program> unit = expression(entry.value, "lead_unit", Type(Type::Kind::string));
      if (unit) {
        core::CaseAction action{CaseKind::set_lead_unit, name, 0, std::move(unit)};
        block.push_back({std::move(action), entry.key.where()});
      }
      continue;
    }
    if (!index) {
      yaml::error(problems_, entry.key, chart_.bare ? "unknown_datum" : "unknown_field",
                  {{"name", name}, {"known", yaml::nearest_first(name, datum_names())}});
      continue;
    }
    used("field", name);
    const Type& type = chart_.data[*index].type;
    const bool strict = !type.is(Type::Kind::dyn) && !type.is(Type::Kind::list) && !type.is(Type::Kind::map);
    std::optional<expression::Program> program =
        expression(entry.value, name, strict ? std::optional<Type>(type) : std::nullopt);
    if (program) block.push_back({core::SetAction{*index, std::move(*program)}, entry.key.where()});
  }
}

void ChartLoader::read_raise(const Node& name, const Node* data, Block& block) {
  std::vector<core::Parameter> parameters = read_parameters(data, "data");
  for (const Node* each : yaml::read_one_or_many(name, "raise", problems_)) {
    if (const auto event = read_event_name(*each, "raise")) {
      block.push_back({core::RaiseAction{*event, parameters}, each->where()});
    }
  }
}

void ChartLoader::read_send(MapReader& reader, const Node& node, Block& block) {
  core::SendAction action;
  const Node* after = reader.get("after");
  const auto event = read_event_name(node, "send");
  if (const auto id = reader.get_text("id")) action.id = *id;
  action.data = read_parameters(reader.get("data"), "data");
  if (after != nullptr) {
    const auto delay = read_duration(*after, "after");
    if (!delay) return;
    action.delay_ms = *delay;
  }
  if (!event) return;
  action.event = *event;
  block.push_back({std::move(action), node.where()});
}

void ChartLoader::read_if(MapReader& reader, const Node& node, Block& block) {
  core::IfAction action;
  const Type boolean(Type::Kind::boolean);
  const auto branch = [&](const Node& condition, const Node* then) {
    std::optional<expression::Program> program = expression(condition, "if", boolean);
    Block body = read_block(then, "then");
    if (program) action.branches.emplace_back(std::move(*program), std::move(body));
  };
  branch(node, reader.get("then"));
  if (const Node* more = reader.get("elseif"); more != nullptr && yaml::expect_list(*more, "elseif", problems_)) {
    for (const Node& each : more->items) {
      MapReader part(each, "elseif", problems_);
      const Node* when = part.need("when");
      const Node* then = part.get("then");
      if (when != nullptr) branch(*when, then);
      part.finish();
    }
  }
  action.otherwise = read_block(reader.get("else"), "else");
  block.push_back({std::move(action), node.where()});
}

void ChartLoader::read_for(MapReader& reader, const Node& node, Block& block) {
  const auto item = yaml::read_text(node, "for", problems_);
  const auto index = reader.get_text("index");
  const Node* in = reader.need("in");
  std::optional<expression::Program> list;
  if (in != nullptr) list = expression(*in, "in", Type::list(Type::Kind::dyn));
  const Node* body = reader.get("do");
  for (const auto& name : {item, index}) {
    if (name && !is_id(*name)) {
      yaml::error(problems_, node, "invalid_id", {{"name", *name}});
      return;
    }
  }
  if (!item) return;
  expression::Environment inner = *scope_.environment;
  core::Action action{core::ForAction{0, datum(*item), {}, {}, list.value_or(*expression::compile("[]", inner)), {}},
                      node.where()};
  auto& loop = std::get<core::ForAction>(action.body);
  if (!loop.item_datum) loop.item = inner.declare(*item, Type::Kind::dyn, expression::Unset::never);
  if (index) {
    loop.index_datum = datum(*index);
    if (!loop.index_datum) loop.index = inner.declare(*index, Type::Kind::integer, expression::Unset::never);
  }
  const Scope outer = scope_;
  scope_.environment = &inner;
  loop.body = read_block(body, "do");
  scope_ = outer;
  if (list) block.push_back(std::move(action));
}

std::vector<core::Parameter> ChartLoader::read_parameters(const Node* node, std::string_view what) {
  std::vector<core::Parameter> parameters;
  if (node == nullptr || !yaml::expect_map(*node, what, problems_)) return parameters;
  for (const yaml::Entry& entry : node->entries) {
    if (auto program = expression(entry.value, entry.key.text)) {
      parameters.push_back({entry.key.text, std::move(*program)});
    }
  }
  return parameters;
}

void ChartLoader::read_case_words(const Node& node, CaseKind kind, Block& block) {
  const auto word = std::find_if(std::begin(case_words), std::end(case_words),
                                 [&](const CaseWord& each) { return each.kind == kind; });
  const std::vector<std::string>& known = names_.*(word->names);
  for (const Node* each : yaml::read_one_or_many(node, word->word, problems_)) {
    const auto found = std::find(known.begin(), known.end(), each->text);
    if (found == known.end()) {
      yaml::error(problems_, *each, word->unknown,
                  {{"name", each->text}, {"known", yaml::nearest_first(each->text, known)}});
      continue;
    }
    used(std::string_view(word->unknown).substr(8), each->text);
    core::CaseAction action{kind, each->text, static_cast<std::size_t>(found - known.begin()), {}};
    block.push_back({std::move(action), each->where()});
  }
}

std::optional<std::int64_t> ChartLoader::read_duration(const Node& node, std::string_view what) {
  const auto text = yaml::read_text(node, what, problems_);
  if (!text) return std::nullopt;
  const Result<calendar::Budget> duration = calendar::parse_duration(*text);
  if (duration) return calendar::to_ms(*duration);
  yaml::error(problems_, node, duration.error().code, duration.error().arguments);
  return std::nullopt;
}

std::optional<std::string> ChartLoader::read_event_name(const Node& node, std::string_view what) {
  auto name = yaml::read_text(node, what, problems_);
  if (name && !is_event_name(*name)) {
    yaml::error(problems_, node, "invalid_event", {{"name", *name}});
    return std::nullopt;
  }
  return name;
}

std::optional<core::DatumIndex> ChartLoader::datum(std::string_view name) const {
  for (core::DatumIndex index = 0; index < chart_.data.size(); ++index) {
    if (chart_.data[index].id == name) return index;
  }
  return std::nullopt;
}

std::vector<std::string> ChartLoader::datum_names() const {
  std::vector<std::string> names;
  for (const core::Datum& each : chart_.data) names.push_back(each.id);
  if (names_.workflow) names.emplace_back("lead_unit");
  return names;
}

}  // namespace bihuan::definition
