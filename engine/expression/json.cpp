#include "engine/expression/json.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <boost/json.hpp>
#include <boost/json/basic_parser_impl.hpp>
#include <charconv>
#include <cmath>

#include "engine/base/json_text.h"
#include "engine/base/utf8.h"
#include "engine/expression/base64.h"
#include "engine/expression/moment.h"
#include "engine/expression/network.h"

namespace bihuan::expression {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxDepth = 128;
constexpr std::string_view kTag = "$type";

Error bad_wire(std::string_view what) {
  return Error("expression_bad_wire", {{"what", std::string(what)}});
}

std::string double_text(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number < 0 ? "-Infinity" : "Infinity";
  std::string text = fmt::format("{}", number);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

// A value as {"$type": tag, name: text}, or nothing when JSON says it itself.
struct Tagged {
  std::string_view tag;
  std::string_view name;
  std::string text;
};

std::optional<Tagged> tagged(const Value& value) {
  switch (value.kind()) {
    case Kind::uinteger:
      return Tagged{"uint", "value", std::to_string(value.as_uint())};
    case Kind::floating:
      if (std::isfinite(value.as_double())) return std::nullopt;
      return Tagged{"double", "value", double_text(value.as_double())};
    case Kind::bytes:
      return Tagged{"bytes", "base64", to_base64(value.as_bytes())};
    case Kind::timestamp:
      return Tagged{"timestamp", "value", to_text(value.as_timestamp())};
    case Kind::duration:
      return Tagged{"duration", "value", to_text(value.as_duration())};
    case Kind::type:
      return Tagged{"type", "value", value.as_type_name()};
    case Kind::address:
      return Tagged{"net.IP", "value", address_text(value.as_address())};
    case Kind::network:
      return Tagged{"net.CIDR", "value", network_text(value.as_network())};
    default:
      return std::nullopt;
  }
}

bool plain_map(const Map& map) {
  for (const auto& [key, value] : map.entries()) {
    if (!key.is(Kind::string) || key.as_string() == kTag) return false;
  }
  return true;
}

class Writer {
 public:
  std::string out;

  void put(const Value& value) {
    if (const auto special = tagged(value)) {
      out += fmt::format(R"({{"$type":"{}","{}":{}}})", special->tag, special->name, quote_json(special->text));
      return;
    }
    switch (value.kind()) {
      case Kind::boolean:
        out += value.as_bool() ? "true" : "false";
        return;
      case Kind::integer:
        out += std::to_string(value.as_int());
        return;
      case Kind::floating:
        out += double_text(value.as_double());
        return;
      case Kind::string:
        out += quote_json(value.as_string());
        return;
      case Kind::list:
        return list(value.as_list());
      case Kind::map:
        return map(value.as_map());
      case Kind::optional:
        return optional(value.as_optional());
      default:
        out += "null";
        return;
    }
  }

 private:
  void list(std::span<const Value> elements) {
    out += '[';
    bool first = true;
    for (const Value& element : elements) {
      if (!std::exchange(first, false)) out += ',';
      put(element);
    }
    out += ']';
  }

  void map(const Map& map) {
    const bool plain = plain_map(map);
    out += plain ? "{" : R"({"$type":"map","entries":[)";
    bool first = true;
    for (const auto& [key, value] : map.entries()) {
      if (!std::exchange(first, false)) out += ',';
      if (plain) {
        out += quote_json(key.as_string()) + ':';
        put(value);
      } else {
        out += '[';
        put(key);
        out += ',';
        put(value);
        out += ']';
      }
    }
    out += plain ? "}" : "]}";
  }

  void optional(const Value* content) {
    out += R"({"$type":"optional")";
    if (content != nullptr) {
      out += R"(,"value":)";
      put(*content);
    }
    out += '}';
  }
};

// Builds plain values while Boost reads the grammar. Numbers are judged by their text.
class Builder {
 public:
  static constexpr std::size_t max_object_size = json::object::max_size();
  static constexpr std::size_t max_array_size = json::array::max_size();
  static constexpr std::size_t max_key_size = json::string::max_size();
  static constexpr std::size_t max_string_size = json::string::max_size();

  Value result;
  std::optional<Error> error;

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_array_begin(json::error_code&) { return open(false); }
  bool on_object_begin(json::error_code&) { return open(true); }
  bool on_array_end(std::size_t, json::error_code& ec) {
    std::vector<Value> elements = std::move(stack_.back().values);
    stack_.pop_back();
    return add(Value::list(std::move(elements)), ec);
  }
  bool on_object_end(std::size_t, json::error_code& ec) {
    Level level = std::move(stack_.back());
    stack_.pop_back();
    std::vector<Map::Entry> entries;
    for (std::size_t i = 0; i < level.values.size(); ++i) {
      entries.emplace_back(std::move(level.keys[i]), std::move(level.values[i]));
    }
    return add(Value::map(std::move(entries)), ec);
  }
  bool on_string_part(json::string_view text, std::size_t, json::error_code&) { return keep(text); }
  bool on_string(json::string_view text, std::size_t, json::error_code& ec) {
    keep(text);
    return add(Value::string(std::exchange(text_, {})), ec);
  }
  bool on_key_part(json::string_view text, std::size_t, json::error_code&) { return keep(text); }
  bool on_key(json::string_view text, std::size_t, json::error_code&) {
    keep(text);
    stack_.back().keys.push_back(Value::string(std::exchange(text_, {})));
    return true;
  }
  bool on_number_part(json::string_view text, json::error_code&) { return keep(text); }
  bool on_int64(std::int64_t, json::string_view text, json::error_code& ec) { return number(text, ec); }
  bool on_uint64(std::uint64_t, json::string_view text, json::error_code& ec) { return number(text, ec); }
  bool on_double(double, json::string_view text, json::error_code& ec) { return number(text, ec); }
  bool on_bool(bool value, json::error_code& ec) { return add(Value::boolean(value), ec); }
  bool on_null(json::error_code& ec) { return add(Value(), ec); }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }

 private:
  struct Level {
    bool object;
    std::vector<Value> keys;
    std::vector<Value> values;
  };

  bool open(bool object) {
    stack_.push_back({object, {}, {}});
    return true;
  }
  bool keep(json::string_view text) {
    text_.append(text.data(), text.size());
    return true;
  }
  bool add(Value value, json::error_code&) {
    (stack_.empty() ? result : stack_.back().values.emplace_back()) = std::move(value);
    return true;
  }
  bool number(json::string_view last, json::error_code& ec) {
    keep(last);
    const std::string text = std::exchange(text_, {});
    const char* const end = text.data() + text.size();
    if (text.find_first_of(".eE") == std::string::npos) {
      std::int64_t whole = 0;
      if (std::from_chars(text.data(), end, whole).ec == std::errc()) return add(Value::integer(whole), ec);
      error = Error("expression_number_too_large", {{"found", text}});
    } else {
      const double value = std::strtod(text.c_str(), nullptr);
      if (std::isfinite(value)) return add(Value::floating(value), ec);
      error = Error("expression_number_too_large", {{"found", text}});
    }
    ec = json::error::exponent_overflow;
    return false;
  }

  std::vector<Level> stack_;
  std::string text_;
};

Error too_large(std::uint64_t number) {
  return Error("expression_number_too_large", {{"found", std::to_string(number)}});
}

Result<Value> plain_of(const json::value& value, std::size_t depth) {
  if (depth > kMaxDepth) return Error("expression_bad_json", {{"reason", "nesting is too deep"}});
  switch (value.kind()) {
    case json::kind::null:
      return Value();
    case json::kind::bool_:
      return Value::boolean(value.get_bool());
    case json::kind::int64:
      return Value::integer(value.get_int64());
    case json::kind::uint64:
      if (value.get_uint64() > INT64_MAX) return too_large(value.get_uint64());
      return Value::integer(static_cast<std::int64_t>(value.get_uint64()));
    case json::kind::double_:
      return Value::floating(value.get_double());
    case json::kind::string: {
      const auto& text = value.get_string();
      if (!utf8::valid({text.data(), text.size()})) return Error("expression_bad_utf8");
      return Value::string(std::string_view(text.data(), text.size()));
    }
    case json::kind::array: {
      std::vector<Value> elements;
      for (const auto& element : value.get_array()) {
        auto read = plain_of(element, depth + 1);
        if (!read) return read;
        elements.push_back(*std::move(read));
      }
      return Value::list(std::move(elements));
    }
    case json::kind::object: {
      std::vector<Map::Entry> entries;
      for (const auto& member : value.get_object()) {
        auto read = plain_of(member.value(), depth + 1);
        if (!read) return read;
        entries.emplace_back(Value::string(std::string_view(member.key().data(), member.key().size())),
                             *std::move(read));
      }
      return Value::map(std::move(entries));
    }
  }
  return Value();
}

Result<Value> entries_from_wire(const Value& plain) {
  const Value* entries = plain.field("entries");
  if (entries == nullptr || !entries->is(Kind::list)) return bad_wire("map");
  std::vector<Map::Entry> made;
  for (const Value& entry : entries->as_list()) {
    if (!entry.is(Kind::list) || entry.as_list().size() != 2) return bad_wire("map");
    auto key = from_wire(entry.as_list()[0]);
    if (!key) return key;
    const Kind kind = key->kind();
    if (kind != Kind::boolean && kind != Kind::integer && kind != Kind::uinteger && kind != Kind::string) {
      return Error("expression_bad_key", {{"type", std::string(type_name(*key))}});
    }
    auto value = from_wire(entry.as_list()[1]);
    if (!value) return value;
    made.emplace_back(*std::move(key), *std::move(value));
  }
  return Value::map(std::move(made));
}

Result<Value> double_from_wire(const std::string& text) {
  if (text == "NaN") return Value::floating(std::nan(""));
  if (text == "Infinity") return Value::floating(HUGE_VAL);
  if (text == "-Infinity") return Value::floating(-HUGE_VAL);
  double number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ptr != text.data() + text.size() || read.ec != std::errc() || !std::isfinite(number)) {
    return bad_wire("double");
  }
  return Value::floating(number);
}

