#include "engine/expression/program.h"

namespace bihuan::expression {

struct Program::Code {
  std::shared_ptr<const Ast> ast;
  Type type;
  References references;
};

Result<Value> Host::value(Slot) const {
  return Error("expression_unbound");
}
Result<Value> Host::call(FunctionId, std::span<const Value>) const {
  return Error("expression_unbound");
}
Result<Value> Program::evaluate(const Bindings&, const Limits&) const {
  return code_->ast->root().value;
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

std::optional<Program> compile(std::string_view, const Environment&, const CompileOptions&,
                               std::vector<Error>& errors) {
  errors.emplace_back("expression_syntax");
  return std::nullopt;
}

Result<Program> compile(std::string_view source, const Environment& environment, const CompileOptions& options) {
  std::vector<Error> errors;
  if (auto program = compile(source, environment, options, errors)) return *std::move(program);
  return errors.front();
}

}  // namespace bihuan::expression
