// Action lists: the chart's own actions and what only a case can do.
#include <algorithm>
#include <array>

#include "engine/definition/readers.h"

namespace bihuan::definition {
namespace {

using core::Action;
using core::Block;
using core::CaseAction;
using expression::Environment;
using yaml::Node;

constexpr std::array<std::string_view, 6> chart_words{"raise", "send", "cancel", "set", "if", "for"};

struct CaseWord {
  std::string_view word;
  CaseAction::Kind kind;
  Names names;
};
constexpr std::array<CaseWord, 10> case_words{{
    {"start", CaseAction::Kind::start_clock, Names::clock},
    {"stop", CaseAction::Kind::stop_clock, Names::clock},
    {"suspend", CaseAction::Kind::suspend_clock, Names::clock},
    {"resume", CaseAction::Kind::resume_clock, Names::clock},
    {"open", CaseAction::Kind::open_task, Names::task},
    {"cancel_task", CaseAction::Kind::cancel_task, Names::task},
    {"ask_approval", CaseAction::Kind::ask_approval, Names::approval},
    {"open_cases", CaseAction::Kind::open_cases, Names::subcases},
    {"document", CaseAction::Kind::issue_document, Names::document},
    {"notify", CaseAction::Kind::notify, Names::message},
}};

const CaseWord* find_case_word(std::string_view word) {
  const auto* found = std::ranges::find(case_words, word, &CaseWord::word);
  return found == case_words.end() ? nullptr : found;
}

bool valid_event(std::string_view name) {
  return !name.empty() && name.find_first_of(" \t\n*") == std::string_view::npos && !name.starts_with('.') &&
         !name.ends_with('.');
}

std::optional<std::string> read_event(Loading& loading, const Node& node, std::string_view what) {
  const auto name = yaml::read_text(node, what, loading.problems);
  if (name && !valid_event(*name)) {
    loading.error(node, "event_invalid", {{"event", *name}});
    return std::nullopt;
  }
  if (name) loading.raised.emplace(*name, &node);
  return name;
}

class ActionReader {
 public:
  ActionReader(Loading& loading, const Environment& names, Block& into)
      : loading_(loading), names_(names), into_(into) {}

  void read(const Node& node) {
    if (!yaml::expect_map(node, "@what.action", loading_.problems)) return;
    const yaml::Entry* main = main_entry(node);
    if (main == nullptr) return;
    Keys keys(node, main->key.text, loading_.problems);
    const Node* value = keys.need(main->key.text);
    if (value == nullptr) return;
    const std::string& word = main->key.text;
    if (word == "raise") raise(keys, *value);
    if (word == "send") send(keys, *value);
    if (word == "cancel") cancel(*value);
    if (word == "set") read_set(loading_, *value, names_, into_);
    if (word == "if") branch(keys, *value);
    if (word == "for") loop(keys, *value);
    if (!loading_.bare()) read_case_actions(loading_, word, *value, into_);
    keys.finish();
  }

 private:
  // The key that says what the action is.
  const yaml::Entry* main_entry(const Node& node) {
    const yaml::Entry* main = nullptr;
    for (const auto& entry : node.entries) {
      const bool known = std::ranges::find(chart_words, entry.key.text) != chart_words.end() ||
                         (!loading_.bare() && find_case_word(entry.key.text) != nullptr);
      if (!known) continue;
      if (main != nullptr) {
        loading_.error(entry.key, "action_several", {{"first", main->key.text}, {"second", entry.key.text}});
        return nullptr;
      }
      main = &entry;
    }
    if (main == nullptr) {
      const Node& at = node.entries.empty() ? node : node.entries.front().key;
      std::vector<std::string> words(chart_words.begin(), chart_words.end());
      if (!loading_.bare()) {
        for (const auto& word : case_words) words.emplace_back(word.word);
      }
      loading_.error(at, "action_unknown", {{"word", at.text}, {"known", yaml::nearest_first(at.text, words)}});
    }
    return main;
  }

  void add(const Node& at, auto body) { into_.push_back({std::move(body), at.where()}); }

  std::vector<core::Parameter> data(Keys& keys) {
    const Node* map = keys.get("data");
    return map == nullptr ? std::vector<core::Parameter>{} : read_parameters(loading_, *map, "data", names_);
  }

  void raise(Keys& keys, const Node& value) {
    core::RaiseAction action;
    action.event = read_event(loading_, value, "raise").value_or("");
    action.data = data(keys);
    add(keys.node(), std::move(action));
  }

  void send(Keys& keys, const Node& value) {
    core::SendAction action;
    action.event = read_event(loading_, value, "send").value_or("");
    if (const Node* after = keys.get("after")) action.delay_ms = loading_.delay(*after).value_or(0);
    action.id = keys.get_text("id").value_or("");
    if (!action.id.empty()) loading_.send_ids.push_back(action.id);
    action.data = data(keys);
    add(keys.node(), std::move(action));
  }

  void cancel(const Node& value) {
    if (const auto id = yaml::read_text(value, "cancel", loading_.problems)) {
      loading_.cancelled.emplace_back(&value, *id);
      add(value, core::CancelAction{*id});
    }
  }

