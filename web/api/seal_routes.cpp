// Opening the seal: asks a reason, is logged, and the security administrators are told.
#include <algorithm>
#include <boost/json/serialize.hpp>

#include "web/api/respond.h"
#include "web/api/route_rows.h"
#include "web/api/seal.h"

namespace bihuan::api {

namespace json = boost::json;

Result<void> open_seal(const http::Request& request, const CaseSight& sight, const std::string& what,
                       const std::string& reason) {
  if (!may_open_seal(sight)) return Error("seal_not_yours");
  if (reason.find_first_not_of(" \t\r\n") == std::string::npos) return Error("seal_reason_needed");
  const auto& context = sight.context;
  const auto& state = sight.stored.state;
  const auto security = context.organisation->holders("security_admin", "", context.now);
  return context.services.writer().run([&](runtime::WriteSession& session) -> Result<void> {
    session.records().add_log({0, context.now, request.principal.person, "reveal", "case:" + std::to_string(state.id),
                               json::serialize(json::object{{"party", what}, {"reason", reason}})});
    for (const auto& person : security) {
      session.mail().add_inbox({0,
                                person,
                                context.now,
                                state.id,
                                state.number,
                                "seal_opened",
                                {},
                                {{"number", state.number}, {"person", request.principal.person}},
                                false});
    }
    return {};
  });
}

namespace {

http::Response open_party(const http::Request& request, const Services& services) {
  const auto opened = open_case(request, services, request.path_integer("id"));
  if (!opened) return refuse(request, opened.error());
  const auto parties = services.cases.parties(opened->stored.state);
  const auto party = std::find_if(parties.begin(), parties.end(),
                                  [&](const auto& each) { return each.record == request.path_text("party"); });
  if (party == parties.end()) return refuse(request, Error("not_found"));
  const auto allowed = open_seal(request, opened->sight(), party->record, text_member(request.json, "reason"));
  if (!allowed) return refuse(request, allowed.error());
  return http::json_response(json::object{{"id", party->record},
                                          {"kind", party->kind},
                                          {"name", party->name},
                                          {"phone", party->phone},
                                          {"id_number", party->id_number},
                                          {"address", party->address}});
}

}  // namespace

void add_seal_routes(http::RouteTable& table, http::Schemas& schemas, const Services& services) {
  schemas.add(
      "OpenedParty",
      R"({"type":"object","required":["id","name"],"properties":{"id":{"type":"string"},"kind":{"type":"string"},
    "name":{"type":"string"},"phone":{"type":"string"},"id_number":{"type":"string"},"address":{"type":"string"}}})");
  auto seal = command_row(http::Method::post, "cases", "/api/v1/cases/{id:int}/parties/{party}/open", "open_seal",
                          "Opens a sealed identity; logged and told to the security administrators.", "Reason",
                          open_party, services);
  seal.idempotency_key = false;
  seal.answers = {{200, "OpenedParty"}};
  table.add(std::move(seal));
}

}  // namespace bihuan::api
