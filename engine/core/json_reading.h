// What reads stored JSON: simdjson's tree of a text, and the one exception for what does not fit. Private to this
// folder.
#pragma once

#include <simdjson.h>

#include <concepts>
#include <limits>
#include <string>
#include <string_view>

#include "engine/base/error.h"
#include "engine/expression/value.h"

namespace bihuan::core::json_form {

using Element = simdjson::dom::element;
using Object = simdjson::dom::object;

// The first thing that does not fit ends the reading; never leaves this folder.
struct Unreadable {
  std::string what;
};

template <class T>
[[nodiscard]] T taken(simdjson::simdjson_result<T> result, std::string_view what) {
  T value{};
  if (std::move(result).get(value) != simdjson::SUCCESS) throw Unreadable{std::string(what)};
  return value;
}
[[nodiscard]] inline Object object_of(const Element& in) {
  return taken(in.get_object(), "object");
}
[[nodiscard]] inline simdjson::dom::array array_of(const Element& in) {
  return taken(in.get_array(), "list");
}
[[nodiscard]] inline std::string_view text_of(const Element& in) {
  return taken(in.get_string(), "text");
}
[[nodiscard]] inline Element member_of(const Object& in, std::string_view name) {
  return taken(in.at_key(name), name);
}
template <std::integral T>
[[nodiscard]] T number_of(const Element& in) {
  const std::int64_t number = taken(in.get_int64(), "number");
  if (!std::in_range<T>(number)) throw Unreadable{"number"};
  return static_cast<T>(number);
}
[[nodiscard]] inline bool bool_of(const Element& in) {
  return taken(in.get_bool(), "bool");
}
[[nodiscard]] expression::Value value_of(const Element& in);

// What `use` answers of the tree of `text`, which lives only so long. Not for calling inside `use`: a thread keeps one
// tree's memory for all its readings.
template <class Use>
auto with_tree(std::string_view text, Use use) {
  thread_local simdjson::dom::parser parser;
  return use(taken(parser.parse(text.data(), text.size()), "JSON"));
}

}  // namespace bihuan::core::json_form
