// The kinds of steps that generate() puts together. Private to engine/expression.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/expression/code.h"
#include "engine/expression/functions.h"
#include "engine/expression/pattern.h"

namespace bihuan::expression {

class Constant : public Step {
 public:
  Constant(std::uint32_t offset, Value value) : Step(offset), value_(std::move(value)) {}
  bool run(Frame&, Value& result) const override { return result = value_, true; }
  const Value* view(Frame&, Value&) const override { return &value_; }
  [[nodiscard]] const Value* constant() const override { return &value_; }

 private:
  Value value_;
};

class SlotStep : public Step {
 public:
  SlotStep(std::uint32_t offset, Slot slot, std::string name) : Step(offset), slot_(slot), name_(std::move(name)) {}
  bool run(Frame& frame, Value& result) const override;
  const Value* view(Frame& frame, Value& scratch) const override {
    return slot_ < frame.values.size() ? &frame.values[slot_] : from_host(frame, scratch);
  }

 private:
  const Value* from_host(Frame& frame, Value& scratch) const;

  Slot slot_;
  std::string name_;
};

class LocalStep : public Step {
 public:
  LocalStep(std::uint32_t offset, int local) : Step(offset), local_(local) {}
  bool run(Frame& frame, Value& result) const override { return result = frame.locals[local_], true; }
  const Value* view(Frame& frame, Value&) const override { return &frame.locals[local_]; }

 private:
  int local_;
};

// What can only fail: an unknown name or function in an expression that was not checked.
class FailStep : public Step {
 public:
  FailStep(std::uint32_t offset, Error error) : Step(offset), error_(std::move(error)) {}
  bool run(Frame& frame, Value&) const override { return fail(frame, error_); }

 private:
  Error error_;
};

// has(field.x) of a variable.
class HasSlot : public Step {
 public:
  HasSlot(std::uint32_t offset, StepPtr variable, Unset unset)
      : Step(offset), variable_(std::move(variable)), unset_(unset) {}
  bool run(Frame& frame, Value& result) const override;

 private:
  StepPtr variable_;
  Unset unset_;
};

// a.b, a.?b and has(a.b) of values.
class Select : public Step {
 public:
  Select(const Node& node, StepPtr target);
  bool run(Frame& frame, Value& result) const override;
  const Value* view(Frame& frame, Value& scratch) const override;

 private:
  // The field; nullptr when absent. `optional`: the target was an optional.
  const Value* find(Frame& frame, const Value& target, bool& failed, bool& optional) const;
  bool refuse(Frame& frame, const Value& target) const;

  StepPtr target_;
  std::string name_;
  Value key_;
  bool test_;
  bool optional_;
  bool known_object_;  // has() of its null fields is false, and of its fields when it is null itself
};

class Logical : public Step {
 public:
  Logical(std::uint32_t offset, Truth decisive, std::vector<StepPtr> terms)
      : Step(offset), decisive_(decisive), terms_(std::move(terms)) {}
  bool run(Frame& frame, Value& result) const override;
  Truth test(Frame& frame) const override;

 private:
  Truth absorb(Frame& frame, std::size_t from) const;

  Truth decisive_;
  std::vector<StepPtr> terms_;
};

class Not : public Step {
 public:
  Not(std::uint32_t offset, StepPtr term) : Step(offset), term_(std::move(term)) {}
  bool run(Frame& frame, Value& result) const override;
  Truth test(Frame& frame) const override;

 private:
  StepPtr term_;
};

class Conditional : public Step {
 public:
  Conditional(std::uint32_t offset, StepPtr condition, StepPtr then, StepPtr otherwise)
      : Step(offset), condition_(std::move(condition)), then_(std::move(then)), otherwise_(std::move(otherwise)) {}
  bool run(Frame& frame, Value& result) const override;
  const Value* view(Frame& frame, Value& scratch) const override;
  Truth test(Frame& frame) const override;

 private:
  StepPtr condition_;
  StepPtr then_;
  StepPtr otherwise_;
};

// ==, !=, <, <=, >, >=
class Comparison : public Step {
 public:
  Comparison(std::uint32_t offset, Operation operation, const Function* function, StepPtr left, StepPtr right)
      : Step(offset), operation_(operation), function_(function), left_(std::move(left)), right_(std::move(right)) {}
  bool run(Frame& frame, Value& result) const override;
  Truth test(Frame& frame) const override;

 private:
  Truth general(Frame& frame, const Value& left, const Value& right) const;

  Operation operation_;
  const Function* function_;
  StepPtr left_;
  StepPtr right_;
};

class Call : public Step {
 public:
  Call(std::uint32_t offset, std::string name, const Function* function, std::vector<StepPtr> arguments)
      : Step(offset), name_(std::move(name)), function_(function), arguments_(std::move(arguments)) {}
  bool run(Frame& frame, Value& result) const override;

 private:
  template <std::size_t count>
  bool run_fixed(Frame& frame, Value& result) const;
  bool finish(Frame& frame, Arguments given, Value& result) const;

  std::string name_;
  const Function* function_;
  std::vector<StepPtr> arguments_;
};

// a.or(b) and a.orValue(b): b is asked only when a holds nothing.
class OptionalOr : public Step {
 public:
  OptionalOr(std::uint32_t offset, bool value, StepPtr left, StepPtr right)
      : Step(offset), value_(value), left_(std::move(left)), right_(std::move(right)) {}
  bool run(Frame& frame, Value& result) const override;

 private:
  bool value_;
  StepPtr left_;
  StepPtr right_;
};

class Matches : public Step {
 public:
  Matches(std::uint32_t offset, std::unique_ptr<const Pattern> pattern, StepPtr text)
      : Step(offset), pattern_(std::move(pattern)), text_(std::move(text)) {}
  bool run(Frame& frame, Value& result) const override;

 private:
  std::unique_ptr<const Pattern> pattern_;
  StepPtr text_;
};

class HostCall : public Step {
 public:
  HostCall(const Node& node, std::vector<StepPtr> arguments);
  bool run(Frame& frame, Value& result) const override;

 private:
  std::string name_;
  std::vector<HostFunction> candidates_;
  std::vector<StepPtr> arguments_;
};

class ListStep : public Step {
 public:
  ListStep(const Node& node, std::vector<StepPtr> elements)
      : Step(node.offset), optional_(node.optional_entries), elements_(std::move(elements)) {}
  bool run(Frame& frame, Value& result) const override;

 private:
  std::vector<bool> optional_;
  std::vector<StepPtr> elements_;
};

class MapStep : public Step {
 public:
  MapStep(const Node& node, std::vector<StepPtr> parts)
      : Step(node.offset), optional_(node.optional_entries), parts_(std::move(parts)) {}
  bool run(Frame& frame, Value& result) const override;

 private:
  std::vector<bool> optional_;
  std::vector<StepPtr> parts_;
};

// cel.bind and cel.block: values into local variables, then the body.
class Bind : public Step {
 public:
  Bind(std::uint32_t offset, int local, std::vector<StepPtr> parts)
      : Step(offset), local_(local), parts_(std::move(parts)) {}
  bool run(Frame& frame, Value& result) const override;

 private:
  int local_;
  std::vector<StepPtr> parts_;
};

}  // namespace bihuan::expression
