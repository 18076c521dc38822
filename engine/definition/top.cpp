// The keys on top of a definition, and the order in which its parts are read.
#include <algorithm>

#include "engine/calendar/date.h"
#include "engine/calendar/read.h"
#include "engine/definition/readers.h"

namespace bihuan::definition {
namespace {

using yaml::Node;

void read_effective(Loading& loading, const Node& node) {
  Keys keys(node, "effective", loading.problems);
  if (!keys.ok()) return;
  const auto date = [&](std::string_view key) -> std::string {
    const Node* value = keys.get(key);
    if (value == nullptr) return {};
    if (!calendar::parse_date(value->text)) {
      loading.error(*value, "date_invalid", {{"text", value->text}});
      return {};
    }
    return value->text;
  };
  loading.definition.effective_from = date("from");
  loading.definition.effective_to = date("to");
  keys.finish();
  const auto& [from, to] = std::tie(loading.definition.effective_from, loading.definition.effective_to);
  if (!from.empty() && !to.empty() && to < from) loading.error(*node.find("to"), "effective_order");
}

void read_calendar_name(Loading& loading, const Node& node) {
  loading.definition.calendar = node.text;
  const bool known = loading.options.knows_calendar ? loading.options.knows_calendar(node.text)
                                                    : calendar::shipped_calendar(node.text).has_value();
  if (!known) loading.error(node, "calendar_unknown", {{"calendar", node.text}});
}

// A case is only filed when every field that is always required has a value: the form must ask for it.
void check_required(Loading& loading) {
  for (const auto& field : loading.definition.fields) {
    const bool always = field.required.is_constant() && field.required.otherwise;
    const auto asks = [&](const core::Asked& asked) { return asked.field == field.id; };
    if (!always || field.initial || field.computed || std::ranges::any_of(loading.definition.form, asks)) continue;
    loading.problems.push_back({Severity::error, "required_not_asked", {{"field", field.id}}, field.where, {}});
    loading.mark(Names::field, field.id);
  }
}

void read_form(Loading& loading, const Node* form) {
  auto& definition = loading.definition;
  if (form == nullptr) {
    for (const auto& field : definition.fields) {
      if (!field.required.is_constant() || !field.required.otherwise) continue;
      definition.form.push_back({field.id, false});
      loading.mark(Names::field, field.id);
    }
    return;
  }
  for (const Node* item : yaml::read_one_or_many(*form, "form", loading.problems)) {
    Node name = *item;
    const bool may_stay_empty = name.text.ends_with('?');
    if (may_stay_empty) name.text.pop_back();
    const auto field = loading.use(Names::field, name);
    if (!field) continue;
    if (loading.field(*field) == nullptr) loading.error(*item, "ask_datum", {{"field", name.text}});
    if (loading.is_computed(*field)) loading.error(*item, "ask_computed", {{"field", name.text}});
    definition.form.push_back({name.text, may_stay_empty});
  }
  check_required(loading);
}

}  // namespace

void read_top(Loading& loading, Keys& top) {
  auto& definition = loading.definition;
  definition.title = top.get_text("title").value_or(definition.id);
  if (loading.bare()) return;
  definition.enabled = top.get_flag("enabled", true);
  definition.number = "{year}-{seq}";
  if (const Node* number = top.get("number")) {
    check_number_rule(loading, *number);
    definition.number = number->text;
  }
  if (const Node* effective = top.get("effective")) read_effective(loading, *effective);
  definition.calendar = "cn";
  if (const Node* calendar = top.get("calendar")) read_calendar_name(loading, *calendar);
  if (const Node* by = top.get("file_by")) definition.file_by = loading.use_all(Names::role, *by, "file_by");
  if (const Node* by = top.get("supervise_by")) {
    definition.supervise_by = loading.use_all(Names::role, *by, "supervise_by");
  }
  if (const Node* by = top.get("reveal_by")) definition.reveal_by = loading.use_all(Names::role, *by, "reveal_by");
  if (const Node* list = top.get("list")) definition.list_columns = loading.use_all(Names::field, *list, "list");
  if (const Node* urgent = top.get("urgent")) {
    definition.urgent = loading.compile(*urgent);
    if (definition.urgent) loading.expect_type(*urgent, *definition.urgent, expression::Type::Kind::boolean, "urgent");
  }
  read_form(loading, top.get("form"));
}

}  // namespace bihuan::definition
