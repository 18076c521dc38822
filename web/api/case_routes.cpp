// One case: filing, reading, its history and picture, firing events, comments, supervision, links, corrections.
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "engine/core/event_json.h"
#include "engine/core/field_values.h"
#include "engine/diagram/diagram.h"
#include "engine/expression/json.h"
#include "web/api/case_view.h"
#include "web/api/held_view.h"
#include "web/api/history_view.h"
#include "web/api/respond.h"
#include "web/api/route_rows.h"

namespace bihuan::api {
namespace {

namespace json = boost::json;
using http::Method;
using http::Request;
using http::Response;

std::optional<runtime::Millis> received_at(const json::value& body) {
  const auto text = text_member(body, "received_at");
  if (text.empty()) return std::nullopt;
  const auto zone = calendar::Zone::find("Asia/Shanghai");
  return zone ? zone->parse(text) : std::nullopt;
}

Response filed(const Request& request, const Services& services, const Result<runtime::Reply>& reply) {
  if (!reply) return refuse(request, reply.error());
  auto response = case_response(request, services, reply->case_id, 201);
  // Who files for others may not see the case afterwards; the number is the receipt.
  if (response.status == 404) {
    response = http::json_response(json::object{{"id", reply->case_id}, {"number", reply->number}}, 201);
  }
  response.headers.set("Location", "/api/v1/cases/" + std::to_string(reply->case_id));
  return response;
}

Response file_case(const Request& request, const Services& services) {
  auto fields = field_members(request.json, "fields");
  if (!fields) return refuse(request, fields.error());
  core::FileCase filing;
  filing.workflow = text_member(request.json, "workflow");
  filing.fields = std::move(*fields);
  filing.received_at = received_at(request.json);
  auto attachments = uploads_of(request, services);
  if (!attachments) return refuse(request, attachments.error());
  filing.attachments = std::move(*attachments);
  const auto definition = definition_for_filing(services, filing.workflow, filing.received_at);
  if (!definition) return refuse(request, definition.error());
  auto parties = party_members(request.json, **definition);
  if (!parties) return refuse(request, parties.error());
  auto command = as_request(request, services, std::move(filing), 0);
  command.parties = std::move(*parties);
  return execute(services, std::move(command),
                 [&request, &services](const auto& reply) { return filed(request, services, reply); });
}

Response fire_event(const Request& request, const Services& services) {
  auto fields = field_members(request.json, "fields");
  if (!fields) return refuse(request, fields.error());
  return execute(request, services, core::FireEvent{text_member(request.json, "event"), std::move(*fields)},
                 request.path_integer("id"));
}

Response history(const Request& request, const Services& services) {
  const auto id = request.path_integer("id");
  const auto opened = open_case(request, services, id);
  if (!opened) return refuse(request, opened.error());
  constexpr std::size_t page = 500;
  const auto events = services.cases.history(id, request.query_integer("after").value_or(0), page);
  if (!events) return refuse(request, events.error());
  json::array items;
  for (const auto& event : *events) {
    auto view = history_view(opened->sight(), event);
    if (!view.empty()) items.push_back(std::move(view));
  }
  json::value next = nullptr;
  if (events->size() == page) next = std::to_string(events->back().seq);
  return http::json_response(json::object{{"items", std::move(items)}, {"next", next}, {"total", nullptr}});
}

Response time_held(const Request& request, const Services& services) {
  const auto opened = open_case(request, services, request.path_integer("id"));
  if (!opened) return refuse(request, opened.error());
  auto items = held_view(opened->sight());
  if (!items) return refuse(request, items.error());
  return http::json_response(json::object{{"items", std::move(*items)}});
}

Response picture(const Request& request, const Services& services) {
  const auto stored = services.cases.open(request.path_integer("id"), visibility(request, services));
  if (!stored) return refuse(request, stored.error());
  const auto definition = services.definitions.by_hash(stored->state.definition_hash);
  if (!definition) return refuse(request, definition.error());
  diagram::Options options;
  options.active = stored->row.states;
  const auto svg = diagram::to_svg(**definition, options);
  if (!svg) return refuse(request, svg.error());
  Response response;
  response.headers.set("Content-Type", "image/svg+xml");
  response.body = std::string(*svg);
  return response;
}

Response comment(const Request& request, const Services& services) {
  return execute(request, services, core::Comment{text_member(request.json, "text")}, request.path_integer("id"));
}

Response supervise(const Request& request, const Services& services) {
  return execute(request, services,
                 core::Supervise{text_member(request.json, "note"), boolean_member(request.json, "urge_only")},
                 request.path_integer("id"));
}

// The other case by its id or its public number, if this person may see it.
Result<runtime::CaseRow> other_case(const Request& request, const Services& services, const char* member) {
  std::int64_t id = integer_member(request.json, member);
  auto session = services.store().read();
  if (id == 0) id = session->cases().id_of(text_member(request.json, member)).value_or(0);
  if (id == 0 || !session->cases().visible(id, visibility(request, services))) return Error("not_found");
  return *session->cases().row(id);
}

Response merge(const Request& request, const Services& services) {
  const auto target = other_case(request, services, "target");
  if (!target) return refuse(request, target.error());
  return execute(request, services, core::MergeInto{target->id, target->number, text_member(request.json, "note")},
                 request.path_integer("id"));
}

Response link(const Request& request, const Services& services) {
  const auto other = other_case(request, services, "other");
  if (!other) return refuse(request, other.error());
  core::LinkCase command{other->id, other->number, text_member(request.json, "kind"),
                         text_member(request.json, "note")};
  return execute(request, services, std::move(command), request.path_integer("id"));
}

Response correct(const Request& request, const Services& services) {
  const auto* value = request.json.as_object().if_contains("value");
  auto read = expression::from_json(value == nullptr ? json::value(nullptr) : *value);
  if (!read) return refuse(request, read.error());
  const auto opened = open_case(request, services, request.path_integer("id"));
  if (!opened) return refuse(request, opened.error());
  const auto index = core::field_index(*opened->acting.definition, text_member(request.json, "field"));
  if (index && is_redacted(opened->sight(), opened->stored.state.machine.data[*index])) {
    const auto& field = opened->acting.definition->fields[*index];
    return refuse(request, Error("not_editable", {{"field", field.id}, {"title", field.title}}));
  }
  core::CorrectField command{text_member(request.json, "field"), std::move(*read), text_member(request.json, "reason")};
  return execute(request, services, std::move(command), request.path_integer("id"));
}

}  // namespace

void add_case_routes(http::RouteTable& table, http::Schemas& schemas, const Services& services) {
  schemas.add("FileCase",
              R"({"type":"object","required":["workflow","fields"],"additionalProperties":false,"properties":{
    "workflow":{"type":"string"},"fields":{"type":"object"},"received_at":{"type":"string"},
    "parties":{"type":"array","maxItems":50,"items":{"$ref":"#/components/schemas/NewParty"}},
    "attachments":{"type":"array","maxItems":50,"items":{"type":"string"}}}})");
  schemas.add("FireEvent", R"({"type":"object","required":["event"],"additionalProperties":false,
    "properties":{"event":{"type":"string"},"fields":{"type":"object"}}})");
  schemas.add("CommentText", R"({"type":"object","required":["text"],"additionalProperties":false,
    "properties":{"text":{"type":"string","maxLength":4000}}})");
  schemas.add("Supervision", R"({"type":"object","additionalProperties":false,
    "properties":{"note":{"type":"string","maxLength":2000},"urge_only":{"type":"boolean"}}})");
  schemas.add("Merge", R"({"type":"object","required":["target"],"additionalProperties":false,
    "properties":{"target":{"type":["integer","string"]},"note":{"type":"string","maxLength":2000}}})");
  schemas.add("Link", R"({"type":"object","required":["other","kind"],"additionalProperties":false,
    "properties":{"other":{"type":["integer","string"]},"kind":{"enum":["related","repeat_of"]},"note":{"type":"string","maxLength":2000}}})");
  schemas.add("Correction", R"({"type":"object","required":["field","value","reason"],"additionalProperties":false,
    "properties":{"field":{"type":"string"},"value":{},"reason":{"type":"string","maxLength":2000}}})");
  schemas.add("Reason", R"({"type":"object","required":["reason"],"additionalProperties":false,
    "properties":{"reason":{"type":"string","maxLength":2000}}})");
  schemas.add("History", R"({"type":"object","required":["items","next"],"properties":{
    "items":{"type":"array","items":{"type":"object","required":["seq","at","actor","on_behalf_of","type","title","detail"],"properties":{
      "seq":{"type":"integer"},"at":{"type":"string"},"actor":{"type":["object","null"],"required":["person","name","unit"],"properties":{
        "person":{"type":"string"},"name":{"type":"string"},"unit":{"$ref":"#/components/schemas/Unit"}}},
      "on_behalf_of":{"$ref":"#/components/schemas/Person"},"type":{"type":"string"},"title":{"type":"string"},"detail":{"type":"object"}}}},
    "total":{"type":["integer","null"]},"next":{"type":["string","null"]}}})");

  auto filing = command_row(Method::post, "cases", "/api/v1/cases", "file_case", "Files a case.", "FileCase", file_case,
                            services);
  filing.answers = {{201, "Filed"}};
  table.add(std::move(filing));
  auto reading = read_row(
      "cases", "/api/v1/cases/{id:int}", "read_case", "One case as this person may see it.", {200, "Case"},
      [](const Request& request, const Services& own) {
        return case_response(request, own, request.path_integer("id"));
      },
      services);
  reading.runs_on = http::RunsOn::reader;
  table.add(std::move(reading));
  auto past = read_row("cases", "/api/v1/cases/{id:int}/history", "case_history", "What happened, in order.",
                       {200, "History"}, history, services);
  past.query = {{"after", "integer", "seq of the last event known"}};
  table.add(std::move(past));
  table.add(read_row("cases", "/api/v1/cases/{id:int}/held", "case_held",
                     "How long each unit has held the case's tasks, in office hours.", {200, "HeldTimes"}, time_held,
                     services));
  table.add(read_row("cases", "/api/v1/cases/{id:int}/diagram.svg", "case_diagram",
                     "The workflow with the current states lit.", {200, "", "image/svg+xml"}, picture, services));
  const auto act = [&](const char* path, const char* name, const char* summary, const char* schema, auto handle) {
    table.add(command_row(Method::post, "cases", std::string("/api/v1/cases/{id:int}/") + path, name, summary, schema,
                          handle, services));
  };
  act("events", "fire_event", "Fires an event of the workflow.", "FireEvent", fire_event);
  act("comments", "add_comment", "Adds a comment.", "CommentText", comment);
  act("supervise", "supervise_case", "Urges or supervises the case.", "Supervision", supervise);
  act("merge", "merge_case", "Merges the case into another one.", "Merge", merge);
  act("link", "link_case", "Links the case with another one.", "Link", link);
  table.add(command_row(Method::patch, "cases", "/api/v1/cases/{id:int}/fields", "correct_field",
                        "Corrects a field; the old value stays in the history.", "Correction", correct, services));
}

}  // namespace bihuan::api
