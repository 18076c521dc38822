#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "engine/calendar/date.h"
#include "engine/calendar/zone.h"
#include "engine/runtime/directory_rules.h"
#include "web/api/admin/routes.h"
#include "web/api/admin/second_look.h"
#include "web/api/respond.h"
#include "web/api/route_rows.h"
#include "web/api/views.h"

namespace bihuan::api {
namespace {

namespace json = boost::json;
using http::Method;
using http::Request;
using http::Response;
using runtime::administrator_roles;
using runtime::check_id;
using runtime::check_roles;
using runtime::check_unit;
using runtime::check_unit_end;
using runtime::is_administrator_role;
using runtime::WantedRole;
using runtime::WriteSession;

json::object unit_row(const core::Unit& unit) {
  return {{"id", unit.id},
          {"title", unit.title},
          {"kind", unit.kind},
          {"parent", unit.parent.empty() ? json::value(nullptr) : json::value(json::string(unit.parent))},
          {"valid_from", instant_text(unit.valid_from)},
          {"valid_to", instant_or_null(unit.valid_to)}};
}

bool asked_by_administrator(const Request& request) {
  return std::any_of(std::begin(administrator_roles), std::end(administrator_roles),
                     [&](std::string_view role) { return request.principal.holds(role); });
}

// Telephone and mail are for administrators and oneself; colleagues see who is where and in which role.
json::object person_row(const Request& request, const core::Person& person,
                        const std::vector<runtime::StoredRole>& roles, const ViewContext& context,
                        const std::optional<runtime::Millis>& day = {}) {
  json::array held;
  for (const auto& stored : roles) {
    const auto& role = stored.role;
    const bool counts = day ? role.valid_from <= *day && (!role.valid_to || *day < *role.valid_to) : !role.valid_to;
    if (role.person != person.id || !counts) continue;
    held.push_back(json::object{{"role", stored.role.role}, {"unit", unit_view(context, stored.role.unit)}});
  }
  json::object row{{"id", person.id},
                   {"name", person.name},
                   {"unit", unit_view(context, person.unit)},
                   {"active", person.active},
                   {"roles", std::move(held)}};
  if (asked_by_administrator(request) || request.principal.person == person.id) {
    row["phone"] = person.phone;
    row["mail"] = person.mail;
  }
  return row;
}

// The middle of a day in the office's zone: what was valid on that day.
Result<std::optional<runtime::Millis>> asked_day(const Request& request, const Services& services) {
  const auto text = request.query_text("at");
  if (!text) return std::optional<runtime::Millis>{};
  const auto calendar = services.definitions.calendar("cn");
  const auto day = calendar::parse_date(*text);
  if (!day || !calendar) return Error("query_value", {{"name", "at"}, {"type", "date"}});
  return std::optional<runtime::Millis>{calendar->zone().to_instant({*day, 12 * 3'600'000})};
}

Response list_units(const Request& request, const Services& services) {
  const bool ended = request.query_boolean("ended").value_or(false);
  const auto day = asked_day(request, services);
  if (!day) return refuse(request, day.error());
  json::array items;
  const auto read = services.store().read();
  for (const auto& unit : read->directory().units()) {
    const bool shown =
        *day ? unit.valid_from <= **day && (!unit.valid_to || **day < *unit.valid_to) : ended || !unit.valid_to;
    if (shown) items.push_back(unit_row(unit));
  }
  return http::json_response(json::object{{"items", std::move(items)}});
}

Response list_people(const Request& request, const Services& services) {
  const auto context = view_context(request, services);
  const auto read = services.store().read();
  const auto roles = read->directory().roles();
  const auto unit = request.query_text("unit");
  const auto active = request.query_boolean("active");
  const auto day = asked_day(request, services);
  if (!day) return refuse(request, day.error());
  json::array items;
  for (const auto& person : read->directory().persons()) {
    if ((unit && person.unit != *unit) || (active && person.active != *active)) continue;
    items.push_back(person_row(request, person, roles, context, *day));
  }
  return http::json_response(json::object{{"items", std::move(items)}});
}

Response one_person(const Request& request, const Services& services, const std::string& id, int status) {
  const auto context = view_context(request, services);
  const auto read = services.store().read();
  for (const auto& person : read->directory().persons()) {
    if (person.id == id)
      return http::json_response(person_row(request, person, read->directory().roles(), context), status);
  }
  return refuse(request, Error("not_found"));
}

Response read_person(const Request& request, const Services& services) {
  return one_person(request, services, std::string(request.path_text("id")), 200);
}

void log(const Request& request, const Services& services, WriteSession& session, const char* action,
         const std::string& subject, std::string detail = "{}") {
  session.records().add_log({.at = services.now(),
                             .actor = request.principal.person,
                             .action = action,
                             .subject = subject,
                             .detail = std::move(detail)});
}

// The member when it is there, else what was.
std::string text_or(const json::value& body, std::string_view name, const std::string& otherwise) {
  return body.as_object().contains(name) ? text_member(body, name) : otherwise;
}

Response write_unit(const Request& request, const Services& services, bool is_new) {
  const std::string id = is_new ? text_member(request.json, "id") : std::string(request.path_text("id"));
  core::Unit unit;
  const auto done = services.writer().run([&](WriteSession& session) -> Result<void> {
    const auto units = session.directory().units();
    const auto at = std::find_if(units.begin(), units.end(), [&](const auto& one) { return one.id == id; });
    if (is_new && at != units.end()) return Error("id_taken", {{"id", id}});
    if (!is_new && (at == units.end() || at->valid_to)) return Error("not_found");
    unit =
        is_new
            ? core::Unit{.id = id, .title = "", .kind = "", .parent = "", .valid_from = services.now(), .valid_to = {}}
            : *at;
    unit.title = text_or(request.json, "title", unit.title);
    unit.kind = text_or(request.json, "kind", unit.kind);
    unit.parent = text_or(request.json, "parent", unit.parent);
    if (const auto good = check_id(id); is_new && !good) return good.error();
    if (const auto good = check_unit(unit, units); !good) return good.error();
    session.directory().put_unit(unit);
    log(request, services, session, "put_unit", "unit:" + id);
    return {};
  });
  return done ? http::json_response(unit_row(unit), is_new ? 201 : 200) : refuse(request, done.error());
}

Response add_unit(const Request& request, const Services& services) {
  return write_unit(request, services, true);
}
Response change_unit(const Request& request, const Services& services) {
  return write_unit(request, services, false);
}

Response end_unit(const Request& request, const Services& services) {
  const std::string id(request.path_text("id"));
  const auto done = services.writer().run([&](WriteSession& session) -> Result<void> {
    const auto units = session.directory().units();
    if (const auto good = check_unit_end(id, units, session.directory().persons()); !good) return good.error();
    auto unit = *std::find_if(units.begin(), units.end(), [&](const auto& one) { return one.id == id; });
    unit.valid_to = services.now();
    session.directory().put_unit(unit);
    log(request, services, session, "end_unit", "unit:" + id);
    return {};
  });
  return done ? http::no_content() : refuse(request, done.error());
}

Response write_person(const Request& request, const Services& services, bool is_new) {
  const std::string id = is_new ? text_member(request.json, "id") : std::string(request.path_text("id"));
  const auto done = services.writer().run([&](WriteSession& session) -> Result<void> {
    auto& directory = session.directory();
    const auto persons = directory.persons();
    const auto at = std::find_if(persons.begin(), persons.end(), [&](const auto& one) { return one.id == id; });
    if (is_new && at != persons.end()) return Error("id_taken", {{"id", id}});
    if (!is_new && at == persons.end()) return Error("not_found");
    core::Person person =
        is_new ? core::Person{.id = id, .name = "", .unit = "", .phone = "", .mail = "", .active = true} : *at;
    person.name = text_or(request.json, "name", person.name);
    person.unit = text_or(request.json, "unit", person.unit);
    person.phone = text_or(request.json, "phone", person.phone);
    person.mail = text_or(request.json, "mail", person.mail);
    if (request.json.as_object().contains("active")) person.active = boolean_member(request.json, "active");
    if (const auto good = check_id(id); is_new && !good) return good.error();
    const auto units = directory.units();
    const bool known = std::any_of(units.begin(), units.end(),
                                   [&](const auto& one) { return one.id == person.unit && !one.valid_to; });
    if (!known) return Error("no_such_unit", {{"unit", person.unit}});
    // Without an active administrator nobody could undo it; and nobody puts themselves out.
    if (!person.active && id == request.principal.person) return Error("person_self");
    if (!person.active) {
      if (const auto good = check_roles(id, request.principal.person, {}, directory.roles()); !good)
        return good.error();
      directory.delete_sessions_of(id);
    }
    directory.put_person(person);
    log(request, services, session, "put_person", "person:" + id);
    return {};
  });
  return done ? one_person(request, services, id, is_new ? 201 : 200) : refuse(request, done.error());
}

Response add_person(const Request& request, const Services& services) {
  return write_person(request, services, true);
}
Response change_person(const Request& request, const Services& services) {
  return write_person(request, services, false);
}

bool is_known_role(const Services& services, const std::string& role) {
  if (is_administrator_role(role)) return true;
  for (const auto& definition : services.definitions.current()) {
    for (const auto& known : definition->roles) {
      if (known.id == role) return true;
    }
  }
  return false;
}

Result<std::vector<WantedRole>> wanted_roles(const Request& request, const Services& services) {
  std::vector<WantedRole> wanted;
  const auto organisation = services.cases.organisation();
  for (const auto& one : request.json.at("roles").as_array()) {
    WantedRole role{text_member(one, "role"), text_member(one, "unit")};
    if (!is_known_role(services, role.role)) return Error("role_unknown", {{"role", role.role}});
    const auto* unit = organisation->unit(role.unit);
    if (!unit || unit->valid_to) return Error("no_such_unit", {{"unit", role.unit}});
    if (std::find(wanted.begin(), wanted.end(), role) == wanted.end()) wanted.push_back(std::move(role));
  }
  return wanted;
}

// The administrators' offices that the person would be given and lose, as a sentence; empty: none.
std::string offices_changed(const std::vector<WantedRole>& wanted, const std::vector<runtime::StoredRole>& stored,
                            const std::string& person) {
  std::string changes;
  for (const auto role : administrator_roles) {
    const bool wants = std::any_of(wanted.begin(), wanted.end(), [&](const auto& one) { return one.role == role; });
    const bool holds = std::any_of(stored.begin(), stored.end(), [&](const auto& one) {
      return one.role.person == person && one.role.role == role && !one.role.valid_to;
    });
    if (wants != holds) changes += (wants ? " +" : " -") + std::string(role);
  }
  return changes;
}

Response put_roles(const Request& request, const Services& services) {
  const std::string id(request.path_text("id"));
  const auto wanted = wanted_roles(request, services);
  if (!wanted) return refuse(request, wanted.error());
  const auto before = services.store().read()->directory().roles();
  if (const auto offices = offices_changed(*wanted, before, id); !offices.empty()) {
    if (const auto good = check_roles(id, request.principal.person, *wanted, before); !good) {
      return refuse(request, good.error());
    }
    if (const auto agreed = second_look(request, services, "put_roles" + offices, id); !agreed) {
      return refuse(request, agreed.error());
    }
  }
  const auto done = services.writer().run([&](WriteSession& session) -> Result<void> {
    auto& directory = session.directory();
    const auto persons = directory.persons();
    if (std::none_of(persons.begin(), persons.end(), [&](const auto& one) { return one.id == id; }))
      return Error("not_found");
    const auto stored = directory.roles();
    if (const auto good = check_roles(id, request.principal.person, *wanted, stored); !good) return good.error();
    auto to_add = *wanted;
    for (const auto& one : stored) {
      if (one.role.person != id || one.role.valid_to) continue;
      const auto kept = std::find(to_add.begin(), to_add.end(), WantedRole{one.role.role, one.role.unit});
      if (kept != to_add.end()) {
        to_add.erase(kept);
      } else {
        directory.end_role(one.id, services.now());
        log(request, services, session, "end_role", "person:" + id,
            json::serialize(json::object{{"role", one.role.role}, {"unit", one.role.unit}}));
      }
    }
    for (const auto& role : to_add) {
      directory.add_role(
          {.person = id, .role = role.role, .unit = role.unit, .valid_from = services.now(), .valid_to = {}});
      log(request, services, session, "add_role", "person:" + id,
          json::serialize(json::object{{"role", role.role}, {"unit", role.unit}}));
    }
    return {};
  });
  return done ? one_person(request, services, id, 200) : refuse(request, done.error());
}

void add_directory_schemas(http::Schemas& schemas) {
  schemas.add("UnitRow",
              R"({"type":"object","required":["id","title","kind","parent","valid_from","valid_to"],"properties":{
    "id":{"type":"string"},"title":{"type":"string"},"kind":{"type":"string"},"parent":{"type":["string","null"]},
    "valid_from":{"type":"string"},"valid_to":{"type":["string","null"]}}})");
  schemas.add("UnitRows", R"({"type":"object","required":["items"],"properties":{"items":{"type":"array","items":
    {"$ref":"#/components/schemas/UnitRow"}}}})");
  schemas.add("NewUnit",
              R"({"type":"object","required":["id","title","kind","parent"],"additionalProperties":false,"properties":{
    "id":{"type":"string","maxLength":40},"title":{"type":"string","minLength":1,"maxLength":100},
    "kind":{"type":"string","maxLength":40},"parent":{"type":"string","maxLength":40}}})");
  schemas.add("UnitChange", R"({"type":"object","additionalProperties":false,"properties":{
    "title":{"type":"string","minLength":1,"maxLength":100},"kind":{"type":"string","maxLength":40},
    "parent":{"type":"string","maxLength":40}}})");
  schemas.add("PersonRow", R"({"type":"object","required":["id","name","unit","active","roles"],"properties":{
    "id":{"type":"string"},"name":{"type":"string"},"unit":{"$ref":"#/components/schemas/Unit"},"active":{"type":"boolean"},
    "phone":{"type":"string"},"mail":{"type":"string"},"roles":{"type":"array","items":{"type":"object","required":["role","unit"],
      "properties":{"role":{"type":"string"},"unit":{"$ref":"#/components/schemas/Unit"}}}}}})");
  schemas.add("PersonRows", R"({"type":"object","required":["items"],"properties":{"items":{"type":"array","items":
    {"$ref":"#/components/schemas/PersonRow"}}}})");
  schemas.add("NewPerson",
              R"({"type":"object","required":["id","name","unit"],"additionalProperties":false,"properties":{
    "id":{"type":"string","maxLength":40},"name":{"type":"string","minLength":1,"maxLength":100},
    "unit":{"type":"string","maxLength":40},"phone":{"type":"string","maxLength":40},"mail":{"type":"string","maxLength":254}}})");
  schemas.add("PersonChange", R"({"type":"object","additionalProperties":false,"properties":{
    "name":{"type":"string","minLength":1,"maxLength":100},"unit":{"type":"string","maxLength":40},
    "phone":{"type":"string","maxLength":40},"mail":{"type":"string","maxLength":254},"active":{"type":"boolean"}}})");
  schemas.add(
      "RoleSet",
      R"({"type":"object","required":["roles"],"additionalProperties":false,"properties":{"roles":{"type":"array",
    "maxItems":100,"items":{"type":"object","required":["role","unit"],"additionalProperties":false,"properties":{
    "role":{"type":"string","maxLength":100},"unit":{"type":"string","maxLength":40}}}}}})");
}

