#include "engine/ledger/rows.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/base/hash.h"
#include "engine/base/utf8.h"
#include "engine/ledger/coordinates.h"
#include "engine/ledger/dates.h"
#include "engine/ledger/normal.h"

namespace bihuan::ledger {

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

bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

std::string shown(const Cell& cell) {
  return half_width(cell.text);
}

}  // namespace

Interpreter::Interpreter(const core::Definition& definition, const Profile& profile, const Mapping& mapping,
                         const core::Organisation& organisation, const calendar::Zone& zone, core::Millis now,
                         bool from_1904)
    : definition_(definition),
      profile_(profile),
      mapping_(mapping),
      organisation_(organisation),
      zone_(zone),
      units_(organisation.units()),
      now_(now),
      from_1904_(from_1904) {}

void Interpreter::read_state(const MappedColumn& column, const std::string& text, RowReading& out) const {
  std::vector<std::string> known;
  if (const auto meant = profile_.meaning("case.state", text)) {
    if (definition_.chart.find(*meant)) out.state = *meant;
  }
  for (const auto& state : definition_.chart.states) {
    if (state.id.empty() || state.is_history() || !state.children.empty()) continue;
    known.push_back(state.title);
    if (out.state.empty() && (normal(state.title) == normal(text) || state.id == text)) out.state = state.id;
  }
  if (out.state.empty()) {
    report(out, column, Error("ledger_state_unknown", {{"value", text}, {"states", listed(known)}}));
  }
}

void Interpreter::read_case_word(const MappedColumn& column, const Cell& cell, RowReading& out,
                                 Reading& reading) const {
  const std::string& target = column.target;
  const std::string text = shown(cell);
  const auto instant = [&](std::optional<core::Millis>& into, bool end_of_day) {
    into = read_instant(cell, end_of_day);
    if (!into) report(out, column, Error("ledger_date_unreadable", {{"value", text}}));
  };
  if (target == "case.received_at") instant(out.received_at, false);
  if (target == "case.filed_at") instant(out.filed_at, false);
  if (target == "case.closed_at") instant(out.closed_at, false);
  if (target == "case.due") instant(out.due, true);
  if (target == "case.lead_unit") {
    const auto parts = split_list(text);
    const auto found = parts.empty() ? std::nullopt : units_.find(parts.front());
    if (found) {
      out.lead_unit = *found;
    } else {
      report(out, column, Error("ledger_unit_unknown", {{"value", text}, {"near", units_.suggestions(text)}}));
    }
  }
  // Who registered it is told when it is known here; a stranger's name is nobody's business in the history.
  if (target == "case.filed_unit") out.filed_unit = units_.find(text).value_or("");
  if (target == "case.filed_by") {
    for (const auto& person : organisation_.persons()) {
      if (person.id == text || person.name == text) out.filed_by = person.id;
    }
  }
  if (target == "case.closed") {
    reading.closed = cell.kind == CellKind::boolean ? std::optional(cell.number != 0) : match_yes_no(text);
    if (!reading.closed) report(out, column, Error("ledger_yes_no_unreadable", {{"value", text}}));
  }
  if (target == "case.state") {
    reading.state_column = &column;
    read_state(column, text, out);
  }
}

namespace {

// A cell that says 元 or 万 itself means what it says.
Cell in_yuan(const Cell& cell, std::string_view heading) {
  const double unit = money_unit(heading);
  if (unit == 1) return cell;
  const bool bare = cell.text.find_first_not_of("0123456789.,+- ") == std::string::npos;
  const auto number = cell.kind == CellKind::number ? std::optional(cell.number)
                      : bare                        ? match_number(cell.text)
                                                    : std::nullopt;
  return number ? Cell::of_number(*number * unit) : cell;
}

}  // namespace

void Interpreter::read_cell(const MappedColumn& column, const Cell& cell, RowReading& out, Reading& reading) const {
  const std::string& target = column.target;
  if (starts_with(target, "case.")) return read_case_word(column, cell, out, reading);
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
  const bool money = field->type == core::FieldType::money;
  if (auto value = read_field(*field, money ? in_yuan(cell, column.heading) : cell, target, why)) {
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
    if (field.type != core::FieldType::place) continue;
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
    const Cell* grid_cell = cell(field.id + ".grid");
    const auto grid = grid_cell == nullptr ? std::nullopt : units_.find(shown(*grid_cell));
    if (grid_cell != nullptr && !grid) {
      const std::string name = shown(*grid_cell);
      report(out, *mapping_.find(field.id + ".grid"),
             Error("ledger_unit_unknown", {{"value", name}, {"near", units_.suggestions(name)}}));
    }
    const auto unit = units_.find(written);
    out.fields.emplace_back(field.id, Value::record({{"text", Value::string(written)},
                                                     {"lat", point ? Value::floating(point->lat) : Value::null()},
                                                     {"lon", point ? Value::floating(point->lon) : Value::null()},
                                                     {"unit", Value::string(unit.value_or(""))},
                                                     {"grid", Value::string(grid.value_or(""))}}));
  }
}

