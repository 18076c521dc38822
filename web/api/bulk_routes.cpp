// One action over many cases: each is decided by itself and answers by itself.
#include <boost/json/array.hpp>

#include "engine/core/joint_handling.h"
#include "web/api/case_view.h"
#include "web/api/respond.h"
#include "web/api/route_rows.h"

namespace bihuan::api {
namespace {

namespace json = boost::json;
using http::Request;
using http::Response;

constexpr std::size_t max_bulk = 500;

struct BulkResult {
  std::int64_t id = 0;
  std::string number;
  std::optional<Error> refusal;
};

json::object bulk_result_view(const Request& request, const BulkResult& result) {
  json::object view{{"id", result.id}, {"number", result.number}, {"ok", !result.refusal}, {"refusal", nullptr}};
  if (const auto& refusal = result.refusal) {
    view["refusal"] = json::object{{"code", refusal->code},
                                   {"message", refusal->message(request.language)},
                                   {"hint", refusal->hint(request.language)}};
  }
  return view;
}

// The open tasks that are to be handed on: those of the unit or person named in `from_unit`, `from_person`, else what
// the leading unit has open.
std::vector<std::int64_t> tasks_to_hand_on(const Request& request, const core::CaseState& state) {
  const auto from_unit = text_member(request.json, "from_unit");
  const auto from_person = text_member(request.json, "from_person");
  std::vector<std::int64_t> tasks;
  for (const auto& task : state.tasks) {
    if (!core::is_open(task)) continue;
    const bool named = !from_unit.empty() || !from_person.empty();
    const bool wanted =
        named ? (from_unit.empty() || task.unit == from_unit) && (from_person.empty() || task.person == from_person)
              : task.duty == core::TaskDuty::lead;
    if (wanted) tasks.push_back(task.id);
  }
  return tasks;
}

// What the action does in this case; several commands when several tasks are handed on.
Result<std::vector<core::CommandBody>> bodies_of(const Request& request, const core::CaseState& state) {
  const std::string action = text_member(request.json, "action");
  const std::string note = text_member(request.json, "note");
  std::vector<core::CommandBody> bodies;
  if (action == "event") {
    auto fields = field_members(request.json, "fields");
    if (!fields) return fields.error();
    bodies.emplace_back(core::FireEvent{text_member(request.json, "event"), std::move(*fields)});
  } else if (action == "comment") {
    bodies.emplace_back(core::Comment{note});
  } else if (action == "reassign") {
    for (const auto task : tasks_to_hand_on(request, state)) {
      bodies.emplace_back(
          core::ReassignTask{task, text_member(request.json, "unit"), text_member(request.json, "person"), note});
    }
    if (bodies.empty()) return Error("bulk_no_task");
  } else {
    bodies.emplace_back(core::Supervise{note, action == "urge"});
  }
  return bodies;
}

Response bulk_action(const Request& request, const Services& services) {
  const auto& ids = request.json.at("ids").as_array();
  if (ids.size() > max_bulk) return refuse(request, Error("bulk_too_many", {{"max", std::to_string(max_bulk)}}));
  const auto visible = visibility(request, services);
  std::vector<BulkResult> results;
  std::vector<runtime::Request> commands;
  std::vector<std::size_t> result_of;  // by command
  for (const auto& each : ids) {
    const auto id = each.as_int64();
    const auto stored = services.cases.open(id, visible);
    if (!stored) continue;  // what one may not see does not exist, not even as a refusal
    results.push_back({id, stored->state.number, std::nullopt});
    const auto first = as_request(request, services, core::Comment{}, id);
    const std::string key = first.command.request_id + "/" + std::to_string(id);
    // A retry gets the answer of the first time: what was to be done then may no longer be there to do.
    if (const auto known = services.store().read()->cases().request(first.person, key)) {
      if (known->body_hash != first.body_hash) results.back().refusal = Error("request_reused");
      continue;
    }
    const auto bodies = bodies_of(request, stored->state);
    if (!bodies) {
      results.back().refusal = bodies.error();
      continue;
    }
    for (std::size_t i = 0; i < bodies->size(); ++i) {
      auto command = as_request(request, services, (*bodies)[i], id);
      command.command.request_id = key + (i == 0 ? "" : "/" + std::to_string(i));
      command.command.expected_version.reset();
      commands.push_back(std::move(command));
      result_of.push_back(results.size() - 1);
    }
  }
  const auto replies = services.cases.execute_all(std::move(commands));
  for (std::size_t i = 0; i < replies.size(); ++i) {
    auto& result = results[result_of[i]];
    if (!replies[i] && !result.refusal) result.refusal = replies[i].error();
  }
  json::array shown;
  for (const auto& result : results) shown.push_back(bulk_result_view(request, result));
  return http::json_response(json::object{{"results", std::move(shown)}});
}

}  // namespace

void add_bulk_routes(http::RouteTable& table, http::Schemas& schemas, const Services& services) {
  schemas.add("BulkAction", R"({"type":"object","required":["action","ids"],"additionalProperties":false,"properties":{
    "action":{"enum":["event","supervise","urge","comment","reassign"]},
    "ids":{"type":"array","minItems":1,"items":{"type":"integer"}},
    "event":{"type":"string"},"fields":{"type":"object"},"note":{"type":"string","maxLength":2000},
    "unit":{"type":"string","maxLength":40},"person":{"type":"string","maxLength":40},
    "from_unit":{"type":"string","maxLength":40},"from_person":{"type":"string","maxLength":40}}})");
  schemas.add("BulkResult", R"({"type":"object","required":["results"],"properties":{"results":{"type":"array","items":{
    "type":"object","required":["id","number","ok","refusal"],"properties":{"id":{"type":"integer"},
    "number":{"type":"string"},"ok":{"type":"boolean"},"refusal":{"$ref":"#/components/schemas/Refusal"}}}}}})");
  auto many = command_row(http::Method::post, "cases", "/api/v1/cases/bulk", "bulk_action",
                          "One action over many cases, each with its result.", "BulkAction", bulk_action, services);
  many.answers = {{200, "BulkResult"}};
  table.add(std::move(many));
}

}  // namespace bihuan::api
