// Tasks of the units and approvals.
#include "web/api/respond.h"
#include "web/api/route_rows.h"

namespace bihuan::api {
namespace {

using http::Method;
using http::Request;
using http::Response;

std::int64_t task_of(const Request& request) {
  return request.path_integer("task");
}

Response sign(const Request& request, const Services& services) {
  return execute_on_case(request, services, core::SignTask{task_of(request)});
}

Response give_back(const Request& request, const Services& services) {
  return execute_on_case(
      request, services,
      core::ReturnTask{task_of(request), text_member(request.json, "reason"), text_member(request.json, "note")});
}

Response complete(const Request& request, const Services& services) {
  auto fields = field_members(request.json, "fields");
  if (!fields) return refuse(request, fields.error());
  return execute_on_case(request, services,
                         core::CompleteTask{task_of(request), std::move(*fields), boolean_member(request.json, "veto"),
                                            text_member(request.json, "note")});
}

Response reassign(const Request& request, const Services& services) {
  const std::string person = text_member(request.json, "person");
  const auto organisation = services.cases.organisation();
  const auto* known = organisation->person(person);
  if (!person.empty() && (known == nullptr || !known->active)) {
    return refuse(request, Error("person_unknown", {{"person", person.substr(0, 100)}}));
  }
  return execute_on_case(request, services,
                         core::ReassignTask{task_of(request), text_member(request.json, "unit"),
                                            text_member(request.json, "person"), text_member(request.json, "note")});
}

Response add_unit(const Request& request, const Services& services) {
  return execute_on_case(request, services,
                         core::AddCoHandler{text_member(request.json, "kind"), text_member(request.json, "unit"),
                                            text_member(request.json, "note")});
}

Response remove_unit(const Request& request, const Services& services) {
  return execute_on_case(request, services, core::RemoveCoHandler{task_of(request), {}});
}

Response decide_approval(const Request& request, const Services& services) {
  return execute_on_case(request, services,
                         core::Decide{std::string(request.path_text("approval")),
                                      boolean_member(request.json, "approve"), text_member(request.json, "note")});
}

}  // namespace

void add_task_routes(http::RouteTable& table, http::Schemas& schemas, const Services& services) {
  schemas.add("Nothing", R"({"type":"object","additionalProperties":false,"properties":{}})");
  schemas.add("TaskReturn", R"({"type":"object","required":["reason"],"additionalProperties":false,
    "properties":{"reason":{"type":"string"},"note":{"type":"string","maxLength":2000}}})");
  schemas.add("TaskCompletion", R"({"type":"object","additionalProperties":false,
    "properties":{"fields":{"type":"object"},"veto":{"type":"boolean"},"note":{"type":"string","maxLength":4000}}})");
  schemas.add("TaskHandOn", R"({"type":"object","additionalProperties":false,
    "properties":{"unit":{"type":"string","maxLength":100},"person":{"type":"string","maxLength":100},"note":{"type":"string","maxLength":2000}}})");
  schemas.add("TaskUnit", R"({"type":"object","required":["kind","unit"],"additionalProperties":false,
    "properties":{"kind":{"type":"string"},"unit":{"type":"string"},"note":{"type":"string","maxLength":2000}}})");
  schemas.add("Decision", R"({"type":"object","required":["approve"],"additionalProperties":false,
    "properties":{"approve":{"type":"boolean"},"note":{"type":"string","maxLength":2000}}})");
  const std::string task = "/api/v1/cases/{id:int}/tasks/{task:int}";
  table.add(
      command_row(Method::post, "cases", task + "/sign", "sign_task", "Signs for a task.", "Nothing", sign, services));
  table.add(command_row(Method::post, "cases", task + "/return", "return_task", "Returns a task with a coded reason.",
                        "TaskReturn", give_back, services));
  table.add(command_row(Method::post, "cases", task + "/complete", "complete_task", "Completes a task, or vetoes.",
                        "TaskCompletion", complete, services));
  table.add(command_row(Method::post, "cases", task + "/reassign", "reassign_task",
                        "Hands a task to a person of the unit, or to another unit.", "TaskHandOn", reassign, services));
  table.add(command_row(Method::post, "cases", "/api/v1/cases/{id:int}/tasks", "add_co_handler",
                        "Adds a co-handling unit.", "TaskUnit", add_unit, services));
  table.add(command_row(Method::del, "cases", task, "remove_co_handler", "Takes a co-handling unit off.", "",
                        remove_unit, services));
  table.add(command_row(Method::post, "cases", "/api/v1/cases/{id:int}/approvals/{approval}", "decide_approval",
                        "Approves or refuses the open step of an approval.", "Decision", decide_approval, services));
}

}  // namespace bihuan::api
