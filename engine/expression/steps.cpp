#include "engine/expression/steps.h"

#include <algorithm>
#include <array>

namespace bihuan::expression {
namespace {

Error no_overload(std::string_view function, Arguments given) {
  std::string types = "(";
  bool null = false;
  for (const Value* argument : given) {
    if (types.size() > 1) types += ", ";
    types += type_name(*argument);
    null = null || argument->is_null();
  }
  return Error(null ? "expression_null_operand" : "expression_no_overload",
               {{"function", std::string(function)}, {"types", types + ")"}});
}

Truth truth_of(bool yes) {
  return yes ? Truth::yes : Truth::no;
}

bool put(Truth truth, Value& result) {
  if (truth == Truth::failed) return false;
  result = Value::boolean(truth == Truth::yes);
  return true;
}

bool accepts(const Type& type, const Value& value) {
  switch (type.kind()) {
    case Type::Kind::dyn:
      return true;
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
    case Type::Kind::nullable:
      return value.is_null() || accepts(type.element(), value);
    case Type::Kind::type:
      return value.is(Kind::type);
    case Type::Kind::optional:
      return value.is(Kind::optional);
    default:
      return true;
  }
}

}  // namespace

Truth Step::test(Frame& frame) const {
  Value scratch;
  const Value* value = view(frame, scratch);
  if (value == nullptr) return Truth::failed;
  if (value->is(Kind::boolean)) return truth_of(value->as_bool());
  fail(frame, value->is_null() ? Error("expression_null_condition")
                               : Error("expression_not_bool", {{"type", std::string(type_name(*value))}}));
  return Truth::failed;
}

bool SlotStep::run(Frame& frame, Value& result) const {
  if (slot_ < frame.values.size()) return result = frame.values[slot_], true;
  return from_host(frame, result) != nullptr;
}

const Value* SlotStep::from_host(Frame& frame, Value& scratch) const {
  if (frame.host == nullptr) {
    fail(frame, Error("expression_unbound", {{"name", name_}}));
    return nullptr;
  }
  auto value = frame.host->value(slot_);
  if (!value) {
    Error error = std::move(value).error();
    if (error.code == "expression_unbound") error.arguments = {{"name", name_}};
    fail(frame, std::move(error));
    return nullptr;
  }
  scratch = *std::move(value);
  return &scratch;
}

bool HasSlot::run(Frame& frame, Value& result) const {
  Value scratch;
  const Value* value = variable_->view(frame, scratch);
  if (value == nullptr) {
    if (frame.failure && frame.failure->error.code != "expression_unbound") return false;
    frame.failure.reset();
    result = Value::boolean(false);
    return true;
  }
  const bool set = unset_ == Unset::never || (unset_ == Unset::when_null ? !value->is_null() : !value->is_empty());
  result = Value::boolean(set);
  return true;
}

Select::Select(const Node& node, StepPtr target)
    : Step(node.offset),
      target_(std::move(target)),
      name_(node.name),
      key_(Value::string(node.name)),
      test_(node.test),
      optional_(node.optional),
      known_object_(node.arguments.front()->type.is(Type::Kind::object) ||
                    node.arguments.front()->type.is(Type::Kind::nullable)) {}

bool Select::refuse(Frame& frame, const Value& target) const {
  return fail(frame, Error(target.is_null() ? "expression_null_fields" : "expression_no_fields",
                           {{"type", std::string(type_name(target))}, {"field", name_}}));
}

const Value* Select::find(Frame& frame, const Value& target, bool& failed, bool& optional) const {
  const Value* holder = &target;
  if (holder->is(Kind::optional)) {
    optional = true;
    holder = holder->as_optional();
    if (holder == nullptr) return nullptr;
  }
  if (holder->is(Kind::map)) return holder->as_map().find(name_);
  if (holder->is_null() && known_object_ && test_) return nullptr;
  // A chain of optionals ends in an error of its own when a value without fields is in the way.
  failed = true;
  if (optional || optional_) {
    fail(frame, Error("expression_no_such_key", {{"key", name_}}));
  } else {
    refuse(frame, *holder);
  }
  return nullptr;
}

const Value* Select::view(Frame& frame, Value& scratch) const {
  if (test_ || optional_) return run(frame, scratch) ? &scratch : nullptr;
  Value own;
  const Value* target = target_->view(frame, own);
  if (target == nullptr) return nullptr;
  bool failed = false;
  bool optional = false;
  const Value* found = find(frame, *target, failed, optional);
  if (failed) return nullptr;
  if (optional) {
    scratch = found == nullptr            ? Value::optional_none()
              : found->is(Kind::optional) ? Value(*found)
                                          : Value::optional_of(*found);
    return &scratch;
  }
  if (found == nullptr) {
    fail(frame, Error("expression_no_such_key", {{"key", name_}}));
    return nullptr;
  }
  if (target != &own) return found;
  Value copy = *found;  // what holds it ends here
  scratch = std::move(copy);
  return &scratch;
}

bool Select::run(Frame& frame, Value& result) const {
  if (!test_ && !optional_) {
    Value scratch;
    const Value* found = view(frame, scratch);
    if (found == nullptr) return false;
    result = found == &scratch ? std::move(scratch) : *found;
    return true;
  }
  Value own;
  const Value* target = target_->view(frame, own);
  if (target == nullptr) return false;
  bool failed = false;
  bool optional = false;
  const Value* found = find(frame, *target, failed, optional);
  if (failed) return false;
  if (test_) {
    const bool set = found != nullptr && !(known_object_ && found->is_null());
    result = Value::boolean(set);
  } else {
    Value made = found == nullptr            ? Value::optional_none()
                 : found->is(Kind::optional) ? *found
                                             : Value::optional_of(*found);
    result = std::move(made);
  }
  return true;
}

bool Logical::run(Frame& frame, Value& result) const {
  return put(test(frame), result);
}

Truth Logical::test(Frame& frame) const {
  for (std::size_t i = 0; i < terms_.size(); ++i) {
    const Truth truth = terms_[i]->test(frame);
    if (truth == decisive_) return decisive_;
    if (truth == Truth::failed) return absorb(frame, i + 1);
  }
  return decisive_ == Truth::yes ? Truth::no : Truth::yes;
}

// A term has failed: only a decisive one among those after it can still give an answer.
Truth Logical::absorb(Frame& frame, std::size_t from) const {
  std::optional<Frame::Failure> first;
  for (std::size_t i = from; i < terms_.size(); ++i) {
    if (frame.exhausted()) return Truth::failed;
    if (!first) first = std::move(frame.failure);
    frame.failure.reset();
    if (terms_[i]->test(frame) == decisive_) return decisive_;
  }
  if (first && !frame.exhausted()) frame.failure = std::move(first);
  return Truth::failed;
}

bool Not::run(Frame& frame, Value& result) const {
  return put(test(frame), result);
}

Truth Not::test(Frame& frame) const {
  switch (term_->test(frame)) {
    case Truth::yes:
      return Truth::no;
    case Truth::no:
      return Truth::yes;
    default:
      return Truth::failed;
  }
}

bool Conditional::run(Frame& frame, Value& result) const {
  const Truth truth = condition_->test(frame);
  return truth != Truth::failed && (truth == Truth::yes ? then_ : otherwise_)->run(frame, result);
}

const Value* Conditional::view(Frame& frame, Value& scratch) const {
  const Truth truth = condition_->test(frame);
  return truth == Truth::failed ? nullptr : (truth == Truth::yes ? then_ : otherwise_)->view(frame, scratch);
}

Truth Conditional::test(Frame& frame) const {
  const Truth truth = condition_->test(frame);
  return truth == Truth::failed ? truth : (truth == Truth::yes ? then_ : otherwise_)->test(frame);
}

bool Comparison::run(Frame& frame, Value& result) const {
  return put(test(frame), result);
}

Truth Comparison::test(Frame& frame) const {
  Value left_scratch;
  const Value* left = left_->view(frame, left_scratch);
  if (left == nullptr) return Truth::failed;
  Value right_scratch;
  const Value* right = right_->view(frame, right_scratch);
  if (right == nullptr) return Truth::failed;
  if (!frame.charge(1)) {
    frame.locate(offset());
    return Truth::failed;
  }
  if (left->is(Kind::integer) && right->is(Kind::integer)) {
    const std::int64_t a = left->as_int();
    const std::int64_t b = right->as_int();
    switch (operation_) {
      case Operation::equal:
        return truth_of(a == b);
      case Operation::not_equal:
        return truth_of(a != b);
      case Operation::less:
        return truth_of(a < b);
      case Operation::less_or_equal:
        return truth_of(a <= b);
      case Operation::greater:
        return truth_of(a > b);
      default:
        return truth_of(a >= b);
    }
  }
  if (left->is(Kind::string) && right->is(Kind::string) &&
      (operation_ == Operation::equal || operation_ == Operation::not_equal)) {
    const std::string& a = left->as_string();
    const std::string& b = right->as_string();
    if (a.size() == b.size() && !frame.charge_bytes(a.size())) {
      frame.locate(offset());
      return Truth::failed;
    }
    return truth_of((a == b) == (operation_ == Operation::equal));
  }
  return general(frame, *left, *right);
}

Truth Comparison::general(Frame& frame, const Value& left, const Value& right) const {
  const std::array<const Value*, 2> given{&left, &right};
  Value result;
  switch (function_->run(frame, given, result)) {
    case Outcome::done:
      return truth_of(result.as_bool());
    case Outcome::failed:
      frame.locate(offset());
      return Truth::failed;
    case Outcome::no_match:
      fail(frame, no_overload(function_->name, given));
      return Truth::failed;
  }
  return Truth::failed;
}

template <std::size_t count>
bool Call::run_fixed(Frame& frame, Value& result) const {
  std::array<Value, count> scratch;
  std::array<const Value*, count> given{};
  for (std::size_t i = 0; i < count; ++i) {
    given[i] = arguments_[i]->view(frame, scratch[i]);
    if (given[i] == nullptr) return false;
  }
  return finish(frame, given, result);
}

bool Call::run(Frame& frame, Value& result) const {
  switch (arguments_.size()) {
    case 0:
      return finish(frame, {}, result);
    case 1:
      return run_fixed<1>(frame, result);
    case 2:
      return run_fixed<2>(frame, result);
    case 3:
      return run_fixed<3>(frame, result);
    default:
      break;
  }
  std::vector<Value> scratch(arguments_.size());
  std::vector<const Value*> given(arguments_.size());
  for (std::size_t i = 0; i < arguments_.size(); ++i) {
    given[i] = arguments_[i]->view(frame, scratch[i]);
    if (given[i] == nullptr) return false;
  }
  return finish(frame, given, result);
}

bool Call::finish(Frame& frame, Arguments given, Value& result) const {
  if (!frame.charge(1)) {
    frame.locate(offset());
    return false;
  }
  switch (function_->run(frame, given, result)) {
    case Outcome::done:
      return true;
    case Outcome::failed:
      frame.locate(offset());
      return false;
    case Outcome::no_match:
      return fail(frame, no_overload(name_, given));
  }
  return false;
}

bool OptionalOr::run(Frame& frame, Value& result) const {
  Value left;
  if (!left_->run(frame, left)) return false;
  if (!left.is(Kind::optional)) {
    return fail(frame, Error("expression_not_optional", {{"type", std::string(type_name(left))}}));
  }
  if (const Value* content = left.as_optional()) {
    Value chosen = value_ ? *content : left;
    result = std::move(chosen);
    return true;
  }
  return right_->run(frame, result);
}

bool Matches::run(Frame& frame, Value& result) const {
  Value scratch;
  const Value* text = text_->view(frame, scratch);
  if (text == nullptr) return false;
  if (!text->is(Kind::string)) {
    const Value* given[] = {text};
    return fail(frame, no_overload("matches", given));
  }
  if (!frame.charge_bytes(text->as_string().size())) {
    frame.locate(offset());
    return false;
  }
  result = Value::boolean(pattern_->found_in(text->as_string()));
  return true;
}

HostCall::HostCall(const Node& node, std::vector<StepPtr> arguments)
    : Step(node.offset), name_(node.name), arguments_(std::move(arguments)) {
  for (const HostFunction* candidate : node.host) {
    if (candidate->parameters.size() == arguments_.size()) candidates_.push_back(*candidate);
  }
}

bool HostCall::run(Frame& frame, Value& result) const {
  std::vector<Value> given(arguments_.size());
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (!arguments_[i]->run(frame, given[i])) return false;
  }
  if (!frame.charge(1)) {
    frame.locate(offset());
    return false;
  }
  for (const HostFunction& candidate : candidates_) {
    bool fits = true;
    for (std::size_t i = 0; i < given.size(); ++i) fits = fits && accepts(candidate.parameters[i], given[i]);
    if (!fits) continue;
    if (frame.host == nullptr) return fail(frame, Error("expression_unbound", {{"name", name_}}));
    auto answer = frame.host->call(candidate.id, given);
    if (!answer) return fail(frame, std::move(answer).error());
    result = *std::move(answer);
    return true;
  }
  std::vector<const Value*> pointers;
  for (const Value& value : given) pointers.push_back(&value);
  return fail(frame, no_overload(name_, pointers));
}

