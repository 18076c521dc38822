// Checker: finds out what every name means and which type every part has, and writes it into the tree.
// One use, one thread. Reports all mistakes it meets; a part in error counts as dyn, so that one mistake is told once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/expression/ast.h"
#include "engine/expression/environment.h"
#include "engine/expression/functions.h"
#include "engine/expression/program.h"
#include "engine/expression/substitution.h"

namespace bihuan::expression {

class Checker {
 public:
  Checker(Ast& ast, const Environment& environment, const CompileOptions& options, std::vector<Error>& errors)
      : ast_(ast), environment_(environment), options_(options), errors_(errors) {}

  // The type of the whole.
  Type check(Node& root);
  // How many variables comprehensions hold at once, at most.
  [[nodiscard]] int locals() const { return max_locals_; }

 private:
  struct Local {
    std::string name;
    Type type;
    int index;
  };
  struct Candidate {
    std::vector<Type> parameters;
    Type result;
  };

  Type visit(Node& node);
  Type find_out(Node& node);
  Type literal(const Node& node) const;
  Type identifier(Node& node);
  Type select(Node& node);
  Type field_of(const Node& node, const Type& target);
  Type call(Node& node);
  Type operation(Node& node);
  Type conditional(Node& node);
  Type list(Node& node);
  Type map(Node& node);
  Type comprehension(Node& node);
  Type optional_comprehension(Node& node, const Type& range);
  Type bind(Node& node);
  Type block(Node& node);
  Type extreme(Node& node);

  [[nodiscard]] std::vector<std::string> candidates(const std::string& name, bool absolute) const;
  [[nodiscard]] std::string chain_of(const Node& node) const;
  [[nodiscard]] const Local* local(std::string_view name) const;
  bool resolve_name(Node& node, const std::string& name, bool absolute, Type& type);
  bool make_namespaced(Node& node);
  const Function* resolve_function(Node& node);
  Type overloads(Node& node, std::string_view shown, const std::vector<Candidate>& all);
  std::pair<Type, Type> iterated(const Node& node, const Type& range);
  void push(std::string name, Type type);
  void pop(std::size_t count) { locals_.resize(locals_.size() - count); }
  void demand_bool(const Node& node, const Type& type);
  void unknown_name(const Node& node, const std::string& name);
  void report(Error error, std::uint32_t offset);
  [[nodiscard]] std::string show(const Type& type) const { return types_.finish(type).to_string(); }

  void finish_types(Node& node);

  Ast& ast_;
  const Environment& environment_;
  const CompileOptions& options_;
  std::vector<Error>& errors_;
  Substitution types_;
  std::vector<Local> locals_;
  int max_locals_ = 0;
};

}  // namespace bihuan::expression
