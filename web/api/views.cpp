#include "web/api/views.h"

#include <algorithm>

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

bool has_text_keys(const expression::Map& map) {
  return std::all_of(map.entries().begin(), map.entries().end(),
                     [](const auto& entry) { return entry.first.is(expression::Kind::string); });
}

void write_members(JsonText& out, const expression::Map& map, const auto& write) {
  out.object([&] {
    for (const auto& [key, value] : map.entries()) {
      out.member(key.as_string(), [&] { write(key.as_string(), value); });
    }
  });
}

void write_plain(JsonText& out, const expression::Value& value, const Telling& telling) {
  switch (value.kind()) {
    case expression::Kind::null:
      return out.value(nullptr);
    case expression::Kind::boolean:
      return out.value(value.as_bool());
    case expression::Kind::integer:
      return out.value(value.as_int());
    case expression::Kind::string:
      return telling ? out.value(telling(value.as_string())) : out.value(value.as_string());
    case expression::Kind::list:
      return out.array(value.as_list(), [&](const auto& item) { write_plain(out, item, telling); });
    case expression::Kind::map:
      if (telling && has_text_keys(value.as_map())) {
        return write_members(out, value.as_map(),
                             [&](const std::string&, const auto& item) { write_plain(out, item, telling); });
      }
      [[fallthrough]];
    default:
      return expression::write_json(out, value);
  }
}

// A column that the definition does not know is told as it stands.
void write_cell(JsonText& out, const std::vector<core::Field>& columns, const std::string& id,
                const expression::Value& cell, const calendar::Zone& zone, const Telling& telling) {
  const auto column =
      std::find_if(columns.begin(), columns.end(), [&](const core::Field& one) { return one.id == id; });
  if (column == columns.end()) return write_plain(out, cell, telling);
  write_value(out, *column, cell, zone, telling);
}

void write_clock_of_row(JsonText& out, const ViewContext& context, const RowTerms& terms, const runtime::CaseRow& row) {
  if (!row.due || !terms.definition) return out.value(nullptr);
  const auto& calendar = *terms.calendar;
  const std::string kind = row.due_clock.substr(0, row.due_clock.find('@'));
  const auto& clocks = terms.definition->clocks;
  const auto clock = std::find_if(clocks.begin(), clocks.end(), [&](const auto& each) { return each.id == kind; });
  out.object([&] {
    out.member("id", row.due_clock);
    out.member("title", clock == clocks.end() ? kind : clock->title);
    out.member("state", "running");
    out.member("due", instant_text(*row.due));
    out.member("left_text", left_text(context, calendar, *row.due, "running"));
    out.member("left_days", core::days_left(calendar, context.now, *row.due));
    out.member("overdue", context.now >= *row.due);
  });
}

}  // namespace

ViewContext view_context(const http::Request& request, const Services& services) {
  return {services, services.cases.organisation(), request.language, services.now()};
}

std::string instant_text(runtime::Millis at) {
  static const auto utc = calendar::Zone::utc();
  return utc.format(at);
}

std::optional<std::string> instant_text(const std::optional<runtime::Millis>& at) {
  return at ? std::optional(instant_text(*at)) : std::nullopt;
}

void write_states(JsonText& out, const core::Definition* definition, const std::vector<std::string>& ids) {
  out.array(ids, [&](const std::string& id) {
    const auto index = definition == nullptr ? std::nullopt : definition->chart.find(id);
    const std::string* title = index ? &definition->chart.at(*index).title : nullptr;
    out.object([&] {
      out.member("id", id);
      out.member("title", title == nullptr || title->empty() ? id : *title);
    });
  });
}

void write_unit(JsonText& out, const ViewContext& context, const std::string& id) {
  if (id.empty()) return out.value(nullptr);
  const auto* unit = context.organisation->unit(id);
  out.object([&] {
    out.member("id", id);
    out.member("title", unit == nullptr ? id : unit->title);
  });
}

void write_person(JsonText& out, const ViewContext& context, const std::string& id) {
  if (id.empty()) return out.value(nullptr);
  const auto* person = context.organisation->person(id);
  out.object([&] {
    out.member("person", id);
    out.member("name", person == nullptr ? id : person->name);
  });
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

void write_value(JsonText& out, const core::Field& field, const expression::Value& value, const calendar::Zone& zone,
                 const Telling& telling) {
  if (field.type == core::FieldType::table && value.is(expression::Kind::list)) {
    return out.array(value.as_list(), [&](const expression::Value& row) {
      write_members(out, row.as_map(), [&](const std::string& id, const expression::Value& cell) {
        write_cell(out, field.columns, id, cell, zone, telling);
      });
    });
  }
  if (value.is(expression::Kind::timestamp)) {
    const auto at = core::millis_of(value.as_timestamp());
    return out.value(field.type == core::FieldType::date ? calendar::to_string(zone.to_local(at).date)
                                                         : instant_text(at));
  }
  write_plain(out, value, telling);
}

json::value field_view(const core::Field& field, const expression::Value& value, const calendar::Zone& zone) {
  return written([&](JsonText& out) { write_value(out, field, value, zone); });
}

void write_row(JsonText& out, const ViewContext& context, const runtime::CaseRow& row) {
  RowTerms terms;
  if (const auto known = context.services.definitions.by_hash(row.definition_hash)) {
    terms.definition = *known;
    if (row.due) terms.calendar = context.services.definitions.calendar(terms.definition->calendar);
  }
  out.object([&] { write_row_members(out, context, terms, row); });
}

json::value instant_or_null(const std::optional<runtime::Millis>& at) {
  return at ? json::value(instant_text(*at)) : json::value(nullptr);
}

json::value unit_view(const ViewContext& context, const std::string& id) {
  return written([&](JsonText& out) { write_unit(out, context, id); });
}

json::value person_view(const ViewContext& context, const std::string& id) {
  return written([&](JsonText& out) { write_person(out, context, id); });
}

json::object row_view(const ViewContext& context, const runtime::CaseRow& row) {
  return written([&](JsonText& out) { write_row(out, context, row); }).as_object();
}

void write_row_members(JsonText& out, const ViewContext& context, const RowTerms& terms, const runtime::CaseRow& row) {
  const core::Definition* definition = terms.definition.get();
  out.member("id", row.id);
  out.member("number", row.number);
  out.member("title", row.title);
  out.member("workflow", row.workflow);
  out.member("workflow_title", definition == nullptr ? row.workflow : definition->title);
  out.member("states", [&] { write_states(out, definition, row.states); });
  out.member("lead_unit", [&] { write_unit(out, context, row.lead_unit); });
  out.member("filed_at", instant_text(row.filed_at));
  out.member("received_at", instant_text(row.received_at));
  out.member("updated_at", instant_text(row.updated_at));
  out.member("closed_at", instant_text(row.closed_at));
  out.member("due", instant_text(row.due));
  out.member("clock", [&] { write_clock_of_row(out, context, terms, row); });
  out.member("closed", row.closed_at.has_value());
  out.member("overdue", row.overdue || (row.due && context.now >= *row.due));
  out.member("supervised", row.supervised);
  out.member("version", row.version);
  out.member("place", [&] {
    if (!row.place) return out.value(nullptr);
    out.object([&] {
      out.member("text", row.place->text);
      out.member("lat", row.place->lat);
      out.member("lon", row.place->lon);
    });
  });
  out.member("types", [&] { out.values(row.types); });
  out.member("channel", row.channel);
}

}  // namespace bihuan::api
