// Whatever the bytes: no crash and no hang; what parses prints and parses to the same tree; the answer can be written
// and read back.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "engine/expression/json.h"
#include "engine/expression/program.h"

namespace {

using namespace bihuan;
using namespace bihuan::expression;

struct World {
  Environment environment;
  std::vector<Value> values;

  World() {
    using Shape = Type::Kind;
    const auto add = [&](const char* name, Type type, Value value) {
      environment.declare(name, std::move(type));
      values.push_back(std::move(value));
    };
    add("b", Shape::boolean, Value::boolean(true));
    add("i", Shape::integer, Value::integer(7));
    add("n", Type::nullable(Shape::integer), Value());
    add("d", Shape::floating, Value::floating(1.5));
    add("s", Shape::string, Value::string("a text"));
    add("l", Type::list(Shape::integer), Value::list({Value::integer(1), Value::integer(2)}));
    add("m", Type::map(Shape::string, Type()), Value::record({{"k", Value::integer(1)}}));
    add("t", Shape::timestamp, Value::timestamp({1'600'000'000, 5}));
    add("x", Type(), Value::list({Value::string("dyn")}));
  }
};

void require(bool holds) {
  if (!holds) std::abort();
}

void evaluate(const Program& program, const World& world) {
  const auto answer = program.evaluate({world.values, nullptr}, {20'000});
  if (!answer) return;
  const auto again = parse_json(to_json_text(*answer));
  // Times beyond what the wire form can say, and lists deeper than JSON is read, are the only ones that do not come
  // back.
  if (again) require(identical(*again, *answer));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const World world;
  const std::string_view source(reinterpret_cast<const char*>(data), size);
  const auto ast = parse(source);
  if (!ast) return 0;
  const std::string text = print((*ast)->root());
  if (text.size() < 100'000) {
    const auto again = parse(text);
    // Printing may need a bracket more than the limit of nesting allows.
    if (again) {
      require(same((*ast)->root(), (*again)->root()));
    } else {
      require(again.error().code == "expression_too_deep");
    }
  }
  CompileOptions options;
  for (const bool check : {true, false}) {
    options.check = check;
    if (const auto program = compile(source, world.environment, options)) evaluate(*program, world);
  }
  return 0;
}
