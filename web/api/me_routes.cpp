// Who I am: what GET /me answers, my settings.
#include "web/api/me_routes.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <set>

#include "engine/base/catalogue.h"
#include "engine/core/rights.h"
#include "web/api/respond.h"
#include "web/api/route_rows.h"
#include "web/api/views.h"

namespace bihuan::api {
namespace {

namespace json = boost::json;
using http::Method;
using http::Request;
using http::Response;

// Titles of roles as the current definitions name them; the administrators' stand in the catalogue.
std::string role_title(const Services& services, const std::string& role, const std::string& language) {
  if (has_text("role_" + role)) return text(language, "role_" + role);
  for (const auto& definition : services.definitions.current()) {
    if (const auto* known = core::find_role(*definition, role); known != nullptr) return known->title;
  }
  return role;
}

json::array roles_view(const ViewContext& context, const core::Actor& actor) {
  json::array roles;
  for (const auto& held : actor.roles) {
    const auto* unit = context.organisation->unit(held.unit);
    roles.push_back(json::object{{"role", held.role},
                                 {"title", role_title(context.services, held.role, context.language)},
                                 {"unit", held.unit},
                                 {"unit_title", unit == nullptr ? held.unit : unit->title}});
  }
  return roles;
}

json::array may_file(const Services& services, const core::Actor& actor) {
  json::array list;
  std::set<std::string> seen;
  for (const auto& definition : services.definitions.current()) {
    const bool allowed = std::any_of(definition->file_by.begin(), definition->file_by.end(),
                                     [&](const auto& role) { return actor.holds(role); });
    if (allowed && seen.insert(definition->id).second) {
      list.push_back(json::object{{"workflow", definition->id}, {"title", definition->title}});
    }
  }
  return list;
}

json::array acting_for(const Services& services, const ViewContext& context, const std::string& person) {
  json::array list;
  for (const auto& stored : services.store().read()->directory().absences()) {
    const auto& absence = stored.absence;
    if (absence.deputy != person || context.now < absence.from || context.now >= absence.to) continue;
    const auto* absent = context.organisation->person(absence.absent);
    list.push_back(json::object{{"person", absence.absent},
                                {"name", absent == nullptr ? absence.absent : absent->name},
                                {"until", instant_text(absence.to)}});
  }
  return list;
}

// Where somebody lands after signing in.
const char* landing(const core::Actor& actor) {
  if (actor.holds("grid_member")) return "grid";
  if (actor.holds("leader") || actor.holds("unit_leader")) return "leader";
  if (actor.holds("clerk") || actor.holds("command_room")) return "dispatch";
  if (actor.holds("system_admin") || actor.holds("security_admin") || actor.holds("audit_admin")) return "admin";
  return "work";
}

Response me(const Request& request, const Services& services) {
  return http::json_response(me_view(request, services, request.principal.person));
}

Response change_me(const Request& request, const Services& services) {
  const auto& person = request.principal.person;
  const auto done = services.writer().run([&](runtime::WriteSession& session) -> Result<void> {
    auto wanted = session.directory().preferences(person).value_or(runtime::Preferences{});
    const auto& given = request.json.as_object();
    if (given.contains("language")) wanted.language = text_member(request.json, "language");
    if (given.contains("theme")) wanted.theme = text_member(request.json, "theme");
    if (given.contains("text_size")) wanted.text_size = text_member(request.json, "text_size");
    session.directory().put_preferences(person, wanted);
    return {};
  });
  return done ? me(request, services) : refuse(request, done.error());
}

}  // namespace

json::object me_view(const Request& request, const Services& services, const std::string& person) {
  const ViewContext context = view_context(request, services);
  const auto actor =
      context.organisation->actor(person, context.now, request.principal.on_behalf_of).value_or(core::Actor{});
  const auto* known = context.organisation->person(person);
  auto session = services.store().read();
  const auto preferences = session->directory().preferences(person).value_or(runtime::Preferences{});
  const auto credential = session->directory().credential(person);
  return {{"person", person},
          {"name", known == nullptr ? person : known->name},
          {"unit", unit_view(context, known == nullptr ? std::string{} : known->unit)},
          {"roles", roles_view(context, actor)},
          {"on_behalf_of", person_view(context, request.principal.on_behalf_of)},
          {"acting_for", acting_for(services, context, person)},
          {"language", preferences.language},
          {"theme", preferences.theme},
          {"text_size", preferences.text_size},
          {"unread", session->mail().unread(person)},
          {"admin", json::object{{"system", actor.holds("system_admin")},
                                 {"security", actor.holds("security_admin")},
                                 {"audit", actor.holds("audit_admin")}}},
          {"can_file", may_file(services, actor)},
          {"must_change_password", credential && credential->must_change},
          {"totp", credential && !credential->totp_secret.empty()},
          {"landing", landing(actor)},
          {"statistics", std::any_of(services.wide_roles.begin(), services.wide_roles.end(),
                                     [&](const auto& role) { return actor.holds(role); })}};
}

void add_me_routes(http::RouteTable& table, http::Schemas& schemas, const Services& services) {
  schemas.add(
      "Me",
      R"({"type":"object","required":["person","name","unit","roles","on_behalf_of","acting_for","language","theme","text_size",
    "unread","admin","can_file","must_change_password","totp","landing","statistics"],"properties":{
    "person":{"type":"string"},"name":{"type":"string"},"unit":{"$ref":"#/components/schemas/Unit"},
    "roles":{"type":"array","items":{"type":"object","required":["role","title","unit","unit_title"],"properties":{"role":{"type":"string"},
      "title":{"type":"string"},"unit":{"type":"string"},"unit_title":{"type":"string"}}}},
    "on_behalf_of":{"$ref":"#/components/schemas/Person"},
    "acting_for":{"type":"array","items":{"type":"object","required":["person","name","until"],"properties":{"person":{"type":"string"},
      "name":{"type":"string"},"until":{"type":"string"}}}},
    "language":{"type":"string"},"theme":{"type":"string"},"text_size":{"type":"string"},"unread":{"type":"integer"},
    "admin":{"type":"object","required":["system","security","audit"],"properties":{"system":{"type":"boolean"},
      "security":{"type":"boolean"},"audit":{"type":"boolean"}}},
    "can_file":{"type":"array","items":{"type":"object","required":["workflow","title"],"properties":{"workflow":{"type":"string"},
      "title":{"type":"string"}}}},
    "must_change_password":{"type":"boolean"},"totp":{"type":"boolean"},"statistics":{"type":"boolean"},
    "landing":{"enum":["work","dispatch","leader","grid","admin"]}}})");
  schemas.add("MyChoices",
              R"({"type":"object","additionalProperties":false,"properties":{"language":{"enum":["zh-CN","en"]},
    "theme":{"enum":["","light","dark"]},"text_size":{"enum":["","normal","large","huge"]}}})");
  table.add(read_row("me", "/api/v1/me", "me", "Who I am and what I may do.", {200, "Me"}, me, services));
  auto change = command_row(Method::patch, "me", "/api/v1/me", "change_me", "My language, colours and text size.",
                            "MyChoices", change_me, services);
  change.idempotency_key = false;
  change.answers = {{200, "Me"}};
  table.add(std::move(change));
}

}  // namespace bihuan::api
