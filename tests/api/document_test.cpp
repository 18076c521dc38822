// The OpenAPI document is made from the table that routes; every schema it names exists.
#include "tests/api/desk.h"
#include "tests/support/catch.h"
#include "web/http/openapi.h"

using namespace bihuan;
using namespace bihuan::tests;

TEST_CASE("every schema that a route or another schema names is registered", "[api]") {
  Desk desk;
  CHECK(desk.schemas.missing().empty());
  for (const auto& route : desk.table.routes()) {
    INFO(route->name);
    if (!route->request_schema.empty()) CHECK(desk.schemas.find(route->request_schema) != nullptr);
    for (const auto& answer : route->answers) {
      if (!answer.schema.empty()) CHECK(desk.schemas.find(answer.schema) != nullptr);
    }
  }
}
