#include "web/api/admin/second_look.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "engine/base/hash.h"
#include "web/api/respond.h"
#include "web/api/route_rows.h"
#include "web/api/views.h"

namespace bihuan::api {
namespace {

namespace json = boost::json;
using http::Request;
using http::Response;
using runtime::WriteSession;

constexpr const char* looks = "second-look";
constexpr runtime::Millis look_life = 24LL * 3600 * 1000;

struct Look {
  std::string id, act, person, by, confirmed_by;
  runtime::Millis at = 0;
  std::int64_t version = 0;
};

Look look_of(const runtime::Document& stored) {
  const auto body = json::parse(stored.body);
  return {stored.id,
          text_member(body, "act"),
          text_member(body, "person"),
          text_member(body, "by"),
          text_member(body, "confirmed_by"),
          integer_member(body, "at"),
          stored.version};
}

Result<void> put_look(WriteSession& session, const Look& look, const std::string& by, runtime::Millis now) {
  const json::object body{{"act", look.act},
                          {"person", look.person},
                          {"by", look.by},
                          {"confirmed_by", look.confirmed_by},
                          {"at", look.at}};
  const auto put = session.records().put_document({looks, look.id, look.version, json::serialize(body), now, by});
  if (!put) return put.error();
  return {};
}

void log_look(WriteSession& session, const Request& request, const Look& look, const char* action,
              runtime::Millis now) {
  session.records().add_log({.at = now,
                             .actor = request.principal.person,
                             .action = action,
                             .subject = "person:" + look.person,
                             .detail = json::serialize(json::object{{"act", look.act}, {"asked_by", look.by}})});
}

// Who could confirm: the administrators besides the one who asks and the one it concerns.
std::vector<std::string> others(const Services& services, const Look& look) {
  std::vector<std::string> persons;
  for (const auto role : core::administrator_roles) {
    for (const auto& person : services.cases.organisation()->holders(role, "", services.now())) {
      if (person != look.by && person != look.person) persons.push_back(person);
    }
  }
  return persons;
}

// True when it was confirmed and is used up now; otherwise it is kept, and the others are told.
Result<bool> take_or_ask(WriteSession& session, const Request& request, const Services& services, Look look) {
  const auto now = services.now();
  if (const auto stored = session.records().document(looks, look.id)) {
    const auto known = look_of(*stored);
    look.version = known.version;
    if (known.at + look_life > now) {
      if (known.confirmed_by.empty()) return false;
      session.records().delete_document(looks, look.id);
      return true;
    }
  }
  if (const auto put = put_look(session, look, look.by, now); !put) return put.error();
  log_look(session, request, look, "second_look_asked", now);
  for (const auto& person : others(services, look)) {
    session.mail().add_inbox(
        {0, person, now, 0, {}, "second_look_asked", {}, {{"person", look.by}, {"about", look.person}}, false});
  }
  return false;
}

Response list_looks(const Request& request, const Services& services) {
  const auto context = view_context(request, services);
  json::array items;
  for (const auto& stored : services.store().read()->records().documents(looks)) {
    const auto look = look_of(stored);
    if (look.at + look_life <= context.now) continue;
    items.push_back(json::object{{"id", look.id},
                                 {"act", look.act},
                                 {"person", person_view(context, look.person)},
                                 {"by", person_view(context, look.by)},
                                 {"at", instant_text(look.at)},
                                 {"confirmed_by", person_view(context, look.confirmed_by)}});
  }
  return http::json_response(json::object{{"items", std::move(items)}});
}

Response confirm_look(const Request& request, const Services& services) {
  const std::string id(request.path_text("look"));
  const auto done = services.writer().run([&](WriteSession& session) -> Result<void> {
    const auto now = services.now();
    const auto stored = session.records().document(looks, id);
    if (!stored) return Error("not_found");
    auto look = look_of(*stored);
    if (look.at + look_life <= now) return Error("not_found");
    const auto& person = request.principal.person;
    if (person == look.by || person == look.person) return Error("second_look_own");
    look.confirmed_by = person;
    if (const auto put = put_look(session, look, person, now); !put) return put.error();
    log_look(session, request, look, "second_look_confirmed", now);
    return {};
  });
  return done ? http::no_content() : refuse(request, done.error());
}

}  // namespace

bool is_administrator(const Services& services, const std::string& person) {
  const auto organisation = services.cases.organisation();
  return std::any_of(std::begin(core::administrator_roles), std::end(core::administrator_roles), [&](auto role) {
    const auto holders = organisation->holders(role, "", services.now());
    return std::find(holders.begin(), holders.end(), person) != holders.end();
  });
}

Result<void> second_look(const Request& request, const Services& services, const std::string& act,
                         const std::string& person) {
  Look look;
  look.by = request.principal.person;
  look.act = act;
  look.person = person;
  look.at = services.now();
  look.id = sha256_hex(look.by + "\n" + act + "\n" + person).substr(0, 24);
  const auto confirmed =
      services.writer().run([&](WriteSession& session) { return take_or_ask(session, request, services, look); });
  if (!confirmed) return confirmed.error();
  if (!*confirmed) return Error("second_administrator");
  return {};
}

void add_second_look_routes(http::RouteTable& table, http::Schemas& schemas, const Services& services) {
  schemas.add("SecondLooks", R"({"type":"object","required":["items"],"properties":{"items":{"type":"array","items":
    {"type":"object","required":["id","act","person","by","at","confirmed_by"]}}}})");
  const auto for_administrators = [](http::Route route) {
    route.roles = {std::begin(core::administrator_roles), std::end(core::administrator_roles)};
    route.scope.clear();
    route.idempotency_key = false;
    return route;
  };
  table.add(for_administrators(read_row("admin", "/api/v1/admin/second-looks", "list_second_looks",
                                        "What waits for, or has, a second administrator's yes.", {200, "SecondLooks"},
                                        list_looks, services)));
  auto confirming = for_administrators(command_row(http::Method::post, "admin",
                                                   "/api/v1/admin/second-looks/{look}/confirm", "confirm_second_look",
                                                   "A second administrator's yes.", "", confirm_look, services));
  confirming.answers = {{204}};
  table.add(std::move(confirming));
}

}  // namespace bihuan::api