http::Route change_row(Method method, const char* pattern, const char* name, const char* summary, const char* schema,
                       http::Answer answer, const char* role, ServedBy handle, const Services& services) {
  auto route = command_row(method, "people", pattern, name, summary, schema, handle, services);
  route.idempotency_key = false;
  route.scope.clear();  // administration is done by people who are signed in, not by tokens
  route.roles = {role};
  route.answers = {std::move(answer)};
  return route;
}

}  // namespace

void add_directory_routes(http::RouteTable& table, http::Schemas& schemas, const Services& services) {
  table.describe("people", "Units, people and their roles.");
  add_directory_schemas(schemas);
  add_second_look_routes(table, schemas, services);
  auto units =
      read_row("people", "/api/v1/units", "list_units", "The tree of units.", {200, "UnitRows"}, list_units, services);
  units.query = {{"ended", "boolean", "those that have ended, too"}, {"at", "date", "as the tree was on this day"}};
  table.add(std::move(units));
  table.add(change_row(Method::post, "/api/v1/units", "add_unit", "Adds a unit.", "NewUnit", {201, "UnitRow"},
                       "system_admin", add_unit, services));
  table.add(change_row(Method::patch, "/api/v1/units/{id}", "change_unit", "Renames or moves a unit.", "UnitChange",
                       {200, "UnitRow"}, "system_admin", change_unit, services));
  table.add(change_row(Method::del, "/api/v1/units/{id}", "end_unit", "Ends a unit today.", "", {204}, "system_admin",
                       end_unit, services));
  auto people = read_row("people", "/api/v1/people", "list_people", "Who is where, in which roles.",
                         {200, "PersonRows"}, list_people, services);
  people.query = {{"unit", "string", "of this unit"},
                  {"active", "boolean", "only these"},
                  {"at", "date", "with the roles held on this day"}};
  table.add(std::move(people));
  table.add(read_row("people", "/api/v1/people/{id}", "read_person", "One person.", {200, "PersonRow"}, read_person,
                     services));
  table.add(change_row(Method::post, "/api/v1/people", "add_person", "Adds a person.", "NewPerson", {201, "PersonRow"},
                       "system_admin", add_person, services));
  table.add(change_row(Method::patch, "/api/v1/people/{id}", "change_person", "Changes a person, or lets them go.",
                       "PersonChange", {200, "PersonRow"}, "system_admin", change_person, services));
  table.add(change_row(Method::put, "/api/v1/people/{id}/roles", "put_roles", "Sets all roles of a person.", "RoleSet",
                       {200, "PersonRow"}, "security_admin", put_roles, services));
}

}  // namespace bihuan::api
