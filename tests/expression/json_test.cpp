#include "engine/expression/json.h"

#include <simdjson.h>

#include <boost/json.hpp>
#include <cmath>

#include "engine/base/json_text.h"
#include "tests/support/catch.h"

using namespace bihuan::expression;

namespace {

bihuan::Result<Value> from_stored(const std::string& text) {
  simdjson::dom::parser parser;
  return from_json(parser.parse(text).value());
}

std::string stored(const Value& value) {
  bihuan::JsonText out;
  write_json(out, value);
  return std::string(out.text());
}

}  // namespace

TEST_CASE("every value comes back from its wire form", "[json]") {
  const char* const texts[] = {"null",
                               "true",
                               "-3",
                               "9223372036854775807",
                               "-9223372036854775808",
                               "3.0",
                               "-0.0",
                               "1.5",
                               "1e+300",
                               R"("文字 \" \\ \n")",
                               "[]",
                               "[1,2.0,\"a\"]",
                               "{}",
                               R"({"a":1,"b":[null]})",
                               R"({"$type":"uint","value":"18446744073709551615"})",
                               R"({"$type":"double","value":"NaN"})",
                               R"({"$type":"double","value":"-Infinity"})",
                               R"({"$type":"bytes","base64":"AP8="})",
                               R"({"$type":"timestamp","value":"2009-02-13T23:31:30Z"})",
                               R"({"$type":"duration","value":"3600s"})",
                               R"({"$type":"duration","value":"-1.5s"})",
                               R"({"$type":"type","value":"int"})",
                               R"({"$type":"map","entries":[[1,"a"],[true,"b"]]})",
                               R"({"$type":"map","entries":[["$type","x"]]})",
                               R"({"$type":"optional"})",
                               R"({"$type":"net.IP","value":"2001:db8::1"})",
                               R"({"$type":"net.CIDR","value":"10.0.0.0/8"})",
                               R"({"$type":"optional","value":1})"};
  for (const char* text : texts) {
    INFO(text);
    const Value value = parse_json(text).value();
    CHECK(to_json_text(value) == text);
    CHECK(identical(from_json(to_json(value)).value(), value));
    CHECK(stored(value) == text);
    CHECK(identical(from_stored(text).value(), value));
  }
}

TEST_CASE("whole numbers and doubles are told apart by their text", "[json]") {
  CHECK(parse_json("3")->is(Kind::integer));
  CHECK(parse_json("3.0")->is(Kind::floating));
  CHECK(parse_json("3e0")->is(Kind::floating));
  CHECK(parse_json("-0")->is(Kind::integer));
  CHECK(parse_json(R"({"$type":"double","value":"1.5"})")->as_double() == 1.5);
  for (const char* text : {"9223372036854775808", "-9223372036854775809", "123456789012345678901234567890", "1e999"}) {
    INFO(text);
    CHECK(parse_json(text).error().code == "expression_number_too_large");
  }
  CHECK(from_json(boost::json::value(std::uint64_t{1} << 63U)).error().code == "expression_number_too_large");
  CHECK(from_stored("[9223372036854775808]").error().code == "expression_number_too_large");
}

TEST_CASE("what is malformed is refused", "[json]") {
  for (const char* text : {"", "{", "[1,]", "nul", "1 2", "{\"a\":1,}", "'a'", "\"\\ud800\""}) {
    INFO(text);
    CHECK(parse_json(text).error().code == "expression_bad_json");
  }
  CHECK(parse_json("\"\xFF\"").error().code == "expression_bad_utf8");
  CHECK(parse_json(std::string(100'000, '[')).error().code == "expression_bad_json");
  for (const char* text :
       {R"({"$type":"uint","value":"-1"})", R"({"$type":"uint","value":3})", R"({"$type":"bytes","base64":"a"})",
        R"({"$type":"timestamp","value":"2009-02-30T00:00:00Z"})", R"({"$type":"duration","value":"1 hour"})",
        R"({"$type":"nothing","value":"1"})", R"({"$type":1})", R"({"$type":"map","entries":[[1]]})",
        R"({"$type":"double","value":"one"})"}) {
    INFO(text);
    CHECK(parse_json(text).error().code == "expression_bad_wire");
    CHECK(from_stored(text).error().code == "expression_bad_wire");
  }
  CHECK(from_stored(std::string(200, '[') + std::string(200, ']')).error().code == "expression_bad_json");
  CHECK(parse_json(R"({"$type":"map","entries":[[1.5,1]]})").error().code == "expression_bad_key");
}
