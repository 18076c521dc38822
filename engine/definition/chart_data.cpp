// `data:` of a bare chart: CEL literals, also inside YAML lists and maps.
#include "engine/definition/chart_loader.h"
#include "engine/definition/ids.h"

namespace bihuan::definition {
namespace {

using expression::Type;
using expression::Value;
using yaml::Node;

std::optional<Value> literal(const Node& node, Problems& problems) {
  if (node.is_null()) return Value::null();
  if (node.is_list()) {
    std::vector<Value> items;
    for (const Node& item : node.items) {
      auto value = literal(item, problems);
      if (!value) return std::nullopt;
      items.push_back(std::move(*value));
    }
    return Value::list(std::move(items));
  }
  if (node.is_map()) {
    std::vector<std::pair<std::string, Value>> fields;
    for (const yaml::Entry& entry : node.entries) {
      auto value = literal(entry.value, problems);
      if (!value) return std::nullopt;
      fields.emplace_back(entry.key.text, std::move(*value));
    }
    return Value::record(std::move(fields));
  }
  const expression::Environment nothing;
  const Result<expression::Program> program = expression::compile(node.text, nothing);
  if (program) {
    Result<Value> value = program->evaluate({});
    if (value) return std::move(*value);
    yaml::error(problems, node, "data_not_literal", {{"text", node.text}, {"reason", value.error().message()}});
  } else {
    yaml::error(problems, node, "data_not_literal", {{"text", node.text}, {"reason", program.error().message()}});
  }
  return std::nullopt;
}

Type type_of(const Value& value) {
  switch (value.kind()) {
    case expression::Kind::boolean:
      return Type::Kind::boolean;
    case expression::Kind::integer:
      return Type::Kind::integer;
    case expression::Kind::uinteger:
      return Type::Kind::uinteger;
    case expression::Kind::floating:
      return Type::Kind::floating;
    case expression::Kind::timestamp:
      return Type::Kind::timestamp;
    case expression::Kind::duration:
      return Type::Kind::duration;
    case expression::Kind::string:
      return Type::Kind::string;
    case expression::Kind::bytes:
      return Type::Kind::bytes;
    case expression::Kind::list:
      return Type::list(Type::Kind::dyn);
    case expression::Kind::map:
      return Type::map(Type::Kind::dyn, Type::Kind::dyn);
    default:
      return Type::Kind::dyn;
  }
}

}  // namespace

void read_chart_data(const Node& node, core::Chart& chart, Problems& problems) {
  if (!yaml::expect_map(node, "data", problems)) return;
  for (const yaml::Entry& entry : node.entries) {
    if (!is_id(entry.key.text)) {
      yaml::error(problems, entry.key, "invalid_id", {{"name", entry.key.text}});
      continue;
    }
    core::Datum datum;
    datum.id = entry.key.text;
    datum.where = entry.key.where();
    if (const auto value = literal(entry.value, problems)) {
      datum.initial = *value;
      datum.type = type_of(*value);
    }
    chart.data.push_back(std::move(datum));
  }
}

}  // namespace bihuan::definition
