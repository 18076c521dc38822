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
  route.answers = {{200, "Case"}};
  return route;
}

void add_api_routes(http::RouteTable& table, http::Schemas& schemas, const Services& services) {
  schemas.add("Unit", R"({"type":["object","null"],"required":["id","title"],
    "properties":{"id":{"type":"string"},"title":{"type":"string"}}})");
  schemas.add("Person", R"({"type":["object","null"],"required":["person","name"],
    "properties":{"person":{"type":"string"},"name":{"type":"string"}}})");
  schemas.add("CaseRow",
              R"({"type":"object","required":["id","number","title","workflow","workflow_title","states","filed_at",
    "received_at","closed","overdue","version"],"properties":{"id":{"type":"integer"},"number":{"type":"string"},"title":{"type":"string"},
    "workflow":{"type":"string"},"workflow_title":{"type":"string"},
    "states":{"type":"array","items":{"type":"object","required":["id","title"],"properties":{"id":{"type":"string"},"title":{"type":"string"}}}},
    "lead_unit":{"$ref":"#/components/schemas/Unit"},"filed_at":{"type":"string"},"received_at":{"type":"string"},
    "updated_at":{"type":"string"},"closed_at":{"type":["string","null"]},"due":{"type":["string","null"]},
    "clock":{"type":["object","null"],"properties":{"id":{"type":"string"},"title":{"type":"string"},"state":{"type":"string"},
      "due":{"type":"string"},"left_text":{"type":"string"},"left_days":{"type":"integer"},"overdue":{"type":"boolean"}}},
    "closed":{"type":"boolean"},"overdue":{"type":"boolean"},"supervised":{"type":"integer"},"version":{"type":"integer"},
    "place":{"type":["object","null"],"properties":{"text":{"type":"string"},"lat":{"type":["number","null"]},"lon":{"type":["number","null"]}}},
    "types":{"type":"array","items":{"type":"string"}},"channel":{"type":"string"}}})");
  schemas.add("CaseList", R"({"type":"object","required":["items","next","total"],"properties":{
    "items":{"type":"array","items":{"$ref":"#/components/schemas/CaseRow"}},"next":{"type":["string","null"]},"total":{"type":["integer","null"]}}})");
  schemas.add("Refusal", R"({"type":["object","null"],"required":["code","message","hint"],"properties":{
    "code":{"type":"string"},"message":{"type":"string"},"hint":{"type":"string"}}})");
  schemas.add("Permission",
              R"({"type":["object","null"],"required":["ok","refusal"],"properties":{"ok":{"type":"boolean"},
    "refusal":{"$ref":"#/components/schemas/Refusal"}}})");
  schemas.add("Case", R"({"allOf":[{"$ref":"#/components/schemas/CaseRow"},{"type":"object",
    "required":["fields","parties","offers","clocks","tasks","approvals","attachments","links","can"],"properties":{
    "fields":{"type":"array","items":{"type":"object","required":["id","title","type","value","editable","required"]}},
    "parties":{"type":"array","items":{"type":"object","required":["id","kind","title","sealed"]}},
    "offers":{"type":"array","items":{"type":"object","required":["event","title","ask","required","targets","refusal"]}},
    "clocks":{"type":"array","items":{"type":"object","required":["id","title","state","due","left_text","can"]}},
    "tasks":{"type":"array","items":{"type":"object","required":["id","kind","title","unit","phase","can"]}},
    "approvals":{"type":"array","items":{"type":"object","required":["id","title","open","steps"]}},
    "attachments":{"type":"array","items":{"type":"object","required":["id","name","media_type","bytes","url"]}},
    "links":{"type":"array","items":{"type":"object","required":["kind","case_id"]}}}}]})");
  schemas.add(
      "Filed",
      R"({"type":"object","required":["id","number"],"properties":{"id":{"type":"integer"},"number":{"type":"string"}}})");
  add_case_list_routes(table, schemas, services);
  add_case_routes(table, schemas, services);
  add_task_routes(table, schemas, services);
  add_clock_routes(table, schemas, services);
  add_work_routes(table, schemas, services);
  add_attachment_routes(table, schemas, services);
  add_workflow_routes(table, schemas, services);
  add_me_routes(table, schemas, services);
  const auto desk = std::make_shared<ReportDesk>(services);
  add_statistics_routes(table, schemas, desk);
  add_circular_routes(table, schemas, desk);
}

}  // namespace bihuan::api
