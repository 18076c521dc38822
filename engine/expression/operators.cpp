// Arithmetic, comparison, membership and indexing.
#include <cmath>

#include "engine/expression/code.h"
#include "engine/expression/functions.h"
#include "engine/expression/moment.h"

namespace bihuan::expression {
namespace {

Outcome overflow(Frame& frame) {
  return outcome(frame.fail("expression_overflow"));
}

bool both(Arguments arguments, Kind kind) {
  return arguments[0]->is(kind) && arguments[1]->is(kind);
}

bool is_simple(const Value& value) {
  return value.kind() < Kind::string;
}

Outcome equal(Frame& frame, Arguments arguments, Value& result) {
  bool same = false;
  if (!charged_equal(frame, *arguments[0], *arguments[1], same)) return Outcome::failed;
  result = Value::boolean(same);
  return Outcome::done;
}

Outcome not_equal(Frame& frame, Arguments arguments, Value& result) {
  bool same = false;
  if (!charged_equal(frame, *arguments[0], *arguments[1], same)) return Outcome::failed;
  result = Value::boolean(!same);
  return Outcome::done;
}

template <class Accept>
Outcome ordered(Arguments arguments, Value& result, Accept accept) {
  const auto ordering = compare(*arguments[0], *arguments[1]);
  if (!ordering) return Outcome::no_match;
  result = Value::boolean(accept(*ordering));
  return Outcome::done;
}

Outcome less(Frame&, Arguments arguments, Value& result) {
  return ordered(arguments, result, [](auto o) { return o < 0; });
}
Outcome less_or_equal(Frame&, Arguments arguments, Value& result) {
  return ordered(arguments, result, [](auto o) { return o <= 0; });
}
Outcome greater(Frame&, Arguments arguments, Value& result) {
  return ordered(arguments, result, [](auto o) { return o > 0; });
}
Outcome greater_or_equal(Frame&, Arguments arguments, Value& result) {
  return ordered(arguments, result, [](auto o) { return o >= 0; });
}

Outcome join_lists(Frame& frame, Arguments arguments, Value& result) {
  const auto left = arguments[0]->as_list();
  const auto right = arguments[1]->as_list();
  if (!frame.charge(1 + left.size() + right.size())) return Outcome::failed;
  std::vector<Value> all;
  all.reserve(left.size() + right.size());
  all.insert(all.end(), left.begin(), left.end());
  all.insert(all.end(), right.begin(), right.end());
  result = Value::list(std::move(all));
  return Outcome::done;
}

Outcome moved(Frame& frame, const Value& timestamp, Duration by, Value& result) {
  const auto sum = add(timestamp.as_timestamp(), by);
  if (!sum) return outcome(frame.fail("expression_time_out_of_range"));
  result = Value::timestamp(*sum);
  return Outcome::done;
}

Outcome duration_result(Frame& frame, bool failed, std::int64_t nanos, Value& result) {
  if (failed) return outcome(frame.fail("expression_time_out_of_range"));
  result = Value::duration(duration_of_nanos(nanos));
  return Outcome::done;
}

Outcome add_values(Frame& frame, Arguments arguments, Value& result) {
  const Value& left = *arguments[0];
  const Value& right = *arguments[1];
  if (left.is(Kind::timestamp) && right.is(Kind::duration)) return moved(frame, left, right.as_duration(), result);
  if (left.is(Kind::duration) && right.is(Kind::timestamp)) return moved(frame, right, left.as_duration(), result);
  if (left.kind() != right.kind()) return Outcome::no_match;
  switch (left.kind()) {
    case Kind::integer: {
      std::int64_t sum = 0;
      if (__builtin_add_overflow(left.as_int(), right.as_int(), &sum)) return overflow(frame);
      result = Value::integer(sum);
      return Outcome::done;
    }
    case Kind::uinteger: {
      std::uint64_t sum = 0;
      if (__builtin_add_overflow(left.as_uint(), right.as_uint(), &sum)) return overflow(frame);
      result = Value::uinteger(sum);
      return Outcome::done;
    }
    case Kind::floating:
      result = Value::floating(left.as_double() + right.as_double());
      return Outcome::done;
    case Kind::string:
      if (!frame.charge_bytes(left.as_string().size() + right.as_string().size())) return Outcome::failed;
      result = Value::string(left.as_string() + right.as_string());
      return Outcome::done;
    case Kind::bytes:
      if (!frame.charge_bytes(left.as_bytes().size() + right.as_bytes().size())) return Outcome::failed;
      result = Value::bytes(left.as_bytes() + right.as_bytes());
      return Outcome::done;
    case Kind::list:
      return join_lists(frame, arguments, result);
    case Kind::duration: {
      const auto a = nanos_of(left.as_duration());
      const auto b = nanos_of(right.as_duration());
      std::int64_t sum = 0;
      const bool failed = !a || !b || __builtin_add_overflow(*a, *b, &sum);
      return duration_result(frame, failed, sum, result);
    }
    default:
      return Outcome::no_match;
  }
}

Outcome subtract(Frame& frame, Arguments arguments, Value& result) {
  const Value& left = *arguments[0];
  const Value& right = *arguments[1];
  if (left.is(Kind::timestamp) && right.is(Kind::duration)) {
    const Duration by = right.as_duration();
    return moved(frame, left, {-by.seconds, -by.nanos}, result);
  }
  if (left.kind() != right.kind()) return Outcome::no_match;
  switch (left.kind()) {
    case Kind::integer: {
      std::int64_t difference = 0;
      if (__builtin_sub_overflow(left.as_int(), right.as_int(), &difference)) return overflow(frame);
      result = Value::integer(difference);
      return Outcome::done;
    }
    case Kind::uinteger: {
      std::uint64_t difference = 0;
      if (__builtin_sub_overflow(left.as_uint(), right.as_uint(), &difference)) return overflow(frame);
      result = Value::uinteger(difference);
      return Outcome::done;
    }
    case Kind::floating:
      result = Value::floating(left.as_double() - right.as_double());
      return Outcome::done;
    case Kind::timestamp: {
      const auto difference = between(left.as_timestamp(), right.as_timestamp());
      if (!difference) return outcome(frame.fail("expression_time_out_of_range"));
      result = Value::duration(*difference);
      return Outcome::done;
    }
    case Kind::duration: {
      const auto a = nanos_of(left.as_duration());
      const auto b = nanos_of(right.as_duration());
      std::int64_t difference = 0;
      const bool failed = !a || !b || __builtin_sub_overflow(*a, *b, &difference);
      return duration_result(frame, failed, difference, result);
    }
    default:
      return Outcome::no_match;
  }
}

Outcome multiply(Frame& frame, Arguments arguments, Value& result) {
  if (both(arguments, Kind::integer)) {
    std::int64_t product = 0;
    if (__builtin_mul_overflow(arguments[0]->as_int(), arguments[1]->as_int(), &product)) return overflow(frame);
    result = Value::integer(product);
  } else if (both(arguments, Kind::uinteger)) {
    std::uint64_t product = 0;
    if (__builtin_mul_overflow(arguments[0]->as_uint(), arguments[1]->as_uint(), &product)) return overflow(frame);
    result = Value::uinteger(product);
  } else if (both(arguments, Kind::floating)) {
    result = Value::floating(arguments[0]->as_double() * arguments[1]->as_double());
  } else {
    return Outcome::no_match;
  }
  return Outcome::done;
}

Outcome divide_or_remain(Frame& frame, Arguments arguments, bool remainder, Value& result) {
  if (both(arguments, Kind::integer)) {
    const std::int64_t left = arguments[0]->as_int();
    const std::int64_t right = arguments[1]->as_int();
    if (right == 0) return outcome(frame.fail("expression_divide_by_zero"));
    if (left == INT64_MIN && right == -1) return overflow(frame);
    result = Value::integer(remainder ? left % right : left / right);
  } else if (both(arguments, Kind::uinteger)) {
    const std::uint64_t right = arguments[1]->as_uint();
    if (right == 0) return outcome(frame.fail("expression_divide_by_zero"));
    result = Value::uinteger(remainder ? arguments[0]->as_uint() % right : arguments[0]->as_uint() / right);
  } else {
    return Outcome::no_match;
  }
  return Outcome::done;
}

Outcome divide(Frame& frame, Arguments arguments, Value& result) {
  if (!both(arguments, Kind::floating)) return divide_or_remain(frame, arguments, false, result);
  // IEEE 754: x / 0.0 is an infinity or NaN, never an error.
  const double left = arguments[0]->as_double();
  const double right = arguments[1]->as_double();
  if (right == 0) {
    const bool nan = left == 0 || std::isnan(left);
    const bool negative = std::signbit(left) != std::signbit(right);
    result = Value::floating(nan ? std::nan("") : negative ? -HUGE_VAL : HUGE_VAL);
  } else {
    result = Value::floating(left / right);
  }
  return Outcome::done;
}

Outcome modulo(Frame& frame, Arguments arguments, Value& result) {
  return divide_or_remain(frame, arguments, true, result);
}

Outcome negate(Frame& frame, Arguments arguments, Value& result) {
  if (arguments[0]->is(Kind::integer)) {
    if (arguments[0]->as_int() == INT64_MIN) return overflow(frame);
    result = Value::integer(-arguments[0]->as_int());
  } else if (arguments[0]->is(Kind::floating)) {
    result = Value::floating(-arguments[0]->as_double());
  } else {
    return Outcome::no_match;
  }
  return Outcome::done;
}

Outcome logical_not(Frame&, Arguments arguments, Value& result) {
  if (!arguments[0]->is(Kind::boolean)) return Outcome::no_match;
  result = Value::boolean(!arguments[0]->as_bool());
  return Outcome::done;
}

Outcome in(Frame& frame, Arguments arguments, Value& result) {
  const Value& wanted = *arguments[0];
  if (arguments[1]->is(Kind::map)) {
    result = Value::boolean(arguments[1]->as_map().find(wanted) != nullptr);
    return Outcome::done;
  }
  if (!arguments[1]->is(Kind::list)) return Outcome::no_match;
  for (const Value& element : arguments[1]->as_list()) {
    bool same = false;
    if (!charged_equal(frame, wanted, element, same)) return Outcome::failed;
    if (same) {
      result = Value::boolean(true);
      return Outcome::done;
    }
  }
  result = Value::boolean(false);
  return frame.charge(1) ? Outcome::done : Outcome::failed;
}

// A whole number as an index: also 1u and 1.0 where types were not checked.
std::optional<std::int64_t> index_of(const Value& index) {
  switch (index.kind()) {
    case Kind::integer:
      return index.as_int();
    case Kind::uinteger:
      if (index.as_uint() > INT64_MAX) return INT64_MAX;
      return static_cast<std::int64_t>(index.as_uint());
    case Kind::floating: {
      const double number = index.as_double();
      if (std::trunc(number) != number || std::abs(number) > 9e15) return std::nullopt;
      return static_cast<std::int64_t>(number);
    }
    default:
      return std::nullopt;
  }
}

enum class Missing { none, element, kind };

// The element or entry; nullptr with the reason in `missing`.
const Value* look_up(const Value& container, const Value& index, Missing& missing) {
  if (container.is(Kind::map)) {
    const Value* found = container.as_map().find(index);
    if (found == nullptr) missing = Missing::element;
    return found;
  }
  const auto at = container.is(Kind::list) ? index_of(index) : std::nullopt;
  if (!at) {
    missing = Missing::kind;
    return nullptr;
  }
  const auto list = container.as_list();
  if (*at < 0 || static_cast<std::uint64_t>(*at) >= list.size()) {
    missing = Missing::element;
    return nullptr;
  }
  return &list[static_cast<std::size_t>(*at)];
}

Outcome index(Frame& frame, Arguments arguments, Value& result) {
  const Value* container = arguments[0];
  const bool optional = container->is(Kind::optional);
  if (optional) {
    container = container->as_optional();
    if (container == nullptr) {
      result = *arguments[0];
      return Outcome::done;
    }
  }
  Missing missing = Missing::none;
  const Value* found = look_up(*container, *arguments[1], missing);
  if (missing == Missing::kind) return Outcome::no_match;
  if (optional) {
    result = found == nullptr ? Value::optional_none() : Value::optional_of(*found);
    return Outcome::done;
  }
  if (found != nullptr) {
    result = *found;
    return Outcome::done;
  }
  const std::string key = text_of(*arguments[1]).value_or(std::string(type_name(*arguments[1])));
  if (container->is(Kind::map)) return outcome(frame.fail("expression_no_such_key", {{"key", key}}));
  return outcome(frame.fail("expression_index_out_of_range",
                            {{"index", key}, {"size", std::to_string(container->as_list().size())}}));
}

Outcome optional_index(Frame&, Arguments arguments, Value& result) {
  const Value* container = arguments[0];
  if (container->is(Kind::optional)) container = container->as_optional();
  Missing missing = Missing::none;
  const Value* found = container == nullptr ? nullptr : look_up(*container, *arguments[1], missing);
  if (missing == Missing::kind) return Outcome::no_match;
  result = found == nullptr ? Value::optional_none() : Value::optional_of(*found);
  return Outcome::done;
}

}  // namespace

std::uint64_t extent(const Value& value, std::uint64_t enough) {
  std::uint64_t sum = 1;
  const auto add = [&](const Value& inner) { return (sum += extent(inner, enough)) <= enough; };
  switch (value.kind()) {
    case Kind::string:
      return 1 + value.as_string().size() / 16;
    case Kind::bytes:
      return 1 + value.as_bytes().size() / 16;
    case Kind::list:
      for (const Value& element : value.as_list()) {
        if (!add(element)) break;
      }
      return sum;
    case Kind::map:
      for (const auto& [key, element] : value.as_map().entries()) {
        if (!add(key) || !add(element)) break;
      }
      return sum;
    case Kind::optional:
      if (const Value* content = value.as_optional()) add(*content);
      return sum;
    default:
      return 1;
  }
}

bool charged_equal(Frame& frame, const Value& left, const Value& right, bool& equal) {
  if (!is_simple(left) && left.kind() == right.kind() && !frame.charge(extent(left, frame.left()))) return false;
  equal = left == right;
  return true;
}

std::span<const Signature> operator_signatures() {
  static constexpr Signature table[] = {
      {"!(bool) bool", logical_not},
      {"-_(int) int", negate},
      {"-_(double) double", negate},
      {"+(int, int) int", add_values},
      {"+(uint, uint) uint", add_values},
      {"+(double, double) double", add_values},
      {"+(string, string) string", add_values},
      {"+(bytes, bytes) bytes", add_values},
      {"+(list<A>, list<A>) list<A>", add_values},
      {"+(timestamp, duration) timestamp", add_values},
      {"+(duration, timestamp) timestamp", add_values},
      {"+(duration, duration) duration", add_values},
      {"-(int, int) int", subtract},
      {"-(uint, uint) uint", subtract},
      {"-(double, double) double", subtract},
      {"-(timestamp, timestamp) duration", subtract},
      {"-(timestamp, duration) timestamp", subtract},
      {"-(duration, duration) duration", subtract},
      {"*(int, int) int", multiply},
      {"*(uint, uint) uint", multiply},
      {"*(double, double) double", multiply},
      {"/(int, int) int", divide},
      {"/(uint, uint) uint", divide},
      {"/(double, double) double", divide},
      {"%(int, int) int", modulo},
      {"%(uint, uint) uint", modulo},
      {"==(A, A) bool", equal},
      {"!=(A, A) bool", not_equal},
#define BIHUAN_ORDER(SIGN, FUNCTION)                                                                              \
  {SIGN "(bool, bool) bool", FUNCTION}, {SIGN "(int, int) bool", FUNCTION}, {SIGN "(uint, uint) bool", FUNCTION}, \
      {SIGN "(double, double) bool", FUNCTION}, {SIGN "(int, uint) bool", FUNCTION},                              \
      {SIGN "(int, double) bool", FUNCTION}, {SIGN "(uint, int) bool", FUNCTION},                                 \
      {SIGN "(uint, double) bool", FUNCTION}, {SIGN "(double, int) bool", FUNCTION},                              \
      {SIGN "(double, uint) bool", FUNCTION}, {SIGN "(string, string) bool", FUNCTION},                           \
      {SIGN "(bytes, bytes) bool", FUNCTION}, {SIGN "(timestamp, timestamp) bool", FUNCTION},                     \
      {SIGN "(duration, duration) bool", FUNCTION}
      BIHUAN_ORDER("<", less),
      BIHUAN_ORDER("<=", less_or_equal),
      BIHUAN_ORDER(">", greater),
      BIHUAN_ORDER(">=", greater_or_equal),
#undef BIHUAN_ORDER
      {"in(A, list<A>) bool", in},
      {"in(A, map<A, B>) bool", in},
      {"[](list<A>, int) A", index},
      {"[](map<A, B>, A) B", index},
      {"[](optional<list<A>>, int) optional<A>", index},
      {"[](optional<map<A, B>>, A) optional<B>", index},
      {"[?](list<A>, int) optional<A>", optional_index},
      {"[?](map<A, B>, A) optional<B>", optional_index},
      {"[?](optional<list<A>>, int) optional<A>", optional_index},
      {"[?](optional<map<A, B>>, A) optional<B>", optional_index},
  };
  return table;
}

}  // namespace bihuan::expression
