// Data of a bare chart, fields of a workflow.
#include <algorithm>
#include <array>

#include "engine/definition/readers.h"

namespace bihuan::definition {
namespace {

using core::Condition;
using core::Field;
using core::FieldType;
using expression::Type;
using expression::Value;
using yaml::Node;

constexpr std::array<std::pair<std::string_view, FieldType>, 16> type_names{{
    {"text", FieldType::text},
    {"long text", FieldType::long_text},
    {"choice", FieldType::choice},
    {"choices", FieldType::choices},
    {"integer", FieldType::integer},
    {"number", FieldType::number},
    {"money", FieldType::money},
    {"date", FieldType::date},
    {"time", FieldType::time},
    {"yes/no", FieldType::yes_no},
    {"place", FieldType::place},
    {"unit", FieldType::unit},
    {"person", FieldType::person},
    {"photos", FieldType::photos},
    {"files", FieldType::files},
    {"table", FieldType::table},
}};

// A value as the file has it: a CEL literal where the text is one, else the text itself.
Value literal(Loading& loading, const Node& node) {
  switch (node.kind) {
    case yaml::Kind::null:
      return Value::null();
    case yaml::Kind::list: {
      std::vector<Value> items;
      for (const Node& item : node.items) items.push_back(literal(loading, item));
      return Value::list(std::move(items));
    }
    case yaml::Kind::map: {
      std::vector<std::pair<std::string, Value>> entries;
      for (const auto& [key, value] : node.entries) entries.emplace_back(key.text, literal(loading, value));
      return Value::record(std::move(entries));
    }
    case yaml::Kind::scalar:
      break;
  }
  if (const auto flag = yaml::as_flag(node)) return Value::boolean(*flag);
  if (const auto number = yaml::as_integer(node)) return Value::integer(*number);
  if (const auto program = expression::compile(node.text, expression::Environment{})) {
    if (auto value = program->evaluate({})) return *value;
  }
  if (const auto number = yaml::as_number(node)) return Value::floating(*number);
  return Value::string(node.text);
}

Type type_of_value(const Value& value) {
  using Kind = expression::Kind;
  switch (value.kind()) {
    case Kind::boolean:
      return Type::Kind::boolean;
    case Kind::integer:
      return Type::Kind::integer;
    case Kind::uinteger:
      return Type::Kind::uinteger;
    case Kind::floating:
      return Type::Kind::floating;
    case Kind::string:
      return Type::Kind::string;
    case Kind::bytes:
      return Type::Kind::bytes;
    case Kind::timestamp:
      return Type::Kind::timestamp;
    case Kind::duration:
      return Type::Kind::duration;
    case Kind::list:
      return Type::list(Type::Kind::dyn);
    case Kind::map:
      return Type::map(Type::Kind::dyn, Type::Kind::dyn);
    default:
      return Type::Kind::dyn;
  }
}

std::optional<FieldType> read_type(Loading& loading, const Node& node) {
  for (const auto& [name, type] : type_names) {
    if (node.text == name) return type;
  }
  std::vector<std::string> known;
  for (const auto& entry : type_names) known.emplace_back(entry.first);
  loading.error(node, "field_type_unknown", {{"type", node.text}, {"known", yaml::nearest_first(node.text, known)}});
  return std::nullopt;
}

// id, title, type, choices, columns: what expressions need to know.
Field declare_field(Loading& loading, const Node& key, const Node& node, bool column) {
  Field field;
  field.id = key.text;
  field.title = key.text;
  field.where = key.where();
  if (!yaml::expect_map(node, key.text, loading.problems)) return field;
  const Node* type = node.find("type");
  if (type == nullptr || type->is_null()) {
    loading.error(type == nullptr ? node : *type, "missing_key", {{"key", "type"}, {"what", key.text}});
  } else {
    field.type = read_type(loading, *type).value_or(FieldType::text);
  }
  if (const Node* of = node.find("of"); of != nullptr && !of->is_null()) {
    for (const Node* choice : yaml::read_one_or_many(*of, "of", loading.problems)) {
      if (std::ranges::find(field.of, choice->text) != field.of.end()) {
        loading.error(*choice, "choice_twice", {{"choice", choice->text}});
      }
      field.of.push_back(choice->text);
    }
  }
  if (const Node* columns = node.find("columns"); columns != nullptr && columns->is_map()) {
    for (const auto& [id, inner] : columns->entries) field.columns.push_back(declare_field(loading, id, inner, true));
  }
  if (column && field.type == FieldType::table) loading.error(key, "table_in_table");
  return field;
}

Condition read_condition(Loading& loading, const Node& node, std::string_view what, bool otherwise) {
  Condition condition;
  condition.otherwise = otherwise;
  if (const auto flag = yaml::as_flag(node)) {
    condition.otherwise = *flag;
  } else if (node.is_scalar()) {
    condition.when = loading.guard(node);
  } else {
    Keys keys(node, what, loading.problems);
    if (const Node* states = keys.get("states")) condition.states = loading.use_all(Names::state, *states, "states");
    if (const Node* roles = keys.get("roles")) condition.roles = loading.use_all(Names::role, *roles, "roles");
    if (const Node* when = keys.get("when")) condition.when = loading.guard(*when);
    keys.finish();
  }
  return condition;
}

std::optional<double> read_bound(Loading& loading, const Node* node, std::string_view what) {
  if (node == nullptr) return std::nullopt;
  const auto number = yaml::as_number(*node);
  if (!number) loading.error(*node, "expected_number", {{"what", std::string(what)}});
  return number;
}

void read_value(Loading& loading, const Node& node, const Field& field, std::optional<expression::Program>& into) {
  into = loading.compile(node);
  if (into) loading.expect_type(node, *into, type_of(field), field.id);
  if (const auto index = loading.find(Names::field, field.id); into && index)
    loading.expect_choices(node, *into, *index);
}

bool has_choices(FieldType type) {
  return type == FieldType::choice || type == FieldType::choices;
}

void read_field(Loading& loading, const Node& node, Field& field, bool column) {
  Keys keys(node, field.id, loading.problems);
  if (!keys.ok()) return;
  keys.get("type");
  if (const auto title = keys.get_text("title")) {
    field.title = *title;
  } else if (!loading.bare()) {
    loading.untitled.push_back({Names::field, &node, field.id});
  }
  const Node* of = keys.get("of");
  if (has_choices(field.type) && of == nullptr) loading.error(node, "missing_key", {{"key", "of"}, {"what", field.id}});
  const bool may_have_of = has_choices(field.type) || field.type == FieldType::unit || field.type == FieldType::person;
  if (of != nullptr && !may_have_of) loading.error(*of, "of_misplaced", {{"field", field.id}});
  if (of != nullptr && field.type == FieldType::person) loading.use_all(Names::role, *of, "of");
  field.help = keys.get_text("help").value_or("");
  const Node* least = keys.get("min");
  const Node* most = keys.get("max");
  field.min = read_bound(loading, least, "min");
  field.max = read_bound(loading, most, "max");
  // Of texts and lists they bound a length.
  const bool length =
      field.type == FieldType::text || field.type == FieldType::long_text || type_of(field).is(Type::Kind::list);
  if (length && field.min && *field.min < 0) loading.error(*least, "bound_negative", {{"what", "min"}});
  if (length && field.max && *field.max < 1) {
    loading.error(*most, "bound_negative", {{"what", "max"}});
    field.max.reset();
  }
  if (field.min && field.max && *field.min > *field.max) loading.error(*most, "range_empty", {{"field", field.id}});
  if (const Node* required = keys.get("required"))
    field.required = read_condition(loading, *required, "required", true);
  const Node* columns = keys.get("columns");
  if (field.type == FieldType::table && columns == nullptr) {
    loading.error(node, "missing_key", {{"key", "columns"}, {"what", field.id}});
  }
  if (columns != nullptr && field.type != FieldType::table)
    loading.error(*columns, "columns_misplaced", {{"field", field.id}});
  if (columns != nullptr && yaml::expect_map(*columns, "columns", loading.problems)) {
    for (std::size_t i = 0; i < field.columns.size(); ++i) {
      read_field(loading, columns->entries[i].value, field.columns[i], true);
    }
  }
  if (!column) {
    if (const Node* visible = keys.get("visible")) field.visible = read_condition(loading, *visible, "visible", true);
    if (const Node* editable = keys.get("editable"))
      field.editable = read_condition(loading, *editable, "editable", true);
    if (const Node* clear = keys.get("clear")) field.clear = read_condition(loading, *clear, "clear", true);
    field.personal = keys.get_flag("personal");
    const Node* initial = keys.get("default");
    const Node* computed = keys.get("value");
    if (initial != nullptr && computed != nullptr) loading.error(*initial, "default_and_value", {{"field", field.id}});
    if (initial != nullptr) read_value(loading, *initial, field, field.initial);
    if (computed != nullptr) read_value(loading, *computed, field, field.computed);
  }
  keys.finish();
}

}  // namespace

void declare_data(Loading& loading, const Node* data) {
  if (data == nullptr || data->is_null() || !yaml::expect_map(*data, "data", loading.problems)) return;
  for (const auto& [key, node] : data->entries) {
    auto& list = loading.definition.chart.data;
    const bool repeated = loading.find(Names::field, key.text).has_value();
    loading.declare(Names::field, key, list.size());
    if (repeated) continue;
    core::Datum datum;
    datum.id = key.text;
    datum.initial = literal(loading, node);
    datum.type = type_of_value(datum.initial);
    datum.where = key.where();
    list.push_back(std::move(datum));
  }
}

void declare_fields(Loading& loading, const Node* fields) {
  if (fields == nullptr || fields->is_null() || !yaml::expect_map(*fields, "fields", loading.problems)) return;
  for (const auto& [key, node] : fields->entries) {
    auto& definition = loading.definition;
    loading.declare(Names::field, key, definition.fields.size());
    Field field = declare_field(loading, key, node, false);
    field.computed.reset();
    field.slot = static_cast<expression::Slot>(definition.fields.size());
    core::Datum datum;
    datum.id = field.id;
    datum.type = type_of(field);
    datum.where = field.where;
    // Unset, contracts §2: '' and [] for what cannot be null.
    if (datum.type.is(Type::Kind::string)) datum.initial = Value::string("");
    if (datum.type.is(Type::Kind::list)) datum.initial = Value::list({});
    definition.chart.data.push_back(std::move(datum));
    definition.fields.push_back(std::move(field));
  }
}

void read_fields(Loading& loading, const Node* fields) {
  if (fields == nullptr || !fields->is_map()) return;
  auto& definition = loading.definition;
  for (std::size_t i = 0; i < definition.fields.size(); ++i) {
    Field field = definition.fields[i];
    if (!fields->entries[i].value.is_map()) continue;
    // A field that is computed is known as such before any transition asks for it.
    const auto& [key, node] = fields->entries[i];
    loading.read_entry(Names::field, key, [&] { read_field(loading, node, field, false); });
    definition.chart.data[i].initial_program = field.initial;
    definition.fields[i] = std::move(field);
  }
}

}  // namespace bihuan::definition