Result<Value> text_from_wire(const std::string& tag, const std::string& text) {
  if (tag == "uint") {
    std::uint64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ptr != text.data() + text.size() || read.ec != std::errc()) return bad_wire("uint");
    return Value::uinteger(number);
  }
  if (tag == "double") return double_from_wire(text);
  if (tag == "bytes") {
    auto bytes = from_base64(text);
    if (!bytes) return bad_wire("bytes");
    return Value::bytes(*std::move(bytes));
  }
  if (tag == "timestamp") {
    const auto timestamp = parse_timestamp(text);
    if (!timestamp) return bad_wire("timestamp");
    return Value::timestamp(*timestamp);
  }
  if (tag == "duration") {
    const auto duration = parse_duration(text);
    if (!duration) return bad_wire("duration");
    return Value::duration(*duration);
  }
  if (tag == "type") return Value::type(text);
  if (tag == "net.IP" || tag == "net.CIDR") {
    auto bytes = tag == "net.IP" ? parse_address(text) : parse_network(text);
    if (!bytes) return bad_wire(tag);
    return tag == "net.IP" ? Value::address(*std::move(bytes)) : Value::network(*std::move(bytes));
  }
  return bad_wire(tag);
}

Result<Value> tagged_from_wire(const Value& plain, const Value& tag) {
  if (!tag.is(Kind::string)) return bad_wire("$type");
  const std::string& name = tag.as_string();
  if (name == "map") return entries_from_wire(plain);
  const Value* content = plain.field(name == "bytes" ? "base64" : "value");
  if (name == "optional") {
    if (content == nullptr) return Value::optional_none();
    auto inner = from_wire(*content);
    if (!inner) return inner;
    return Value::optional_of(*std::move(inner));
  }
  if (content == nullptr || !content->is(Kind::string)) return bad_wire(name);
  return text_from_wire(name, content->as_string());
}

