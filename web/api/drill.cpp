// The cases behind a figure: as query parameters and JSON.
#include "web/api/report_desk.h"

namespace bihuan::api {

namespace json = boost::json;
using report::DrillQuery;

json::object drill_view(const DrillQuery& query) {
  json::object out;
  out["measure"] = report::name_of(query.measure);
  out["window"] = report::name_of(query.window);
  out["dimension"] = query.dimension ? json::value(report::name_of(*query.dimension)) : json::value(nullptr);
  out["key"] = query.key;
  out["unit"] = query.unit ? json::value(*query.unit) : json::value(nullptr);
  out["place_of"] = query.place_of ? json::value(*query.place_of) : json::value(nullptr);
  return out;
}

Result<DrillQuery> drill_query(const http::Request& request) {
  DrillQuery query;
  const auto refused = [](std::string_view name, std::string_view value) {
    return Error("drill_unknown", {{"name", std::string(name)}, {"value", std::string(value)}});
  };
  if (const auto name = request.query_text("measure")) {
    const auto measure = report::measure_named(*name);
    if (!measure) return refused("measure", *name);
    query.measure = *measure;
  }
  if (const auto name = request.query_text("window")) {
    const auto window = report::window_named(*name);
    if (!window) return refused("window", *name);
    query.window = *window;
  }
  if (const auto name = request.query_text("dimension")) {
    query.dimension = report::dimension_named(*name);
    if (!query.dimension) return refused("dimension", *name);
    query.key = std::string(request.query_text("key").value_or(""));
  }
  if (const auto unit = request.query_text("unit")) query.unit = std::string(*unit);
  query.place_of = request.query_integer("place_of");
  return query;
}

std::vector<http::QueryParameter> drill_parameters() {
  return {{"measure", "string", "received, first, repeat, closed, overdue, ...; default received."},
          {"window",
           "string",
           "Default month.",
           {"month", "previous_month", "same_month_last_year", "year_to_date", "last_year_to_date", "last_year"}},
          {"dimension", "string", "unit, department, type, subtype, channel, source or trade; default: all cases."},
          {"key", "string", "Which one of the dimension, as the figures name it."},
          {"unit", "string", "Only this unit's parts."},
          {"place_of", "integer", "Only cases of the place of the case with this id."}};
}

}  // namespace bihuan::api
