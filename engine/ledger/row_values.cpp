// One cell as the value of a field: what the field's type takes, and why it does not.
#include <algorithm>
#include <cmath>

#include "engine/base/utf8.h"
#include "engine/ledger/dates.h"
#include "engine/ledger/normal.h"
#include "engine/ledger/rows.h"

namespace bihuan::ledger {

using core::FieldType;
using expression::Value;

namespace {

Value timestamp_of(core::Millis instant) {
  return Value::timestamp({instant / 1000, static_cast<std::int32_t>(instant % 1000) * 1'000'000});
}

}  // namespace

std::optional<core::Millis> Interpreter::read_instant(const Cell& cell, bool end_of_day) const {
  std::optional<DateReading> reading;
  if (cell.kind == CellKind::date || cell.kind == CellKind::number) {
    // 20220601 as a number is a date that was typed without separators, not the twenty millionth day.
    reading = cell.number >= 19'000'101 && cell.number < 30'000'000
                  ? read_date(std::to_string(static_cast<std::int64_t>(cell.number)))
                  : read_serial(cell.number, from_1904_);
  } else {
    reading = read_date(cell.text);
    if (!reading) {
      // A serial number that arrived as text.
      const auto number = match_number(cell.text);
      if (number && *number >= 20'000 && *number < 80'000) reading = read_serial(*number, from_1904_);
    }
  }
  if (!reading) return std::nullopt;
  if (end_of_day && !reading->ms) return zone_.to_instant({reading->date, calendar::day_ms - 1000});
  return zone_.to_instant({reading->date, reading->ms.value_or(0)});
}

std::optional<Value> Interpreter::read_field(const core::Field& field, const Cell& cell, const std::string& target,
                                             Error& why) const {
  const std::string text = half_width(cell.text);
  const auto choice = [&](const std::string& written) -> std::optional<std::string> {
    if (const auto meant = profile_.meaning(target, written)) {
      if (std::find(field.of.begin(), field.of.end(), *meant) != field.of.end()) return meant;
    }
    return match_choice(written, field.of);
  };
  switch (field.type) {
    case FieldType::text:
    case FieldType::long_text:
      if (field.max && static_cast<double>(utf8::length(text)) > *field.max) {
        why = Error("ledger_text_too_long", {{"limit", std::to_string(static_cast<std::int64_t>(*field.max))}});
        return std::nullopt;
      }
      return Value::string(text);
    case FieldType::choice: {
      if (const auto found = choice(text)) return Value::string(*found);
      why = Error("ledger_choice_unknown", {{"value", text}, {"choices", listed(field.of)}});
      return std::nullopt;
    }
    case FieldType::choices: {
      std::vector<Value> values;
      for (const auto& part : split_list(text)) {
        const auto found = choice(part);
        if (!found) {
          why = Error("ledger_choice_unknown", {{"value", part}, {"choices", listed(field.of)}});
          return std::nullopt;
        }
        const Value value = Value::string(*found);
        if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
      }
      return Value::list(std::move(values));
    }
    case FieldType::integer:
    case FieldType::number:
    case FieldType::money: {
      const auto number = cell.kind == CellKind::number ? std::optional(cell.number) : match_number(text);
      const double scaled = number.value_or(0) * (field.type == FieldType::money ? 100 : 1);
      const bool whole = field.type == FieldType::number || std::abs(scaled - std::round(scaled)) < 1e-6;
      if (!number || !whole || std::abs(scaled) > 9e15) {
        why = Error(number ? "ledger_number_not_whole" : "ledger_number_unreadable", {{"value", text}});
        return std::nullopt;
      }
      if ((field.min && scaled < *field.min) || (field.max && scaled > *field.max)) {
        why = Error("ledger_number_out_of_range", {{"value", text}});
        return std::nullopt;
      }
      return field.type == FieldType::number ? Value::floating(scaled) : Value::integer(std::llround(scaled));
    }
    case FieldType::date:
    case FieldType::time: {
      const auto instant = read_instant(cell, false);
      if (!instant) {
        why = Error("ledger_date_unreadable", {{"value", text}});
        return std::nullopt;
      }
      return timestamp_of(field.type == FieldType::date ? zone_.to_instant({zone_.to_local(*instant).date, 0})
                                                        : *instant);
    }
    case FieldType::yes_no: {
      const auto answer = cell.kind == CellKind::boolean ? std::optional(cell.number != 0) : match_yes_no(text);
      if (answer) return Value::boolean(*answer);
      why = Error("ledger_yes_no_unreadable", {{"value", text}});
      return std::nullopt;
    }
    case FieldType::unit: {
      if (const auto unit = units_.find(text)) return Value::string(*unit);
      why = Error("ledger_unit_unknown", {{"value", text}, {"near", units_.suggestions(text)}});
      return std::nullopt;
    }
    case FieldType::person: {
      for (const auto& person : organisation_.persons()) {
        if (person.id == text || person.name == text) return Value::string(person.id);
      }
      why = Error("ledger_person_unknown", {{"value", text}});
      return std::nullopt;
    }
    case FieldType::table: {
      // Only a list of units fits into one cell: 配合单位.
      const auto column = std::find_if(field.columns.begin(), field.columns.end(),
                                       [](const core::Field& f) { return f.type == FieldType::unit; });
      if (column == field.columns.end()) {
        why = Error("ledger_field_not_importable", {{"field", field.title}});
        return std::nullopt;
      }
      std::vector<Value> rows;
      for (const auto& part : split_list(text)) {
        const auto unit = units_.find(part);
        if (!unit) {
          why = Error("ledger_unit_unknown", {{"value", part}, {"near", units_.suggestions(part)}});
          return std::nullopt;
        }
        rows.push_back(Value::record({{column->id, Value::string(*unit)}}));
      }
      return Value::list(std::move(rows));
    }
    case FieldType::place:
    case FieldType::photos:
    case FieldType::files:
      break;
  }
  why = Error("ledger_field_not_importable", {{"field", field.title}});
  return std::nullopt;
}

}  // namespace bihuan::ledger
