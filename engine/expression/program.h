// compile() turns the text of an expression into a Program: parsed, names resolved, types checked, ready to run.
// A Program is immutable: share it freely between threads, copy it for the price of a pointer.
// Fails with Errors whose codes docs/expressions.md lists; Error::where has line and column inside the expression
// (from 1, in code points), file empty.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.h"
#include "engine/expression/ast.h"
#include "engine/expression/environment.h"
#include "engine/expression/type.h"
#include "engine/expression/value.h"

namespace bihuan::expression {

struct CompileOptions {
  // false: types are only looked at when it runs, and an unknown name is an error of evaluation, as the specification
  // allows for expressions that were not checked.
  bool check = true;
  // Names are looked for in this namespace first: "a.b" makes `x` mean a.b.x, then a.x, then x.
  std::string container;
  // When set, the result must be of this type (a guard: Type::Kind::boolean); dyn passes and is checked by the caller.
  std::optional<Type> expected;
  std::size_t max_length = 100'000;  // bytes of source
  int max_depth = 200;               // of nesting
};

// What a host offers beyond plain values. Called from the thread that evaluates.
class Host {
 public:
  virtual ~Host() = default;
  // The value of a slot beyond Bindings::values (computed when asked). By default: not bound.
  [[nodiscard]] virtual Result<Value> value(Slot slot) const;
  // A function declared with declare_function; arguments have the declared types (dyn: anything).
  [[nodiscard]] virtual Result<Value> call(FunctionId function, std::span<const Value> arguments) const;
};

struct Bindings {
  std::span<const Value> values;  // indexed by Slot
  const Host* host = nullptr;
};

struct Limits {
  // A step is one operation, one turn of a comprehension, or 16 bytes of text made or searched.
  std::uint64_t cost = 1'000'000;
};

// What an expression uses, each once, in order of appearance.
struct References {
  std::vector<Slot> slots;
  std::vector<FunctionId> functions;
};

class Program {
 public:
  // Error: the expression failed on these values (no_such_key, overflow, ...), or `expression_cost_limit`.
  [[nodiscard]] Result<Value> evaluate(const Bindings& bindings, const Limits& limits = {}) const;

  // For a guard: the same, for a result that must be a bool; makes no Value.
  [[nodiscard]] Result<bool> test(const Bindings& bindings, const Limits& limits = {}) const;

  [[nodiscard]] const Type& result_type() const;
  [[nodiscard]] const References& references() const;
  [[nodiscard]] const Ast& ast() const;
  [[nodiscard]] const std::string& source() const;

  struct Code;
  explicit Program(std::shared_ptr<const Code> code) : code_(std::move(code)) {}

 private:
  std::shared_ptr<const Code> code_;
};

[[nodiscard]] Result<Program> compile(std::string_view source, const Environment& environment,
                                      const CompileOptions& options = {});

// All mistakes at once: at least one error is added to `errors` when there is no Program.
[[nodiscard]] std::optional<Program> compile(std::string_view source, const Environment& environment,
                                             const CompileOptions& options, std::vector<Error>& errors);

// Only the grammar: for tools and tests.
[[nodiscard]] Result<std::shared_ptr<const Ast>> parse(std::string_view source, const CompileOptions& options = {});

}  // namespace bihuan::expression
