// Counts and rates for tables and dashboards, from the same statistics as the circular.
#include <algorithm>
#include <boost/json.hpp>

#include "engine/report/circular_service.h"
#include "web/api/report_desk.h"
#include "web/api/respond.h"
#include "web/api/route_rows.h"

namespace bihuan::api {
namespace {

namespace json = boost::json;
using http::Request;
using http::Response;
using report::Dimension;
using report::Measure;
using report::Statistics;
using report::Tally;
using report::Window;

json::value number(std::int64_t parts) {
  if (parts % report::kWhole == 0) return parts / report::kWhole;
  return report::approximate({parts, report::kWhole});
}

std::int64_t month_of(const Statistics& statistics, const Tally& tally, Measure measure) {
  return tally.of(measure, statistics.period, Window::month);
}

// A count with what it is compared to; changes as printed, "—" without a base.
json::object compared(const Statistics& statistics, const Tally& tally, int decimals) {
  const auto of = [&](Window window) { return number(tally.of(Measure::received, statistics.period, window)); };
  json::object out;
  out["month"] = of(Window::month);
  out["same_month_last_year"] = of(Window::same_month_last_year);
  out["previous_month"] = of(Window::previous_month);
  out["year_to_date"] = of(Window::year_to_date);
  out["last_year_to_date"] = of(Window::last_year_to_date);
  out["year_on_year"] = report::percent(report::year_on_year(tally, statistics.period), decimals);
  out["month_on_month"] = report::percent(report::month_on_month(tally, statistics.period), decimals);
  out["cumulative"] = report::percent(report::cumulative_change(tally, statistics.period), decimals);
  return out;
}

json::object filter_of(const Statistics& statistics, Dimension dimension, const std::string& key) {
  const auto days = statistics.period.days();
  json::object out{{"filed_from", report::day_text(days.first)}, {"filed_to", report::day_text(statistics.as_of)}};
  if (dimension == Dimension::type || dimension == Dimension::channel) out[report::name_of(dimension)] = key;
  return out;
}

json::array lines(const Statistics& statistics, Dimension dimension, const std::vector<Measure>& measures,
                  std::size_t most) {
  json::array out;
  for (const auto& line : statistics.by(dimension)) {
    if (out.size() >= most) break;
    json::object values;
    for (const auto measure : measures)
      values[report::name_of(measure)] = number(month_of(statistics, line.tally, measure));
    out.push_back(json::object{{"key", line.name},
                               {"title", line.name},
                               {"values", std::move(values)},
                               {"filter", filter_of(statistics, dimension, line.name)}});
  }
  return out;
}

std::string bucket_name(const Statistics& statistics, int bucket) {
  return report::month_text(statistics.period.bucket_month(bucket));
}

json::array trend(const Statistics& statistics, std::string_view from) {
  json::array out;
  const int now = statistics.period.current_bucket();
  for (int bucket = 0; bucket <= now; ++bucket) {
    const std::string name = bucket_name(statistics, bucket);
    if (name < from.substr(0, 7)) continue;
    json::object values{{"received", number(statistics.total.at(Measure::received, bucket))},
                        {"closed", number(statistics.total.at(Measure::closed, bucket))}};
    out.push_back(json::object{{"key", name}, {"title", name}, {"values", std::move(values)}});
  }
  return out;
}

Result<std::shared_ptr<const ReportDesk::Figures>> compute(ReportDesk& desk, const Request& request,
                                                           std::string_view month_parameter) {
  const auto month = desk.month(request, month_parameter);
  if (!month) return month.error();
  return desk.figures(*month);
}

Response statistics(ReportDesk& desk, const Request& request) {
  const auto computed = compute(desk, request, request.query_text("to") ? "to" : "month");
  if (!computed) return refuse(request, computed.error());
  std::vector<Measure> measures;
  for (const auto& name : request.query_list("measures")) {
    if (const auto measure = report::measure_named(name)) measures.push_back(*measure);
  }
  if (measures.empty()) measures = {Measure::received, Measure::closed, Measure::overdue};
  const std::string by(request.query_text("by").value_or("unit"));
  json::object out{{"as_of", report::day_text((*computed)->statistics.as_of)}};
  out["rows"] = by == "month" ? trend((*computed)->statistics, request.query_text("from").value_or(""))
                              : lines((*computed)->statistics, report::dimension_named(by).value_or(Dimension::unit),
                                      measures, 500);
  return http::json_response(out);
}

json::array rates(const Statistics& statistics, const report::CountingRules& rules) {
  json::array out;
  for (const auto& rule : rules.rates) {
    const auto now = report::rate(statistics.total, rule, statistics.period, Window::month);
    const auto before = report::rate(statistics.total, rule, statistics.period, Window::previous_month);
    out.push_back(json::object{{"id", rule.id},
                               {"title", rule.title},
                               {"count", report::name_of(rule.count)},
                               {"base", report::name_of(rule.base)},
                               {"value", report::percent(now, rules.decimals)},
                               {"points", report::percentage_points(now, before, rules.decimals)}});
  }
  return out;
}

// The last twelve months, this one last: each rate of the rules; null where nothing was due.
json::array rates_by_month(const Statistics& statistics, const report::CountingRules& rules) {
  json::array out;
  const int now = statistics.period.current_bucket();
  for (int bucket = std::max(0, now - 11); bucket <= now; ++bucket) {
    json::object values;
    for (const auto& rule : rules.rates) {
      const report::Ratio rate{statistics.total.at(rule.count, bucket), statistics.total.at(rule.base, bucket)};
      values[rule.id] = rate.has_base() ? json::value(100 * report::approximate(rate)) : json::value(nullptr);
    }
    out.push_back(json::object{{"month", bucket_name(statistics, bucket)}, {"values", std::move(values)}});
  }
  return out;
}

// Unit by month: of what had to be closed in it, how much was not closed in time.
json::array late_by_unit(const Statistics& statistics) {
  json::array out;
  const int now = statistics.period.current_bucket();
  for (const auto& line : statistics.by(Dimension::unit)) {
    json::array months;
    bool any = false;
    for (int bucket = std::max(0, now - 11); bucket <= now; ++bucket) {
      const auto due = line.tally.at(Measure::close_due, bucket);
      any = any || due != 0;
      months.push_back(json::object{{"month", bucket_name(statistics, bucket)},
                                    {"due", number(due)},
                                    {"late", number(due - line.tally.at(Measure::close_on_time, bucket))}});
    }
    if (any) out.push_back(json::object{{"unit", line.name}, {"months", std::move(months)}});
  }
  return out;
}

Response overview(ReportDesk& desk, const Request& request) {
  const auto computed = compute(desk, request, "month");
  if (!computed) return refuse(request, computed.error());
  const auto& [statistics, rules, case_of_place] = **computed;
  json::object totals = compared(statistics, statistics.total, rules.decimals);
  for (const auto measure : {Measure::closed, Measure::handling, Measure::not_handled, Measure::not_accepted,
                             Measure::overdue, Measure::repeat, Measure::returned}) {
    totals[report::name_of(measure)] = number(month_of(statistics, statistics.total, measure));
  }
  const std::vector<Measure> shown = {Measure::received, Measure::closed, Measure::overdue};
  json::array places;
  for (const auto& place : statistics.places) {
    places.push_back(json::object{{"title", report::without_identities(place.place)},
                                  {"unit", place.unit},
                                  {"place_of", case_of_place[places.size()]},
                                  {"month", number(place.month)},
                                  {"year_to_date", number(place.year_to_date)}});
  }
  json::object out{{"month", report::day_text(statistics.period.days().first).substr(0, 7)},
                   {"as_of", report::day_text(statistics.as_of)}};
  out["totals"] = std::move(totals);
  out["rates"] = rates(statistics, rules);
  out["units"] = lines(statistics, Dimension::unit, shown, 100);
  out["types"] = lines(statistics, Dimension::type, shown, 20);
  out["channels"] = lines(statistics, Dimension::channel, shown, 20);
  out["trend"] = trend(statistics, "");
  out["places"] = std::move(places);
  out["rates_by_month"] = rates_by_month(statistics, rules);
  out["late_by_unit"] = late_by_unit(statistics);
  if (const auto target = report::target_state(statistics.total, statistics.period, rules)) {
    out["target"] = json::object{
        {"met", target->met}, {"limit", report::quantity(target->limit)}, {"room", report::quantity(target->room)}};
  } else {
    out["target"] = nullptr;
  }
  return http::json_response(out);
}

// The cases behind a figure of the statistics.
Response figure_cases(ReportDesk& desk, const Request& request) {
  const auto& rules = desk.rules();
  const auto month = desk.month(request, "month");
  if (!month) return refuse(request, month.error());
  const auto query = drill_query(request);
  if (!query) return refuse(request, query.error());
  const auto facts = desk.facts();
  const report::StatisticsRequest asked{*month, desk.as_of(*month, rules.cut_off), desk.units(), false, false};
  const auto found = report::drill_down(*facts, asked, rules, *query);
  const auto most =
      static_cast<std::size_t>(std::clamp<std::int64_t>(request.query_integer("limit").value_or(200), 1, 2000));
  const auto after = request.query_integer("after").value_or(0);
  const auto& table = *facts;
  std::int64_t sum = 0;
  json::array items;
  json::value next = nullptr;
  for (const auto& row : found) {
    sum += row.parts;
    const auto id = table.rows()[row.row].id;
    if (id <= after) continue;
    if (items.size() == most) {
      if (next.is_null()) next = std::to_string(items.back().at("id").as_int64());
      continue;
    }
    items.push_back(json::object{{"id", id},
                                 {"number", table.number(row.row)},
                                 {"title", report::without_identities(table.title(row.row))},
                                 {"parts", report::count_text(row.parts)}});
  }
  json::object out{{"as_of", report::day_text(asked.as_of.value())},
                   {"total", static_cast<std::int64_t>(found.size())},
                   {"figure", report::count_text(sum)},
                   {"next", std::move(next)}};
  out["items"] = std::move(items);
  return http::json_response(out);
}

http::Route reading(const std::shared_ptr<ReportDesk>& desk, std::string pattern, std::string name, std::string summary,
                    std::string schema, Response (*handle)(ReportDesk&, const Request&)) {
  http::Route route;
  route.pattern = std::move(pattern);
  route.name = std::move(name);
  route.tag = "statistics";
  route.summary = std::move(summary);
  route.scope = "statistics:read";
  route.roles = desk->services().wide_roles;  // figures of the whole bureau
  route.answers = {{200, std::move(schema)}};
  route.handler = [desk, handle](const Request& request) { return handle(*desk, request); };
  return route;
}

}  // namespace

void add_statistics_routes(http::RouteTable& table, http::Schemas& schemas, const std::shared_ptr<ReportDesk>& desk) {
  schemas.add("StatisticsRow",
              R"({"type":"object","required":["key","title","values"],"properties":{"key":{"type":"string"},
    "title":{"type":"string"},"values":{"type":"object","additionalProperties":{"type":"number"}},
    "filter":{"type":"object","additionalProperties":{"type":"string"}}}})");
  schemas.add(
      "Statistics",
      R"({"type":"object","required":["rows"],"properties":{"as_of":{"type":"string"},"rows":{"type":"array","items":{
    "$ref":"#/components/schemas/StatisticsRow"}}}})");
  schemas.add(
      "Overview",
      R"({"type":"object","required":["month","as_of","totals","rates","units","types","channels","trend","places","rates_by_month","late_by_unit","target"],
    "properties":{"month":{"type":"string"},"as_of":{"type":"string"},
    "totals":{"type":"object"},"rates":{"type":"array","items":{"type":"object","required":["id","title","count","base","value","points"],"properties":{
      "id":{"type":"string"},"title":{"type":"string"},"count":{"type":"string"},"base":{"type":"string"},"value":{"type":"string"},"points":{"type":"string"}}}},
    "units":{"type":"array","items":{"$ref":"#/components/schemas/StatisticsRow"}},
    "types":{"type":"array","items":{"$ref":"#/components/schemas/StatisticsRow"}},
    "channels":{"type":"array","items":{"$ref":"#/components/schemas/StatisticsRow"}},
    "trend":{"type":"array","items":{"$ref":"#/components/schemas/StatisticsRow"}},
    "places":{"type":"array","items":{"type":"object","required":["title","unit","place_of","month","year_to_date"],"properties":{
      "title":{"type":"string"},"unit":{"type":"string"},"place_of":{"type":"integer"},"month":{"type":"number"},"year_to_date":{"type":"number"}}}},
    "rates_by_month":{"type":"array","items":{"type":"object","required":["month","values"],"properties":{"month":{"type":"string"},
      "values":{"type":"object","additionalProperties":{"type":["number","null"]}}}}},
    "late_by_unit":{"type":"array","items":{"type":"object","required":["unit","months"],"properties":{"unit":{"type":"string"},
      "months":{"type":"array","items":{"type":"object","required":["month","due","late"],"properties":{"month":{"type":"string"},
        "due":{"type":"number"},"late":{"type":"number"}}}}}}},
    "target":{"type":["object","null"],"required":["met","limit","room"],"properties":{"met":{"type":"boolean"},
      "limit":{"type":"string"},"room":{"type":"string"}}}}})");
  auto counting = reading(desk, "/api/v1/statistics", "read_statistics", "Counts by unit, type, channel or month.",
                          "Statistics", statistics);
  counting.query = {{"workflow", "string", "petition: the statistics are those of petitions."},
                    {"from", "date", "With by=month: rows from its month on."},
                    {"month", "string", "Month, 2022-06; default the running one."},
                    {"to", "date", "Its month is counted."},
                    {"by",
                     "string",
                     "What the rows are.",
                     {"month", "unit", "department", "type", "subtype", "channel", "source", "trade"}},
                    {"measures", "list", "received, first, repeat, closed, overdue, ..."}};
  table.add(std::move(counting));
  auto listing = reading(desk, "/api/v1/statistics/cases", "read_figure_cases", "The cases behind a figure.",
                         "FigureCases", figure_cases);
  listing.query = drill_parameters();
  listing.query.push_back({"month", "string", "Month, 2022-06; default the running one."});
  listing.query.push_back({"limit", "integer", "So many at once; default 200, at most 2000."});
  listing.query.push_back({"after", "integer", "Behind the case with this id."});
  table.add(std::move(listing));
  auto seeing =
      reading(desk, "/api/v1/dashboards/overview", "read_overview", "The month at a glance.", "Overview", overview);
  seeing.query = {{"month", "string", "Month, 2022-06; default the running one."}};
  table.add(std::move(seeing));
}

}  // namespace bihuan::api
