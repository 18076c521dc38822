#include "cli/demo/values.h"

#include <algorithm>

#include "engine/base/catalogue.h"
#include "engine/core/field_values.h"
#include "engine/core/scope.h"

namespace bihuan::cli::demo {

using core::FieldType;
using expression::Value;

// What a filing is about: chosen once, so that its fields agree with each other.
struct Values::Matter {
  std::vector<std::string> types;
  std::string subject, site, place;
  double lat = 0, lon = 0;
  std::string unit;
};

Values::Matter Values::matter(const std::string& unit) {
  static const std::vector<std::pair<const char*, double>> shares = {{"大气", 0.47}, {"噪声", 0.33}, {"水", 0.10},
                                                                     {"固废", 0.05}, {"其他", 0.02}, {"生态", 0.015},
                                                                     {"土壤", 0.01}, {"辐射", 0.005}};
  const auto draw = [&] {
    double left = chance_.fraction();
    for (const auto& [type, share] : shares) {
      if (left < share) return std::string(type);
      left -= share;
    }
    return std::string("大气");
  };
  Matter made;
  made.types.push_back(draw());
  if (chance_.happens(0.12)) {
    const auto second = draw();
    if (second != made.types.front()) made.types.push_back(second);
  }
  made.subject = chance_.one_of(district_.subjects.at(made.types.front()));
  made.site = chance_.one_of(district_.sites);
  const auto& home = *std::find_if(district_.units.begin(), district_.units.end(),
                                   [&](const DistrictUnit& each) { return each.unit.id == unit; });
  made.place = home.unit.title + chance_.one_of(district_.villages);
  made.lat = home.lat + (chance_.fraction() - 0.5) * 0.03;
  made.lon = home.lon + (chance_.fraction() - 0.5) * 0.03;
  made.unit = unit;
  return made;
}

Value Values::of_matter(const core::Field& field, const Matter& matter, core::Millis now) {
  if (field.id == "subject") return Value::string(matter.place + matter.subject);
  if (field.id == "summary") {
    return Value::string(
        filled(district_.detail, {{"place", matter.place}, {"site", matter.site}, {"subject", matter.subject}}));
  }
  if (field.id == "site") return Value::string(matter.site);
  if (field.id == "types") {
    std::vector<Value> types;
    for (const auto& type : matter.types) types.push_back(Value::string(type));
    return Value::list(std::move(types));
  }
  if (field.type == FieldType::place) {
    return Value::record({{"text", Value::string(matter.place)},
                          {"lat", Value::floating(matter.lat)},
                          {"lon", Value::floating(matter.lon)},
                          {"unit", Value::string(matter.unit)},
                          {"grid", Value::string("")}});
  }
  return value(field, nullptr, now);
}

Value Values::value(const core::Field& field, const core::CaseState* state, core::Millis now) {
  constexpr core::Millis day = 86'400'000;
  switch (field.type) {
    case FieldType::text:
    case FieldType::long_text:
      return Value::string(field.id == "result" || field.id == "answer" || field.id == "facts"
                               ? chance_.one_of(district_.results)
                               : chance_.one_of(district_.texts));
    case FieldType::choice:
      // The first choices are the usual ones.
      return Value::string(field.of[std::min(chance_.below(field.of.size()), chance_.below(field.of.size()))]);
    case FieldType::choices:
      return Value::list({Value::string(field.of[chance_.below(field.of.size())])});
    case FieldType::integer:
      // A share in per cent: mostly all of it.
      if (field.max == 100.0)
        return Value::integer(chance_.happens(0.6) ? 100 : static_cast<std::int64_t>(30 + chance_.below(60)));
      return Value::integer(static_cast<std::int64_t>(std::max(1.0, field.min.value_or(1))));
    case FieldType::money:
      return Value::integer(static_cast<std::int64_t>(1 + chance_.below(500)) * 100'000);
    case FieldType::number:
      return Value::floating(std::max(1.0, field.min.value_or(1)));
    case FieldType::yes_no:
      return Value::boolean(!chance_.happens(0.1));
    case FieldType::date:
    case FieldType::time:
      return core::timestamp_value(now + static_cast<core::Millis>(30 + chance_.below(300)) * day);
    case FieldType::unit: {
      // Mostly the place's own unit handles it.
      if (state != nullptr && !chance_.happens(0.15)) {
        for (const auto& value : state->machine.data) {
          const auto* unit = value.is(expression::Kind::map) ? value.field("unit") : nullptr;
          if (unit != nullptr && unit->is(expression::Kind::string) && !unit->as_string().empty()) return *unit;
        }
      }
      return Value::string(chance_.one_of(district_.units).unit.id);
    }
    case FieldType::person:
      return Value::string("clerk1");
    case FieldType::photos:
    case FieldType::files:
      return Value::list({Value::string("photo-" + std::to_string(chance_.below(1'000'000)))});
    case FieldType::place:
      return Value::null();
    case FieldType::table: {
      std::vector<std::pair<std::string, Value>> row;
      for (const auto& column : field.columns) row.emplace_back(column.id, value(column, state, now));
      return Value::list({Value::record(std::move(row))});
    }
  }
  return Value::null();
}

Filing Values::filing(const core::Definition& definition, const std::string& unit, core::Millis now) {
  if (definition.id == "petition" && !kept_.empty() && chance_.happens(0.07)) {
    Filing again = chance_.one_of(kept_);
    for (auto& [id, value] : again.command.fields) {
      if (id == "first") value = Value::boolean(false);
    }
    std::erase_if(again.command.fields, [](const auto& field) { return field.first == "repeat"; });
    if (core::field_index(definition, "repeat")) again.command.fields.emplace_back("repeat", Value::boolean(true));
    return again;
  }
  const Matter about = matter(unit);
  Filing made;
  made.command.workflow = definition.id;
  for (const auto& ask : definition.form) {
    const auto index = core::field_index(definition, ask.field);
    if (!index || definition.fields[*index].computed) continue;
    const auto& field = definition.fields[*index];
    if (ask.may_stay_empty && field.id != "site" && !chance_.happens(0.3)) continue;
    if (field.id == "anonymous" || field.id == "joint" || field.id == "repeat") continue;
    if (field.id == "on_the_spot") {
      made.command.fields.emplace_back(field.id, Value::boolean(chance_.happens(0.25)));
      continue;
    }
    if (field.id == "long_term" || field.id == "key_case") {
      made.command.fields.emplace_back(field.id, Value::boolean(chance_.happens(0.3)));
      continue;
    }
    made.command.fields.emplace_back(field.id, of_matter(field, about, now));
  }
  for (const auto& party : definition.parties) {
    if (party.accused) continue;
    const auto number = std::to_string(1000 + ++petitioners_);
    made.parties.push_back(
        {{}, party.id, "演示信访人" + number, "1380000" + number.substr(number.size() - 4), "", about.place});
    break;
  }
  if (definition.id == "petition") kept_.push_back(made);
  return made;
}

}  // namespace bihuan::cli::demo
