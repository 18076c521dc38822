#include "web/http/openapi.h"

#include <fmt/format.h>

#include <set>

#include "web/http/text.h"

namespace bihuan::http {

namespace json = boost::json;

namespace {

json::object reference(std::string_view name) {
  return {{"$ref", "#/components/schemas/" + std::string(name)}};
}

// "/cases/{id:int}" as the document writes it: "/cases/{id}".
std::string path_of(const Route& route) {
  std::string path;
  for (const auto& part : parse_pattern(route.pattern)) {
    path += '/';
    path += part.kind == PatternPart::Kind::literal ? part.name : part.prefix + "{" + part.name + "}" + part.suffix;
  }
  return path.empty() ? "/" : path;
}

json::object schema_of(const QueryParameter& parameter) {
  json::object schema;
  if (parameter.type == "list") {
    schema = {{"type", "array"}, {"items", json::object{{"type", "string"}}}};
  } else if (parameter.type == "date" || parameter.type == "date-time") {
    schema = {{"type", "string"}, {"format", parameter.type}};
  } else {
    schema = {{"type", parameter.type}};
  }
  if (!parameter.choices.empty()) {
    json::array choices;
    for (const auto& choice : parameter.choices) choices.emplace_back(choice);
    schema["enum"] = std::move(choices);
  }
  return schema;
}

json::object header_parameter(std::string_view name, std::string_view description, bool required) {
  return {{"name", name},
          {"in", "header"},
          {"required", required},
          {"description", description},
          {"schema", json::object{{"type", "string"}}}};
}

json::object query_parameter(const QueryParameter& parameter) {
  // A family "fields.*" is an object whose members are written fields.NAME=VALUE.
  if (parameter.name.ends_with(".*")) {
    return {{"name", parameter.name.substr(0, parameter.name.size() - 2)},
            {"in", "query"},
            {"required", false},
            {"description", parameter.description + " Written NAME.MEMBER=VALUE."},
            {"schema", json::object{{"type", "object"}, {"additionalProperties", json::object{{"type", "string"}}}}}};
  }
  json::object one{
      {"name", parameter.name}, {"in", "query"}, {"required", parameter.required}, {"schema", schema_of(parameter)}};
  if (!parameter.description.empty()) one["description"] = parameter.description;
  if (parameter.type == "list") {
    one["style"] = "form";
    one["explode"] = false;
  }
  return one;
}

json::array parameters_of(const Route& route) {
  json::array parameters;
  for (const auto& part : parse_pattern(route.pattern)) {
    if (part.kind == PatternPart::Kind::literal) continue;
    const bool integer = part.kind == PatternPart::Kind::integer;
    json::object schema{{"type", integer ? "integer" : "string"}};
    if (integer) schema["format"] = "int64";
    parameters.push_back(json::object{{"name", part.name}, {"in", "path"}, {"required", true}, {"schema", schema}});
  }
  for (const auto& parameter : route.query) {
    if (parameter.name != "*") parameters.push_back(query_parameter(parameter));
  }
  if (route.if_match) parameters.push_back(header_parameter("If-Match", "The version that was read, in quotes.", true));
  if (route.idempotency_key) {
    parameters.push_back(header_parameter("Idempotency-Key",
                                          "Names this request; a retry with the same key gets the same answer.", true));
  }
  const auto answers_with = [&](int status) {
    return std::any_of(route.answers.begin(), route.answers.end(),
                       [&](const auto& each) { return each.status == status; });
  };
  if (answers_with(200) && answers_with(204)) {
    parameters.push_back(header_parameter("Prefer", "return=minimal: 204 instead of the whole (RFC 7240).", false));
  }
  return parameters;
}

json::object body_of(const Route& route) {
  json::object content;
  if (route.body == BodyKind::json) {
    content["application/json"] =
        json::object{{"schema", route.request_schema.empty() ? json::object{} : reference(route.request_schema)}};
  } else {
    const json::object bytes{{"type", "string"}, {"format", "binary"}};
    content["application/octet-stream"] = json::object{{"schema", bytes}};
    if (!route.form_schema.empty()) {
      content["multipart/form-data"] = json::object{{"schema", reference(route.form_schema)}};
    }
  }
  return {{"required", true}, {"content", std::move(content)}};
}

std::string_view reason(int status) {
  switch (status) {
    case 200:
      return "Done.";
    case 201:
      return "Created.";
    case 202:
      return "Taken on; it goes on by itself.";
    case 204:
      return "Done; there is nothing to say.";
    case 206:
      return "The range that was asked for.";
    default:
      return "An answer.";
  }
}

json::object answers_of(const Route& route) {
  json::object all;
  for (const auto& answer : route.answers) {
    json::object one{{"description", reason(answer.status)}};
    if (answer.status != 204) {
      json::object schema;
      if (!answer.schema.empty()) {
        schema = reference(answer.schema);
      } else if (answer.media_type != "application/json") {
        schema = {{"type", "string"}};
      }
      one["content"] = json::object{{answer.media_type, json::object{{"schema", std::move(schema)}}}};
    }
    all[std::to_string(answer.status)] = std::move(one);
  }
  const json::object problem{
      {"description", "A refusal: what is wrong and what to do."},
      {"content", json::object{{"application/problem+json", json::object{{"schema", reference("Problem")}}}}}};
  all["4XX"] = problem;
  all["5XX"] = problem;
  return all;
}

json::object operation_of(const Route& route) {
  json::object operation{{"operationId", route.name},
                         {"tags", json::array{route.tag.empty() ? "general" : route.tag}},
                         {"summary", route.summary}};
  auto parameters = parameters_of(route);
  if (!parameters.empty()) operation["parameters"] = std::move(parameters);
  if (route.body != BodyKind::none) operation["requestBody"] = body_of(route);
  operation["responses"] = answers_of(route);
  if (route.access == Access::open) {
    operation["security"] = json::array{};
  } else {
    json::array ways{json::object{{"session", json::array{}}}};
    if (!route.scope.empty()) ways.push_back(json::object{{"token", json::array{}}});
    operation["security"] = std::move(ways);
  }
  std::string rights;
  if (!route.scope.empty()) rights += fmt::format("A token needs the scope `{}`. ", route.scope);
  for (const auto& role : route.roles)
    rights += fmt::format("{} `{}`", rights.ends_with("role:") ? "" : "Needs the role", role);
  if (!rights.empty()) operation["description"] = std::string(trim(rights));
  return operation;
}

}  // namespace

std::string_view problem_schema() {
  return R"json({
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
      "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
      "detail": {"type": "string"}, "code": {"type": "string", "pattern": "^[a-z0-9_]+$"},
      "hint": {"type": "string"}, "instance": {"type": "string"}, "retry_after": {"type": "integer"},
      "fields": {"type": "array", "items": {"type": "object", "required": ["pointer", "code", "message"],
        "properties": {"pointer": {"type": "string"}, "code": {"type": "string"}, "message": {"type": "string"}}}}
    }
  })json";
}

