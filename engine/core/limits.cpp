#include "engine/core/limits.h"

namespace bihuan::core {
namespace {

using expression::Kind;
using expression::Type;
using expression::Value;

// Elements of `value` at every depth, at most `budget` + 1 of them counted; texts by their length.
bool exceeds(const Value& value, std::size_t& budget) {
  if (budget == 0) return true;
  --budget;
  if (value.is(Kind::string)) return value.as_string().size() > max_value_bytes;
  if (value.is(Kind::bytes)) return value.as_bytes().size() > max_value_bytes;
  if (value.is(Kind::list)) {
    for (const Value& element : value.as_list()) {
      if (exceeds(element, budget)) return true;
    }
  } else if (value.is(Kind::map)) {
    for (const auto& [key, element] : value.as_map().entries()) {
      if (exceeds(key, budget) || exceeds(element, budget)) return true;
    }
  }
  return false;
}

}  // namespace

bool value_too_large(const Value& value) {
  std::size_t budget = max_value_elements;
  return exceeds(value, budget);
}

bool fits(const Type& type, const Value& value) {
  switch (type.kind()) {
    case Type::Kind::dyn:
      return true;
    case Type::Kind::nullable:
      return value.is_null() || fits(type.element(), value);
    case Type::Kind::null:
      return value.is_null();
    case Type::Kind::boolean:
      return value.is(Kind::boolean);
    case Type::Kind::integer:
      return value.is(Kind::integer);
    case Type::Kind::uinteger:
      return value.is(Kind::uinteger);
    case Type::Kind::floating:
      return value.is(Kind::floating);
    case Type::Kind::string:
      return value.is(Kind::string);
    case Type::Kind::bytes:
      return value.is(Kind::bytes);
    case Type::Kind::timestamp:
      return value.is(Kind::timestamp);
    case Type::Kind::duration:
      return value.is(Kind::duration);
    case Type::Kind::list:
      return value.is(Kind::list);
    case Type::Kind::map:
    case Type::Kind::object:
      return value.is(Kind::map);
    case Type::Kind::type:
      return value.is(Kind::type);
    case Type::Kind::optional:
      return value.is(Kind::optional);
    case Type::Kind::opaque:
    case Type::Kind::variable:
      return true;
  }
  return false;
}

Value instant(Millis at) {
  std::int64_t seconds = at / 1000;
  std::int64_t rest = at % 1000;
  if (rest < 0) {
    --seconds;
    rest += 1000;
  }
  return Value::timestamp({seconds, static_cast<std::int32_t>(rest * 1'000'000)});
}

}  // namespace bihuan::core
