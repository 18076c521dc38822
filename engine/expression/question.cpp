#include "engine/expression/question.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "engine/expression/program.h"

namespace bihuan::expression {
namespace {

// Variables that are typed but have no value are asked of the host, which has none.
class Unbound : public Host {};

bool fits(const Type& type, const Value& value) {
  switch (type.kind()) {
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
    case Type::Kind::nullable:
      return value.is_null() || fits(type.element(), value);
    case Type::Kind::list: {
      if (!value.is(Kind::list)) return false;
      const auto elements = value.as_list();
      return std::all_of(elements.begin(), elements.end(), [&](const Value& v) { return fits(type.element(), v); });
    }
    case Type::Kind::map: {
      if (!value.is(Kind::map)) return false;
      const auto entries = value.as_map().entries();
      return std::all_of(entries.begin(), entries.end(), [&](const Map::Entry& entry) {
        return fits(type.key(), entry.first) && fits(type.element(), entry.second);
      });
    }
    default:
      return true;
  }
}

const Type* type_of(const Question& question, std::string_view name) {
  for (const auto& [typed, type] : question.types) {
    if (typed == name) return &type;
  }
  return nullptr;
}

Result<Question> read_line(std::string_view line) {
  auto plain = parse_plain_json(line);
  if (!plain) return std::move(plain).error();
  const auto text = [&](std::string_view name) -> std::optional<std::string> {
    const Value* value = plain->field(name);
    if (value == nullptr) return std::string();
    if (!value->is(Kind::string)) return std::nullopt;
    return value->as_string();
  };
  const auto object = [&](std::string_view name) {
    const Value* value = plain->field(name);
    return value == nullptr || value->is_null() ? Value::map({}) : *value;
  };
  const auto expression = text("expr");
  const auto container = text("container");
  const Value* check = plain->field("check");
  const bool whole = plain->field("expr") != nullptr && expression && container &&
                     (check == nullptr || check->is(Kind::boolean)) && object("vars").is(Kind::map) &&
                     object("types").is(Kind::map);
  if (!whole) return Error("expression_bad_batch_line");
  Question question;
  question.expression = *expression;
  question.container = *container;
  question.check = check == nullptr || check->as_bool();
  if (auto filled = fill(question, object("vars"), object("types")); !filled) return filled.error();
  return question;
}

}  // namespace

Result<void> fill(Question& question, const Value& variables, const Value& types) {
  for (const auto& [name, type] : types.as_map().entries()) {
    if (!type.is(Kind::string)) return Error("expression_bad_type", {{"type", to_json_text(type)}});
    auto parsed = parse_type(type.as_string());
    if (!parsed) return std::move(parsed).error();
    question.types.emplace_back(name.as_string(), *std::move(parsed));
  }
  for (const auto& [name, plain] : variables.as_map().entries()) {
    auto value = from_wire(plain);
    if (!value) return std::move(value).error();
    const Type* type = type_of(question, name.as_string());
    if (type != nullptr && !fits(*type, *value)) {
      return Error("expression_wrong_variable", {{"name", name.as_string()}, {"type", type->to_string()}});
    }
    question.variables.emplace_back(name.as_string(), *std::move(value));
  }
  return {};
}

Result<Value> ask(const Question& question) {
  Environment environment;
  std::vector<Value> values;
  for (const auto& [name, value] : question.variables) {
    const Type* type = type_of(question, name);
    environment.declare(name, type == nullptr ? Type() : *type, Unset::never);
    values.push_back(value);
  }
  for (const auto& [name, type] : question.types) {
    if (environment.find(name) == nullptr) environment.declare(name, type, Unset::never);
  }
  CompileOptions options;
  options.check = question.check;
  options.container = question.container;
  auto program = compile(question.expression, environment, options);
  if (!program) return std::move(program).error();
  const Unbound host;
  return program->evaluate({values, &host});
}

std::string to_json_text(const Result<Value>& answer) {
  if (answer) {
    return fmt::format(R"({{"type":{},"value":{}}})", quote_json(type_name(*answer)), to_json_text(*answer));
  }
  const Error& error = answer.error();
  return fmt::format(R"({{"error":{{"code":{},"message":{},"line":{},"column":{}}}}})", quote_json(error.code),
                     quote_json(error.message()), error.where.line, error.where.column);
}

std::string answer_line(std::string_view line) {
  auto question = read_line(line);
  if (!question) return to_json_text(Result<Value>(std::move(question).error()));
  return to_json_text(ask(*question));
}

}  // namespace bihuan::expression