json::object openapi_document(const RouteTable& table, const Schemas& schemas, const ApiInfo& info) {
  json::object paths;
  std::set<std::string> tags;
  for (const auto& route : table.routes()) {
    auto& path = paths[path_of(*route)];
    if (!path.is_object()) path = json::object{};
    path.as_object()[lower(method_name(route->method))] = operation_of(*route);
    tags.insert(route->tag.empty() ? "general" : route->tag);
  }
  json::array tag_list;
  for (const auto& tag : tags) {
    json::object one{{"name", tag}};
    if (const auto text = table.tags().find(tag); text != table.tags().end()) one["description"] = text->second;
    tag_list.push_back(std::move(one));
  }
  json::object named;
  for (const auto& [name, schema] : schemas.all()) named[name] = schema;
  return {
      {"openapi", "3.1.0"},
      {"info", json::object{{"title", info.title},
                            {"version", info.version},
                            {"description", info.description},
                            {"license", json::object{{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
      {"servers", json::array{json::object{{"url", "/"}}}},
      {"tags", std::move(tag_list)},
      {"paths", std::move(paths)},
      {"components",
       json::object{
           {"schemas", std::move(named)},
           {"securitySchemes",
            json::object{{"session", json::object{{"type", "apiKey"}, {"in", "cookie"}, {"name", "bihuan_session"}}},
                         {"token", json::object{{"type", "http"}, {"scheme", "bearer"}}}}}}}};
}

}  // namespace bihuan::http
