// How many guards one core evaluates a second of its own time. Through the public interface; values stand ready, as in
// a case.
#include <fmt/format.h>

#include <ctime>
#include <string>
#include <vector>

#include "bench/report.h"
#include "engine/expression/program.h"

namespace {

using namespace bihuan::expression;

struct Bench {
  Environment environment;
  std::vector<Value> values;

  Bench() {
    using Shape = Type::Kind;
    const auto add = [&](const char* name, Type type, Value value) {
      environment.declare(name, std::move(type));
      values.push_back(std::move(value));
    };
    add("severity", Type::nullable(Shape::integer), Value::integer(4));
    add("lead_unit", Shape::string, Value::string("xikou"));
    add("photos", Type::list(Shape::string), Value::list({Value::string("a.jpg"), Value::string("b.jpg")}));
    add("types", Type::list(Shape::string), Value::list({Value::string("water"), Value::string("noise")}));
    add("filed_at", Shape::timestamp, Value::timestamp({1'654'041'600, 0}));
    add("now", Shape::timestamp, Value::timestamp({1'655'000'000, 0}));
  }

  double run(const std::string& name, const std::string& source) const {
    const auto program = compile(source, environment).value();
    const Bindings bindings{values, nullptr};
    constexpr int chunk = 100'000;
    std::int64_t count = 0;
    std::int64_t yes = 0;
    const std::clock_t start = std::clock();
    double seconds = 0;
    while (seconds < 0.5) {
      for (int i = 0; i < chunk; ++i) yes += program.evaluate(bindings).value().as_bool() ? 1 : 0;
      count += chunk;
      seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    }
    if (yes != count) fmt::print(stderr, "{}: not true\n", name);
    return static_cast<double>(count) / seconds;
  }

  double compiled(const std::string& source) const {
    std::int64_t count = 0;
    const std::clock_t start = std::clock();
    double seconds = 0;
    while (seconds < 0.5) {
      for (int i = 0; i < 100; ++i) count += compile(source, environment).has_value() ? 1 : 0;
      seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    }
    return static_cast<double>(count) / seconds;
  }
};

}  // namespace

int main(int argc, char** argv) {
  const bihuan::bench::Report report(argc, argv);
  const Bench bench;
  const std::string guard = "severity >= 3 && lead_unit != '' && size(photos) > 0";
  const auto run = [&](const std::string& name, const std::string& source, const std::string& aim) {
    report.add({"expression: " + name, bench.run(name, source), "/s", aim});
  };
  run("guard of three terms", guard, ">= 10000000");
  run("choice in a list", "lead_unit in ['jinping', 'yuelin', 'xikou']", "");
  run("exists over a list", "types.exists(t, t == 'noise')", "");
  run("days since", "now - filed_at > duration('240h')", "");
  report.add({"expression: compile the guard", bench.compiled(guard), "/s"});
  return 0;
}