// Reads {"$type": ...} while it goes down, so that what has none is built once. `wire`: false below a "$type", whose
// inside is read by from_wire().
Result<Value> value_of(const simdjson::dom::element& in, bool wire, std::size_t depth) {
  using simdjson::dom::element_type;
  if (depth > kMaxDepth) return Error("expression_bad_json", {{"reason", "nesting is too deep"}});
  switch (in.type()) {
    case element_type::NULL_VALUE:
      return Value();
    case element_type::BOOL:
      return Value::boolean(in.get_bool().value_unsafe());
    case element_type::INT64:
      return Value::integer(in.get_int64().value_unsafe());
    case element_type::UINT64:
      return too_large(in.get_uint64().value_unsafe());
    case element_type::DOUBLE:
      return Value::floating(in.get_double().value_unsafe());
    case element_type::STRING:
      return Value::string(in.get_string().value_unsafe());
    case element_type::ARRAY: {
      const simdjson::dom::array list = in.get_array().value_unsafe();
      std::vector<Value> elements;
      for (const auto element : list) {
        auto read = value_of(element, wire, depth + 1);
        if (!read) return read;
        elements.push_back(*std::move(read));
      }
      return Value::list(std::move(elements));
    }
    case element_type::OBJECT: {
      const simdjson::dom::object object = in.get_object().value_unsafe();
      const bool tagged = wire && object.at_key(kTag).error() == simdjson::SUCCESS;
      std::vector<Map::Entry> entries;
      for (const auto [key, member] : object) {
        auto read = value_of(member, wire && !tagged, depth + 1);
        if (!read) return read;
        entries.emplace_back(Value::string(key), *std::move(read));
      }
      auto made = Value::map(std::move(entries));
      return tagged ? from_wire(made) : Result<Value>(std::move(made));
    }
  }
  return Value();
}

}  // namespace

