#include "tests/expression/random_expression.h"

#include <array>

namespace bihuan::expression {

Environment RandomExpression::environment() {
  using Shape = Type::Kind;
  Environment environment;
  environment.declare("b", Shape::boolean);
  environment.declare("i", Shape::integer);
  environment.declare("u", Shape::uinteger);
  environment.declare("d", Shape::floating);
  environment.declare("s", Shape::string);
  environment.declare("l", Type::list(Shape::integer));
  environment.declare("m", Type::map(Shape::string, Shape::integer));
  environment.declare("t", Shape::timestamp);
  environment.declare("p", Shape::duration);
  return environment;
}

std::vector<Value> RandomExpression::values() {
  const auto number = [&] { return below(4) == 0 ? INT64_MAX - below(2) : static_cast<std::int64_t>(below(7)) - 3; };
  std::vector<Value> elements;
  for (int n = below(4); n > 0; --n) elements.push_back(Value::integer(number()));
  std::vector<std::pair<std::string, Value>> fields;
  for (const char* key : {"a", "b", "网"}) {
    if (below(2) == 0) fields.emplace_back(key, Value::integer(number()));
  }
  static constexpr std::array<const char*, 4> texts{"", "a", "网格 grid", "12"};
  return {Value::boolean(below(2) == 0),
          Value::integer(number()),
          Value::uinteger(static_cast<std::uint64_t>(below(5))),
          Value::floating(below(5) / 2.0),
          Value::string(texts[static_cast<std::size_t>(below(4))]),
          Value::list(std::move(elements)),
          Value::record(std::move(fields)),
          Value::timestamp({below(2) == 0 ? 253'402'300'799 : below(1'000'000), 0}),
          Value::duration({below(100), 0})};
}

std::string RandomExpression::leaf(What what) {
  switch (what) {
    case What::boolean:
      return std::array{"b", "true", "false"}[static_cast<std::size_t>(below(3))];
    case What::integer:
      if (!locals_.empty() && below(2) == 0)
        return locals_[static_cast<std::size_t>(below(static_cast<int>(locals_.size())))];
      return std::array{"i", "0", "1", "-7", "0x10", "9223372036854775807"}[static_cast<std::size_t>(below(6))];
    case What::uinteger:
      return std::array{"u", "0u", "3u"}[static_cast<std::size_t>(below(3))];
    case What::floating:
      return std::array{"d", "0.0", "-1.5", "2e3"}[static_cast<std::size_t>(below(4))];
    case What::string:
      return std::array{"s", "''", "'a'", "r'\\d'", "'网\\n'"}[static_cast<std::size_t>(below(5))];
    case What::list:
      return std::array{"l", "[1]", "[i, 2]"}[static_cast<std::size_t>(below(3))];
    case What::map:
      return std::array{"m", "{'a': 1}", "{s: i}"}[static_cast<std::size_t>(below(3))];
    case What::timestamp:
      return std::array{"t", "timestamp('2022-06-01T09:00:00Z')"}[static_cast<std::size_t>(below(2))];
    case What::duration:
      return std::array{"p", "duration('1h30m')"}[static_cast<std::size_t>(below(2))];
  }
  return "null";
}

std::string RandomExpression::part(What what, int depth) {
  if (below(100) < faults_) what = pick_kind();
  if (depth <= 0 || below(6) == 0) return leaf(what);
  const int next = depth - 1;
  if (below(8) == 0) {
    return "(" + part(What::boolean, next) + " ? " + part(what, next) + " : " + part(what, next) + ")";
  }
  switch (what) {
    case What::boolean:
      return boolean(next);
    case What::integer:
      return whole(next);
    case What::uinteger:
      return "(" + part(what, next) + std::array{" + ", " * ", " / ", " - "}[static_cast<std::size_t>(below(4))] +
             part(what, next) + ")";
    case What::floating:
      return below(3) == 0 ? "double(" + part(What::integer, next) + ")"
                           : "(" + part(what, next) + " * " + part(what, next) + ")";
    case What::string:
      return text(next);
    case What::list:
      return list(next);
    case What::map:
      return "{" + part(What::string, next) + ": " + part(What::integer, next) + "}";
    case What::timestamp:
      return "(" + part(what, next) + " + " + part(What::duration, next) + ")";
    case What::duration:
      return below(2) == 0 ? "(" + part(What::timestamp, next) + " - " + part(What::timestamp, next) + ")"
                           : "(" + part(what, next) + " + " + part(what, next) + ")";
  }
  return leaf(what);
}

std::string RandomExpression::boolean(int depth) {
  switch (below(9)) {
    case 0:
      return "!" + part(What::boolean, depth);
    case 1:
      return "(" + part(What::boolean, depth) + " && " + part(What::boolean, depth) + ")";
    case 2:
      return "(" + part(What::boolean, depth) + " || " + part(What::boolean, depth) + ")";
    case 3: {
      const What what = pick_kind();
      return "(" + part(what, depth) + std::array{" == ", " != "}[static_cast<std::size_t>(below(2))] +
             part(what, depth) + ")";
    }
    case 4: {
      const What what = static_cast<What>(below(5));
      return "(" + part(what, depth) + std::array{" < ", " <= ", " > ", " >= "}[static_cast<std::size_t>(below(4))] +
             part(what, depth) + ")";
    }
    case 5:
      return "(" + part(What::integer, depth) + " in " + part(What::list, depth) + ")";
    case 6: {
      const std::string range = part(What::list, depth);
      locals_.push_back("e" + std::to_string(locals_.size()));
      const std::string name = locals_.back();
      const std::string body = part(What::boolean, depth);
      locals_.pop_back();
      return range + "." + std::array{"all", "exists", "exists_one"}[static_cast<std::size_t>(below(3))] + "(" + name +
             ", " + body + ")";
    }
    case 7:
      return "has(m.a)";
    default:
      return part(What::string, depth) + "." +
             std::array{"contains", "startsWith", "endsWith"}[static_cast<std::size_t>(below(3))] + "(" +
             part(What::string, depth) + ")";
  }
}

std::string RandomExpression::whole(int depth) {
  switch (below(7)) {
    case 0:
      return "-(" + part(What::integer, depth) + ")";
    case 1:
      return "size(" + part(static_cast<What>(4 + below(3)), depth) + ")";
    case 2:
      return part(What::list, depth) + "[" + part(What::integer, depth) + "]";
    case 3:
      return part(What::map, depth) + "[" + part(What::string, depth) + "]";
    case 4:
      return "int(" + part(What::string, depth) + ")";
    case 5:
      return part(What::timestamp, depth) + ".getFullYear()";
    default:
      return "(" + part(What::integer, depth) +
             std::array{" + ", " - ", " * ", " / ", " % "}[static_cast<std::size_t>(below(5))] +
             part(What::integer, depth) + ")";
  }
}

std::string RandomExpression::text(int depth) {
  switch (below(5)) {
    case 0:
      return "string(" + part(pick_kind(), depth) + ")";
    case 1:
      return "(" + part(What::string, depth) + " + " + part(What::string, depth) + ")";
    case 2:
      return part(What::string, depth) + ".substring(" + part(What::integer, depth) + ")";
    case 3:
      return part(What::string, depth) + ".upperAscii()";
    default:
      return "cel.bind(v, " + part(What::string, depth) + ", v + v)";
  }
}

std::string RandomExpression::list(int depth) {
  switch (below(4)) {
    case 0:
      return "[" + part(What::integer, depth) + ", " + part(What::integer, depth) + "]";
    case 1:
      return "(" + part(What::list, depth) + " + " + part(What::list, depth) + ")";
    default: {
      const bool filter = below(2) == 0;
      const std::string range = part(What::list, depth);
      locals_.push_back("e" + std::to_string(locals_.size()));
      const std::string name = locals_.back();
      const std::string body = part(filter ? What::boolean : What::integer, depth);
      locals_.pop_back();
      return range + (filter ? ".filter(" : ".map(") + name + ", " + body + ")";
    }
  }
}

}  // namespace bihuan::expression
