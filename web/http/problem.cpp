#include "web/http/problem.h"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>

#include "engine/base/catalogue.h"

namespace bihuan::http {

Response problem(const Request& request, int status, const Error& error, const std::vector<FieldProblem>& fields,
                 boost::json::object extra) {
  namespace json = boost::json;
  const std::string title = fmt::format("status_{}", status);
  json::object body;
  body["type"] = "urn:bihuan:problem:" + error.code;
  body["title"] = text(request.language, has_text(title) ? title : "status_500");
  body["status"] = status;
  body["detail"] = error.message(request.language);
  body["code"] = error.code;
  if (const auto hint = error.hint(request.language); !hint.empty()) body["hint"] = hint;
  if (!request.id.empty()) body["instance"] = "urn:bihuan:request:" + request.id;
  if (!fields.empty()) {
    json::array all;
    for (const auto& field : fields) {
      all.push_back(json::object{
          {"pointer", field.pointer}, {"code", field.error.code}, {"message", field.error.message(request.language)}});
    }
    body["fields"] = std::move(all);
  }
  for (auto& member : extra) body[member.key()] = member.value();

  Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/problem+json");
  response.headers.add("Content-Language", request.language);
  response.headers.add("Cache-Control", "no-store");
  if (status == 401) response.headers.add("WWW-Authenticate", "Bearer realm=\"bihuan\"");
  response.body = json::serialize(body);
  return response;
}

Response problem_later(const Request& request, int status, const Error& error, std::int64_t seconds) {
  auto response = problem(request, status, error, {}, {{"retry_after", seconds}});
  response.headers.set("Retry-After", std::to_string(seconds));
  return response;
}

std::string pointer_segment(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace bihuan::http
