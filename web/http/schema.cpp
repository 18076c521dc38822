#include "web/http/schema.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <set>
#include <stdexcept>

#include "engine/base/utf8.h"

namespace bihuan::http {

namespace json = boost::json;

namespace {

constexpr std::string_view reference_prefix = "#/components/schemas/";

constexpr std::array<std::string_view, 24> keywords{"type",      "properties", "required", "additionalProperties",
                                                    "items",     "enum",       "const",    "allOf",
                                                    "anyOf",     "oneOf",      "$ref",     "minimum",
                                                    "maximum",   "pattern",    "format",   "minLength",
                                                    "maxLength", "minItems",   "maxItems", "description",
                                                    "title",     "default",    "examples", "deprecated"};

void each_child(const json::object& schema, const std::function<void(const json::object&)>& visit) {
  for (const auto& member : schema) {
    const auto& value = member.value();
    if (member.key() == "properties" && value.is_object()) {
      for (const auto& property : value.as_object()) visit(property.value().as_object());
    } else if ((member.key() == "items" || member.key() == "additionalProperties") && value.is_object()) {
      visit(value.as_object());
    } else if ((member.key() == "allOf" || member.key() == "anyOf" || member.key() == "oneOf") && value.is_array()) {
      for (const auto& item : value.as_array()) visit(item.as_object());
    }
  }
}

void demand_known(const std::string& name, const json::object& schema) {
  for (const auto& member : schema) {
    if (std::find(keywords.begin(), keywords.end(), std::string_view(member.key())) == keywords.end()) {
      throw std::logic_error("schema " + name + ": unknown keyword " + std::string(member.key()));
    }
  }
  each_child(schema, [&](const json::object& child) { demand_known(name, child); });
}

bool is_type(const json::value& value, std::string_view type) {
  if (type == "null") return value.is_null();
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_bool();
  if (type == "number") return value.is_number();
  if (type == "integer") {
    return value.is_int64() || value.is_uint64() ||
           (value.is_double() &&
            value.get_double() == static_cast<double>(static_cast<std::int64_t>(value.get_double())));
  }
  return false;
}

bool is_format(std::string_view text, std::string_view format) {
  static const re2::RE2 date(R"(\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]))");
  static const re2::RE2 date_time(
      R"(\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d))");
  if (format == "date") return re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), date);
  if (format == "date-time") return re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), date_time);
  return true;
}

double number_of(const json::value& value) {
  return value.is_number() ? value.to_number<double>() : 0;
}

class Checker {
 public:
  explicit Checker(const Schemas& schemas) : schemas_(schemas) {}

  void check(const json::object& schema, const json::value& value, const std::string& pointer) {
    if (found_.size() >= 50 || ++depth_ > 200) return;
    if (const auto* reference = schema.if_contains("$ref")) check(target(*reference), value, pointer);
    if (check_type(schema, value, pointer)) {
      check_choice(schema, value, pointer);
      if (value.is_object()) check_object(schema, value.get_object(), pointer);
      if (value.is_array()) check_array(schema, value.get_array(), pointer);
      if (value.is_string()) check_string(schema, value.get_string(), pointer);
      if (value.is_number()) check_number(schema, value, pointer);
      check_combined(schema, value, pointer);
    }
    --depth_;
  }

  std::vector<FieldProblem> found() && { return std::move(found_); }

 private:
  const json::object& target(const json::value& reference) const {
    const std::string_view path(reference.as_string());
    const auto* schema = schemas_.find(path.substr(std::min(path.size(), reference_prefix.size())));
    if (!schema) throw std::logic_error("no schema " + std::string(path));
    return *schema;
  }

  void report(const std::string& pointer, std::string_view code, MessageArguments arguments = {}) {
    found_.push_back({pointer, Error(code, std::move(arguments))});
  }

  bool check_type(const json::object& schema, const json::value& value, const std::string& pointer) {
    const auto* type = schema.if_contains("type");
    if (!type) return true;
    if (type->is_string()) {
      if (is_type(value, std::string_view(type->get_string()))) return true;
      report(pointer, "schema_type", {{"type", std::string(type->get_string())}});
      return false;
    }
    std::string all;
    for (const auto& one : type->as_array()) {
      if (is_type(value, std::string_view(one.as_string()))) return true;
      all += (all.empty() ? "" : "/") + std::string(one.as_string());
    }
    report(pointer, "schema_type", {{"type", all}});
    return false;
  }

  void check_choice(const json::object& schema, const json::value& value, const std::string& pointer) {
    if (const auto* only = schema.if_contains("const"); only && *only != value) {
      report(pointer, "schema_choice", {{"choices", json::serialize(*only)}});
    }
    const auto* choices = schema.if_contains("enum");
    if (!choices) return;
    const auto& list = choices->as_array();
    if (std::find(list.begin(), list.end(), value) != list.end()) return;
    std::string all;
    for (const auto& one : list) all += (all.empty() ? "" : ", ") + json::serialize(one);
    report(pointer, "schema_choice", {{"choices", all}});
  }

