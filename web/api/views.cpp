#include "web/api/views.h"

#include <algorithm>
#include <boost/json/array.hpp>

#include "engine/base/catalogue.h"
#include "engine/base/utf8.h"
#include "engine/calendar/date.h"
#include "engine/calendar/zone.h"
#include "engine/core/notices.h"
#include "engine/core/scope.h"
#include "engine/expression/json.h"

namespace bihuan::api {
namespace {

namespace json = boost::json;

// Names the workflow and its active states; the ids stand in for what is not known.
void name_states(const ViewContext& context, const std::string& definition_hash, std::string& workflow_title,
                 json::array& states, const std::vector<std::string>& active) {
  const auto definition = context.services.definitions.by_hash(definition_hash);
  for (const auto& id : active) {
    std::string title = id;
    if (definition) {
      const auto index = (*definition)->chart.find(id);
      if (index && !(*definition)->chart.at(*index).title.empty()) title = (*definition)->chart.at(*index).title;
    }
    states.push_back(json::object{{"id", id}, {"title", title}});
  }
  if (definition) workflow_title = (*definition)->title;
}

json::value clock_of_row(const ViewContext& context, const runtime::CaseRow& row) {
  if (!row.due) return nullptr;
  const auto definition = context.services.definitions.by_hash(row.definition_hash);
  if (!definition) return nullptr;
  const auto calendar = context.services.definitions.calendar((*definition)->calendar);
  const std::string kind = row.due_clock.substr(0, row.due_clock.find('@'));
  std::string title = kind;
  for (const auto& clock : (*definition)->clocks) {
    if (clock.id == kind) title = clock.title;
  }
  return json::object{{"id", row.due_clock},
                      {"title", title},
                      {"state", "running"},
                      {"due", instant_text(*row.due)},
                      {"left_text", left_text(context, *calendar, *row.due, "running")},
                      {"left_days", core::days_left(*calendar, context.now, *row.due)},
                      {"overdue", context.now >= *row.due}};
}

}  // namespace

ViewContext view_context(const http::Request& request, const Services& services) {
  return {services, services.cases.organisation(), request.language, services.now()};
}

std::string instant_text(runtime::Millis at) {
  static const auto utc = calendar::Zone::utc();
  std::string text = utc.format(at);
  if (text.ends_with("+00:00")) text.replace(text.size() - 6, 6, "Z");
  return text;
}

json::value instant_or_null(const std::optional<runtime::Millis>& at) {
  return at ? json::value(instant_text(*at)) : json::value(nullptr);
}

json::value unit_view(const ViewContext& context, const std::string& id) {
  if (id.empty()) return nullptr;
  const auto* unit = context.organisation->unit(id);
  return json::object{{"id", id}, {"title", unit == nullptr ? id : unit->title}};
}

json::value person_view(const ViewContext& context, const std::string& id) {
  if (id.empty()) return nullptr;
  const auto* person = context.organisation->person(id);
  return json::object{{"person", id}, {"name", person == nullptr ? id : person->name}};
}

std::string left_text(const ViewContext& context, const calendar::WorkingCalendar& calendar, runtime::Millis due,
                      std::string_view phase) {
  if (phase == "suspended") return text(context.language, "left_suspended");
  const auto days = core::days_left(calendar, context.now, due);
  if (context.now >= due) {
    return text(context.language, "left_overdue", {{"days", std::to_string(days < 0 ? -days : 1)}});
  }
  if (days <= 0) return text(context.language, "left_today");
  return text(context.language, "left_days", {{"days", std::to_string(days)}});
}

json::value field_view(const core::Field& field, const expression::Value& value, const calendar::Zone& zone) {
  if (field.type == core::FieldType::table && value.is(expression::Kind::list)) {
    json::array rows;
    for (const auto& row : value.as_list()) {
      json::object cells;
      for (const auto& [key, cell] : row.as_map().entries()) {
        const auto column = std::find_if(field.columns.begin(), field.columns.end(),
                                         [&](const core::Field& one) { return one.id == key.as_string(); });
        cells[key.as_string()] =
            column == field.columns.end() ? expression::to_json(cell) : field_view(*column, cell, zone);
      }
      rows.push_back(std::move(cells));
    }
    return rows;
  }
  if (value.is(expression::Kind::timestamp)) {
    const auto at = core::millis_of(value.as_timestamp());
    if (field.type == core::FieldType::date) return json::value(calendar::to_string(zone.to_local(at).date));
    return json::value(instant_text(at));
  }
  return expression::to_json(value);
}

json::object row_view(const ViewContext& context, const runtime::CaseRow& row) {
  std::string workflow_title = row.workflow;
  json::array states, types;
  name_states(context, row.definition_hash, workflow_title, states, row.states);
  for (const auto& type : row.types) types.push_back(json::value(type));
  json::value place = nullptr;
  if (row.place) place = json::object{{"text", row.place->text}, {"lat", row.place->lat}, {"lon", row.place->lon}};
  return {{"id", row.id},
          {"number", row.number},
          {"title", row.title},
          {"workflow", row.workflow},
          {"workflow_title", workflow_title},
          {"states", std::move(states)},
          {"lead_unit", unit_view(context, row.lead_unit)},
          {"filed_at", instant_text(row.filed_at)},
          {"received_at", instant_text(row.received_at)},
          {"updated_at", instant_text(row.updated_at)},
          {"closed_at", instant_or_null(row.closed_at)},
          {"due", instant_or_null(row.due)},
          {"clock", clock_of_row(context, row)},
          {"closed", row.closed_at.has_value()},
          {"overdue", row.overdue || (row.due && context.now >= *row.due)},
          {"supervised", row.supervised},
          {"version", row.version},
          {"place", std::move(place)},
          {"types", std::move(types)},
          {"channel", row.channel}};
}

json::array rows_view(const ViewContext& context, const std::vector<runtime::CaseRow>& rows) {
  json::array items;
  items.reserve(rows.size());
  for (const auto& row : rows) items.push_back(row_view(context, row));
  return items;
}

}  // namespace bihuan::api
