// Macros over ranges, as steps.
#include "engine/expression/code.h"

namespace bihuan::expression {
namespace {

// Walks a range: elements of a list, entries of a map.
class Range {
 public:
  explicit Range(const Value& value) : list_(value.is(Kind::list)), elements_(), entries_() {
    if (list_) {
      elements_ = value.as_list();
    } else {
      entries_ = value.as_map().entries();
    }
  }
  [[nodiscard]] std::size_t size() const { return list_ ? elements_.size() : entries_.size(); }
  [[nodiscard]] bool is_list() const { return list_; }
  [[nodiscard]] const Value& first(std::size_t i) const { return list_ ? elements_[i] : entries_[i].first; }
  // Key (or number) and value for two variables.
  [[nodiscard]] Value key(std::size_t i) const {
    return list_ ? Value::integer(static_cast<std::int64_t>(i)) : entries_[i].first;
  }
  [[nodiscard]] const Value& value(std::size_t i) const { return list_ ? elements_[i] : entries_[i].second; }

 private:
  bool list_;
  std::span<const Value> elements_;
  std::span<const Map::Entry> entries_;
};

class Comprehension : public Step {
 public:
  Comprehension(const Node& node, std::vector<StepPtr> arguments)
      : Step(node.offset), macro_(node.macro), local_(*node.local), two_(!node.second_name.empty()) {
    range_ = std::move(arguments.front());
    if (arguments.size() == 3) filter_ = std::move(arguments[1]);
    body_ = std::move(arguments.back());
  }

  bool run(Frame& frame, Value& result) const override {
    Value scratch;
    const Value* range = range_->view(frame, scratch);
    if (range == nullptr) return false;
    if (!range->is(Kind::list) && !range->is(Kind::map)) {
      return fail(frame, Error("expression_not_iterable", {{"type", std::string(type_name(*range))}}));
    }
    // The body may use the variable of an enclosing comprehension that holds the range: keep it alive.
    const Value held = *range;
    const Range items(held);
    switch (macro_) {
      case Macro::all:
        return quantifier(frame, items, Truth::no, result);
      case Macro::exists:
        return quantifier(frame, items, Truth::yes, result);
      case Macro::exists_one:
        return exactly_one(frame, items, result);
      case Macro::filter:
        return filter(frame, items, held, result);
      case Macro::transform_map:
        return make_map(frame, items, result);
      case Macro::transform_map_entry:
        return make_entries(frame, items, result);
      default:
        return make_list(frame, items, result);
    }
  }

 private:
  bool enter(Frame& frame, const Range& items, std::size_t i) const {
    if (!frame.charge(1)) {
      frame.locate(offset());
      return false;
    }
    if (two_) {
      frame.locals[local_] = items.key(i);
      frame.locals[local_ + 1] = items.value(i);
    } else {
      frame.locals[local_] = items.first(i);
    }
    return true;
  }

  // all and exists: one decisive element outweighs the failures of others.
  bool quantifier(Frame& frame, const Range& items, Truth decisive, Value& result) const {
    std::optional<Frame::Failure> first;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (!enter(frame, items, i)) return false;
      const Truth truth = body_->test(frame);
      if (truth == decisive) {
        result = Value::boolean(decisive == Truth::yes);
        return true;
      }
      if (truth != Truth::failed) continue;
      if (frame.exhausted()) return false;
      if (!first) first = std::move(frame.failure);
      frame.failure.reset();
    }
    if (first) {
      frame.failure = std::move(first);
      return false;
    }
    result = Value::boolean(decisive == Truth::no);
    return true;
  }

  bool exactly_one(Frame& frame, const Range& items, Value& result) const {
    std::size_t count = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (!enter(frame, items, i)) return false;
      const Truth truth = body_->test(frame);
      if (truth == Truth::failed) return false;
      count += truth == Truth::yes ? 1 : 0;
    }
    result = Value::boolean(count == 1);
    return true;
  }

