// Who acts for whom, and when: one's own absences, and those that the security administrator enters for somebody who
// cannot. Dated; every event that a deputy causes names both.
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "web/api/respond.h"
#include "web/api/route_rows.h"
#include "web/api/views.h"

namespace bihuan::api {
namespace {

namespace json = boost::json;
using http::Method;
using http::Request;
using http::Response;

// The person of the address, or oneself.
std::string absent_of(const Request& request) {
  const auto named = request.path_text("person");
  return named.empty() ? request.principal.person : std::string(named);
}

bool administers(const ViewContext& context, const std::string& person) {
  const auto actor = context.organisation->actor(person, context.now);
  return actor && std::any_of(actor->roles.begin(), actor->roles.end(),
                              [](const auto& held) { return core::is_administrator_role(held.role); });
}

Response list_absences(const Request& request, const Services& services) {
  const auto absent = absent_of(request);
  json::array items;
  for (const auto& stored : services.store().read()->directory().absences()) {
    const auto& absence = stored.absence;
    if (absence.absent != absent || absence.to <= services.now()) continue;
    items.push_back(json::object{{"id", stored.id},
                                 {"deputy", absence.deputy},
                                 {"from", instant_text(absence.from)},
                                 {"to", instant_text(absence.to)},
                                 {"reason", absence.reason}});
  }
  return http::json_response(json::object{{"items", std::move(items)}});
}

// Refuses absence_dates, absence_deputy (nobody who works here, or oneself), absence_administrators (one person would
// hold two offices, or somebody else gives an office away), not_found.
Result<core::Absence> wanted_absence(const Request& request, const ViewContext& context) {
  const auto absent = absent_of(request);
  const auto deputy = text_member(request.json, "deputy");
  if (context.organisation->person(absent) == nullptr) return Error("not_found");
  const auto zone = calendar::Zone::find("Asia/Shanghai");
  const auto from = zone->parse(text_member(request.json, "from"));
  const auto to = zone->parse(text_member(request.json, "to"));
  if (!from || !to || *from >= *to) return Error("absence_dates");
  const auto* person = context.organisation->person(deputy);
  if (person == nullptr || !person->active || deputy == absent) return Error("absence_deputy", {{"person", deputy}});
  const bool own = absent == request.principal.person;
  if (administers(context, absent) && (!own || administers(context, deputy))) return Error("absence_administrators");
  return core::Absence{absent, deputy, *from, *to, text_member(request.json, "reason")};
}

void log_absence(runtime::WriteSession& session, const Request& request, const char* action, runtime::Millis now,
                 const std::string& absent, const std::string& deputy) {
  session.records().add_log({.at = now,
                             .actor = request.principal.person,
                             .action = action,
                             .subject = "person:" + absent,
                             .detail = json::serialize(json::object{{"deputy", deputy}})});
}

Response add_absence(const Request& request, const Services& services) {
  const auto context = view_context(request, services);
  const auto absence = wanted_absence(request, context);
  if (!absence) return refuse(request, absence.error());
  const auto done = services.writer().run([&](runtime::WriteSession& session) -> Result<void> {
    session.directory().add_absence(*absence);
    log_absence(session, request, "absence_added", context.now, absence->absent, absence->deputy);
    return {};
  });
  return done ? list_absences(request, services) : refuse(request, done.error());
}

Response end_absence(const Request& request, const Services& services) {
  const auto id = request.path_integer("id");
  const auto absent = absent_of(request);
  const auto done = services.writer().run([&](runtime::WriteSession& session) -> Result<void> {
    for (const auto& stored : session.directory().absences()) {
      if (stored.id != id || stored.absence.absent != absent) continue;
      session.directory().end_absence(id, services.now());
      log_absence(session, request, "absence_ended", services.now(), absent, stored.absence.deputy);
      return {};
    }
    return Error("not_found");
  });
  return done ? http::no_content() : refuse(request, done.error());
}

http::Route plain(http::Route route, http::Answer answer) {
  route.idempotency_key = false;
  route.answers = {std::move(answer)};
  return route;
}

http::Route by_security(http::Route route) {
  route.roles = {"security_admin"};
  route.scope.clear();
  return route;
}

}  // namespace

void add_absence_routes(http::RouteTable& table, http::Schemas& schemas, const Services& services) {
  schemas.add("AbsenceList",
              R"({"type":"object","required":["items"],"properties":{"items":{"type":"array","items":{"type":"object",
    "required":["id","deputy","from","to","reason"],"properties":{"id":{"type":"integer"},"deputy":{"type":"string"},"from":{"type":"string"},
    "to":{"type":"string"},"reason":{"type":"string"}}}}}})");
  schemas.add("NewAbsence",
              R"({"type":"object","required":["deputy","from","to"],"additionalProperties":false,"properties":{
    "deputy":{"type":"string"},"from":{"type":"string"},"to":{"type":"string"},"reason":{"type":"string","maxLength":500}}})");
  const http::Answer listed{200, "AbsenceList"};
  const std::string own = "/api/v1/me/absences", others = "/api/v1/people/{person}/absences";
  table.add(read_row("me", own, "my_absences", "When somebody acts for me.", listed, list_absences, services));
  table.add(plain(command_row(Method::post, "me", own, "add_absence", "Names a deputy for some days.", "NewAbsence",
                              add_absence, services),
                  listed));
  table.add(plain(command_row(Method::del, "me", own + "/{id:int}", "end_absence", "Ends an absence now.", "",
                              end_absence, services),
                  {204, ""}));
  table.add(by_security(
      read_row("people", others, "absences_of", "When somebody acts for a person.", listed, list_absences, services)));
  table.add(
      by_security(plain(command_row(Method::post, "people", others, "add_absence_of",
                                    "Names a deputy for somebody who cannot.", "NewAbsence", add_absence, services),
                        listed)));
  table.add(by_security(plain(command_row(Method::del, "people", others + "/{id:int}", "end_absence_of",
                                          "Ends somebody's absence now.", "", end_absence, services),
                              {204, ""})));
}

}  // namespace bihuan::api
