// Parser: from the text of an expression to its tree, macros recognised (not expanded).
// One use, one thread. The grammar is that of the CEL language definition; docs/expressions.md.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/expression/ast.h"
#include "engine/expression/lexer.h"
#include "engine/expression/program.h"

namespace bihuan::expression {

class Parser {
 public:
  Parser(std::string_view source, const CompileOptions& options);

  // Fails at the first mistake.
  Result<std::shared_ptr<Ast>> parse();

 private:
  class Nesting;

  Node* expression();
  Node* binary(int level);
  Node* unary();
  Node* member();
  Node* after_dot(Node* target);
  Node* primary();
  Node* name_or_call();
  Node* list_literal();
  Node* map_literal();
  Node* integer_literal(bool negative);
  void arguments_until(std::string_view close, std::vector<Node*>& into);

  Node* macro_call(Node* call);
  Node* global_macro(Node* call);
  Node* comprehension(Node* call, Macro macro, std::size_t variables);
  Node* cel_namespace_macro(Node* call);
  std::string variable_name(const Node* call, const Node* argument);

  Node* make(NodeKind kind, std::uint32_t offset);
  Node* finish(Node* node);  // computes the depth, refuses what is too deep
  Node* operation(Operation operation, std::uint32_t offset, std::vector<Node*> arguments);
  void advance() { token_ = lexer_.next(); }
  bool take(std::string_view punctuation);
  void demand(std::string_view punctuation);
  [[noreturn]] void unexpected() const;
  [[noreturn]] void fail(Error error, std::uint32_t offset) const;

  std::shared_ptr<Ast> ast_;
  const CompileOptions& options_;
  Lexer lexer_;
  Token token_;
  int nesting_ = 0;
  bool negative_ = false;  // a minus stood before the number that follows
};

}  // namespace bihuan::expression