  void branch(Keys& keys, const Node& condition) {
    core::IfAction action;
    add_branch(action, condition, keys.get("then"));
    if (const Node* more = keys.get("elseif");
        more != nullptr && yaml::expect_list(*more, "elseif", loading_.problems)) {
      for (const Node& item : more->items) {
        Keys inner(item, "elseif", loading_.problems);
        if (const Node* when = inner.need("when")) add_branch(action, *when, inner.get("then"));
        inner.finish();
      }
    }
    if (const Node* otherwise = keys.get("else")) action.otherwise = read_actions(loading_, *otherwise, names_);
    add(keys.node(), std::move(action));
  }

  void add_branch(core::IfAction& action, const Node& condition, const Node* then) {
    Block block = then == nullptr ? Block{} : read_actions(loading_, *then, names_);
    if (auto guard = loading_.guard(condition, names_))
      action.branches.emplace_back(std::move(*guard), std::move(block));
  }

  std::optional<expression::Slot> loop_variable(const Node& node, expression::Type type, Environment& inner,
                                                std::optional<core::DatumIndex>& datum) {
    const auto name = yaml::read_text(node, "for", loading_.problems);
    if (!name) return std::nullopt;
    if (const auto index = loading_.find(Names::field, *name)) {
      datum = static_cast<core::DatumIndex>(*index);
      loading_.mark(Names::field, *name);
    }
    return inner.declare(*name, std::move(type));
  }

  void loop(Keys& keys, const Node& variable) {
    const Node* in = keys.need("in");
    const Node* index = keys.get("index");
    const Node* body = keys.get("do");
    if (in == nullptr) return;
    auto list = loading_.compile(*in, names_);
    if (!list) return;
    const auto& type = list->result_type();
    if (!type.is(expression::Type::Kind::list) && !type.is(expression::Type::Kind::dyn)) {
      loading_.expect_type(*in, *list, expression::Type::list(expression::Type::Kind::dyn), "in");
    }
    core::ForAction action{
        .item = 0, .item_datum = {}, .index = {}, .index_datum = {}, .in = std::move(*list), .body = {}};
    Environment inner = names_;
    const auto item =
        loop_variable(variable, type.is(expression::Type::Kind::list) ? type.element() : expression::Type{}, inner,
                      action.item_datum);
    if (!item) return;
    action.item = *item;
    if (index != nullptr)
      action.index = loop_variable(*index, expression::Type::Kind::integer, inner, action.index_datum);
    if (body != nullptr) action.body = read_actions(loading_, *body, inner);
    add(keys.node(), std::move(action));
  }

  Loading& loading_;
  const Environment& names_;
  Block& into_;
};

}  // namespace

std::optional<CaseAction::Kind> case_action_kind(std::string_view word) {
  const CaseWord* found = find_case_word(word);
  return found == nullptr ? std::nullopt : std::optional(found->kind);
}

bool read_case_actions(Loading& loading, std::string_view word, const Node& ids, Block& into) {
  const CaseWord* found = find_case_word(word);
  if (found == nullptr) return false;
  for (const Node* id : yaml::read_one_or_many(ids, word, loading.problems)) {
    const auto index = loading.use(found->names, *id);
    if (index) into.push_back({CaseAction{found->kind, id->text, *index, {}}, id->where()});
  }
  return true;
}

Block read_actions(Loading& loading, const Node& list, const Environment& names) {
  Block out;
  if (list.is_null()) return out;
  ActionReader reader(loading, names, out);
  if (list.is_map()) {
    reader.read(list);  // a single action needs no brackets
  } else if (yaml::expect_list(list, "do", loading.problems)) {
    for (const Node& item : list.items) reader.read(item);
  }
  return out;
}

void read_set(Loading& loading, const Node& map, const Environment& names, Block& into) {
  if (!yaml::expect_map(map, "set", loading.problems)) return;
  for (const auto& [key, node] : map.entries) {
    auto program = loading.compile(node, names);
    if (key.text == "lead_unit" && !loading.bare()) {
      if (!program) continue;
      loading.expect_type(node, *program, expression::Type::Kind::string, "lead_unit");
      into.push_back({CaseAction{CaseAction::Kind::set_lead_unit, "lead_unit", 0, std::move(program)}, key.where()});
      continue;
    }
    const auto index = loading.use(Names::field, key);
    if (!index || !program) continue;
    if (loading.is_computed(*index)) loading.error(key, "set_computed", {{"field", key.text}});
    loading.expect_type(node, *program, loading.definition.chart.data[*index].type, key.text);
    loading.expect_choices(node, *program, *index);
    into.push_back({core::SetAction{static_cast<core::DatumIndex>(*index), std::move(*program)}, key.where()});
  }
}

std::vector<core::Parameter> read_parameters(Loading& loading, const Node& map, std::string_view what,
                                             const Environment& names) {
  std::vector<core::Parameter> out;
  if (!yaml::expect_map(map, what, loading.problems)) return out;
  for (const auto& [key, node] : map.entries) {
    if (auto program = loading.compile(node, names)) out.push_back({key.text, std::move(*program)});
  }
  return out;
}

}  // namespace bihuan::definition
