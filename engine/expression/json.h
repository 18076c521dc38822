// Values as JSON, in the wire forms of contracts §5: what JSON cannot say is {"$type": ..., ...}. Pure functions.
// Reading fails with `expression_bad_json` {reason} or `expression_bad_wire` {reason}.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include "engine/base/error.h"
#include "engine/expression/value.h"

namespace bihuan {
class JsonText;
}
namespace simdjson::dom {
class element;
}

namespace bihuan::expression {

// A double keeps its point: 3.0 is a JSON double. Serialise with to_json_text() where people read it: Boost writes 3E0.
[[nodiscard]] boost::json::value to_json(const Value& value);
// 3, 3.0, "text", [...], {...} on one line, members in the order of the map.
[[nodiscard]] std::string to_json_text(const Value& value);
void write_json(JsonText& out, const Value& value);

// A JSON number that Boost holds as a double is a double; a whole number beyond int64 is refused.
[[nodiscard]] Result<Value> from_json(const boost::json::value& json);
[[nodiscard]] Result<Value> from_json(const simdjson::dom::element& json);
// From text, where `3` is int, `3.0` is double and a whole number beyond int64 is refused.
[[nodiscard]] Result<Value> parse_json(std::string_view text);
// The same without reading {"$type": ...}: a JSON document as plain maps, lists and scalars.
[[nodiscard]] Result<Value> parse_plain_json(std::string_view text);
// Reads {"$type": ...} inside a plain tree.
[[nodiscard]] Result<Value> from_wire(const Value& plain);

// A JSON string with its quotes.
[[nodiscard]] std::string quote_json(std::string_view text);

}  // namespace bihuan::expression
