#include "engine/core/field_values.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "engine/base/utf8.h"
#include "engine/core/scope.h"

namespace bihuan::core {
namespace {

using expression::Kind;
using expression::Value;

MessageArguments named(const Field& field, MessageArguments more = {}) {
  MessageArguments arguments{{"field", field.id}, {"title", field.title.empty() ? field.id : field.title}};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

Error wrong_type(const Field& field, const char* expected) {
  return Error("field_type", named(field, {{"expected", expected}}));
}

std::string number_text(double value) {
  return value == std::floor(value) ? std::to_string(static_cast<std::int64_t>(value)) : std::to_string(value);
}

// "1 … 5", "… 5", "1 …".
std::string bounds_text(const Field& field) {
  if (!field.max) return "≥ " + number_text(*field.min);
  if (!field.min) return "≤ " + number_text(*field.max);
  return number_text(*field.min) + "…" + number_text(*field.max);
}

Result<Value> within(const Field& field, double measure, const char* code, Value value) {
  if ((field.min && measure < *field.min) || (field.max && measure > *field.max)) {
    return Error(code, named(field, {{"bounds", bounds_text(field)}}));
  }
  return value;
}

Result<Value> choice(const Field& field, const Value& given) {
  if (!given.is(Kind::string)) return wrong_type(field, "text");
  const std::string& text = given.as_string();
  if (!text.empty() && std::find(field.of.begin(), field.of.end(), text) == field.of.end()) {
    std::string choices;
    for (const auto& known : field.of) choices += (choices.empty() ? "" : "、") + known;
    return Error("field_choice", named(field, {{"value", text}, {"choices", choices}}));
  }
  return given;
}

Result<Value> text_value(const Field& field, const Value& given) {
  if (!given.is(Kind::string)) return wrong_type(field, "text");
  if (given.as_string().empty()) return given;
  return within(field, static_cast<double>(utf8::length(given.as_string())), "field_length", given);
}

Result<Value> list_of(const Field& field, const Value& given, const std::function<Result<Value>(const Value&)>& each) {
  if (!given.is(Kind::list)) return wrong_type(field, "list");
  std::vector<Value> elements;
  for (const Value& element : given.as_list()) {
    auto checked = each(element);
    if (!checked) return checked.error();
    elements.push_back(std::move(*checked));
  }
  if (elements.empty()) return Value::list({});
  const auto count = static_cast<double>(elements.size());
  return within(field, count, "field_count", Value::list(std::move(elements)));
}

Result<Value> number(const Field& field, const Value& given) {
  if (given.is(Kind::integer)) {
    return within(field, static_cast<double>(given.as_int()), "field_bounds",
                  Value::floating(static_cast<double>(given.as_int())));
  }
  if (!given.is(Kind::floating) || !std::isfinite(given.as_double())) return wrong_type(field, "number");
  return within(field, given.as_double(), "field_bounds", given);
}

Result<Value> integer(const Field& field, const Value& given) {
  if (!given.is(Kind::integer)) return wrong_type(field, "integer");
  return within(field, static_cast<double>(given.as_int()), "field_bounds", given);
}

Result<Value> instant(const Field& field, const Value& given, const calendar::Zone& zone) {
  Millis at = 0;
  if (given.is(Kind::timestamp)) {
    at = millis_of(given.as_timestamp());
  } else {
    const auto parsed = given.is(Kind::string) ? zone.parse(given.as_string()) : std::nullopt;
    if (!parsed) return wrong_type(field, field.type == FieldType::date ? "date" : "time");
    at = *parsed;
  }
  if (field.type == FieldType::date) at = zone.to_instant({zone.to_local(at).date, 0});
  return timestamp_value(at);
}

Result<Value> place(const Field& field, const Value& given) {
  if (!given.is(Kind::map)) return wrong_type(field, "place");
  constexpr std::size_t most_text = 500;  // characters
  const auto text = [&](const char* key) -> std::optional<Value> {
    const Value* part = given.field(key);
    if (part == nullptr || part->is_null()) return Value::string("");
    if (!part->is(Kind::string) || utf8::length(part->as_string()) > most_text) return std::nullopt;
    return *part;
  };
  const auto degrees = [&](const char* key, double limit) -> std::optional<Value> {
    const Value* part = given.field(key);
    if (part == nullptr || part->is_null()) return Value::null();
    if (!part->is_number()) return std::nullopt;
    const double value = part->is(Kind::floating) ? part->as_double() : static_cast<double>(part->as_int());
    if (!(std::abs(value) <= limit)) return std::nullopt;
    return Value::floating(value);
  };
  const auto lat = degrees("lat", 90), lon = degrees("lon", 180);
  const auto words = text("text"), unit = text("unit"), grid = text("grid");
  if (!words || !unit || !grid) return Error("field_place", named(field));
  if (!lat || !lon || lat->is_null() != lon->is_null()) return Error("field_place", named(field));
  if (lat->is_null() && words->is_empty() && unit->is_empty() && grid->is_empty()) return Value::null();
  return Value::record({{"text", *words}, {"lat", *lat}, {"lon", *lon}, {"unit", *unit}, {"grid", *grid}});
}

Result<Value> row(const Field& field, const Value& given, const calendar::Zone& zone) {
  if (!given.is(Kind::map)) return wrong_type(field, "table");
  for (const auto& [name, cell] : given.as_map().entries()) {
    const bool known =
        name.is(Kind::string) && std::any_of(field.columns.begin(), field.columns.end(),
                                             [&](const Field& column) { return column.id == name.as_string(); });
    if (!known) return wrong_type(field, "table");
  }
  std::vector<std::pair<std::string, Value>> cells;
  for (const Field& column : field.columns) {
    const Value* cell = given.field(column.id);
    auto checked = field_value(column, cell == nullptr ? Value::null() : *cell, zone);
    if (!checked) return checked.error();
    cells.emplace_back(column.id, std::move(*checked));
  }
  return Value::record(std::move(cells));
}

}  // namespace

std::string_view field_type_name(FieldType type) {
  static constexpr std::string_view names[] = {"text",   "long text", "choice", "choices", "integer", "number",
                                               "money",  "date",      "time",   "yes/no",  "place",   "unit",
                                               "person", "photos",    "files",  "table"};
  return names[static_cast<std::size_t>(type)];
}

Value unset_value(FieldType type) {
  switch (type) {
    case FieldType::text:
    case FieldType::long_text:
    case FieldType::choice:
    case FieldType::unit:
    case FieldType::person:
      return Value::string("");
    case FieldType::choices:
    case FieldType::photos:
    case FieldType::files:
    case FieldType::table:
      return Value::list({});
    default:
      return Value::null();
  }
}

bool is_unset(const Value& value) {
  return value.is_null() || ((value.is(Kind::string) || value.is(Kind::list)) && value.is_empty());
}

std::optional<std::size_t> field_index(const Definition& definition, std::string_view id) {
  for (std::size_t i = 0; i < definition.fields.size(); ++i) {
    if (definition.fields[i].id == id) return i;
  }
  return std::nullopt;
}

Result<Value> field_value(const Field& field, const Value& given, const calendar::Zone& zone) {
  if (given.is_null()) return unset_value(field.type);
  switch (field.type) {
    case FieldType::text:
    case FieldType::long_text:
    case FieldType::unit:
    case FieldType::person:
      return text_value(field, given);
    case FieldType::choice:
      return choice(field, given);
    case FieldType::choices:
      return list_of(field, given, [&](const Value& element) { return choice(field, element); });
    case FieldType::photos:
    case FieldType::files:
      return list_of(field, given, [&](const Value& element) -> Result<Value> {
        constexpr std::size_t longest_id = 200;
        if (!element.is(Kind::string) || element.as_string().size() > longest_id) return wrong_type(field, "list");
        return element;
      });
    case FieldType::table:
      return list_of(field, given, [&](const Value& element) { return row(field, element, zone); });
    case FieldType::integer:
    case FieldType::money:
      return integer(field, given);
    case FieldType::number:
      return number(field, given);
    case FieldType::yes_no:
      if (!given.is(Kind::boolean)) return wrong_type(field, "yes/no");
      return given;
    case FieldType::date:
    case FieldType::time:
      return instant(field, given, zone);
    case FieldType::place:
      return place(field, given);
  }
  return given;
}

}  // namespace bihuan::core
