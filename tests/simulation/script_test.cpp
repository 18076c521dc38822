#include "engine/simulation/script.h"

#include "tests/support/catch.h"

using bihuan::simulation::read_script;
using bihuan::simulation::Step;

TEST_CASE("a script is a list, or an object with its start", "[simulation]") {
  const auto plain = read_script(
      R"([{"event":"t","by":"clerk","data":{"n":3,"x":2.0},"lenient":true},{"advance":"1h30m"},"restart"])");
  REQUIRE(plain.has_value());
  CHECK(plain->zone.format(plain->at) == "2022-01-04T09:00:00+08:00");
  REQUIRE(plain->steps.size() == 3);
  CHECK(plain->steps[0].event == "t");
  CHECK(plain->steps[0].by == "clerk");
  CHECK(plain->steps[0].lenient);
  REQUIRE(plain->steps[0].data.size() == 2);
  CHECK(plain->steps[0].data[0].second.is(bihuan::expression::Kind::integer));
  CHECK(plain->steps[0].data[1].second.is(bihuan::expression::Kind::floating));
  CHECK(plain->steps[1].advance == 5'400'000);
  CHECK(plain->steps[2].kind == Step::Kind::restart);

  const auto placed = read_script(R"({"at":"2022-06-01T09:00","zone":"Europe/Berlin","steps":[]})");
  REQUIRE(placed.has_value());
  CHECK(placed->zone.format(placed->at) == "2022-06-01T09:00:00+02:00");
}

TEST_CASE("what is no script is refused, with its place", "[simulation]") {
  for (const char* text : {"",
                           "{",
                           "3",
                           "{}",
                           R"({"steps":3})",
                           R"([3])",
                           R"([{}])",
                           R"([{"evnt":"t"}])",
                           R"([{"event":3}])",
                           R"([{"event":""}])",
                           R"([{"event":"t","data":[1]}])",
                           R"([{"event":"t","lenient":1}])",
                           R"([{"event":"t","advance":"1h"}])",
                           R"([{"advance":"soon"}])",
                           R"([{"advance":"1h","by":"x"}])",
                           R"(["again"])",
                           R"({"at":"yesterday","steps":[]})",
                           R"({"at":3,"steps":[]})",
                           R"({"steps":[],"more":1})",
                           R"([{"event":"t","data":{"n":18446744073709551615}}])",
                           "[{\"event\":\"\xff\"}]"}) {
    INFO(text);
    const auto script = read_script(text);
    REQUIRE(script.has_error());
    CHECK(script.error().code == "script_invalid");
  }
  CHECK(read_script(R"({"zone":"Moon/Base","steps":[]})").has_error());
  const auto second = read_script(R"([{"event":"t"},{"advance":"x"}])");
  REQUIRE(second.has_error());
  CHECK(second.error().message("en").find("step 2") != std::string::npos);
}
