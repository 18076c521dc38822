// Sizes, optional values, base64.
#include "engine/base/utf8.h"
#include "engine/expression/base64.h"
#include "engine/expression/functions.h"

namespace bihuan::expression {
namespace {

Outcome size(Frame& frame, Arguments arguments, Value& result) {
  const Value& value = *arguments[0];
  std::size_t count = 0;
  switch (value.kind()) {
    case Kind::string:
      if (!frame.charge_bytes(value.as_string().size())) return Outcome::failed;
      count = utf8::length(value.as_string());
      break;
    case Kind::bytes:
      count = value.as_bytes().size();
      break;
    case Kind::list:
      count = value.as_list().size();
      break;
    case Kind::map:
      count = value.as_map().size();
      break;
    default:
      return Outcome::no_match;
  }
  return done(result, Value::integer(static_cast<std::int64_t>(count)));
}

Outcome optional_of(Frame&, Arguments arguments, Value& result) {
  return done(result, Value::optional_of(*arguments[0]));
}

Outcome optional_of_non_zero(Frame&, Arguments arguments, Value& result) {
  return done(result, is_zero_value(*arguments[0]) ? Value::optional_none() : Value::optional_of(*arguments[0]));
}

Outcome optional_none(Frame&, Arguments, Value& result) {
  return done(result, Value::optional_none());
}

Outcome has_value(Frame&, Arguments arguments, Value& result) {
  if (!arguments[0]->is(Kind::optional)) return Outcome::no_match;
  return done(result, Value::boolean(arguments[0]->as_optional() != nullptr));
}

Outcome value_of(Frame& frame, Arguments arguments, Value& result) {
  if (!arguments[0]->is(Kind::optional)) return Outcome::no_match;
  const Value* content = arguments[0]->as_optional();
  if (content == nullptr) return outcome(frame.fail("expression_empty_optional"));
  return done(result, Value(*content));
}

// The evaluator asks the right side only when the left is empty; these are for when both are there.
Outcome either(Frame&, Arguments arguments, Value& result) {
  if (!arguments[0]->is(Kind::optional) || !arguments[1]->is(Kind::optional)) return Outcome::no_match;
  return done(result, arguments[0]->as_optional() != nullptr ? *arguments[0] : *arguments[1]);
}

Outcome value_or(Frame&, Arguments arguments, Value& result) {
  if (!arguments[0]->is(Kind::optional)) return Outcome::no_match;
  const Value* content = arguments[0]->as_optional();
  return done(result, content != nullptr ? *content : *arguments[1]);
}

Outcome unwrap(Frame& frame, Arguments arguments, Value& result) {
  if (!arguments[0]->is(Kind::list)) return Outcome::no_match;
  std::vector<Value> present;
  for (const Value& element : arguments[0]->as_list()) {
    if (!element.is(Kind::optional)) return Outcome::no_match;
    if (!frame.charge(1)) return Outcome::failed;
    if (const Value* content = element.as_optional()) present.push_back(*content);
  }
  return done(result, Value::list(std::move(present)));
}

Outcome first(Frame&, Arguments arguments, Value& result) {
  if (!arguments[0]->is(Kind::list)) return Outcome::no_match;
  const auto list = arguments[0]->as_list();
  return done(result, list.empty() ? Value::optional_none() : Value::optional_of(list.front()));
}

Outcome last(Frame&, Arguments arguments, Value& result) {
  if (!arguments[0]->is(Kind::list)) return Outcome::no_match;
  const auto list = arguments[0]->as_list();
  return done(result, list.empty() ? Value::optional_none() : Value::optional_of(list.back()));
}

Outcome encode(Frame& frame, Arguments arguments, Value& result) {
  if (!arguments[0]->is(Kind::bytes)) return Outcome::no_match;
  if (!frame.charge_bytes(arguments[0]->as_bytes().size())) return Outcome::failed;
  return done(result, Value::string(to_base64(arguments[0]->as_bytes())));
}

Outcome decode(Frame& frame, Arguments arguments, Value& result) {
  if (!arguments[0]->is(Kind::string)) return Outcome::no_match;
  if (!frame.charge_bytes(arguments[0]->as_string().size())) return Outcome::failed;
  auto bytes = from_base64(arguments[0]->as_string());
  if (!bytes) {
    return outcome(frame.fail("expression_bad_conversion", {{"value", arguments[0]->as_string()}, {"type", "base64"}}));
  }
  return done(result, Value::bytes(*std::move(bytes)));
}

}  // namespace

bool is_zero_value(const Value& value) {
  switch (value.kind()) {
    case Kind::boolean:
      return !value.as_bool();
    case Kind::integer:
      return value.as_int() == 0;
    case Kind::uinteger:
      return value.as_uint() == 0;
    case Kind::floating:
      return value.as_double() == 0;
    case Kind::timestamp:
      return value.as_timestamp() == Timestamp{};
    case Kind::duration:
      return value.as_duration() == Duration{};
    case Kind::bytes:
      return value.as_bytes().empty();
    case Kind::optional:
      return value.as_optional() == nullptr;
    default:
      return value.is_empty();
  }
}

std::span<const Signature> collection_signatures() {
  static constexpr Signature table[] = {
      {"size(string) int", size},
      {"size(bytes) int", size},
      {"size(list<A>) int", size},
      {"size(map<A, B>) int", size},
      {"string|size() int", size},
      {"bytes|size() int", size},
      {"list<A>|size() int", size},
      {"map<A, B>|size() int", size},
      {"optional.of(A) optional<A>", optional_of},
      {"optional.ofNonZeroValue(A) optional<A>", optional_of_non_zero},
      {"optional.none() optional<A>", optional_none},
      {"optional.unwrap(list<optional<A>>) list<A>", unwrap},
      {"list<optional<A>>|unwrapOpt() list<A>", unwrap},
      {"optional<A>|hasValue() bool", has_value},
      {"optional<A>|value() A", value_of},
      {"optional<A>|or(optional<A>) optional<A>", either},
      {"optional<A>|orValue(A) A", value_or},
      {"list<A>|first() optional<A>", first},
      {"list<A>|last() optional<A>", last},
      {"base64.encode(bytes) string", encode},
      {"base64.decode(string) bytes", decode},
  };
  return table;
}

}  // namespace bihuan::expression
