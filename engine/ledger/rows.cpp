#include "engine/ledger/rows.h"

#include <algorithm>
#include <cmath>

#include "engine/base/hash.h"
#include "engine/base/utf8.h"
#include "engine/ledger/coordinates.h"
#include "engine/ledger/dates.h"
#include "engine/ledger/normal.h"

namespace bihuan::ledger {

using core::FieldType;
using expression::Value;

// What is learnt on the way and used at the end of the row.
struct Interpreter::Reading {
  std::optional<bool> closed;
  const MappedColumn* state_column = nullptr;
};

namespace {

const core::Field* field_of(const core::Definition& definition, std::string_view id) {
  for (const auto& field : definition.fields) {
    if (field.id == id) return &field;
  }
  return nullptr;
}

void report(RowReading& out, const MappedColumn& column, Error error) {
  error.arguments.emplace_back("heading", column.heading);
  out.problems.push_back({out.row, column.column + 1, column.heading, std::move(error)});
}

Value timestamp_of(core::Millis instant) {
  return Value::timestamp({instant / 1000, static_cast<std::int32_t>(instant % 1000) * 1'000'000});
}

std::string joined(const std::vector<std::string>& parts) {
  std::string out;
  for (const auto& part : parts) out += (out.empty() ? "" : ", ") + part;
  return out;
}

bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

std::string shown(const Cell& cell) {
  return half_width(cell.text);
}

}  // namespace

Interpreter::Interpreter(const core::Definition& definition, const Profile& profile, const Mapping& mapping,
                         const core::Organisation& organisation, const calendar::Zone& zone, bool from_1904)
    : definition_(definition),
      profile_(profile),
      mapping_(mapping),
      organisation_(organisation),
      zone_(zone),
      units_(organisation.units()),
      from_1904_(from_1904) {}

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
  const std::string text = shown(cell);
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
      why = Error("ledger_choice_unknown", {{"value", text}, {"choices", joined(field.of)}});
      return std::nullopt;
    }
    case FieldType::choices: {
      std::vector<Value> values;
      for (const auto& part : split_list(text)) {
        const auto found = choice(part);
        if (!found) {
          why = Error("ledger_choice_unknown", {{"value", part}, {"choices", joined(field.of)}});
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

void Interpreter::read_case_word(const std::string& target, const Cell& cell, RowReading& out, Reading& reading) const {
  const MappedColumn& column = *mapping_.find(target);
  const std::string text = shown(cell);
  const auto instant = [&](std::optional<core::Millis>& into, bool end_of_day) {
    into = read_instant(cell, end_of_day);
    if (!into) report(out, column, Error("ledger_date_unreadable", {{"value", text}}));
  };
  const auto unit = [&](std::string& into) {
    const auto parts = split_list(text);
    const auto found = parts.empty() ? std::nullopt : units_.find(parts.front());
    if (found)
      into = *found;
    else
      report(out, column, Error("ledger_unit_unknown", {{"value", text}, {"near", units_.suggestions(text)}}));
  };
  if (target == "case.received_at") instant(out.received_at, false);
  if (target == "case.filed_at") instant(out.filed_at, false);
  if (target == "case.closed_at") instant(out.closed_at, false);
  if (target == "case.due") instant(out.due, true);
  if (target == "case.lead_unit") unit(out.lead_unit);
  // Who registered it is told but not required to be known here: the name goes with the history.
  if (target == "case.filed_unit") out.filed_unit = units_.find(text).value_or("");
  if (target == "case.filed_by") out.filed_by = text;
  if (target == "case.closed") {
    reading.closed = cell.kind == CellKind::boolean ? std::optional(cell.number != 0) : match_yes_no(text);
    if (!reading.closed) report(out, column, Error("ledger_yes_no_unreadable", {{"value", text}}));
  }
  if (target == "case.state") {
    reading.state_column = &column;
    std::vector<std::string> known;
    if (const auto meant = profile_.meaning(target, text)) {
      if (definition_.chart.find(*meant)) out.state = *meant;
    }
    for (const auto& state : definition_.chart.states) {
      if (state.id.empty() || state.is_history() || !state.children.empty()) continue;
      known.push_back(state.title);
      if (out.state.empty() && (normal(state.title) == normal(text) || state.id == text)) out.state = state.id;
    }
    if (out.state.empty()) {
      report(out, column, Error("ledger_state_unknown", {{"value", text}, {"states", joined(known)}}));
    }
  }
}

void Interpreter::read_cell(const MappedColumn& column, const Cell& cell, RowReading& out, Reading& reading) const {
  const std::string& target = column.target;
  if (starts_with(target, "case.")) return read_case_word(target, cell, out, reading);
  if (starts_with(target, "party.")) {
    const auto dot = target.rfind('.');
    const std::string kind = target.substr(6, dot - 6), part = target.substr(dot + 1);
    auto party = std::find_if(out.parties.begin(), out.parties.end(), [&](const auto& p) { return p.kind == kind; });
    if (party == out.parties.end()) {
      out.parties.push_back({"", kind, "", "", "", ""});
      party = out.parties.end() - 1;
    }
    const std::string text = shown(cell);
    if (part == "name") party->name = text;
    if (part == "phone") party->phone = text;
    if (part == "id_number") party->id_number = text;
    if (part == "address") party->address = text;
    return;
  }
  const core::Field* field = field_of(definition_, target);
  if (field == nullptr) return;  // parts of a place are read together
  Error why("ledger_value_invalid");
  if (auto value = read_field(*field, cell, target, why)) {
    out.fields.emplace_back(field->id, std::move(*value));
  } else {
    report(out, column, std::move(why));
  }
}

void Interpreter::read_place(const Row& row, RowReading& out) const {
  const auto cell = [&](std::string_view target) -> const Cell* {
    const MappedColumn* column = mapping_.find(target);
    if (column == nullptr || static_cast<std::size_t>(column->column) >= row.cells.size()) return nullptr;
    const Cell& found = row.cells[static_cast<std::size_t>(column->column)];
    return found.is_empty() ? nullptr : &found;
  };
  for (const auto& field : definition_.fields) {
    if (field.type != FieldType::place) continue;
    const Cell* text = cell(field.id + ".text");
    const Cell* lat = cell(field.id + ".lat");
    const Cell* lon = cell(field.id + ".lon");
    const Cell* both = cell(field.id + ".coordinates");
    if (text == nullptr && both == nullptr && (lat == nullptr || lon == nullptr)) continue;
    std::optional<Coordinates> point;
    std::string written = text != nullptr ? shown(*text) : "";
    if (both != nullptr) {
      point = read_coordinates(both->text);
      // 点位/坐标 holds a name where nobody measured: then it is the text of the place.
      if (!point && written.empty()) written = shown(*both);
    } else if (lat != nullptr && lon != nullptr) {
      const auto y = lat->kind == CellKind::number ? std::optional(lat->number) : read_degrees(lat->text);
      const auto x = lon->kind == CellKind::number ? std::optional(lon->number) : read_degrees(lon->text);
      if (y && x && std::abs(*y) <= 90 && std::abs(*x) <= 180) {
        point = Coordinates{*y, *x};
      } else {
        report(out, *mapping_.find(field.id + (y && std::abs(*y) <= 90 ? ".lon" : ".lat")),
               Error("ledger_coordinates_unreadable", {{"value", shown(y ? *lon : *lat)}}));
      }
    }
    if (point) *point = to_wgs84(*point, profile_.datum);
    const auto unit = units_.find(written);
    out.fields.emplace_back(field.id, Value::record({{"text", Value::string(written)},
                                                     {"lat", point ? Value::floating(point->lat) : Value::null()},
                                                     {"lon", point ? Value::floating(point->lon) : Value::null()},
                                                     {"unit", Value::string(unit.value_or(""))},
                                                     {"grid", Value::string("")}}));
  }
}

void Interpreter::read_defaults(RowReading& out) const {
  for (const auto& [target, text] : profile_.defaults) {
    const core::Field* field = field_of(definition_, target);
    if (field == nullptr) continue;
    const bool given =
        std::any_of(out.fields.begin(), out.fields.end(), [&](const auto& f) { return f.first == target; });
    if (given) continue;
    Error why("ledger_value_invalid");
    if (auto value = read_field(*field, Cell::of(text), target, why))
      out.fields.emplace_back(target, std::move(*value));
  }
}

void Interpreter::settle_state(RowReading& out, const Reading& reading) const {
  // A title makes lists readable; ledgers often have only the long text.
  const auto set = [&](std::string_view id) {
    return std::any_of(out.fields.begin(), out.fields.end(), [&](const auto& f) { return f.first == id; });
  };
  const core::Field* subject = field_of(definition_, "subject");
  if (subject != nullptr && !set("subject")) {
    for (const auto& [id, value] : out.fields) {
      if (id != "summary" || !value.is(expression::Kind::string)) continue;
      std::string title;
      std::size_t count = 0;
      for (std::size_t at = 0; at < value.as_string().size() && count < 40; ++count) {
        const char32_t c = utf8::decode(value.as_string(), at);
        if (c == U'\n' || c == 0x3002) break;  // the first sentence
        utf8::append(title, c);
      }
      out.fields.emplace_back("subject", Value::string(title));
      break;
    }
  }
  if (reading.closed.value_or(false) && out.state.empty() && definition_.chart.find("closed")) out.state = "closed";
  if (reading.closed.value_or(false) && !out.state.empty()) {
    const auto state = definition_.chart.find(out.state);
    const bool ends = state && definition_.chart.at(*state).type == core::StateType::final;
    if (!ends && reading.state_column != nullptr) {
      report(out, *reading.state_column,
             Error("ledger_closed_but_open", {{"state", definition_.chart.at(*state).title}}));
    }
  }
  if (out.received_at && out.closed_at && *out.closed_at < *out.received_at) {
    const MappedColumn* column = mapping_.find("case.closed_at");
    report(out, *column, Error("ledger_dates_reversed"));
  }
}

void Interpreter::require_fields(RowReading& out) const {
  for (const auto& field : definition_.fields) {
    if (!field.required.is_constant() || !field.required.otherwise || field.computed || field.initial) continue;
    const bool given = std::any_of(out.fields.begin(), out.fields.end(),
                                   [&](const auto& f) { return f.first == field.id && !f.second.is_empty(); });
    if (given) continue;
    const MappedColumn* column = mapping_.find(field.id);
    if (column == nullptr) column = mapping_.find(field.id + ".text");
    // A cell that could not be read is already named.
    const bool named = column != nullptr && std::any_of(out.problems.begin(), out.problems.end(),
                                                        [&](const auto& p) { return p.column == column->column + 1; });
    if (named) continue;
    out.problems.push_back({out.row, column == nullptr ? 0 : column->column + 1,
                            column == nullptr ? "" : column->heading,
                            Error("ledger_value_missing", {{"field", field.title}})});
  }
}

RowReading Interpreter::read(const Row& row) const {
  RowReading out;
  out.row = row.number;
  Reading reading;
  std::string content, identity;
  for (const MappedColumn& column : mapping_.columns) {
    if (column.target.empty()) continue;
    const auto index = static_cast<std::size_t>(column.column);
    const bool filled = index < row.cells.size() && !row.cells[index].is_empty();
    const std::string text = filled ? shown(row.cells[index]) : "";
    content += column.target + '\x1f' + text + '\x1e';
    for (const auto& part : profile_.identity) {
      if (part == column.target && !text.empty()) identity += normal(text) + '\x1e';
    }
    if (filled) read_cell(column, row.cells[index], out, reading);
  }
  read_place(row, out);
  read_defaults(out);
  settle_state(out, reading);
  require_fields(out);
  out.hash = sha256_hex(profile_.id + '\x1d' + content);
  out.identity = std::move(identity);
  return out;
}

std::vector<RowProblem> Interpreter::mapping_problems() const {
  std::vector<RowProblem> out;
  for (const auto& field : definition_.fields) {
    if (!field.required.is_constant() || !field.required.otherwise || field.computed || field.initial) continue;
    const bool from_summary = field.id == "subject" && mapping_.find("summary") != nullptr;
    if (from_summary || profile_.defaults.contains(field.id)) continue;
    if (mapping_.find(field.id) != nullptr || mapping_.find(field.id + ".text") != nullptr ||
        mapping_.find(field.id + ".coordinates") != nullptr) {
      continue;
    }
    out.push_back({mapping_.heading_row, 0, "", Error("ledger_column_missing", {{"field", field.title}})});
  }
  return out;
}

}  // namespace bihuan::ledger