  // yes when there is no filter or it lets the element pass.
  Truth passes(Frame& frame) const { return filter_ ? filter_->test(frame) : Truth::yes; }

  bool filter(Frame& frame, const Range& items, const Value&, Value& result) const {
    std::vector<Value> kept;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (!enter(frame, items, i)) return false;
      const Truth truth = body_->test(frame);
      if (truth == Truth::failed) return false;
      if (truth == Truth::yes) kept.push_back(items.first(i));
    }
    result = Value::list(std::move(kept));
    return true;
  }

  bool make_list(Frame& frame, const Range& items, Value& result) const {
    std::vector<Value> made;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (!enter(frame, items, i)) return false;
      const Truth truth = passes(frame);
      if (truth == Truth::failed) return false;
      if (truth == Truth::no) continue;
      if (!body_->run(frame, made.emplace_back())) return false;
    }
    result = Value::list(std::move(made));
    return true;
  }

  bool make_map(Frame& frame, const Range& items, Value& result) const {
    std::vector<Map::Entry> made;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (!enter(frame, items, i)) return false;
      const Truth truth = passes(frame);
      if (truth == Truth::failed) return false;
      if (truth == Truth::no) continue;
      made.emplace_back(items.key(i), Value());
      if (!body_->run(frame, made.back().second)) return false;
    }
    result = Value::map(std::move(made));
    return true;
  }

  bool make_entries(Frame& frame, const Range& items, Value& result) const {
    std::vector<Map::Entry> made;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (!enter(frame, items, i)) return false;
      const Truth truth = passes(frame);
      if (truth == Truth::failed) return false;
      if (truth == Truth::no) continue;
      Value entry;
      if (!body_->run(frame, entry)) return false;
      if (!entry.is(Kind::map)) {
        return fail(frame, Error("expression_not_map", {{"type", std::string(type_name(entry))}}));
      }
      if (!frame.charge(entry.as_map().size())) return false;
      const auto entries = entry.as_map().entries();
      made.insert(made.end(), entries.begin(), entries.end());
    }
    const std::size_t count = made.size();
    result = Value::map(std::move(made));
    if (result.as_map().size() == count) return true;
    return fail(frame, Error("expression_duplicate_key", {{"key", "transformMapEntry"}}));
  }

  Macro macro_;
  int local_;
  bool two_;
  StepPtr range_;
  StepPtr filter_;
  StepPtr body_;
};

// x.optMap(v, e), x.optFlatMap(v, e)
class OptionalMap : public Step {
 public:
  OptionalMap(const Node& node, std::vector<StepPtr> arguments)
      : Step(node.offset), flat_(node.macro == Macro::optional_flat_map), local_(*node.local) {
    target_ = std::move(arguments.front());
    body_ = std::move(arguments.back());
  }

  bool run(Frame& frame, Value& result) const override {
    Value target;
    if (!target_->run(frame, target)) return false;
    if (!target.is(Kind::optional)) {
      return fail(frame, Error("expression_not_optional", {{"type", std::string(type_name(target))}}));
    }
    const Value* content = target.as_optional();
    if (content == nullptr) {
      result = std::move(target);
      return true;
    }
    frame.locals[local_] = *content;
    Value made;
    if (!body_->run(frame, made)) return false;
    if (flat_ && !made.is(Kind::optional)) {
      return fail(frame, Error("expression_not_optional", {{"type", std::string(type_name(made))}}));
    }
    result = flat_ ? std::move(made) : Value::optional_of(std::move(made));
    return true;
  }

 private:
  bool flat_;
  int local_;
  StepPtr target_;
  StepPtr body_;
};

}  // namespace

StepPtr generate_comprehension(const Node& node, std::vector<StepPtr> arguments) {
  if (node.macro == Macro::optional_map || node.macro == Macro::optional_flat_map) {
    return std::make_unique<OptionalMap>(node, std::move(arguments));
  }
  return std::make_unique<Comprehension>(node, std::move(arguments));
}

}  // namespace bihuan::expression
