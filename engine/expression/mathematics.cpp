// math.*: extremes, rounding, signs and bits.
#include <algorithm>
#include <cmath>

#include "engine/expression/functions.h"

namespace bihuan::expression {
namespace {

template <bool greatest>
Outcome extreme(Frame& frame, Arguments arguments, Value& result) {
  std::vector<const Value*> candidates(arguments.begin(), arguments.end());
  if (candidates.size() == 1 && candidates.front()->is(Kind::list)) {
    const auto list = candidates.front()->as_list();
    if (list.empty()) {
      return outcome(frame.fail("expression_empty_list", {{"function", greatest ? "math.greatest" : "math.least"}}));
    }
    candidates.clear();
    for (const Value& value : list) candidates.push_back(&value);
  }
  if (!frame.charge(1 + candidates.size())) return Outcome::failed;
  const Value* best = nullptr;
  for (const Value* candidate : candidates) {
    if (!candidate->is_number()) return Outcome::no_match;
    if (best == nullptr) {
      best = candidate;
      continue;
    }
    const auto ordering = compare(*candidate, *best);
    if (greatest ? *ordering > 0 : *ordering < 0) best = candidate;
  }
  if (best == nullptr) return Outcome::no_match;
  const Value copy = *best;
  return done(result, copy);
}

// A function of one double.
template <double (*function)(double)>
Outcome of_double(Frame&, Arguments arguments, Value& result) {
  if (!arguments[0]->is(Kind::floating)) return Outcome::no_match;
  return done(result, Value::floating(function(arguments[0]->as_double())));
}

template <bool (*test)(double)>
Outcome test_double(Frame&, Arguments arguments, Value& result) {
  if (!arguments[0]->is(Kind::floating)) return Outcome::no_match;
  return done(result, Value::boolean(test(arguments[0]->as_double())));
}

double ceil_of(double x) {
  return std::ceil(x);
}
double floor_of(double x) {
  return std::floor(x);
}
double round_of(double x) {
  return std::round(x);
}
double trunc_of(double x) {
  return std::trunc(x);
}
bool is_nan(double x) {
  return std::isnan(x);
}
bool is_infinite(double x) {
  return std::isinf(x);
}
bool is_finite(double x) {
  return std::isfinite(x);
}

Outcome absolute(Frame& frame, Arguments arguments, Value& result) {
  const Value& value = *arguments[0];
  switch (value.kind()) {
    case Kind::integer:
      if (value.as_int() == INT64_MIN) return outcome(frame.fail("expression_overflow"));
      return done(result, Value::integer(std::abs(value.as_int())));
    case Kind::uinteger:
      return done(result, value);
    case Kind::floating:
      return done(result, Value::floating(std::abs(value.as_double())));
    default:
      return Outcome::no_match;
  }
}

Outcome sign(Frame&, Arguments arguments, Value& result) {
  const Value& value = *arguments[0];
  switch (value.kind()) {
    case Kind::integer:
      return done(result, Value::integer((value.as_int() > 0) - (value.as_int() < 0)));
    case Kind::uinteger:
      return done(result, Value::uinteger(value.as_uint() > 0 ? 1 : 0));
    case Kind::floating: {
      const double number = value.as_double();
      if (std::isnan(number) || number == 0) return done(result, value);
      return done(result, Value::floating(number > 0 ? 1.0 : -1.0));
    }
    default:
      return Outcome::no_match;
  }
}

Outcome square_root(Frame&, Arguments arguments, Value& result) {
  const Value& value = *arguments[0];
  switch (value.kind()) {
    case Kind::integer:
      return done(result, Value::floating(std::sqrt(static_cast<double>(value.as_int()))));
    case Kind::uinteger:
      return done(result, Value::floating(std::sqrt(static_cast<double>(value.as_uint()))));
    case Kind::floating:
      return done(result, Value::floating(std::sqrt(value.as_double())));
    default:
      return Outcome::no_match;
  }
}

std::uint64_t bits_of(const Value& value) {
  return value.is(Kind::integer) ? static_cast<std::uint64_t>(value.as_int()) : value.as_uint();
}

Outcome bits_result(const Value& like, std::uint64_t bits, Value& result) {
  return done(result, like.is(Kind::integer) ? Value::integer(static_cast<std::int64_t>(bits)) : Value::uinteger(bits));
}

bool is_whole(const Value& value) {
  return value.is(Kind::integer) || value.is(Kind::uinteger);
}

enum class Bits { both, either, one };

template <Bits how>
Outcome bits(Frame&, Arguments arguments, Value& result) {
  if (!is_whole(*arguments[0]) || arguments[0]->kind() != arguments[1]->kind()) return Outcome::no_match;
  const std::uint64_t left = bits_of(*arguments[0]);
  const std::uint64_t right = bits_of(*arguments[1]);
  return bits_result(*arguments[0],
                     how == Bits::both     ? left & right
                     : how == Bits::either ? left | right
                                           : left ^ right,
                     result);
}

Outcome bit_not(Frame&, Arguments arguments, Value& result) {
  if (!is_whole(*arguments[0])) return Outcome::no_match;
  return bits_result(*arguments[0], ~bits_of(*arguments[0]), result);
}

// The sign bit is shifted like any other: a shift to the right fills with zeros.
template <bool left>
Outcome shift(Frame& frame, Arguments arguments, Value& result) {
  if (!is_whole(*arguments[0]) || !arguments[1]->is(Kind::integer)) return Outcome::no_match;
  const std::int64_t by = arguments[1]->as_int();
  if (by < 0) return outcome(frame.fail("expression_negative_shift", {{"by", std::to_string(by)}}));
  const std::uint64_t value = bits_of(*arguments[0]);
  return bits_result(*arguments[0], by >= 64 ? 0 : left ? value << by : value >> by, result);
}

}  // namespace

std::span<const Signature> math_signatures() {
  static constexpr Signature table[] = {
      {"math.greatest(A...) A", extreme<true>},
      {"math.least(A...) A", extreme<false>},
      {"math.ceil(double) double", of_double<ceil_of>},
      {"math.floor(double) double", of_double<floor_of>},
      {"math.round(double) double", of_double<round_of>},
      {"math.trunc(double) double", of_double<trunc_of>},
      {"math.isNaN(double) bool", test_double<is_nan>},
      {"math.isInf(double) bool", test_double<is_infinite>},
      {"math.isFinite(double) bool", test_double<is_finite>},
      {"math.abs(int) int", absolute},
      {"math.abs(uint) uint", absolute},
      {"math.abs(double) double", absolute},
      {"math.sign(int) int", sign},
      {"math.sign(uint) uint", sign},
      {"math.sign(double) double", sign},
      {"math.sqrt(int) double", square_root},
      {"math.sqrt(uint) double", square_root},
      {"math.sqrt(double) double", square_root},
      {"math.bitAnd(int, int) int", bits<Bits::both>},
      {"math.bitAnd(uint, uint) uint", bits<Bits::both>},
      {"math.bitOr(int, int) int", bits<Bits::either>},
      {"math.bitOr(uint, uint) uint", bits<Bits::either>},
      {"math.bitXor(int, int) int", bits<Bits::one>},
      {"math.bitXor(uint, uint) uint", bits<Bits::one>},
      {"math.bitNot(int) int", bit_not},
      {"math.bitNot(uint) uint", bit_not},
      {"math.bitShiftLeft(int, int) int", shift<true>},
      {"math.bitShiftLeft(uint, int) uint", shift<true>},
      {"math.bitShiftRight(int, int) int", shift<false>},
      {"math.bitShiftRight(uint, int) uint", shift<false>},
  };
  return table;
}

}  // namespace bihuan::expression