  void check_object(const json::object& schema, const json::object& value, const std::string& pointer) {
    if (const auto* required = schema.if_contains("required")) {
      for (const auto& name : required->as_array()) {
        const std::string_view key(name.as_string());
        if (!value.contains(key)) report(pointer + "/" + pointer_segment(key), "schema_required");
      }
    }
    const auto* properties = schema.if_contains("properties");
    const auto* additional = schema.if_contains("additionalProperties");
    for (const auto& member : value) {
      const std::string_view key(member.key());
      const auto* property = properties ? properties->as_object().if_contains(key) : nullptr;
      if (property) {
        check(property->as_object(), member.value(), pointer + "/" + pointer_segment(key));
      } else if (additional && additional->is_object()) {
        check(additional->get_object(), member.value(), pointer + "/" + pointer_segment(key));
      } else if (additional && additional->is_bool() && !additional->get_bool()) {
        report(pointer + "/" + pointer_segment(key), "schema_unknown");
      }
    }
  }

  void check_array(const json::object& schema, const json::array& value, const std::string& pointer) {
    check_bounds(schema, "minItems", "maxItems", static_cast<double>(value.size()), "schema_items", pointer);
    const auto* items = schema.if_contains("items");
    if (!items || !items->is_object()) return;
    for (std::size_t i = 0; i < value.size(); ++i)
      check(items->get_object(), value[i], fmt::format("{}/{}", pointer, i));
  }

  void check_string(const json::object& schema, const json::string& value, const std::string& pointer) {
    const std::string_view content(value);
    if (schema.contains("minLength") || schema.contains("maxLength")) {
      check_bounds(schema, "minLength", "maxLength", static_cast<double>(utf8::length(content)), "schema_length",
                   pointer);
    }
    if (const auto* pattern = schema.if_contains("pattern")) {
      const std::string_view source(pattern->as_string());
      const re2::RE2 expression(re2::StringPiece(source.data(), source.size()), re2::RE2::Quiet);
      if (!re2::RE2::PartialMatch(re2::StringPiece(content.data(), content.size()), expression)) {
        report(pointer, "schema_pattern");
      }
    }
    if (const auto* format = schema.if_contains("format")) {
      if (!is_format(content, std::string_view(format->as_string()))) {
        report(pointer, "schema_format", {{"format", std::string(format->as_string())}});
      }
    }
  }

  void check_number(const json::object& schema, const json::value& value, const std::string& pointer) {
    check_bounds(schema, "minimum", "maximum", number_of(value), "schema_range", pointer);
  }

  void check_bounds(const json::object& schema, std::string_view low, std::string_view high, double value,
                    std::string_view code, const std::string& pointer) {
    const auto* least = schema.if_contains(low);
    const auto* most = schema.if_contains(high);
    if (!(least && value < number_of(*least)) && !(most && value > number_of(*most))) return;
    report(pointer, code,
           {{"least", least ? json::serialize(*least) : "-"}, {"most", most ? json::serialize(*most) : "-"}});
  }

  void check_combined(const json::object& schema, const json::value& value, const std::string& pointer) {
    if (const auto* all = schema.if_contains("allOf")) {
      for (const auto& one : all->as_array()) check(one.as_object(), value, pointer);
    }
    for (const std::string_view keyword : {"anyOf", "oneOf"}) {
      const auto* choices = schema.if_contains(keyword);
      if (!choices) continue;
      std::size_t fitting = 0;
      for (const auto& one : choices->as_array()) {
        Checker branch(schemas_);
        branch.depth_ = depth_;
        branch.check(one.as_object(), value, pointer);
        fitting += branch.found_.empty();
      }
      if (fitting == 0 || (keyword == "oneOf" && fitting > 1)) report(pointer, "schema_alternative");
    }
  }

  const Schemas& schemas_;
  std::vector<FieldProblem> found_;
  int depth_ = 0;
};

}  // namespace

void Schemas::add(std::string name, std::string_view text) {
  boost::system::error_code error;
  auto value = json::parse(text, error);
  if (error || !value.is_object())
    throw std::logic_error("schema " + name + " is not a JSON object: " + error.message());
  add(std::move(name), std::move(value.as_object()));
}

void Schemas::add(std::string name, json::object schema) {
  demand_known(name, schema);
  if (!schemas_.emplace(name, std::move(schema)).second) throw std::logic_error("schema " + name + " is there twice");
}

const json::object* Schemas::find(std::string_view name) const {
  const auto at = schemas_.find(name);
  return at == schemas_.end() ? nullptr : &at->second;
}

std::vector<std::string> Schemas::missing() const {
  std::set<std::string> names;
  std::function<void(const json::object&)> visit = [&](const json::object& schema) {
    if (const auto* reference = schema.if_contains("$ref")) {
      const std::string_view path(reference->as_string());
      const auto name = path.substr(std::min(path.size(), reference_prefix.size()));
      if (!path.starts_with(reference_prefix) || !find(name)) names.emplace(path);
    }
    each_child(schema, visit);
  };
  for (const auto& [name, schema] : schemas_) visit(schema);
  return {names.begin(), names.end()};
}

std::vector<FieldProblem> Schemas::check(std::string_view name, const json::value& value) const {
  const auto* schema = find(name);
  if (!schema) throw std::logic_error("no schema " + std::string(name));
  Checker checker(*this);
  checker.check(*schema, value, "");
  return std::move(checker).found();
}

}  // namespace bihuan::http
