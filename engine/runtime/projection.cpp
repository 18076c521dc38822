#include "engine/runtime/projection.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/base/utf8.h"
#include "engine/core/joint_handling.h"
#include "engine/core/rights.h"

namespace bihuan::runtime {
namespace {

using expression::Kind;
using expression::Value;

constexpr std::size_t title_length = 60;
constexpr std::string_view mark = "\xEF\xBC\x8A";  // a full-width asterisk

bool is_text(core::FieldType type) {
  return type == core::FieldType::text || type == core::FieldType::long_text;
}

bool is_searched(const core::Field& field) {
  if (!core::is_read_by_all(field)) return false;
  switch (field.type) {
    case core::FieldType::text:
    case core::FieldType::long_text:
    case core::FieldType::choice:
    case core::FieldType::choices:
    case core::FieldType::place:
    case core::FieldType::table:
      return true;
    default:
      return false;
  }
}

const Value* value_of(const core::CaseState& state, std::size_t field) {
  return field < state.machine.data.size() ? &state.machine.data[field] : nullptr;
}

void add_texts(const Value& value, std::string& out) {
  if (value.is(Kind::string)) {
    if (!value.as_string().empty()) out += value.as_string() + "\n";
  } else if (value.is(Kind::list)) {
    for (const auto& item : value.as_list()) add_texts(item, out);
  } else if (value.is(Kind::map)) {
    for (const auto& [key, item] : value.as_map().entries()) {
      if (!(key.is(Kind::string) && (key.as_string() == "unit" || key.as_string() == "grid"))) add_texts(item, out);
    }
  }
}

bool is_mobile(std::string_view digits) {
  return digits.size() == 11 && digits[0] == '1' && digits[1] >= '3';
}
bool is_identity(std::string_view digits, char behind) {
  return digits.size() == 18 || digits.size() == 15 || (digits.size() == 17 && (behind == 'X' || behind == 'x'));
}
bool is_landline(std::string_view digits) {
  return digits.size() >= 10 && digits.size() <= 12 && digits[0] == '0';
}

std::string without_numbers(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
    if (end == i) {
      out += text[i++];
      continue;
    }
    const auto digits = text.substr(i, end - i);
    const char behind = end < text.size() ? text[end] : '\0';
    // 0574-88880000: an area code, then seven or eight digits.
    std::size_t tail = end + 1;
    while (behind == '-' && tail < text.size() && text[tail] >= '0' && text[tail] <= '9') ++tail;
    const bool dashed = behind == '-' && digits.size() <= 4 && digits[0] == '0' && tail - end - 1 >= 7;
    if (dashed) {
      out += mark;
      i = tail;
    } else if (is_mobile(digits) || is_identity(digits, behind) || is_landline(digits)) {
      out += mark;
      i = digits.size() == 17 ? end + 1 : end;
    } else {
      out += digits;
      i = end;
    }
  }
  return out;
}

// The field that says in one line what the case is about.
const core::Field* subject_field(const core::Definition& definition) {
  static constexpr std::array<std::string_view, 9> usual = {"title",   "subject",     "summary", "problem", "matter",
                                                            "request", "description", "content", "event"};
  for (const auto name : usual) {
    for (const auto& field : definition.fields) {
      if (field.id == name && is_text(field.type) && core::is_read_by_all(field)) return &field;
    }
  }
  for (const auto& field : definition.fields) {
    if (is_text(field.type) && core::is_read_by_all(field)) return &field;
  }
  return nullptr;
}

std::string first_line(std::string_view text) {
  text = text.substr(0, text.find('\n'));
  std::size_t end = 0;
  for (std::size_t count = 0; end < text.size() && count < title_length; ++count) {
    static_cast<void>(utf8::decode(text, end));
  }
  return std::string(text.substr(0, end));
}

std::optional<double> number_in(const Value& map, std::string_view name) {
  const auto* found = map.field(name);
  if (found == nullptr) return std::nullopt;
  if (found->is(Kind::floating)) return found->as_double();
  if (found->is(Kind::integer)) return static_cast<double>(found->as_int());
  return std::nullopt;
}

std::optional<Place> place_of(const core::Definition& definition, const core::CaseState& state) {
  for (std::size_t i = 0; i < definition.fields.size(); ++i) {
    if (definition.fields[i].type != core::FieldType::place || !core::is_read_by_all(definition.fields[i])) continue;
    const auto* value = value_of(state, i);
    if (value == nullptr || !value->is(Kind::map)) continue;
    const auto lat = number_in(*value, "lat");
    const auto lon = number_in(*value, "lon");
    if (!lat || !lon) continue;
    const auto* text = value->field("text");
    // To a centimetre: a column that does not depend on the last digit of a double.
    const auto rounded = [](double degrees) { return std::round(degrees * 1e7) / 1e7; };
    return Place{text != nullptr && text->is(Kind::string) ? text->as_string() : std::string{}, rounded(*lat),
                 rounded(*lon)};
  }
  return std::nullopt;
}

}  // namespace

Value field_value(const core::Definition& definition, const core::CaseState& state, std::string_view field) {
  for (std::size_t i = 0; i < definition.fields.size(); ++i) {
    if (definition.fields[i].id != field) continue;
    if (const auto* value = value_of(state, i)) return *value;
  }
  return Value::null();
}

