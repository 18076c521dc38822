// Conversions between types: int(x), string(x), timestamp(x), type(x) and the rest.
#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "engine/base/utf8.h"
#include "engine/expression/functions.h"
#include "engine/expression/moment.h"
#include "engine/expression/network.h"

namespace bihuan::expression {
namespace {

Outcome refuse(Frame& frame, const Value& value, std::string_view type) {
  std::string text = text_of(value).value_or(std::string(type_name(value)));
  return outcome(frame.fail("expression_bad_conversion", {{"value", std::move(text)}, {"type", std::string(type)}}));
}

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  if (text.starts_with('+') && text.size() > 1 && text[1] != '-') text.remove_prefix(1);
  Number number{};
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  if (result.ec != std::errc() || result.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<double> parse_double(std::string_view text) {
  if (text == "NaN") return std::nan("");
  if (text == "Infinity" || text == "+Infinity" || text == "Inf" || text == "+Inf" || text == "inf") return HUGE_VAL;
  if (text == "-Infinity" || text == "-Inf" || text == "-inf") return -HUGE_VAL;
  if (text.find_first_of("nN") != std::string_view::npos) return std::nullopt;  // what else from_chars calls a number
  if (text.starts_with('+')) text.remove_prefix(1);
  double number = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  if (result.ptr != text.data() + text.size() || text.empty()) return std::nullopt;
  if (result.ec == std::errc::result_out_of_range) return std::strtod(std::string(text).c_str(), nullptr);
  if (result.ec != std::errc()) return std::nullopt;
  return number;
}

Outcome to_int(Frame& frame, Arguments arguments, Value& result) {
  const Value& value = *arguments[0];
  switch (value.kind()) {
    case Kind::integer:
      return done(result, value);
    case Kind::uinteger:
      if (value.as_uint() > INT64_MAX) return refuse(frame, value, "int");
      return done(result, Value::integer(static_cast<std::int64_t>(value.as_uint())));
    case Kind::floating: {
      const double number = value.as_double();
      // The edges are refused: a double there may have come from a number beyond them.
      if (!(number > -9223372036854775808.0 && number < 9223372036854775808.0)) return refuse(frame, value, "int");
      return done(result, Value::integer(static_cast<std::int64_t>(number)));
    }
    case Kind::string:
      if (const auto number = parse_number<std::int64_t>(value.as_string())) {
        return done(result, Value::integer(*number));
      }
      return refuse(frame, value, "int");
    case Kind::timestamp:
      return done(result, Value::integer(value.as_timestamp().seconds));
    default:
      return Outcome::no_match;
  }
}

Outcome to_uint(Frame& frame, Arguments arguments, Value& result) {
  const Value& value = *arguments[0];
  switch (value.kind()) {
    case Kind::uinteger:
      return done(result, value);
    case Kind::integer:
      if (value.as_int() < 0) return refuse(frame, value, "uint");
      return done(result, Value::uinteger(static_cast<std::uint64_t>(value.as_int())));
    case Kind::floating: {
      const double number = value.as_double();
      if (!(number > -1.0 && number < 18446744073709551616.0)) return refuse(frame, value, "uint");
      return done(result, Value::uinteger(static_cast<std::uint64_t>(number)));
    }
    case Kind::string:
      if (const auto number = parse_number<std::uint64_t>(value.as_string())) {
        return done(result, Value::uinteger(*number));
      }
      return refuse(frame, value, "uint");
    default:
      return Outcome::no_match;
  }
}

Outcome to_double(Frame& frame, Arguments arguments, Value& result) {
  const Value& value = *arguments[0];
  switch (value.kind()) {
    case Kind::floating:
      return done(result, value);
    case Kind::integer:
      return done(result, Value::floating(static_cast<double>(value.as_int())));
    case Kind::uinteger:
      return done(result, Value::floating(static_cast<double>(value.as_uint())));
    case Kind::string:
      if (const auto number = parse_double(value.as_string())) return done(result, Value::floating(*number));
      return refuse(frame, value, "double");
    default:
      return Outcome::no_match;
  }
}

Outcome to_string(Frame& frame, Arguments arguments, Value& result) {
  const Value& value = *arguments[0];
  if (value.is(Kind::string)) return done(result, value);
  if (value.is(Kind::bytes)) {
    if (!frame.charge_bytes(value.as_bytes().size())) return Outcome::failed;
    if (!utf8::valid(value.as_bytes())) return outcome(frame.fail("expression_bad_utf8"));
    return done(result, Value::string(value.as_bytes()));
  }
  if (value.is(Kind::null) || value.is(Kind::type)) return Outcome::no_match;
  auto text = text_of(value);
  if (!text) return Outcome::no_match;
  return done(result, Value::string(*std::move(text)));
}

Outcome to_bytes(Frame& frame, Arguments arguments, Value& result) {
  const Value& value = *arguments[0];
  if (value.is(Kind::bytes)) return done(result, value);
  if (!value.is(Kind::string)) return Outcome::no_match;
  if (!frame.charge_bytes(value.as_string().size())) return Outcome::failed;
  return done(result, Value::bytes(value.as_string()));
}

Outcome to_bool(Frame& frame, Arguments arguments, Value& result) {
  const Value& value = *arguments[0];
  if (value.is(Kind::boolean)) return done(result, value);
  if (!value.is(Kind::string)) return Outcome::no_match;
  for (const std::string_view word : {"true", "True", "TRUE", "t", "1"}) {
    if (value.as_string() == word) return done(result, Value::boolean(true));
  }
  for (const std::string_view word : {"false", "False", "FALSE", "f", "0"}) {
    if (value.as_string() == word) return done(result, Value::boolean(false));
  }
  return refuse(frame, value, "bool");
}

Outcome to_timestamp(Frame& frame, Arguments arguments, Value& result) {
  const Value& value = *arguments[0];
  if (value.is(Kind::timestamp)) return done(result, value);
  if (value.is(Kind::integer)) {
    const Timestamp timestamp{value.as_int(), 0};
    if (!in_range(timestamp)) return outcome(frame.fail("expression_time_out_of_range"));
    return done(result, Value::timestamp(timestamp));
  }
  if (!value.is(Kind::string)) return Outcome::no_match;
  if (const auto parsed = parse_timestamp(value.as_string())) return done(result, Value::timestamp(*parsed));
  return refuse(frame, value, "timestamp");
}

Outcome to_duration(Frame& frame, Arguments arguments, Value& result) {
  const Value& value = *arguments[0];
  if (value.is(Kind::duration)) return done(result, value);
  if (!value.is(Kind::string)) return Outcome::no_match;
  if (const auto parsed = parse_duration(value.as_string())) return done(result, Value::duration(*parsed));
  return refuse(frame, value, "duration");
}

Outcome to_dyn(Frame&, Arguments arguments, Value& result) {
  return done(result, *arguments[0]);
}

Outcome type_of(Frame&, Arguments arguments, Value& result) {
  return done(result, Value::type(std::string(type_name(*arguments[0]))));
}

}  // namespace

std::string format_double(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number < 0 ? "-Infinity" : "Infinity";
  // The shortest text that reads back as the same number; exponents only where plain digits would be long.
  const double size = std::abs(number);
  if (size != 0 && (size < 1e-6 || size >= 1e21)) return fmt::format("{}", number);
  std::string text(400, '\0');
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed).ptr;
  text.resize(static_cast<std::size_t>(end - text.data()));
  return text;
}

std::optional<std::string> text_of(const Value& value) {
  switch (value.kind()) {
    case Kind::null:
      return "null";
    case Kind::boolean:
      return value.as_bool() ? "true" : "false";
    case Kind::integer:
      return std::to_string(value.as_int());
    case Kind::uinteger:
      return std::to_string(value.as_uint());
    case Kind::floating:
      return format_double(value.as_double());
    case Kind::string:
      return value.as_string();
    case Kind::timestamp:
      return expression::to_text(value.as_timestamp());
    case Kind::duration:
      return expression::to_text(value.as_duration());
    case Kind::type:
      return value.as_type_name();
    case Kind::address:
      return address_text(value.as_address());
    case Kind::network:
      return network_text(value.as_network());
    default:
      return std::nullopt;
  }
}

std::span<const Signature> conversion_signatures() {
  static constexpr Signature table[] = {
      {"int(int) int", to_int},
      {"int(uint) int", to_int},
      {"int(double) int", to_int},
      {"int(string) int", to_int},
      {"int(timestamp) int", to_int},
      {"uint(uint) uint", to_uint},
      {"uint(int) uint", to_uint},
      {"uint(double) uint", to_uint},
      {"uint(string) uint", to_uint},
      {"double(double) double", to_double},
      {"double(int) double", to_double},
      {"double(uint) double", to_double},
      {"double(string) double", to_double},
      {"string(string) string", to_string},
      {"string(bool) string", to_string},
      {"string(int) string", to_string},
      {"string(uint) string", to_string},
      {"string(double) string", to_string},
      {"string(bytes) string", to_string},
      {"string(timestamp) string", to_string},
      {"string(duration) string", to_string},
      {"string(net.IP) string", to_string},
      {"string(net.CIDR) string", to_string},
      {"bytes(bytes) bytes", to_bytes},
      {"bytes(string) bytes", to_bytes},
      {"bool(bool) bool", to_bool},
      {"bool(string) bool", to_bool},
      {"timestamp(timestamp) timestamp", to_timestamp},
      {"timestamp(int) timestamp", to_timestamp},
      {"timestamp(string) timestamp", to_timestamp},
      {"duration(duration) duration", to_duration},
      {"duration(string) duration", to_duration},
      {"dyn(A) dyn", to_dyn},
      {"type(A) type<A>", type_of},
  };
  return table;
}

}  // namespace bihuan::expression