bool ListStep::run(Frame& frame, Value& result) const {
  if (!frame.charge(1 + elements_.size())) {
    frame.locate(offset());
    return false;
  }
  std::vector<Value> made;
  made.reserve(elements_.size());
  for (std::size_t i = 0; i < elements_.size(); ++i) {
    Value element;
    if (!elements_[i]->run(frame, element)) return false;
    if (!optional_.empty() && optional_[i]) {
      if (!element.is(Kind::optional)) {
        return fail(frame, Error("expression_not_optional", {{"type", std::string(type_name(element))}}));
      }
      const Value* content = element.as_optional();
      if (content != nullptr) made.push_back(*content);
    } else {
      made.push_back(std::move(element));
    }
  }
  result = Value::list(std::move(made));
  return true;
}

bool MapStep::run(Frame& frame, Value& result) const {
  if (!frame.charge(1 + parts_.size())) {
    frame.locate(offset());
    return false;
  }
  std::vector<Map::Entry> made;
  made.reserve(parts_.size() / 2);
  for (std::size_t i = 0; i < parts_.size(); i += 2) {
    Map::Entry entry;
    if (!parts_[i]->run(frame, entry.first)) return false;
    const Kind kind = entry.first.kind();
    if (kind != Kind::boolean && kind != Kind::integer && kind != Kind::uinteger && kind != Kind::string) {
      return fail(frame, Error("expression_bad_key", {{"type", std::string(type_name(entry.first))}}));
    }
    if (!parts_[i + 1]->run(frame, entry.second)) return false;
    if (!optional_.empty() && optional_[i / 2]) {
      if (!entry.second.is(Kind::optional)) {
        return fail(frame, Error("expression_not_optional", {{"type", std::string(type_name(entry.second))}}));
      }
      if (entry.second.as_optional() == nullptr) continue;
      Value content = *entry.second.as_optional();
      entry.second = std::move(content);
    }
    made.push_back(std::move(entry));
  }
  const std::size_t count = made.size();
  Value map = Value::map(made);
  if (map.as_map().size() != count) {
    std::string key;
    for (std::size_t i = 0; i < made.size() && key.empty(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (made[i].first == made[j].first) key = text_of(made[i].first).value_or("?");
      }
    }
    return fail(frame, Error("expression_duplicate_key", {{"key", key}}));
  }
  result = std::move(map);
  return true;
}

bool Bind::run(Frame& frame, Value& result) const {
  for (std::size_t i = 0; i + 1 < parts_.size(); ++i) {
    Value value;
    if (!parts_[i]->run(frame, value)) return false;
    frame.locals[static_cast<std::size_t>(local_) + i] = std::move(value);
  }
  return parts_.back()->run(frame, result);
}

}  // namespace bihuan::expression
