// Erasure on lawful request: the security administrator asks, another administrator confirms, and the personal data of
// a case, or one record of it, is destroyed.
#include "web/api/admin/routes.h"
#include "web/api/admin/second_look.h"
#include "web/api/respond.h"
#include "web/api/route_rows.h"

namespace bihuan::api {
namespace {

http::Response erase_data(const http::Request& request, const Services& services) {
  const std::string number = text_member(request.json, "number");
  const std::string record = text_member(request.json, "record");
  const std::string reason = text_member(request.json, "reason");
  const auto id = services.store().read()->cases().id_of(number);
  if (!id) return refuse(request, Error("not_found"));
  const std::string what = "erase " + number + (record.empty() ? "" : " " + record);
  if (const auto agreed = second_look(request, services, what, {}); !agreed) return refuse(request, agreed.error());
  const auto erased = services.cases.erase(*id, record, request.principal.person, reason);
  if (!erased) return refuse(request, erased.error());
  return http::json_response(boost::json::object{{"number", number}, {"records", *erased}});
}

}  // namespace

void add_erasure_routes(http::RouteTable& table, http::Schemas& schemas, const Services& services) {
  schemas.add("Erasure",
              R"({"type":"object","required":["number","reason"],"additionalProperties":false,"properties":{
    "number":{"type":"string","maxLength":100},"record":{"type":"string","maxLength":64},
    "reason":{"type":"string","minLength":1,"maxLength":2000}}})");
  schemas.add("Erased", R"({"type":"object","required":["number","records"],"properties":{"number":{"type":"string"},
    "records":{"type":"integer"}}})");
  auto erasing = command_row(http::Method::post, "admin", "/api/v1/admin/erasures", "erase_personal_data",
                             "Destroys the personal data of a case, or one record; a second administrator confirms.",
                             "Erasure", erase_data, services);
  erasing.roles = {"security_admin"};
  erasing.scope.clear();
  erasing.idempotency_key = false;
  erasing.answers = {{200, "Erased"}};
  table.add(std::move(erasing));
}

}  // namespace bihuan::api
