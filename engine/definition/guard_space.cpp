#include "engine/definition/guard_space.h"

#include <algorithm>

#include "engine/expression/json.h"

namespace bihuan::definition {
namespace {

using Expression = expression::Node;
using expression::NodeKind;
using expression::Operation;
using expression::Type;
using expression::Value;

constexpr std::size_t most_combinations = 20'000;

bool is_comparison(Operation operation) {
  return operation >= Operation::equal && operation <= Operation::greater_or_equal;
}

// A name or a chain of names: `route`, `event.data.n`.
bool is_path(const Expression& node) {
  if (node.kind == NodeKind::identifier) return !node.local;
  return node.kind == NodeKind::select && !node.test && !node.optional && node.arguments.size() == 1 &&
         is_path(*node.arguments[0]);
}

std::string path_name(const Expression& node) {
  if (!node.resolved.empty()) {
    return node.resolved.starts_with("field.") ? node.resolved.substr(6) : node.resolved;
  }
  if (node.kind == NodeKind::identifier) return node.name;
  return path_name(*node.arguments[0]) + "." + node.name;
}

// Of a date, a number or a place that is compared with nothing but null or another: as many as an order of three takes.
std::vector<Value> some_of(const Type& type) {
  using Kind = Type::Kind;
  std::vector<Value> out;
  for (const int each : {0, 1, 2}) {
    if (type.is(Kind::timestamp)) out.push_back(Value::timestamp({each, 0}));
    if (type.is(Kind::integer)) out.push_back(Value::integer(each));
    if (type.is(Kind::floating)) out.push_back(Value::floating(each));
    if (type.is(Kind::object)) out.push_back(Value::record({{"text", Value::string(std::string(each, '-'))}}));
  }
  return out;
}

std::optional<Value> literal(const Expression& node) {
  if (node.kind == NodeKind::literal) return node.value;
  if (node.kind == NodeKind::operation && node.operation == Operation::negate && node.arguments.size() == 1) {
    const auto inner = literal(*node.arguments[0]);
    if (inner && inner->is(expression::Kind::integer)) return Value::integer(-inner->as_int());
    if (inner && inner->is(expression::Kind::floating)) return Value::floating(-inner->as_double());
  }
  return std::nullopt;
}

Truth negate(Truth truth) {
  return truth == Truth::unknown ? truth : truth == Truth::yes ? Truth::no : Truth::yes;
}

void add_once(std::vector<Value>& values, const Value& value) {
  const auto same = [&](const Value& other) { return expression::identical(other, value); };
  if (std::ranges::none_of(values, same)) values.push_back(value);
}

double as_double(const Value& number) {
  return number.is(expression::Kind::integer)    ? static_cast<double>(number.as_int())
         : number.is(expression::Kind::uinteger) ? static_cast<double>(number.as_uint())
                                                 : number.as_double();
}

}  // namespace

void GuardSpace::add(const expression::Program& guard) {
  collect(guard.ast().root());
}

const expression::Program* GuardSpace::computed(const Expression& node) const {
  if (!node.slot || *node.slot >= definition_.fields.size()) return nullptr;
  const auto& program = definition_.fields[*node.slot].computed;
  return program ? &*program : nullptr;
}

void GuardSpace::collect(const Expression& node) {
  if (is_path(node)) {
    if (const auto* program = computed(node)) {
      collect(program->ast().root());
    } else if (node.type.is(Type::Kind::boolean) ||
               (node.type.is(Type::Kind::nullable) && node.type.element().is(Type::Kind::boolean))) {
      static_cast<void>(variable(node));
    }
    return;
  }
  if (node.kind != NodeKind::operation) return;
  if (node.arguments.size() == 2 && is_comparison(node.operation)) {
    compared(*node.arguments[0], *node.arguments[1]);
    compared(*node.arguments[1], *node.arguments[0]);
  }
  if (node.operation == Operation::in && node.arguments[1]->kind == NodeKind::list) {
    for (const Expression* item : node.arguments[1]->arguments) compared(*node.arguments[0], *item);
  }
  for (const Expression* argument : node.arguments) {
    if (argument != nullptr) collect(*argument);
  }
}

void GuardSpace::compared(const Expression& side, const Expression& other) {
  if (!is_path(side) || computed(side) != nullptr) return;
  const auto constant = literal(other);
  if (!constant) return;
  if (Variable* found = variable(side)) add_once(found->constants, *constant);
}

GuardSpace::Variable* GuardSpace::variable(const Expression& node) {
  const std::string name = path_name(node);
  const auto found = std::ranges::find(variables_, name, &Variable::name);
  if (found != variables_.end()) return &*found;
  Variable fresh;
  fresh.name = name;
  fresh.type = node.type;
  if (node.slot && *node.slot < definition_.fields.size()) fresh.field = &definition_.fields[*node.slot];
  if (node.slot && *node.slot < definition_.chart.data.size()) fresh.type = definition_.chart.data[*node.slot].type;
  if (fresh.type.is(Type::Kind::dyn)) open_ = true;
  variables_.push_back(std::move(fresh));
  return &variables_.back();
}

const GuardSpace::Variable* GuardSpace::known(const Expression& node) const {
  if (!is_path(node)) return nullptr;
  const std::string name = path_name(node);
  const auto found = std::ranges::find(variables_, name, &Variable::name);
  return found == variables_.end() ? nullptr : &*found;
}

// The values worth trying: one for each way in which the constants can be told apart.
void GuardSpace::fill(Variable& variable) const {
  using Kind = Type::Kind;
  auto& values = variable.values;
  values.clear();
  const bool nullable = variable.type.is(Kind::nullable);
  const Type type = nullable ? variable.type.element() : variable.type;
  const bool set = variable.field != nullptr && set_.contains(variable.name);
  if (type.is(Kind::boolean)) {
    values = {Value::boolean(true), Value::boolean(false)};
  } else if (variable.field != nullptr && variable.field->type == core::FieldType::choice) {
    for (const auto& choice : variable.field->of) values.push_back(Value::string(choice));
    if (!set) values.push_back(Value::string(""));
  } else {
    std::vector<Value> numbers;
    for (const Value& constant : variable.constants) {
      if (constant.is_number()) {
        numbers.push_back(constant);
      } else if (!constant.is_null()) {
        add_once(values, constant);
      }
    }
    if (variable.field != nullptr && variable.field->min) numbers.push_back(Value::floating(*variable.field->min));
    if (variable.field != nullptr && variable.field->max) numbers.push_back(Value::floating(*variable.field->max));
    const bool whole = type.is(Kind::integer) || type.is(Kind::uinteger) || type.is(Kind::dyn);
    for (const Value& number : numbers) {
      for (const double step : {-1.0, -0.5, 0.0, 0.5, 1.0}) {
        if (whole && step != 0.0 && std::abs(step) < 1.0) continue;
        const double tried = as_double(number) + step;
        if (variable.field != nullptr && variable.field->min && tried < *variable.field->min) continue;
        if (variable.field != nullptr && variable.field->max && tried > *variable.field->max) continue;
        if (whole && std::abs(tried) < 9e15) add_once(values, Value::integer(static_cast<std::int64_t>(tried)));
        if (!whole) add_once(values, Value::floating(tried));
      }
    }
    if (type.is(Kind::string)) {
      if (!set) add_once(values, Value::string(""));
      add_once(values, Value::string("…"));
    }
  }
  if (nullable && values.empty()) values = some_of(type);
  if (nullable && !set) values.push_back(Value::null());
  if (values.empty()) values.push_back(Value::null());
}

Truth GuardSpace::evaluate(const expression::Program& guard) const {
  return truth(guard.ast().root());
}

bool GuardSpace::find(const std::function<bool()>& holds) {
  std::size_t combinations = 1;
  for (Variable& variable : variables_) {
    fill(variable);
    variable.at = 0;
    combinations *= variable.values.size();
    gave_up_ = gave_up_ || combinations > most_combinations;
    if (gave_up_) return false;
  }
  while (true) {
    gave_up_ = --tries_ < 0;
    if (gave_up_) return false;
    if (holds()) return true;
    std::size_t i = 0;
    while (i < variables_.size() && ++variables_[i].at == variables_[i].values.size()) variables_[i++].at = 0;
    if (i == variables_.size()) return false;
  }
}

std::string GuardSpace::witness() const {
  std::string out;
  for (const Variable& variable : variables_) {
    if (!out.empty()) out += ", ";
    const Value& value = variable.values[variable.at];
    out += variable.name + " = " + (value.is_null() ? "null" : expression::to_json_text(value));
  }
  return out;
}

std::optional<Value> GuardSpace::value(const Expression& node) const {
  if (auto constant = literal(node)) return constant;
  if (const Variable* found = known(node)) return found->values[found->at];
  if (const auto* program = computed(node); program != nullptr && is_path(node)) {
    const Truth inner = truth(program->ast().root());
    if (inner != Truth::unknown) return Value::boolean(inner == Truth::yes);
  }
  return std::nullopt;
}

Truth GuardSpace::truth(const Expression& node) const {
  if (const auto known_value = value(node)) {
    if (!known_value->is(expression::Kind::boolean)) return Truth::unknown;
    return known_value->as_bool() ? Truth::yes : Truth::no;
  }
  if (node.kind != NodeKind::operation) return Truth::unknown;
  if (is_comparison(node.operation)) return compare(node);
  if (node.operation == Operation::in) return membership(node);
  if (node.operation == Operation::logical_not) return negate(truth(*node.arguments[0]));
  if (node.operation == Operation::conditional) {
    const Truth condition = truth(*node.arguments[0]);
    return condition == Truth::unknown ? condition : truth(*node.arguments[condition == Truth::yes ? 1 : 2]);
  }
  if (node.operation != Operation::logical_and && node.operation != Operation::logical_or) return Truth::unknown;
  const Truth settles = node.operation == Operation::logical_or ? Truth::yes : Truth::no;
  Truth all = negate(settles);
  for (const Expression* argument : node.arguments) {
    const Truth part = truth(*argument);
    if (part == settles) return settles;
    if (part == Truth::unknown) all = Truth::unknown;
  }
  return all;
}

Truth GuardSpace::compare(const Expression& node) const {
  const auto left = value(*node.arguments[0]);
  const auto right = value(*node.arguments[1]);
  if (!left || !right) return Truth::unknown;
  const auto answer = [](bool holds) { return holds ? Truth::yes : Truth::no; };
  if (node.operation == Operation::equal) return answer(*left == *right);
  if (node.operation == Operation::not_equal) return answer(!(*left == *right));
  const auto order = expression::compare(*left, *right);
  if (!order || *order == std::partial_ordering::unordered) return Truth::unknown;  // an error when it runs
  switch (node.operation) {
    case Operation::less:
      return answer(*order < 0);
    case Operation::less_or_equal:
      return answer(*order <= 0);
    case Operation::greater:
      return answer(*order > 0);
    default:
      return answer(*order >= 0);
  }
}

Truth GuardSpace::membership(const Expression& node) const {
  const auto item = value(*node.arguments[0]);
  if (!item || node.arguments[1]->kind != NodeKind::list) return Truth::unknown;
  Truth found = Truth::no;
  for (const Expression* element : node.arguments[1]->arguments) {
    const auto other = value(*element);
    if (!other) {
      found = Truth::unknown;
    } else if (*item == *other) {
      return Truth::yes;
    }
  }
  return found;
}

}  // namespace bihuan::definition
