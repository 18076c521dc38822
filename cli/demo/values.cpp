#include "cli/demo/values.h"

#include <algorithm>

#include "engine/base/catalogue.h"
#include "engine/core/field_values.h"
#include "engine/core/scope.h"

namespace bihuan::cli::demo {

using core::FieldType;
using expression::Value;

namespace {

// 锦屏街道 → 锦屏, 溪口镇 → 溪口.
std::string short_name(std::string title) {
  for (const std::string_view kind : {"街道", "镇"}) {
    if (title.ends_with(kind)) title.resize(title.size() - kind.size());
  }
  return title;
}

}  // namespace

// What a filing is about: chosen once, so that its fields agree with each other.
struct Values::Matter {
  std::vector<std::string> types;
  std::string subject, site, place;
  double lat = 0, lon = 0;
  std::string unit;
};

// By the shares that the district has for the field; else the first choices are the usual ones.
std::string Values::choice(const std::string& field, const std::vector<std::string>& of) {
  std::vector<std::pair<std::string, double>> known;
  double left = 0;
  if (const auto shares = district_.shares.find(field); shares != district_.shares.end()) {
    for (const auto& each : shares->second) {
      if (std::find(of.begin(), of.end(), each.first) == of.end()) continue;
      known.push_back(each);
      left += each.second;
    }
  }
  left *= chance_.fraction();
  for (const auto& [id, share] : known) {
    left -= share;
    if (left <= 0) return id;
  }
  return of[std::min(chance_.below(of.size()), chance_.below(of.size()))];
}

// Where a case of this unit happens: in the unit itself, or in any street or town when it is a department's.
const DistrictUnit& Values::home_of(const std::string& unit) {
  const auto& units = district_.units;
  const auto own =
      std::find_if(units.begin(), units.end(), [&](const DistrictUnit& each) { return each.unit.id == unit; });
  if (own->unit.kind != "department") return *own;
  std::vector<const DistrictUnit*> places;
  for (const auto& each : units) {
    if (each.unit.kind != "department") places.push_back(&each);
  }
  return *places[static_cast<std::size_t>(++numbers_) % places.size()];
}

Values::Matter Values::matter(const std::string& unit) {
  std::vector<std::string> types;
  for (const auto& [type, subjects] : district_.subjects) types.push_back(type);
  const auto draw = [&] { return choice("types", types); };
  Matter made;
  made.types.push_back(draw());
  if (chance_.happens(0.15)) {
    const auto second = draw();
    if (second != made.types.front()) made.types.push_back(second);
  }
  made.subject = chance_.one_of(district_.subjects.at(made.types.front()));
  const auto& home = home_of(unit);
  made.site = short_name(home.unit.title) + chance_.one_of(district_.sites);
  made.place = home.unit.title + chance_.one_of(district_.villages);
  made.lat = home.lat + (chance_.fraction() - 0.5) * 0.03;
  made.lon = home.lon + (chance_.fraction() - 0.5) * 0.03;
  made.unit = unit;
  return made;
}

std::string Values::text(const std::string& field) {
  const auto own = district_.phrases.find(field);
  const auto& chosen = chance_.one_of(own == district_.phrases.end() ? district_.texts : own->second);
  if (chosen.find("{n}") == std::string::npos) return chosen;
  return filled(chosen, {{"n", std::to_string(10'000 + ++numbers_)}});
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
      return Value::string(text(field.id));
    case FieldType::choice:
      return Value::string(choice(field.id, field.of));
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

// Does whoever files leave this field empty?
bool Values::left_out(const core::Asked& ask, const core::FieldValues& so_far) {
  const auto given = [&](std::string_view id) {
    const auto found = std::find_if(so_far.begin(), so_far.end(), [&](const auto& each) { return each.first == id; });
    return found == so_far.end() ? Value::null() : found->second;
  };
  if (ask.field == "anonymous" || ask.field == "joint" || ask.field == "repeat") return true;
  if (ask.field == "report_due") return given("channel") != Value::string("信访局交办");
  if (ask.field == "representatives") {
    const auto people = given("people_count");
    return given("channel") != Value::string("来访") || !people.is(expression::Kind::integer) || people.as_int() <= 5;
  }
  return ask.may_stay_empty && ask.field != "site" && !chance_.happens(0.3);
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
    if (left_out(ask, made.command.fields)) continue;
    if (field.id == "people_count") {
      const bool many = chance_.happens(0.05);
      made.command.fields.emplace_back(field.id,
                                       Value::integer(many ? static_cast<std::int64_t>(2 + chance_.below(30)) : 1));
      continue;
    }
    if (field.id == "on_the_spot") {
      made.command.fields.emplace_back(field.id, Value::boolean(chance_.happens(0.25)));
      continue;
    }
    if (field.id == "long_term" || field.id == "key_case") {
      made.command.fields.emplace_back(field.id, Value::boolean(chance_.happens(field.id == "long_term" ? 0.5 : 0.3)));
      continue;
    }
    made.command.fields.emplace_back(field.id, of_matter(field, about, now));
  }
  for (const auto& party : definition.parties) {
    if (party.accused) continue;
    const auto number = std::to_string(1000 + ++petitioners_);
    made.parties.push_back({{},
                            party.id,
                            "演示信访人" + number,
                            "1380000" + number.substr(number.size() - 4),
                            "",
                            about.place + "演示路" + number + "号"});
    break;
  }
  if (definition.id == "petition") kept_.push_back(made);
  return made;
}

}  // namespace bihuan::cli::demo