namespace {

// What stands in a column that every list shows.
Value public_value(const core::Definition& definition, const core::CaseState& state, std::string_view field) {
  const auto known = std::find_if(definition.fields.begin(), definition.fields.end(),
                                  [&](const core::Field& each) { return each.id == field; });
  if (known == definition.fields.end() || !core::is_read_by_all(*known)) return Value::null();
  return field_value(definition, state, field);
}

}  // namespace

std::string redacted(std::string_view text, const std::vector<std::string>& names) {
  std::string out = without_numbers(text);
  for (const auto& name : names) {
    if (name.size() < 2) continue;
    for (auto at = out.find(name); at != std::string::npos; at = out.find(name, at + mark.size())) {
      out.replace(at, name.size(), mark);
    }
  }
  return out;
}

std::string title_of(const core::Definition& definition, const core::CaseState& state,
                     const std::vector<std::string>& names) {
  std::string title;
  if (const auto* field = subject_field(definition)) {
    const auto value = field_value(definition, state, field->id);
    if (value.is(Kind::string)) title = first_line(redacted(value.as_string(), names));
  }
  return title.empty() ? definition.title : title;
}

CaseRow row_of(const core::Definition& definition, const core::CaseState& state, Millis updated_at) {
  CaseRow row;
  row.id = state.id;
  row.number = state.number;
  row.workflow = state.workflow;
  row.definition_hash = state.definition_hash;
  row.version = state.version;
  row.states = state.machine.active_leaves(definition.chart);
  row.lead_unit = state.lead_unit;
  row.filed_by = state.filed_by;
  row.filed_unit = state.filed_unit;
  row.filed_at = state.filed_at;
  row.received_at = state.received_at;
  row.updated_at = updated_at;
  row.closed_at = state.closed_at;
  row.supervised = state.supervised;
  for (const auto& clock : state.clocks) {
    if (clock.phase != core::ClockPhase::running || state.closed) continue;
    row.overdue = row.overdue || clock.overdue;
    if (row.due && *row.due <= clock.due) continue;
    row.due = clock.due;
    row.due_clock = clock.id;
  }
  row.place = place_of(definition, state);
  const auto types = public_value(definition, state, "types");
  if (types.is(Kind::list)) {
    for (const auto& type : types.as_list()) {
      if (type.is(Kind::string)) row.types.push_back(type.as_string());
    }
  }
  const auto channel = public_value(definition, state, "channel");
  if (channel.is(Kind::string)) row.channel = channel.as_string();
  return row;
}

std::vector<TaskRow> task_rows(const core::Definition& definition, const core::CaseState& state) {
  std::vector<TaskRow> rows;
  for (const auto& task : state.tasks) {
    const bool open = !state.closed && core::is_open(task);
    const auto kind = task.kind < definition.tasks.size() ? definition.tasks[task.kind].id : std::string{};
    rows.push_back({state.id, task.id, task.unit, task.person, kind, open});
  }
  if (state.closed) return rows;
  std::int64_t number = 0;  // below those of tasks
  for (const auto& approval : state.approvals) {
    --number;
    const auto& by = definition.approvals[approval.kind].by;
    if (!approval.open || approval.step >= by.size()) continue;
    rows.push_back(
        {state.id, number, deciding_unit(by[approval.step]), {}, definition.approvals[approval.kind].id, true});
  }
  for (const auto& clock : state.clocks) {
    --number;
    const auto& kind = definition.clocks[clock.kind];
    if (!clock.extension_request || !kind.extend) continue;
    rows.push_back({state.id, number, deciding_unit(kind.extend->approve), {}, kind.id, true});
  }
  return rows;
}

std::vector<TimerRow> timer_rows(const core::Definition& definition, const core::CaseState& state) {
  // Of several at one instant it does not matter which is named: the first in the file fires (decide_clock.cpp).
  std::optional<TimerRow> earliest;
  for (auto& timer : core::timers_of(definition, state)) {
    TimerRow row{timer.due, state.id, std::move(timer.id)};
    if (!earliest || row < *earliest) earliest = std::move(row);
  }
  if (!earliest) return {};
  return {std::move(*earliest)};
}

std::string search_text_of(const core::Definition& definition, const core::CaseState& state,
                           const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < definition.fields.size(); ++i) {
    const auto* value = value_of(state, i);
    if (value != nullptr && is_searched(definition.fields[i])) add_texts(*value, out);
  }
  return state.number + "\n" + redacted(out, names);
}

bool changes_search_text(const core::Definition& definition, const core::EventBody& body) {
  if (std::holds_alternative<core::CaseFiled>(body)) return true;
  const std::string* changed = nullptr;
  if (const auto* set = std::get_if<core::FieldSet>(&body)) changed = &set->field;
  if (const auto* corrected = std::get_if<core::FieldCorrected>(&body)) changed = &corrected->field;
  if (changed == nullptr) return false;
  return std::any_of(definition.fields.begin(), definition.fields.end(),
                     [&](const auto& field) { return field.id == *changed && is_searched(field); });
}

}  // namespace bihuan::runtime
