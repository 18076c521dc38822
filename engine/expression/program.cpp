#include "engine/expression/program.h"

#include <algorithm>
#include <array>

#include "engine/expression/checker.h"
#include "engine/expression/code.h"
#include "engine/expression/parser.h"

namespace bihuan::expression {
namespace {

constexpr int kLocalsOnStack = 8;

void collect(const Node& node, References& references) {
  const auto add = [](auto& list, auto item) {
    if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(item);
  };
  if (node.slot) {
    add(references.slots, *node.slot);
    return;  // the parts of a dotted name are no references of their own
  }
  for (const HostFunction* function : node.host) add(references.functions, function->id);
  for (const Node* argument : node.arguments) collect(*argument, references);
}

Error error_of(const Program::Code& code, Frame& frame) {
  Error error = std::move(frame.failure->error);
  error.where = code.ast->locate(frame.failure->offset.value_or(code.ast->root().offset));
  return error;
}

// Runs with room for the local variables.
template <class Use>
auto with_locals(int count, Use use) {
  if (count == 0) return use(nullptr);
  if (count <= kLocalsOnStack) {
    std::array<Value, kLocalsOnStack> locals;
    return use(locals.data());
  }
  std::vector<Value> locals(static_cast<std::size_t>(count));
  return use(locals.data());
}

}  // namespace

Result<Value> Host::value(Slot) const {
  return Error("expression_unbound");
}

Result<Value> Host::call(FunctionId, std::span<const Value>) const {
  return Error("expression_unbound");
}

Result<Value> Program::evaluate(const Bindings& bindings, const Limits& limits) const {
  return with_locals(code_->locals, [&](Value* locals) -> Result<Value> {
    Frame frame(bindings, limits.cost, locals);
    Value result;
    if (!code_->root->run(frame, result)) return error_of(*code_, frame);
    // A short expression can make a value that takes for ever to write out.
    if (result.kind() > Kind::bytes && extent(result, limits.cost) > limits.cost) {
      return Error("expression_cost_limit", {{"limit", std::to_string(limits.cost)}}, {{}, 1, 1});
    }
    return result;
  });
}

Result<bool> Program::test(const Bindings& bindings, const Limits& limits) const {
  return with_locals(code_->locals, [&](Value* locals) -> Result<bool> {
    Frame frame(bindings, limits.cost, locals);
    const Truth truth = code_->root->test(frame);
    if (truth == Truth::failed) return error_of(*code_, frame);
    return truth == Truth::yes;
  });
}

const Type& Program::result_type() const {
  return code_->type;
}

const References& Program::references() const {
  return code_->references;
}

const Ast& Program::ast() const {
  return *code_->ast;
}

const std::string& Program::source() const {
  return code_->ast->source();
}

std::optional<Program> compile(std::string_view source, const Environment& environment, const CompileOptions& options,
                               std::vector<Error>& errors) {
  auto parsed = Parser(source, options).parse();
  if (!parsed) {
    errors.push_back(std::move(parsed).error());
    return std::nullopt;
  }
  const std::shared_ptr<Ast> ast = *std::move(parsed);
  const std::size_t before = errors.size();
  Checker checker(*ast, environment, options, errors);
  auto code = std::make_shared<Program::Code>();
  code->type = checker.check(ast->mutable_root());
  if (errors.size() > before) return std::nullopt;
  code->root = generate(*ast, ast->root(), options.check, errors);
  if (errors.size() > before) return std::nullopt;
  code->locals = checker.locals();
  code->ast = ast;
  collect(ast->root(), code->references);
  return Program(std::move(code));
}

Result<Program> compile(std::string_view source, const Environment& environment, const CompileOptions& options) {
  std::vector<Error> errors;
  if (auto program = compile(source, environment, options, errors)) return *std::move(program);
  return std::move(errors.front());
}

}  // namespace bihuan::expression
