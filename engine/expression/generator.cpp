// From the checked tree to steps.
#include "engine/expression/steps.h"

namespace bihuan::expression {
namespace {

constexpr std::uint64_t kFoldingCost = 10'000;

class Generator {
 public:
  Generator(const Ast& ast, bool check, std::vector<Error>& errors) : ast_(ast), check_(check), errors_(errors) {}

  StepPtr make(const Node& node) {
    StepPtr step = plain(node);
    return foldable(node) ? fold(node, std::move(step)) : std::move(step);
  }

 private:
  StepPtr plain(const Node& node) {
    switch (node.kind) {
      case NodeKind::literal:
        return std::make_unique<Constant>(node.offset, node.value);
      case NodeKind::identifier:
      case NodeKind::select:
        return name(node);
      case NodeKind::operation:
        return operation(node);
      case NodeKind::call:
        return call(node);
      case NodeKind::list:
        return std::make_unique<ListStep>(node, all(node));
      case NodeKind::map:
        return std::make_unique<MapStep>(node, all(node));
      case NodeKind::comprehension:
        return generate_comprehension(node, all(node));
      case NodeKind::bind:
        return std::make_unique<Bind>(node.offset, *node.local, all(node));
      case NodeKind::block:
        return std::make_unique<Bind>(node.offset, node.local.value_or(0), all(node));
    }
    return nullptr;
  }

  std::vector<StepPtr> all(const Node& node) {
    std::vector<StepPtr> steps;
    constants_ = true;
    bool constants = true;
    for (const Node* argument : node.arguments) {
      steps.push_back(make(*argument));
      constants = constants && steps.back()->constant() != nullptr;
    }
    constants_ = constants;
    return steps;
  }

  StepPtr unknown(const Node& node, const std::string& name) {
    return std::make_unique<FailStep>(node.offset, Error("expression_unknown_name", {{"name", name}, {"near", "—"}}));
  }

  StepPtr name(const Node& node) {
    if (node.slot) {
      auto variable = std::make_unique<SlotStep>(node.offset, *node.slot, node.resolved);
      if (!node.test) return variable;
      return std::make_unique<HasSlot>(node.offset, std::move(variable), node.unset);
    }
    if (node.names_type) return std::make_unique<Constant>(node.offset, Value::type(node.resolved));
    if (node.unknown) return unknown(node, node.resolved);
    if (node.kind == NodeKind::select) return std::make_unique<Select>(node, make(*node.arguments.front()));
    if (node.local) return std::make_unique<LocalStep>(node.offset, *node.local);
    return unknown(node, node.name);
  }

  // Split in small functions: this is entered once a level of the tree, and frames add up.
  StepPtr operation(const Node& node) {
    auto arguments = all(node);
    switch (node.operation) {
      case Operation::conditional:
      case Operation::logical_and:
      case Operation::logical_or:
      case Operation::logical_not:
        return logical(node, arguments);
      default:
        return computed(node, arguments);
    }
  }

  static StepPtr logical(const Node& node, std::vector<StepPtr>& arguments) {
    switch (node.operation) {
      case Operation::conditional:
        return std::make_unique<Conditional>(node.offset, std::move(arguments[0]), std::move(arguments[1]),
                                             std::move(arguments[2]));
      case Operation::logical_not:
        return std::make_unique<Not>(node.offset, std::move(arguments[0]));
      default: {
        const Truth decisive = node.operation == Operation::logical_and ? Truth::no : Truth::yes;
        return std::make_unique<Logical>(node.offset, decisive, std::move(arguments));
      }
    }
  }

  static StepPtr computed(const Node& node, std::vector<StepPtr>& arguments) {
    const std::string_view sign = sign_of(node.operation);
    const Function* function = find_function(sign);
    switch (node.operation) {
      case Operation::equal:
      case Operation::not_equal:
      case Operation::less:
      case Operation::less_or_equal:
      case Operation::greater:
      case Operation::greater_or_equal:
        return std::make_unique<Comparison>(node.offset, node.operation, function, std::move(arguments[0]),
                                            std::move(arguments[1]));
      default:
        return std::make_unique<Call>(node.offset, std::string(sign == "-_" ? "-" : sign), function,
                                      std::move(arguments));
    }
  }

  StepPtr call(const Node& node) {
    auto arguments = all(node);
    if (!node.host.empty()) {
      constants_ = false;  // the host may answer differently each time
      return std::make_unique<HostCall>(node, std::move(arguments));
    }
    const Function* function = node.unknown ? nullptr : find_function(node.resolved);
    if (function == nullptr) {
      constants_ = false;
      return std::make_unique<FailStep>(node.offset, Error("expression_unknown_function", {{"function", node.name}}));
    }
    if (!applicable(*function, node)) {
      constants_ = false;
      const std::string count = std::to_string(node.arguments.size());
      return std::make_unique<FailStep>(
          node.offset, Error("expression_no_overload", {{"function", node.name}, {"types", "(" + count + ")"}}));
    }
    if (node.member && node.arguments.size() == 2 && (node.name == "or" || node.name == "orValue")) {
      return std::make_unique<OptionalOr>(node.offset, node.name == "orValue", std::move(arguments[0]),
                                          std::move(arguments[1]));
    }
    if (function->name == "matches") {
      if (StepPtr step = matches(node, arguments)) return step;
    }
    return std::make_unique<Call>(node.offset, node.name, function, std::move(arguments));
  }

  // Whether some overload has this many arguments and this place of the dot.
  static bool applicable(const Function& function, const Node& node) {
    if (function.variadic) return !node.arguments.empty() && !node.member;
    for (const Overload& overload : function.overloads) {
      if (overload.member == node.member && overload.parameters.size() == node.arguments.size()) return true;
    }
    return false;
  }

  // A constant pattern is read once.
  StepPtr matches(const Node& node, std::vector<StepPtr>& arguments) {
    const Value* constant = arguments[1]->constant();
    if (constant == nullptr || !constant->is(Kind::string) || constants_) return nullptr;
    auto pattern = std::make_unique<const Pattern>(constant->as_string());
    if (!pattern->ok()) {
      Error error("expression_bad_pattern", {{"pattern", constant->as_string()}, {"reason", pattern->reason()}},
                  ast_.locate(node.arguments[1]->offset));
      if (check_) errors_.push_back(error);
      return nullptr;
    }
    return std::make_unique<Matches>(node.offset, std::move(pattern), std::move(arguments[0]));
  }

  bool foldable(const Node& node) const {
    const bool kind = node.kind == NodeKind::operation || node.kind == NodeKind::call || node.kind == NodeKind::list ||
                      node.kind == NodeKind::map;
    return kind && constants_;
  }

  // What only depends on constants is computed now; where that fails it is left to fail when it runs.
  StepPtr fold(const Node& node, StepPtr step) {
    Frame frame({}, kFoldingCost, nullptr);
    Value value;
    if (!step->run(frame, value)) return step;
    return std::make_unique<Constant>(node.offset, std::move(value));
  }

  const Ast& ast_;
  bool check_;
  std::vector<Error>& errors_;
  bool constants_ = false;  // whether all arguments of the node made last were constants
};

}  // namespace

StepPtr generate(const Ast& ast, const Node& root, bool check, std::vector<Error>& errors) {
  return Generator(ast, check, errors).make(root);
}

}  // namespace bihuan::expression
