#include "engine/report/field_text.h"

#include "engine/calendar/date.h"
#include "engine/core/field_values.h"
#include "engine/core/scope.h"
#include "engine/report/chart.h"

namespace bihuan::report {
namespace {

using core::FieldType;
using expression::Kind;
using expression::Value;

std::string text_member(const Value& map, std::string_view name) {
  const auto* found = map.field(name);
  return found != nullptr && found->is(Kind::string) ? found->as_string() : std::string();
}

std::string of_string(const core::Field& field, const std::string& text, const core::Organisation& organisation) {
  if (field.type == FieldType::unit) {
    const auto* unit = organisation.unit(text);
    return unit == nullptr ? text : unit->title;
  }
  if (field.type == FieldType::person) {
    const auto* person = organisation.person(text);
    return person == nullptr ? text : person->name;
  }
  return text;
}

}  // namespace

std::string field_text(const core::Field& field, const Value& value, const core::Organisation& organisation,
                       const calendar::Zone& zone) {
  if (core::is_unset(value)) return {};
  switch (value.kind()) {
    case Kind::string:
      return of_string(field, value.as_string(), organisation);
    case Kind::boolean:
      return value.as_bool() ? "是" : "否";
    case Kind::integer:
      return field.type == FieldType::money ? number_text(static_cast<double>(value.as_int()) / 100)
                                            : std::to_string(value.as_int());
    case Kind::floating:
      return number_text(value.as_double());
    case Kind::timestamp: {
      const auto at = core::millis_of(value.as_timestamp());
      const std::string day = calendar::to_string(zone.to_local(at).date);
      return field.type == FieldType::date ? day : day + " " + zone.format(at).substr(11, 5);
    }
    case Kind::map:
      return text_member(value, "text");
    case Kind::list:
      break;
    default:
      return {};
  }
  std::string out;
  for (const auto& item : value.as_list()) {
    std::string one;
    if (item.is(Kind::string)) one = of_string(field, item.as_string(), organisation);
    // Of a table the columns in their order.
    for (const auto& column : field.columns) {
      const auto* member = item.is(Kind::map) ? item.field(column.id) : nullptr;
      const std::string shown = member == nullptr ? "" : field_text(column, *member, organisation, zone);
      if (!shown.empty()) one += (one.empty() ? "" : " ") + shown;
    }
    if (!one.empty()) out += (out.empty() ? "" : "、") + one;
  }
  return out;
}

}  // namespace bihuan::report
