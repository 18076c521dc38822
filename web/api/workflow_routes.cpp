// Workflows: what is in force, its form and picture; checking, comparing and deploying a new one.
#include <boost/json/array.hpp>

#include "engine/calendar/date.h"
#include "engine/calendar/zone.h"
#include "engine/core/field_values.h"
#include "engine/core/scope.h"
#include "engine/definition/diff.h"
#include "engine/definition/load.h"
#include "engine/diagram/diagram.h"
#include "web/api/case_view.h"
#include "web/api/respond.h"
#include "web/api/route_rows.h"
#include "web/api/views.h"

namespace bihuan::api {
namespace {

namespace json = boost::json;
using http::Method;
using http::Request;
using http::Response;

json::object form_of(const core::Field& field, bool required) {
  json::array of(field.of.begin(), field.of.end());
  json::array columns;
  for (const auto& column : field.columns) columns.push_back(form_of(column, column.required.otherwise));
  return {{"id", field.id},
          {"title", field.title},
          {"type", core::field_type_name(field.type)},
          {"of", std::move(of)},
          {"required", required},
          {"personal", field.personal},
          {"computed", field.computed.has_value()},
          {"min", field.min ? json::value(*field.min) : json::value(nullptr)},
          {"max", field.max ? json::value(*field.max) : json::value(nullptr)},
          {"columns", std::move(columns)},
          {"help", field.help}};
}

// What the field of a new case begins with; null when nothing, or what cannot be known before it is filed.
json::value default_of(const core::Scope& scope, const core::Field& field, const calendar::Zone& zone) {
  if (!field.initial) return nullptr;
  const auto value = scope.evaluate(*field.initial, field.where);
  return value && !core::is_unset(*value) ? field_view(field, *value, zone) : json::value(nullptr);
}

json::array filing_form(const core::Definition& definition, const calendar::WorkingCalendar& calendar,
                        runtime::Millis now) {
  core::CaseState nothing_yet;
  for (const auto& datum : definition.chart.data) nothing_yet.machine.data.push_back(datum.initial);
  core::Context context;
  context.now = now;
  context.calendar = &calendar;
  const core::Scope scope(definition, nothing_yet, context);
  json::array form;
  for (const auto& ask : definition.form) {
    const auto index = core::field_index(definition, ask.field);
    if (!index) continue;
    auto view = form_of(definition.fields[*index], !ask.may_stay_empty);
    view["default"] = default_of(scope, definition.fields[*index], calendar.zone());
    form.push_back(std::move(view));
  }
  return form;
}

json::object summary(const runtime::StoredDefinition& stored, std::int64_t open_cases) {
  return {{"id", stored.id},
          {"title", stored.title},
          {"hash", stored.hash},
          {"effective_from", stored.effective_from},
          {"effective_to", stored.effective_to},
          {"current", stored.current},
          {"deployed_at", instant_text(stored.deployed_at)},
          {"open_cases", open_cases}};
}

json::array states_view(const core::Definition& definition);

Response list(const Request&, const Services& services) {
  auto session = services.store().read();
  json::array items;
  for (const auto& stored : session->records().definitions()) {
    items.push_back(summary(stored, session->records().open_cases_on(stored.hash)));
    if (const auto definition = services.definitions.by_hash(stored.hash)) {
      items.back().as_object()["states"] = states_view(**definition);
    }
  }
  return http::json_response(json::object{{"items", std::move(items)}});
}

std::string today(const Services& services) {
  static const auto zone = calendar::Zone::find("Asia/Shanghai").value();
  return calendar::to_string(zone.to_local(services.now()).date);
}

// By hash, or by workflow id: then the rule set for what is received today, else the newest.
Result<runtime::StoredDefinition> find(const Services& services, std::string_view name) {
  auto session = services.store().read();
  std::optional<std::string> hash;
  for (const auto& stored : session->records().definitions()) {
    if (stored.hash == name || (stored.id == name && stored.current)) hash = stored.hash;
  }
  if (hash != name) {
    if (const auto in_force = services.definitions.for_new_case(name, today(services))) hash = (*in_force)->hash;
  }
  const auto stored = hash ? session->records().definition(*hash) : std::nullopt;
  if (!stored) return Error("not_found");
  return *stored;
}

json::array problems_view(const Problems& problems, const std::string& language);

json::array states_view(const core::Definition& definition) {
  json::array states;
  for (core::StateIndex i = 1; i < definition.chart.states.size(); ++i) {
    const auto& state = definition.chart.at(i);
    states.push_back(json::object{{"id", state.id},
                                  {"title", state.title.empty() ? state.id : state.title},
                                  {"parent", definition.chart.at(state.parent).id},
                                  {"final", state.type == core::StateType::final}});
  }
  return states;
}

template <class Items>
json::array titled(const Items& items) {
  json::array list;
  for (const auto& item : items) list.push_back(json::object{{"id", item.id}, {"title", item.title}});
  return list;
}

json::array parties_form(const core::Definition& definition) {
  json::array parties;
  for (const auto& party : definition.parties) {
    parties.push_back(json::object{{"id", party.id},
                                   {"title", party.title},
                                   {"sealed", party.sealed},
                                   {"accused", party.accused},
                                   {"many", party.many}});
  }
  return parties;
}

Response read(const Request& request, const Services& services) {
  const auto stored = find(services, request.path_text("workflow"));
  if (!stored) return refuse(request, stored.error());
  const auto definition = services.definitions.by_hash(stored->hash);
  if (!definition) return refuse(request, definition.error());
  const auto& made = **definition;
  json::object view = summary(*stored, services.store().read()->records().open_cases_on(stored->hash));
  json::array fields;
  for (const auto& field : made.fields) fields.push_back(form_of(field, field.required.otherwise));
  view["source"] = stored->source;
  view["form"] =
      json::object{{"fields", filing_form(made, *services.definitions.calendar(made.calendar), services.now())},
                   {"parties", parties_form(made)}};
  view["fields"] = std::move(fields);
  view["states"] = states_view(made);
  view["roles"] = titled(made.roles);
  view["clocks"] = titled(made.clocks);
  view["tasks"] = titled(made.tasks);
  view["documents"] = titled(made.documents);
  view["list"] = json::array(made.list_columns.begin(), made.list_columns.end());
  return http::json_response(view);
}

Response picture(const Request& request, const Services& services) {
  const auto stored = find(services, request.path_text("workflow"));
  if (!stored) return refuse(request, stored.error());
  const auto definition = services.definitions.by_hash(stored->hash);
  if (!definition) return refuse(request, definition.error());
  const auto svg = diagram::to_svg(**definition, {});
  if (!svg) return refuse(request, svg.error());
  Response response;
  response.headers.set("Content-Type", "image/svg+xml");
  response.body = std::string(*svg);
  return response;
}

json::array problems_view(const Problems& problems, const std::string& language) {
  json::array list;
  for (const auto& problem : problems) list.push_back(to_json(problem, language));
  return list;
}

Response check(const Request& request, const Services&) {
  const auto loaded = definition::load(text_member(request.json, "source"), "workflow.yaml");
  json::value svg = nullptr;
  if (loaded.definition) {
    if (auto drawn = diagram::to_svg(*loaded.definition, {})) svg = json::value(*drawn);
  }
  return http::json_response(
      json::object{{"problems", problems_view(loaded.problems, request.language)}, {"diagram", std::move(svg)}});
}

Response deploy(const Request& request, const Services& services) {
  const auto loaded = definition::load(text_member(request.json, "source"), "workflow.yaml");
  if (!loaded.definition) {
    return http::problem(request, 422, Error("workflow_has_errors"), {},
                         {{"problems", problems_view(loaded.problems, request.language)}});
  }
  const auto& made = *loaded.definition;
  const runtime::StoredDefinition stored{made.hash,
                                         made.id,
                                         made.title,
                                         made.effective_from,
                                         made.effective_to,
                                         made.source,
                                         services.now(),
                                         request.principal.person,
                                         true};
  const auto done = services.writer().run([&](runtime::WriteSession& session) -> Result<void> {
    session.records().put_definition(stored);
    session.records().add_log({0, services.now(), request.principal.person, "deploy", "workflow:" + made.id, "{}"});
    return {};
  });
  if (!done) return refuse(request, done.error());
  services.definitions.forget();
  return http::json_response(summary(stored, 0), 201);
}

Response compare(const Request& request, const Services& services) {
  const auto old = find(services, text_member(request.json, "old"));
  if (!old) return refuse(request, old.error());
  const auto difference = definition::compare({"old.yaml", old->source}, {"new.yaml", text_member(request.json, "new")},
                                              definition::shipped_fragments());
  return http::json_response(definition::to_json(difference, request.language));
}

}  // namespace

void add_workflow_routes(http::RouteTable& table, http::Schemas& schemas, const Services& services) {
  schemas.add("Source", R"({"type":"object","required":["source"],"additionalProperties":false,"properties":{
    "source":{"type":"string","maxLength":2000000}}})");
  schemas.add("Comparison", R"({"type":"object","required":["old","new"],"additionalProperties":false,"properties":{
    "old":{"type":"string"},"new":{"type":"string","maxLength":2000000}}})");
  schemas.add("WorkflowList", R"({"type":"object","required":["items"],"properties":{"items":{"type":"array","items":{
    "$ref":"#/components/schemas/WorkflowRow"}}}})");
  schemas.add("WorkflowSummary",
              R"({"type":"object","required":["id","title","hash","effective_from","effective_to","current",
    "deployed_at","open_cases"],"properties":{"id":{"type":"string"},"title":{"type":"string"},"hash":{"type":"string"},
    "effective_from":{"type":"string"},"effective_to":{"type":"string"},"current":{"type":"boolean"},"deployed_at":{"type":"string"},
    "open_cases":{"type":"integer"}}})");
  schemas.add("StateName",
              R"({"type":"object","required":["id","title","parent","final"],"properties":{"id":{"type":"string"},
    "title":{"type":"string"},"parent":{"type":"string"},"final":{"type":"boolean"}}})");
  schemas.add("WorkflowRow",
              R"({"allOf":[{"$ref":"#/components/schemas/WorkflowSummary"},{"type":"object","properties":{
    "states":{"type":"array","items":{"$ref":"#/components/schemas/StateName"}}}}]})");
  schemas.add(
      "PartyForm",
      R"({"type":"object","required":["id","title","sealed","accused","many"],"properties":{"id":{"type":"string"},
    "title":{"type":"string"},"sealed":{"type":"boolean"},"accused":{"type":"boolean"},"many":{"type":"boolean"}}})");
  schemas.add("Workflow", R"({"allOf":[{"$ref":"#/components/schemas/WorkflowSummary"},{"type":"object",
    "required":["source","form","fields","states","roles","clocks","tasks","documents","list"],"properties":{"source":{"type":"string"},
    "form":{"type":"object","required":["fields","parties"],"properties":{
      "fields":{"type":"array","items":{"$ref":"#/components/schemas/FieldForm"}},
      "parties":{"type":"array","items":{"$ref":"#/components/schemas/PartyForm"}}}},
    "fields":{"type":"array","items":{"$ref":"#/components/schemas/FieldForm"}},
    "states":{"type":"array","items":{"$ref":"#/components/schemas/StateName"}},
    "roles":{"type":"array","items":{"$ref":"#/components/schemas/Named"}},
    "clocks":{"type":"array","items":{"$ref":"#/components/schemas/Named"}},
    "tasks":{"type":"array","items":{"$ref":"#/components/schemas/Named"}},
    "documents":{"type":"array","items":{"$ref":"#/components/schemas/Named"}},
    "list":{"type":"array","items":{"type":"string"}}}}]})");
  schemas.add("CheckResult",
              R"({"type":"object","required":["problems","diagram"],"properties":{"diagram":{"type":["string","null"]},
    "problems":{"type":"array","items":{"type":"object","required":["file","line","column","severity","code","message","hint","path"],
    "properties":{"file":{"type":"string"},"line":{"type":"integer"},"column":{"type":"integer"},"severity":{"enum":["error","warning"]},
    "code":{"type":"string"},"message":{"type":"string"},"hint":{"type":"string"},"path":{}}}}}})");
  schemas.add("Difference", R"({"type":"object"})");
  table.add(read_row("workflows", "/api/v1/workflows", "list_workflows", "Workflows and their rule sets.",
                     {200, "WorkflowList"}, list, services));
  table.add(read_row("workflows", "/api/v1/workflows/{workflow}", "read_workflow", "One workflow with its filing form.",
                     {200, "Workflow"}, read, services));
  table.add(read_row("workflows", "/api/v1/workflows/{workflow}/diagram.svg", "workflow_diagram", "Its picture.",
                     {200, "", "image/svg+xml"}, picture, services));
  auto checking = command_row(Method::post, "workflows", "/api/v1/workflows/check", "check_workflow",
                              "Every mistake with its line, and the picture.", "Source", check, services);
  checking.idempotency_key = false;
  checking.max_body = 4 * 1024 * 1024;
  checking.answers = {{200, "CheckResult"}};
  table.add(std::move(checking));
  auto deploying = command_row(Method::post, "workflows", "/api/v1/workflows", "deploy_workflow",
                               "Puts a checked workflow in force for new cases.", "Source", deploy, services);
  deploying.roles = {"system_admin"};
  deploying.idempotency_key = false;
  deploying.max_body = 4 * 1024 * 1024;
  deploying.answers = {{201, "WorkflowSummary"}};
  table.add(std::move(deploying));
  auto comparing = command_row(Method::post, "workflows", "/api/v1/workflows/diff", "compare_workflows",
                               "What changed between two definitions.", "Comparison", compare, services);
  comparing.idempotency_key = false;
  comparing.max_body = 4 * 1024 * 1024;
  comparing.answers = {{200, "Difference"}};
  table.add(std::move(comparing));
}

}  // namespace bihuan::api
