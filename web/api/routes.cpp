#include "web/api/me_routes.h"
#include "web/api/report_desk.h"
#include "web/api/route_rows.h"

namespace bihuan::api {
namespace {

http::Route row(std::string tag, std::string pattern, std::string name, std::string summary, ServedBy handle,
                const Services& services) {
  http::Route route;
  route.pattern = std::move(pattern);
  route.name = std::move(name);
  route.summary = std::move(summary);
  route.scope = tag + ":read";
  route.tag = std::move(tag);
  route.handler = [handle, &services](const http::Request& request) { return handle(request, services); };
  return route;
}

}  // namespace

http::Route read_row(std::string tag, std::string pattern, std::string name, std::string summary, http::Answer answer,
                     ServedBy handle, const Services& services) {
  auto route = row(std::move(tag), std::move(pattern), std::move(name), std::move(summary), handle, services);
  route.answers = {std::move(answer)};
  return route;
}

http::Route command_row(http::Method method, std::string tag, std::string pattern, std::string name,
                        std::string summary, std::string schema, ServedBy handle, const Services& services) {
  auto route = row(std::move(tag), std::move(pattern), std::move(name), std::move(summary), handle, services);
  route.method = method;
  route.scope = route.tag + ":write";
  route.body = schema.empty() ? http::BodyKind::none : http::BodyKind::json;
  route.request_schema = std::move(schema);
  route.idempotency_key = true;
  route.answers = {{200, "Case"}, {204, ""}};
  return route;
}

namespace {

void describe_tags(http::RouteTable& table) {
  table.describe("cases", "Cases: filing, lists and search, the life of one case, its tasks, approvals and limits.");
  table.describe("work", "What waits for this person, their messages, and the stream of changes.");
  table.describe("attachments", "Files, reached through their case only.");
  table.describe("workflows", "Workflows: reading, checking, comparing, putting in force.");
  table.describe("me", "One's own account, choices, absences, tokens and second factor.");
  table.describe("statistics", "Figures of the whole bureau.");
  table.describe("circulars", "The monthly circular: drafting, editing, documents.");
}

}  // namespace

void add_api_routes(http::RouteTable& table, http::Schemas& schemas, const Services& services) {
  describe_tags(table);
  add_case_schemas(schemas);
  schemas.add("NewParty", R"({"type":"object","required":["kind"],"additionalProperties":false,"properties":{
    "kind":{"type":"string","maxLength":100},"name":{"type":"string","maxLength":100},"phone":{"type":"string","maxLength":40},
    "id_number":{"type":"string","maxLength":40},"address":{"type":"string","maxLength":300}}})");
  add_case_list_routes(table, schemas, services);
  add_bulk_routes(table, schemas, services);
  add_case_routes(table, schemas, services);
  add_seal_routes(table, schemas, services);
  add_letter_routes(table, schemas, services);
  add_task_routes(table, schemas, services);
  add_clock_routes(table, schemas, services);
  add_work_routes(table, schemas, services);
  add_attachment_routes(table, schemas, services);
  add_workflow_routes(table, schemas, services);
  add_me_routes(table, schemas, services);
  add_absence_routes(table, schemas, services);
  const auto desk = std::make_shared<ReportDesk>(services);
  add_statistics_routes(table, schemas, desk);
  add_circular_routes(table, schemas, desk);
}

}  // namespace bihuan::api
