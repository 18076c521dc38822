#include "web/http/openapi.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "tests/support/catch.h"

using namespace bihuan::http;
namespace json = boost::json;

namespace {

Response nothing(const Request&) {
  return no_content();
}

}  // namespace

TEST_CASE("the document says what the table says", "[openapi]") {
  Schemas schemas;
  schemas.add("Problem", problem_schema());
  schemas.add("Case", R"({"type": "object"})");
  RouteTable table;
  table.add({.pattern = "/api/v1/cases",
             .name = "list_cases",
             .tag = "cases",
             .summary = "Cases that one may see.",
             .scope = "cases:read",
             .query = {{.name = "open", .type = "boolean"},
                       {.name = "sort", .choices = {"due", "-filed_at"}},
                       {.name = "fields.*", .description = "Filters."},
                       {.name = "ids", .type = "list"}},
             .answers = {{200, "Case"}},
             .handler = nothing});
  table.add({.method = Method::post,
             .pattern = "/api/v1/cases/{id:int}/file.{format}",
             .name = "write",
             .summary = "Writes.",
             .access = Access::open,
             .body = BodyKind::json,
             .request_schema = "Case",
             .if_match = true,
             .idempotency_key = true,
             .answers = {{204}},
             .handler = nothing});
  const auto document = openapi_document(table, schemas, {"Bihuan", "1", "An API."});
  CHECK(document.at("openapi").as_string() == "3.1.0");
  const auto& list = document.at("paths").at("/api/v1/cases").at("get");
  CHECK(list.at("operationId").as_string() == "list_cases");
  CHECK(list.at("parameters").as_array().size() == 4);
  CHECK(list.at("parameters").at(1).at("schema") == json::parse(R"({"type": "string", "enum": ["due", "-filed_at"]})"));
  CHECK(list.at("parameters").at(2).at("name").as_string() == "fields");
  CHECK(list.at("security").as_array().size() == 2);
  CHECK(list.at("responses").at("200").at("content").at("application/json").at("schema").at("$ref").as_string() ==
        "#/components/schemas/Case");
  const auto& write = document.at("paths").at("/api/v1/cases/{id}/file.{format}").at("post");
  CHECK(write.at("security").as_array().empty());
  CHECK(write.at("parameters").at(0) ==
        json::parse(
            R"({"name": "id", "in": "path", "required": true, "schema": {"type": "integer", "format": "int64"}})"));
  CHECK(write.at("parameters").as_array().size() == 4);
  CHECK(write.at("requestBody").at("content").at("application/json").at("schema").at("$ref").as_string() ==
        "#/components/schemas/Case");
  CHECK_FALSE(write.at("responses").at("204").as_object().contains("content"));
  CHECK(schemas.missing().empty());
}
