// The monthly circulars: list, make, read, edit, download. They move through their workflow as cases do (case_id).
#include <algorithm>
#include <boost/json.hpp>

#include "engine/report/circular_service.h"
#include "web/api/circular_files.h"
#include "web/api/circular_view.h"
#include "web/api/report_desk.h"
#include "web/api/respond.h"
#include "web/api/route_rows.h"

namespace bihuan::api {
namespace {

namespace json = boost::json;
using http::Request;
using http::Response;
using report::Circular;
using report::CircularService;

Response list(ReportDesk& desk, const Request& request) {
  auto service = desk.circulars();
  if (!service) return refuse(request, service.error());
  json::array items;
  for (const auto month : service->months()) {
    if (const auto stored = service->open(month)) items.push_back(circular_summary(*stored));
  }
  return http::json_response(json::object{{"items", std::move(items)}});
}

Result<CircularService::Stored> find(CircularService& service, const Request& request) {
  const auto month = report::parse_month(request.path_text("month"));
  if (!month) return month.error();
  return service.open(*month);
}

Response shown(const Result<CircularService::Stored>& stored, const Request& request) {
  if (!stored) return refuse(request, stored.error());
  auto response = http::json_response(circular_view(*stored));
  response.headers.set("Cache-Control", "no-store");  // its state moves with its case, the version with its text
  return http::with_etag(std::move(response), std::to_string(stored->version));
}

Response read(ReportDesk& desk, const Request& request) {
  auto service = desk.circulars();
  if (!service) return refuse(request, service.error());
  return shown(find(*service, request), request);
}

Response make(ReportDesk& desk, const Request& request) {
  auto service = desk.circulars();
  if (!service) return refuse(request, service.error());
  const auto month = report::parse_month(text_member(request.json, "month"));
  if (!month) return refuse(request, month.error());
  if (const auto made = service->make(*month); !made) return refuse(request, made.error());
  return shown(service->open(*month), request);
}

Response change(ReportDesk& desk, const Request& request) {
  auto service = desk.circulars();
  if (!service) return refuse(request, service.error());
  auto stored = find(*service, request);
  if (!stored) return refuse(request, stored.error());
  stored->version = request.if_match_version().value_or(stored->version);
  edit_circular(request.json.as_object(), desk.office().texts, stored->circular);
  if (const auto saved = service->save(*stored, request.principal.person); !saved)
    return refuse(request, saved.error());
  return read(desk, request);
}

// The draft counted anew from today's cases.
Response refresh(ReportDesk& desk, const Request& request) {
  auto service = desk.circulars();
  if (!service) return refuse(request, service.error());
  const auto stored = find(*service, request);
  if (!stored) return refuse(request, stored.error());
  const auto version = request.if_match_version().value_or(stored->version);
  const auto done = service->refresh(stored->circular.options.month, version, request.principal.person);
  if (!done) return refuse(request, done.error());
  return read(desk, request);
}

json::object case_line(std::int64_t id, const report::CountedCase& one, std::int64_t parts) {
  return {{"id", id},
          {"number", one.number},
          {"title", one.title},
          {"units", one.units},
          {"types", one.types},
          {"received", one.received},
          {"due", one.due},
          {"closed", one.closed},
          {"repeat", one.repeat},
          {"overdue", one.overdue},
          {"parts", report::count_text(parts)}};
}

// As they were counted; of a circular with very many cases counted again as of its last day.
std::vector<json::object> behind(ReportDesk& desk, const Circular& circular, const report::DrillQuery& query) {
  std::vector<json::object> out;
  if (const auto* figure = report::cases_behind(circular, query)) {
    for (const auto& part : figure->parts)
      out.push_back(case_line(circular.cases[part.at].id, circular.cases[part.at], part.parts));
    return out;
  }
  const auto facts = desk.facts();
  const auto rules = report::read_rules(circular.rules_text, "rules.yaml");
  const auto& options = circular.options;
  const report::StatisticsRequest asked{options.month, report::parse_day(circular.as_of), options.units,
                                        options.only_these_units, false};
  const auto& table = *facts;
  for (const auto& row : report::drill_down(table, asked, rules.rules, query)) {
    report::CountedCase one;
    one.number = table.number(row.row);
    one.title = report::without_identities(table.title(row.row));
    out.push_back(case_line(table.rows()[row.row].id, one, row.parts));
  }
  return out;
}

Response counted_cases(ReportDesk& desk, const Request& request) {
  auto service = desk.circulars();
  if (!service) return refuse(request, service.error());
  const auto stored = find(*service, request);
  if (!stored) return refuse(request, stored.error());
  const auto query = drill_query(request);
  if (!query) return refuse(request, query.error());
  const auto found = behind(desk, stored->circular, *query);
  json::object out{{"as_of", stored->circular.as_of},
                   {"as_counted", report::cases_behind(stored->circular, *query) != nullptr},
                   {"total", static_cast<std::int64_t>(found.size())}};
  out["items"] = json::array(found.begin(), found.end());
  return http::json_response(out);
}

Response file_of(const Request& request, const Result<Circular>& circular, const DocxMaker& docx_of) {
  const std::string format(request.path_text("format"));
  if (format != "docx" && format != "xlsx" && format != "html" && format != "pdf" && format != "json") {
    return refuse(request, Error("circular_format", {{"format", format}}));
  }
  if (!circular) return refuse(request, circular.error());
  auto bytes = rendered(*circular, format, docx_of);
  if (!bytes) return refuse(request, bytes.error());
  const bool preview = format == "html";
  auto response = http::download(std::move(*bytes), media_type(format),
                                 report::one_line(circular->options.title) + "." + format, preview);
  if (preview) response.headers.set("X-Frame-Options", "SAMEORIGIN");  // the editor shows it beside the text
  return response;
}

Response file(ReportDesk& desk, const Request& request) {
  auto service = desk.circulars();
  if (!service) return refuse(request, service.error());
  auto stored = find(*service, request);
  if (!stored) return file_of(request, stored.error(), {});
  const auto& options = stored->circular.options;
  const bool out = stored->state == "issued" || stored->state == "archived";
  return file_of(request, stored->circular, [&] {
    return out ? service->issued_docx(options.month, options.revision) : service->docx(stored->circular);
  });
}

// An issued revision, as it went out.
Response issued_file(ReportDesk& desk, const Request& request) {
  auto service = desk.circulars();
  if (!service) return refuse(request, service.error());
  auto stored = find(*service, request);  // brings the kept revisions up to date
  if (!stored) return file_of(request, stored.error(), {});
  const auto month = stored->circular.options.month;
  const int revision = static_cast<int>(std::min<std::int64_t>(request.path_integer("revision"), 1'000));
  return file_of(request, service->issued(month, revision), [&] { return service->issued_docx(month, revision); });
}

http::Route row(const std::shared_ptr<ReportDesk>& desk, http::Method method, std::string pattern, std::string name,
                std::string summary, http::Answer answer, Response (*handle)(ReportDesk&, const Request&)) {
  http::Route route;
  route.method = method;
  route.pattern = std::move(pattern);
  route.name = std::move(name);
  route.tag = "circulars";
  route.summary = std::move(summary);
  route.scope = http::is_safe(method) ? "circulars:read" : "circulars:write";
  route.roles = desk->services().wide_roles;
  if (!http::is_safe(method)) route.roles = {"clerk", "reviewer"};
  route.answers = {std::move(answer)};
  route.handler = [desk, handle](const Request& request) { return handle(*desk, request); };
  return route;
}

}  // namespace

void add_circular_routes(http::RouteTable& table, http::Schemas& schemas, const std::shared_ptr<ReportDesk>& desk) {
  schemas.add("CircularList", R"({"type":"object","required":["items"],"properties":{"items":{"type":"array"}}})");
  schemas.add(
      "Circular",
      R"({"type":"object","required":["id","month","state","number","revision","case_id","version","sections","tables","charts"]})");
  schemas.add(
      "FigureCases",
      R"({"type":"object","required":["total","items"],"properties":{"items":{"type":"array","items":{"type":"object","required":["id","number","title","parts"]}}}})");
  schemas.add(
      "CircularMonth",
      R"({"type":"object","required":["month"],"additionalProperties":false,"properties":{"month":{"type":"string","maxLength":7},"workflow":{"type":"string","maxLength":100}}})");
  schemas.add("CircularEdit", R"({"type":"object","additionalProperties":false,"properties":{
    "sections":{"type":"array","maxItems":20,"items":{"type":"object","required":["id","text"],"additionalProperties":false,"properties":{"id":{"type":"integer","minimum":0},"text":{"type":"string","maxLength":20000}}}},
    "next_steps":{"type":"array","maxItems":20,"items":{"type":"string","maxLength":2000}},
    "cases":{"type":"array","maxItems":20,"items":{"type":"object","required":["title","unit","outcome"],"additionalProperties":false,"properties":{
      "number":{"type":"string","maxLength":100},"title":{"type":"string","maxLength":500},"unit":{"type":"string","maxLength":100},
      "outcome":{"type":"string","maxLength":5000}}}}}})");
  using http::Method;
  table.add(row(desk, Method::get, "/api/v1/circulars", "list_circulars", "The circulars, newest first.",
                {200, "CircularList"}, list));
  table.add(
      row(desk, Method::get, "/api/v1/circulars/{month}", "read_circular", "One circular.", {200, "Circular"}, read));
  auto making = row(desk, Method::post, "/api/v1/circulars", "make_circular", "Drafts a month's circular now.",
                    {200, "Circular"}, make);
  making.body = http::BodyKind::json;
  making.request_schema = "CircularMonth";
  table.add(std::move(making));
  auto editing = row(desk, Method::patch, "/api/v1/circulars/{month}", "edit_circular", "Edits a draft's text.",
                     {200, "Circular"}, change);
  editing.body = http::BodyKind::json;
  editing.request_schema = "CircularEdit";
  table.add(std::move(editing));
  table.add(row(desk, Method::get, "/api/v1/circulars/{month}/file.{format}", "circular_file",
                "The document: docx, xlsx, html, pdf, json.", {200, "", "application/octet-stream"}, file));
  table.add(row(desk, Method::get, "/api/v1/circulars/{month}/revisions/{revision:int}/file.{format}",
                "circular_revision_file", "A revision as it was issued; 0 is the first.",
                {200, "", "application/octet-stream"}, issued_file));
  auto listing =
      row(desk, Method::get, "/api/v1/circulars/{month}/cases", "circular_cases",
          "The cases behind a figure of the circular, as they were counted.", {200, "FigureCases"}, counted_cases);
  listing.query = drill_parameters();
  table.add(std::move(listing));
  auto counting = row(desk, Method::post, "/api/v1/circulars/{month}/refresh", "refresh_circular",
                      "Counts a draft anew; edited sections stay.", {200, "Circular"}, refresh);
  table.add(std::move(counting));
}

}  // namespace bihuan::api
