// The profiles of ledgers: what columns mean, for imports and for exports.
#include <boost/json/array.hpp>

#include "engine/ledger/case_import.h"
#include "engine/ledger/directory_import.h"
#include "web/api/ledger/import_routes.h"
#include "web/api/ledger/import_view.h"
#include "web/api/respond.h"

namespace bihuan::api {
namespace {

namespace json = boost::json;
using http::Method;
using http::Request;
using http::Response;
using Desk = std::shared_ptr<ImportDesk>;

Response list_profiles(const Desk& desk, const Request& request) {
  json::array items;
  for (const auto& known : desk->profiles().all()) {
    items.push_back(profile_view(desk->services(), known, request.language, false));
  }
  return http::json_response(json::object{{"items", std::move(items)}});
}

Response read_profile(const Desk& desk, const Request& request) {
  const auto known = desk->profiles().find(request.path_text("id"));
  if (!known) return refuse(request, known.error());
  return http::with_etag(http::json_response(profile_view(desk->services(), *known, request.language, true)),
                         std::to_string(known->version));
}

Response put_profile(const Desk& desk, const Request& request) {
  auto body = request.json.as_object();
  body["id"] = std::string(request.path_text("id"));
  auto profile = ledger::profile_from_json(body);
  if (!profile) return refuse(request, profile.error());
  if (auto allowed = may_change_profile(desk, *profile, request.principal.person); !allowed) {
    return refuse(request, allowed.error());
  }
  std::int64_t version = 0;
  if (const auto known = desk->profiles().find(profile->id)) {
    if (auto allowed = may_change_profile(desk, known->profile, request.principal.person); !allowed) {
      return refuse(request, allowed.error());
    }
    version = known->version;
  }
  const auto kept = desk->profiles().keep(std::move(*profile), request.if_match_version().value_or(version),
                                          request.principal.person);
  if (!kept) return refuse(request, kept.error());
  return http::with_etag(http::json_response(profile_view(desk->services(), *kept, request.language, true)),
                         std::to_string(kept->version));
}

Response remove_profile(const Desk& desk, const Request& request) {
  const auto known = desk->profiles().find(request.path_text("id"));
  if (!known) return refuse(request, known.error());
  if (auto allowed = may_change_profile(desk, known->profile, request.principal.person); !allowed) {
    return refuse(request, allowed.error());
  }
  const auto done = desk->profiles().remove(request.path_text("id"), request.principal.person);
  return done ? http::no_content() : refuse(request, done.error());
}

}  // namespace

Result<void> may_change_profile(const Desk& desk, const ledger::Profile& profile, const std::string& person) {
  const auto& services = desk->services();
  if (!profile.workflow.empty()) {
    return ledger::may_import_cases(services.cases, profile.workflow, person, services.wide_roles);
  }
  const auto rights = ledger::directory_rights(services.cases, person);
  if (!rights) return rights.error();
  return {};
}

void add_profile_routes(http::RouteTable& table, http::Schemas& schemas, const std::shared_ptr<ImportDesk>& desk) {
  schemas.add("ImportProfileRow",
              R"({"type":"object","required":["id","title","kind","workflow","shipped","version","saved_by","saved_at"],
    "properties":{"id":{"type":"string"},"title":{"type":"string"},"kind":{"enum":["cases","units","people"]},
    "workflow":{"type":"string"},"shipped":{"type":"boolean"},"version":{"type":"integer"},"saved_by":{"type":["string","null"]},
    "saved_at":{"type":["string","null"]}}})");
  schemas.add("ImportProfiles", R"({"type":"object","required":["items"],"properties":{"items":{"type":"array","items":
    {"$ref":"#/components/schemas/ImportProfileRow"}}}})");
  schemas.add("ProfileBody", R"({"type":"object","required":["title","columns"],"properties":{
    "title":{"type":"string","minLength":1,"maxLength":100},"workflow":{"type":"string"},
    "identity":{"type":"array","items":{"type":"string"}},"datum":{"enum":["wgs84","gcj02","bd09"]},
    "columns":{"type":"array","maxItems":400,"items":{"type":"object","required":["to","headings"],"properties":{
      "to":{"type":"string"},"headings":{"type":"array","minItems":1,"items":{"type":"string"}}}}},
    "values":{"type":"object","additionalProperties":{"type":"object","additionalProperties":{"type":"string"}}},
    "defaults":{"type":"object","additionalProperties":{"type":"string"}},"clocks":{"type":"array","items":{"type":"string"}},
    "open_state":{"type":"string"},"closed_state":{"type":"string"},"ignored":{"type":"array","items":{"type":"string"}}}})");
  // A profile as it was read may be sent back; what it says of its keeping is passed over.
  schemas.add("NewProfile",
              R"({"type":"object","required":["title","columns"],"additionalProperties":false,"properties":{
    "id":{},"kind":{},"targets":{},"shipped":{},"version":{},"saved_by":{},"saved_at":{},
    "title":{"type":"string","minLength":1,"maxLength":100},"workflow":{"type":"string","maxLength":100},
    "identity":{"type":"array","maxItems":20,"items":{"type":"string","maxLength":200}},"datum":{"enum":["wgs84","gcj02","bd09"]},
    "columns":{"type":"array","maxItems":400,"items":{"type":"object","required":["to","headings"],"properties":{
      "to":{"type":"string","maxLength":200},"headings":{"type":"array","minItems":1,"maxItems":50,"items":{"type":"string","maxLength":500}}}}},
    "values":{"type":"object","additionalProperties":{"type":"object","additionalProperties":{"type":"string","maxLength":500}}},
    "defaults":{"type":"object","additionalProperties":{"type":"string","maxLength":500}},
    "clocks":{"type":"array","maxItems":100,"items":{"type":"string","maxLength":100}},
    "open_state":{"type":"string","maxLength":100},"closed_state":{"type":"string","maxLength":100},
    "ignored":{"type":"array","maxItems":400,"items":{"type":"string","maxLength":500}}}})");
  schemas.add(
      "ImportProfile",
      R"({"allOf":[{"$ref":"#/components/schemas/ImportProfileRow"},{"$ref":"#/components/schemas/ProfileBody"}]})");
  table.add(desk_row(desk, Method::get, "/api/v1/import-profiles", "list_import_profiles",
                     "What the columns of ledgers mean: shipped and kept.", {200, "ImportProfiles"}, list_profiles));
  table.add(desk_row(desk, Method::get, "/api/v1/import-profiles/{id}", "read_import_profile", "One profile.",
                     {200, "ImportProfile"}, read_profile));
  auto put = desk_row(desk, Method::put, "/api/v1/import-profiles/{id}", "put_import_profile",
                      "Keeps a profile under this id.", {200, "ImportProfile"}, put_profile);
  put.body = http::BodyKind::json;
  put.request_schema = "NewProfile";
  table.add(std::move(put));
  table.add(desk_row(desk, Method::del, "/api/v1/import-profiles/{id}", "delete_import_profile",
                     "Deletes a kept profile.", {204}, remove_profile));
}

std::shared_ptr<ImportDesk> add_ledger_routes(http::RouteTable& table, http::Schemas& schemas, const Services& services,
                                              LedgerRouteOptions options) {
  table.describe("imports", "Ledgers that become cases, units and people, and what their columns mean.");
  table.describe("exports", "Filtered lists as ledgers, and one case as one archive.");
  auto desk = std::make_shared<ImportDesk>(services, std::move(options));
  add_import_routes(table, schemas, desk);
  add_profile_routes(table, schemas, desk);
  add_export_routes(table, schemas, services);
  return desk;
}

}  // namespace bihuan::api
