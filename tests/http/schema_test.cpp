#include "web/http/schema.h"

#include <boost/json/parse.hpp>

#include "tests/support/catch.h"

using namespace bihuan::http;

namespace {

Schemas sample() {
  Schemas schemas;
  schemas.add("Unit", R"({"type": "object", "required": ["id"], "additionalProperties": false,
                          "properties": {"id": {"type": "string", "minLength": 1, "maxLength": 4},
                                         "parent": {"$ref": "#/components/schemas/Unit"}}})");
  schemas.add("Case", R"({"type": "object", "required": ["id", "state"],
    "properties": {"id": {"type": "integer", "minimum": 1}, "state": {"enum": ["open", "closed"]},
      "due": {"type": ["string", "null"], "format": "date-time"}, "units": {"type": "array", "maxItems": 2,
      "items": {"$ref": "#/components/schemas/Unit"}}, "phone": {"type": "string", "pattern": "^1[0-9]{10}$"},
      "kind": {"oneOf": [{"type": "string"}, {"type": "integer"}]}, "day": {"type": "string", "format": "date"},
      "fields": {"type": "object", "additionalProperties": {"type": "number"}}}})");
  return schemas;
}

std::string wrong(const char* text, const char* schema = "Case") {
  const auto schemas = sample();
  std::string all;
  for (const auto& one : schemas.check(schema, boost::json::parse(text))) {
    all += (all.empty() ? "" : " ") + one.pointer + ":" + one.error.code;
  }
  return all;
}

}  // namespace

TEST_CASE("a value that fits has no problems", "[schema]") {
  CHECK(wrong(R"({"id": 1, "state": "open", "due": null, "units": [{"id": "a", "parent": {"id": "b"}}], "more": 1,
                  "fields": {"a": 1.5}, "kind": "x", "day": "2022-06-01", "phone": "13800001234"})") == "");
  CHECK(wrong(R"({"id": 1, "state": "open", "due": "2022-06-01T01:00:00Z"})") == "");
  CHECK(wrong(R"({"id": "四个字符"})", "Unit") == "");
}

TEST_CASE("every problem has its pointer and code", "[schema]") {
  CHECK(wrong(R"({"id": 0, "state": "gone"})") == "/id:schema_range /state:schema_choice");
  CHECK(wrong(R"({"id": 1.5})") == "/state:schema_required /id:schema_type");
  CHECK(wrong(R"([])") == ":schema_type");
  CHECK(wrong(R"({"id": 1, "state": "open", "due": "tomorrow", "phone": "123", "day": "2022-6-1", "kind": null})") ==
        "/due:schema_format /phone:schema_pattern /day:schema_format /kind:schema_alternative");
  CHECK(wrong(R"({"id": 1, "state": "open", "units": [{}, {"id": "", "x/y": 1}, {"id": "12345"}]})") ==
        "/units:schema_items /units/0/id:schema_required /units/1/id:schema_length /units/1/x~1y:schema_unknown "
        "/units/2/id:schema_length");
  CHECK(wrong(R"({"id": 1, "state": "open", "fields": {"a": "b"}})") == "/fields/a:schema_type");
}

TEST_CASE("a schema that could not be checked is refused", "[schema]") {
  Schemas schemas;
  CHECK_THROWS_AS(schemas.add("A", R"({"type": "object", "patternProperties": {}})"), std::logic_error);
  CHECK_THROWS_AS(schemas.add("B", R"({"properties": {"a": {"dependentRequired": {}}}})"), std::logic_error);
  CHECK_THROWS_AS(schemas.add("C", "[]"), std::logic_error);
  schemas.add("D", R"({"items": {"$ref": "#/components/schemas/E"}})");
  CHECK_THROWS_AS(schemas.add("D", "{}"), std::logic_error);
  CHECK(schemas.missing() == std::vector<std::string>{"#/components/schemas/E"});
}

TEST_CASE("problems are bounded in number", "[schema][attack]") {
  std::string many = "[";
  for (int i = 0; i < 5000; ++i) many += i ? ",1" : "1";
  Schemas schemas;
  schemas.add("L", R"({"type": "array", "items": {"type": "string"}})");
  CHECK(schemas.check("L", boost::json::parse(many + "]")).size() == 50);
}