std::string quote_json(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
          out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
        } else {
          out += c;
        }
    }
  }
  return out + '"';
}

std::string to_json_text(const Value& value) {
  Writer writer;
  writer.put(value);
  return std::move(writer.out);
}

void write_json(JsonText& out, const Value& value) {
  switch (value.kind()) {
    case Kind::null:
      return out.value(nullptr);
    case Kind::boolean:
      return out.value(value.as_bool());
    case Kind::integer:
      return out.value(value.as_int());
    case Kind::floating:
      return std::isfinite(value.as_double()) ? out.value(value.as_double()) : out.raw(to_json_text(value));
    case Kind::string:
      return out.value(value.as_string());
    case Kind::list:
      return out.array(value.as_list(), [&](const Value& element) { write_json(out, element); });
    case Kind::map:
      if (!plain_map(value.as_map())) return out.raw(to_json_text(value));
      return out.object([&] {
        for (const auto& [key, element] : value.as_map().entries()) {
          out.member(key.as_string(), [&] { write_json(out, element); });
        }
      });
    default:
      return out.raw(to_json_text(value));
  }
}

json::value to_json(const Value& value) {
  if (const auto special = tagged(value)) {
    return {{"$type", json::string(special->tag)}, {json::string(special->name), json::string(special->text)}};
  }
  switch (value.kind()) {
    case Kind::boolean:
      return value.as_bool();
    case Kind::integer:
      return value.as_int();
    case Kind::floating:
      return value.as_double();
    case Kind::string:
      return json::string(value.as_string());
    case Kind::list: {
      json::array array;
      for (const Value& element : value.as_list()) array.push_back(to_json(element));
      return array;
    }
    case Kind::map: {
      json::object object;
      if (plain_map(value.as_map())) {
        for (const auto& [key, element] : value.as_map().entries()) object[key.as_string()] = to_json(element);
        return object;
      }
      json::array entries;
      for (const auto& [key, element] : value.as_map().entries()) {
        entries.push_back(json::array{to_json(key), to_json(element)});
      }
      object["$type"] = "map";
      object["entries"] = std::move(entries);
      return object;
    }
    case Kind::optional: {
      json::object object{{"$type", "optional"}};
      if (const Value* content = value.as_optional()) object["value"] = to_json(*content);
      return object;
    }
    default:
      return nullptr;
  }
}

Result<Value> parse_plain_json(std::string_view text) {
  if (!utf8::valid(text)) return Error("expression_bad_utf8");
  json::parse_options options;
  options.max_depth = kMaxDepth;
  json::basic_parser<Builder> parser(options);
  json::error_code ec;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), ec);
  if (parser.handler().error) return *parser.handler().error;
  if (!ec && read < text.size()) ec = json::error::extra_data;
  if (ec) return Error("expression_bad_json", {{"reason", ec.message()}});
  return std::move(parser.handler().result);
}

Result<Value> from_wire(const Value& plain) {
  if (plain.is(Kind::list)) {
    std::vector<Value> elements;
    for (const Value& element : plain.as_list()) {
      auto read = from_wire(element);
      if (!read) return read;
      elements.push_back(*std::move(read));
    }
    return Value::list(std::move(elements));
  }
  if (!plain.is(Kind::map)) return plain;
  if (const Value* tag = plain.field(kTag)) return tagged_from_wire(plain, *tag);
  std::vector<Map::Entry> entries;
  for (const auto& [key, value] : plain.as_map().entries()) {
    auto read = from_wire(value);
    if (!read) return read;
    entries.emplace_back(key, *std::move(read));
  }
  return Value::map(std::move(entries));
}

Result<Value> parse_json(std::string_view text) {
  auto plain = parse_plain_json(text);
  if (!plain) return plain;
  return from_wire(*plain);
}

Result<Value> from_json(const simdjson::dom::element& value) {
  return value_of(value, true, 0);
}

Result<Value> from_json(const json::value& value) {
  auto plain = plain_of(value, 0);
  if (!plain || !value.is_structured()) return plain;
  return from_wire(*plain);
}

}  // namespace bihuan::expression
