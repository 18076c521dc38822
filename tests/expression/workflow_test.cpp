// What an expression of a workflow sees (contracts §2): fields that may be unset, names with dots, functions of the
// host.
#include "engine/expression/program.h"
#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::expression;

namespace {

enum Function : FunctionId { kInState = 1, kWorkdays = 2 };

class Desk : public Host {
 public:
  Result<Value> value(Slot slot) const override {
    ++asked;
    return slot == left ? Value::duration({86'400, 0}) : Value();
  }
  Result<Value> call(FunctionId function, std::span<const Value> arguments) const override {
    if (function == kInState) return Value::boolean(arguments[0].as_string() == "handling");
    return Value::duration({arguments[0].as_int() * 86'400, 0});
  }
  Slot left = 0;
  mutable int asked = 0;
};

struct World {
  Environment environment;
  std::vector<Value> values;
  Desk desk;

  Slot field(const std::string& name, Type type, Value value) {
    const Slot slot = environment.declare(name, std::move(type));
    environment.alias("field." + name, slot);
    values.push_back(std::move(value));
    return slot;
  }

  World() {
    using Shape = Type::Kind;
    const Type place = Type::object(
        "place",
        {{"text", Shape::string}, {"lat", Type::nullable(Shape::floating)}, {"lon", Type::nullable(Shape::floating)}});
    field("severity", Type::nullable(Shape::integer), Value::integer(4));
    field("fine", Type::nullable(Shape::integer), Value());
    field("route", Shape::string, Value::string("31-6"));
    field("reason", Shape::string, Value::string(""));
    field("photos", Type::list(Shape::string), Value::list({Value::string("a")}));
    field("rows", Type::list(Type()), Value::list({}));
    field("urgent", Type::nullable(Shape::boolean), Value());
    field("place", Type::nullable(place),
          Value::record({{"text", Value::string("xikou")}, {"lat", Value::floating(29.7)}, {"lon", Value()}}));
    field("site", Type::nullable(place), Value());
    field("due", Type::nullable(Shape::timestamp), Value());
    environment.declare("event.name", Shape::string);
    values.push_back(Value::string("accept"));
    environment.declare("event.data", Type());
    values.push_back(Value::record({{"n", Value::integer(3)}}));
    environment.declare("actor.roles", Type::list(Shape::string));
    values.push_back(Value::list({Value::string("clerk")}));
    desk.left = environment.declare("clock.handling.left", Shape::duration);  // computed when asked
    environment.declare_function("in_state", {Shape::string}, Shape::boolean, kInState);
    environment.declare_function("workdays", {Shape::integer}, Shape::duration, kWorkdays);
  }

  Result<Value> run(const std::string& source) const {
    auto program = compile(source, environment);
    if (!program) return program.error();
    return program->evaluate({values, &desk});
  }
  bool yes(const std::string& source) const {
    const auto value = run(source);
    INFO(source << (value ? "" : ": " + value.error().message()));
    REQUIRE(value.has_value());
    return value->as_bool();
  }
  std::string code(const std::string& source) const {
    const auto value = run(source);
    return value ? "" : value.error().code;
  }
};

}  // namespace

TEST_CASE("fields are read by their bare name and as field.NAME", "[workflow]") {
  const World world;
  CHECK(world.yes("severity >= 3 && field.severity == severity"));
  CHECK(world.yes("route in ['31-5', '31-6'] && event.data.n == 3 && event.name == 'accept'"));
  CHECK(world.yes("'clerk' in actor.roles"));
  CHECK(world.code("field.nothing == 1") == "expression_unknown_name");
  CHECK(world.code("field") == "expression_unknown_name");
}

TEST_CASE("has() says whether a field is set", "[workflow]") {
  const World world;
  CHECK(world.yes("has(field.severity) && has(field.route) && has(field.photos) && has(field.place)"));
  CHECK_FALSE(world.yes("has(field.fine) || has(field.reason) || has(field.rows) || has(field.urgent)"));
  CHECK(world.yes("has(place.text) && has(place.lat) && !has(place.lon)"));
  CHECK_FALSE(world.yes("has(site.text)"));
  CHECK(world.yes("has(event.data.n) && !has(event.data.m)"));
  CHECK(world.code("has(field.nothing)") == "expression_unknown_name");
  CHECK(world.code("has(severity)") == "expression_has_argument");
}

TEST_CASE("nullable fields compare with null and refuse arithmetic without a value", "[workflow]") {
  const World world;
  CHECK(world.yes("fine == null && severity != null && due == null && site == null"));
  CHECK(world.yes("fine == null || fine > 100"));
  CHECK_FALSE(world.yes("fine != null && fine > 100"));
  CHECK(world.code("fine > 100") == "expression_null_operand");
  CHECK(world.code("fine + 1 == 2") == "expression_null_operand");
  CHECK(world.code("urgent ? 1 : 2") == "expression_null_condition");
  CHECK(world.code("site.text == ''") == "expression_null_fields");
  CHECK(world.code("route == null") == "expression_no_overload");  // text is never null
}

TEST_CASE("the host computes slots beyond the values, and functions", "[workflow]") {
  const World world;
  CHECK(world.yes("clock.handling.left == duration('24h')"));
  CHECK(world.desk.asked == 1);
  CHECK(world.yes("in_state('handling') && !in_state('registered')"));
  CHECK(world.yes("workdays(2) == duration('48h')"));
  CHECK(world.code("in_state(3)") == "expression_no_overload");
  CHECK(world.code("in_state()") == "expression_no_overload");
  CHECK(world.code("clock.other.left > duration('1h')") == "expression_unknown_name");
}

TEST_CASE("a program knows what it uses and what it gives", "[workflow]") {
  const World world;
  const auto program =
      compile("in_state('x') && severity > 1 && severity < 9 && route != ''", world.environment).value();
  CHECK(program.result_type() == Type(Type::Kind::boolean));
  CHECK(program.references().slots == std::vector<Slot>{0, 2});
  CHECK(program.references().functions == std::vector<FunctionId>{kInState});
  const Node& root = program.ast().root();
  REQUIRE(root.operation == Operation::logical_and);
  REQUIRE(root.arguments.size() == 4);
  CHECK(root.arguments[1]->operation == Operation::greater);
  CHECK(root.arguments[1]->arguments[0]->slot == Slot{0});
  CHECK(root.arguments[1]->arguments[1]->value == Value::integer(1));
}

TEST_CASE("test() gives the truth of a guard without a value", "[workflow]") {
  const World world;
  const Bindings bindings{world.values, &world.desk};
  CHECK(compile("severity >= 3", world.environment)->test(bindings).value());
  CHECK_FALSE(compile("severity > 4", world.environment)->test(bindings).value());
  CHECK(compile("fine > 4", world.environment)->test(bindings).error().code == "expression_null_operand");
  CHECK(compile("event.data.n", world.environment)->test(bindings).error().code == "expression_not_bool");
}
