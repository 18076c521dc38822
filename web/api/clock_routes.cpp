// Clocks by hand.
#include "web/api/respond.h"
#include "web/api/route_rows.h"

namespace bihuan::api {
namespace {

using http::Method;
using http::Request;
using http::Response;

std::string clock_of(const Request& request) {
  return std::string(request.path_text("clock"));
}

Response suspend(const Request& request, const Services& services) {
  return execute_on_case(request, services, core::SuspendClock{clock_of(request), text_member(request.json, "reason")});
}

Response resume(const Request& request, const Services& services) {
  return execute_on_case(request, services, core::ResumeClock{clock_of(request), text_member(request.json, "reason")});
}

Response extend(const Request& request, const Services& services) {
  const core::Budget by{integer_member(request.json, "days"), integer_member(request.json, "hours") * 3'600'000};
  return execute_on_case(request, services,
                         core::ExtendClock{clock_of(request), by, text_member(request.json, "reason")});
}

Response decide_extension(const Request& request, const Services& services) {
  return execute_on_case(request, services,
                         core::DecideExtension{clock_of(request), boolean_member(request.json, "approve"),
                                               text_member(request.json, "note")});
}

}  // namespace

void add_clock_routes(http::RouteTable& table, http::Schemas& schemas, const Services& services) {
  schemas.add("Extension", R"({"type":"object","required":["reason"],"additionalProperties":false,"properties":{
    "days":{"type":"integer","minimum":0,"maximum":3650},"hours":{"type":"integer","minimum":0,"maximum":87600},
    "reason":{"type":"string","maxLength":2000}}})");
  const std::string clock = "/api/v1/cases/{id:int}/clocks/{clock}";
  table.add(command_row(Method::post, "cases", clock + "/suspend", "suspend_clock", "Suspends a limit with a reason.",
                        "Reason", suspend, services));
  table.add(command_row(Method::post, "cases", clock + "/resume", "resume_clock", "Lets a limit run on.", "Reason",
                        resume, services));
  table.add(command_row(Method::post, "cases", clock + "/extend", "extend_clock", "Asks for an extension.", "Extension",
                        extend, services));
  table.add(command_row(Method::post, "cases", clock + "/decide", "decide_extension",
                        "Approves or refuses an extension.", "Decision", decide_extension, services));
}

}  // namespace bihuan::api
