// What a case needs beside its statechart: parties, roles, tasks, approvals, sub-cases, documents, messages.
#include <algorithm>
#include <array>

#include "engine/definition/readers.h"

namespace bihuan::definition {
namespace {

using expression::Type;
using yaml::Node;

// Runs `read` for each declared entry of a map, in order, with its node.
template <class Kind, class Read>
void each(Loading& loading, Names names, std::vector<Kind>& kinds, const Node* map, Read read) {
  if (map == nullptr || !map->is_map()) return;
  for (std::size_t i = 0; i < kinds.size() && i < map->entries.size(); ++i) {
    loading.read_entry(names, map->entries[i].key, [&] { read(map->entries[i].value, kinds[i]); });
  }
}

// all | any | veto | {n_of: 2} | {ratio: 0.6}
void read_completion(Loading& loading, const Node& node, core::Completion& how, std::int64_t& n, double& ratio) {
  using core::Completion;
  if (node.text == "all" || node.text == "any" || node.text == "veto") {
    how = node.text == "all" ? Completion::all : node.text == "any" ? Completion::any : Completion::veto;
    return;
  }
  if (!node.is_map()) {
    loading.error(node, "completion_unknown", {{"text", node.text}});
    return;
  }
  Keys keys(node, "complete", loading.problems);
  if (const Node* count = keys.get("n_of")) {
    how = Completion::n_of;
    n = yaml::read_integer(*count, "n_of", loading.problems, 1, 1000).value_or(1);
  } else if (const Node* part = keys.get("ratio")) {
    how = Completion::ratio;
    const auto number = yaml::as_number(*part);
    if (!number || *number <= 0 || *number > 1) loading.error(*part, "ratio_range");
    ratio = number.value_or(1.0);
  } else {
    loading.error(node, "completion_unknown", {{"text", "{}"}});
  }
  keys.finish();
}

void read_returns(Loading& loading, const Node& node, core::TaskKind& task) {
  Keys keys(node, "returns", loading.problems);
  if (!keys.ok()) return;
  const Node* reasons = keys.need("reasons");
  if (reasons != nullptr && !reasons->is_map()) {
    loading.error(*reasons, "reasons_shape");
  } else if (reasons != nullptr) {
    for (const auto& [code, title] : reasons->entries) {
      task.return_reasons.push_back(
          {code.text, yaml::read_text(title, code.text, loading.problems).value_or(code.text)});
    }
  }
  task.max_returns = static_cast<int>(keys.get_integer("max", 1, 1000).value_or(2));
  if (const Node* event = keys.get("then")) {
    task.returns_event = event->text;
    loading.raised.emplace(event->text, event);
  }
  keys.finish();
}

std::optional<core::ClockIndex> read_clock_name(Loading& loading, const Node* node) {
  return node == nullptr ? std::nullopt : loading.use(Names::clock, *node);
}

void read_task(Loading& loading, const Node& node, core::TaskKind& task) {
  Keys keys(node, task.id, loading.problems);
  if (!keys.ok()) return;
  if (const auto title = keys.get_text("title")) task.title = *title;
  const Node* lead = keys.get("lead");
  const Node* co = keys.get("co");
  if (lead == nullptr && co == nullptr) {
    loading.problems.push_back({Severity::error, "task_without_units", {{"task", task.id}}, node.name_where(), {}});
  }
  if (lead != nullptr) {
    task.lead = loading.compile(*lead);
    if (task.lead) loading.expect_type(*lead, *task.lead, Type::Kind::string, "lead");
  }
  if (co != nullptr) {
    task.co = loading.compile(*co);
    if (task.co) loading.expect_type(*co, *task.co, Type::list(Type::Kind::string), "co");
  }
  if (const Node* role = keys.need("role"); role != nullptr && loading.use(Names::role, *role)) task.role = role->text;
  if (const Node* complete = keys.get("complete")) {
    read_completion(loading, *complete, task.complete, task.n, task.ratio);
  }
  task.lead_last = keys.get_flag("lead_last");
  task.clock = read_clock_name(loading, keys.get("clock"));
  task.sign_clock = read_clock_name(loading, keys.get("sign_clock"));
  if (const Node* ask = keys.get("ask")) task.ask = loading.use_all(Names::field, *ask, "ask");
  if (const Node* manage = keys.get("manage")) task.manage = loading.use_all(Names::role, *manage, "manage");
  if (const Node* returns = keys.get("returns")) read_returns(loading, *returns, task);
  keys.finish();
}

void read_subcase(Loading& loading, const Node& node, core::SubCaseKind& subcase) {
  Keys keys(node, subcase.id, loading.problems);
  if (!keys.ok()) return;
  if (const auto title = keys.get_text("title")) subcase.title = *title;
  const Node* workflow = keys.need("workflow");
  if (workflow != nullptr) subcase.workflow = yaml::read_text(*workflow, "workflow", loading.problems).value_or("");
  SubCaseLink link{subcase.workflow, workflow == nullptr ? node.where() : workflow->where(), node.name_where(), {}};
  expression::Environment names = loading.environment;
  Type item;
  if (const Node* each_of = keys.get("each")) {
    subcase.each = loading.compile(*each_of);
    if (subcase.each) {
      loading.expect_type(*each_of, *subcase.each, Type::list(Type::Kind::dyn), "each");
      const Type& type = subcase.each->result_type();
      if (type.is(Type::Kind::list)) item = type.element();
    }
    names.declare("item", item);
  }
  if (const Node* with = keys.get("with"); with != nullptr && yaml::expect_map(*with, "with", loading.problems)) {
    for (const auto& [key, value] : with->entries) {
      auto program = loading.compile(value, names);
      link.with.push_back({key.text, key.where(), value.where(), program ? program->result_type() : Type{}});
      if (program) subcase.with.emplace_back(key.text, std::move(*program));
    }
  }
  if (!subcase.workflow.empty()) loading.links.push_back(std::move(link));
  if (const Node* join = keys.get("join")) read_completion(loading, *join, subcase.join, subcase.n, subcase.ratio);
  if (subcase.join == core::Completion::veto) loading.error(node, "completion_unknown", {{"text", "veto"}});
  keys.finish();
}

// A party or a role.
void read_addressee(Loading& loading, const Node& to) {
  for (const Names names : {Names::party, Names::role}) {
    if (loading.find(names, to.text)) return loading.mark(names, to.text);
  }
  std::vector<std::string> known;
  for (const Names names : {Names::party, Names::role}) {
    for (const auto& entry : loading.tables[static_cast<std::size_t>(names)]) known.push_back(entry.first);
  }
  loading.error(to, "unknown_addressee", {{"id", to.text}, {"known", yaml::nearest_first(to.text, std::move(known))}});
}

void read_document(Loading& loading, const Node& node, core::DocumentKind& document) {
  Keys keys(node, document.id, loading.problems);
  if (!keys.ok()) return;
  if (const auto title = keys.get_text("title")) document.title = *title;
  document.form = keys.get_text("form").value_or(document.id);
  if (const Node* number = keys.get("number")) {
    check_number_rule(loading, *number);
    document.number = number->text;
  }
  if (const Node* to = keys.get("to")) {
    document.to = to->text;
    read_addressee(loading, *to);
  }
  keys.finish();
}

// All that may stand in braces in a message, the nearest to `wanted` first.
std::string places_of_messages(const Loading& loading, const std::string& wanted) {
  std::vector<std::string> known{"number", "title", "clock", "days_left", "left", "due", "link", "unit"};
  for (const auto& field : loading.definition.fields) {
    if (!field.personal) known.push_back(field.id);
  }
  return yaml::nearest_first(wanted, std::move(known));
}

// The {places} of a message: what the engine knows, and fields that are not personal.
void check_places(Loading& loading, const Node& node) {
  constexpr std::array<std::string_view, 8> known{"number", "title", "clock", "days_left",
                                                  "left",   "due",   "link",  "unit"};
  std::size_t at = 0;
  while ((at = node.text.find('{', at)) != std::string::npos) {
    const auto end = node.text.find('}', at);
    if (end == std::string::npos) break;
    const std::string name = node.text.substr(at + 1, end - at - 1);
    const auto field = loading.find(Names::field, name);
    std::string_view code;
    if (field) {
      loading.mark(Names::field, name);
      if (loading.field(*field) != nullptr && loading.field(*field)->personal) code = "message_personal";
    } else if (std::ranges::find(known, name) == known.end()) {
      code = "message_place_unknown";
    }
    if (!code.empty()) {
      loading.problems.push_back({Severity::error,
                                  std::string(code),
                                  {{"place", name}, {"known", places_of_messages(loading, name)}},
                                  node.where(at),
                                  {}});
    }
    at = end;
  }
}

void read_message(Loading& loading, const Node& node, core::MessageKind& message) {
  Keys keys(node, message.id, loading.problems);
  if (!keys.ok()) return;
  if (const auto title = keys.get_text("title")) message.title = *title;
  if (const Node* text = keys.need("text")) {
    message.text = text->text;
    check_places(loading, *text);
  }
  if (const Node* to = keys.need("to")) message.to = read_recipients(loading, *to, "to");
  keys.finish();
}

}  // namespace

std::vector<std::string> read_recipients(Loading& loading, const Node& node, std::string_view what) {
  constexpr std::array<std::string_view, 3> words{"reporter", "units", "assignee"};
  std::vector<std::string> out;
  for (const Node* item : yaml::read_one_or_many(node, what, loading.problems)) {
    const bool word = std::ranges::find(words, item->text) != words.end() && !loading.find(Names::role, item->text);
    if (word || loading.use(Names::role, *item)) out.push_back(item->text);
  }
  return out;
}

void check_number_rule(Loading& loading, const Node& node) {
  const std::string& rule = node.text;
  bool counted = false;
  const std::size_t before = loading.problems.size();
  for (std::size_t at = 0; (at = rule.find('{', at)) != std::string::npos; ++at) {
    const auto end = rule.find('}', at);
    const std::string name = rule.substr(at + 1, end == std::string::npos ? end : end - at - 1);
    const bool wide = name.size() == 5 && name.starts_with("seq:") && name[4] >= '1' && name[4] <= '9';
    constexpr std::array<std::string_view, 5> known{"year", "month", "day", "unit", "seq"};
    if (end == std::string::npos || (!wide && std::ranges::find(known, name) == known.end())) {
      loading.problems.push_back({Severity::error, "number_place_unknown", {{"place", name}}, node.where(at), {}});
    }
    counted = counted || wide || name == "seq";
  }
  if (!counted && loading.problems.size() == before) loading.error(node, "number_without_seq");
}

void declare_all(Loading& loading, Names names, const Node* map) {
  if (map == nullptr || map->is_null()) return;
  if (!yaml::expect_map(*map, word(names), loading.problems)) return;
  auto& definition = loading.definition;
  const auto add = [&](auto& list, const Node& key) {
    typename std::remove_reference_t<decltype(list)>::value_type kind;
    kind.id = key.text;
    kind.title = key.text;
    kind.where = key.where();
    list.push_back(std::move(kind));
  };
  for (std::size_t i = 0; i < map->entries.size(); ++i) {
    const Node& key = map->entries[i].key;
    loading.declare(names, key, i);
    switch (names) {
      case Names::party:
        add(definition.parties, key);
        break;
      case Names::role:
        add(definition.roles, key);
        break;
      case Names::clock:
        add(definition.clocks, key);
        break;
      case Names::task:
        add(definition.tasks, key);
        break;
      case Names::approval:
        add(definition.approvals, key);
        break;
      case Names::subcases:
        add(definition.subcases, key);
        break;
      case Names::document:
        add(definition.documents, key);
        break;
      case Names::message:
        add(definition.messages, key);
        break;
      case Names::state:
      case Names::field:
        break;
    }
  }
}

void read_parties(Loading& loading, const Node* parties) {
  each(loading, Names::party, loading.definition.parties, parties, [&](const Node& node, core::PartyKind& party) {
    Keys keys(node, party.id, loading.problems, true);
    if (const auto title = keys.get_text("title")) party.title = *title;
    party.sealed = keys.get_flag("sealed");
    party.accused = keys.get_flag("accused");
    party.many = keys.get_flag("many");
    party.repeat_key = keys.get_flag("repeat_key");
    keys.finish();
  });
}

void read_roles(Loading& loading, const Node* roles) {
  each(loading, Names::role, loading.definition.roles, roles, [&](const Node& node, core::Role& role) {
    Keys keys(node, role.id, loading.problems, true);
    if (const auto title = keys.get_text("title")) role.title = *title;
    if (const Node* of = keys.get("of")) {
      role.of = loading.compile(*of);
      const bool list = role.of && role.of->result_type().is(Type::Kind::list);
      const Type wanted = list ? Type::list(Type::Kind::string) : Type(Type::Kind::string);
      if (role.of) loading.expect_type(*of, *role.of, wanted, "of");
    }
    keys.finish();
  });
}

void read_tasks(Loading& loading, const Node* tasks) {
  each(loading, Names::task, loading.definition.tasks, tasks,
       [&](const Node& node, core::TaskKind& task) { read_task(loading, node, task); });
}

void read_approvals(Loading& loading, const Node* approvals) {
  each(loading, Names::approval, loading.definition.approvals, approvals,
       [&](const Node& node, core::ApprovalKind& approval) {
         Keys keys(node, approval.id, loading.problems);
         if (const auto title = keys.get_text("title")) approval.title = *title;
         if (const Node* by = keys.need("by")) approval.by = loading.use_all(Names::role, *by, "by");
         keys.finish();
       });
}

void read_subcases(Loading& loading, const Node* subcases) {
  each(loading, Names::subcases, loading.definition.subcases, subcases,
       [&](const Node& node, core::SubCaseKind& subcase) { read_subcase(loading, node, subcase); });
}

void read_documents(Loading& loading, const Node* documents) {
  each(loading, Names::document, loading.definition.documents, documents,
       [&](const Node& node, core::DocumentKind& document) { read_document(loading, node, document); });
}

void read_messages(Loading& loading, const Node* messages) {
  each(loading, Names::message, loading.definition.messages, messages,
       [&](const Node& node, core::MessageKind& message) { read_message(loading, node, message); });
}

}  // namespace bihuan::definition