void Interpreter::read_defaults(RowReading& out, Reading& reading) const {
  for (const auto& [target, text] : profile_.defaults) {
    const MappedColumn none{-1, target, target, true};
    const bool received = target == "case.received_at" && !out.received_at;
    const bool state = target == "case.state" && out.state.empty() && reading.state_column == nullptr;
    if (received || state) read_case_word(none, Cell::of(text), out, reading);
    if (state) reading.state_column = nullptr;
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

// A title makes lists readable; ledgers often have only the long text.
void Interpreter::add_subject(RowReading& out) const {
  const bool set =
      std::any_of(out.fields.begin(), out.fields.end(), [](const auto& f) { return f.first == "subject"; });
  if (field_of(definition_, "subject") == nullptr || set) return;
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
    return;
  }
}

void Interpreter::settle_state(RowReading& out, const Reading& reading) const {
  const auto known = [&](const std::string& state) { return !state.empty() && definition_.chart.find(state); };
  if (out.state.empty() && reading.state_column == nullptr && reading.closed) {
    const std::string& usual = *reading.closed ? profile_.closed_state : profile_.open_state;
    if (known(usual) && (*reading.closed || !out.lead_unit.empty())) out.state = usual;
  }
  if (out.state.empty()) return;
  const auto& state = definition_.chart.at(*definition_.chart.find(out.state));
  out.ends = state.type == core::StateType::final;
  if (reading.closed.value_or(false) && !out.ends && !out.closed_at && reading.state_column != nullptr) {
    report(out, *reading.state_column, Error("ledger_closed_but_open", {{"state", state.title}}));
  }
}

// What a ledger says happened has happened, and in its order.
void Interpreter::check_dates(RowReading& out) const {
  const auto refuse = [&](std::string_view target, const char* code) {
    const MappedColumn* column = mapping_.find(target);
    report(out, column == nullptr ? MappedColumn{-1, std::string(target), "", false} : *column, Error(code));
  };
  if (!out.received_at) out.received_at = out.filed_at;
  const bool unreadable = std::any_of(out.problems.begin(), out.problems.end(), [](const auto& problem) {
    return problem.error.code == "ledger_date_unreadable";
  });
  if (!out.received_at && !unreadable) refuse("case.received_at", "ledger_receipt_missing");
  if (out.received_at && *out.received_at > now_) refuse("case.received_at", "ledger_date_in_future");
  if (out.closed_at && *out.closed_at > now_) refuse("case.closed_at", "ledger_date_in_future");
  if (!out.received_at) return;
  const auto day = [&](core::Millis at) { return zone_.to_local(at).date; };
  if (out.closed_at && day(*out.closed_at) < day(*out.received_at)) refuse("case.closed_at", "ledger_dates_reversed");
  if (out.due && day(*out.due) < day(*out.received_at)) refuse("case.due", "ledger_due_before_receipt");
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
  std::string identity;
  std::map<std::string, std::string> content;  // by target: the order of the columns says nothing
  for (const MappedColumn& column : mapping_.columns) {
    if (column.target.empty()) continue;
    const auto index = static_cast<std::size_t>(column.column);
    const bool filled = index < row.cells.size() && !row.cells[index].is_empty();
    const std::string text = filled ? shown(row.cells[index]) : "";
    content[column.target] = text;
    if (filled) read_cell(column, row.cells[index], out, reading);
  }
  read_place(row, out);
  read_defaults(out, reading);
  add_subject(out);
  settle_state(out, reading);
  check_dates(out);
  require_fields(out);
  for (const auto& part : profile_.identity) {
    if (const auto text = content.find(part); text != content.end()) identity += normal(text->second);
  }
  std::string all = profile_.workflow + '\x1d';
  for (const auto& [target, text] : content) all += target + '\x1f' + text + '\x1e';
  out.hash = sha256_hex(all);
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
