// The functions and operators of the language: signatures for the checker, implementations for the evaluator.
// Immutable tables; share freely between threads.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/expression/ast.h"
#include "engine/expression/evaluation.h"
#include "engine/expression/type.h"
#include "engine/expression/value.h"

namespace bihuan::expression {

using Arguments = std::span<const Value* const>;
using Implementation = Outcome (*)(Frame&, Arguments, Value& result);

struct Overload {
  bool member = false;  // parameters[0] stands before the dot
  std::vector<Type> parameters;
  Type result;
};

struct Function {
  std::string name;
  std::vector<Overload> overloads;
  Implementation run = nullptr;
  bool variadic = false;  // one parameter in the signature, any number of arguments
};

// Nothing of that name: nullptr. Operators are found under their sign: "+", "[]", "[?]", "in", "-_" for the sign.
[[nodiscard]] const Function* find_function(std::string_view name);
// The name under which an operator's function is found; empty for &&, || and the conditional, which are no functions.
[[nodiscard]] std::string_view sign_of(Operation operation);
// Every name but the operators', sorted.
[[nodiscard]] std::vector<std::string> function_names();

// The type that a name such as `int` or `google.protobuf.Timestamp` denotes; nullptr when it denotes none.
struct NamedType {
  std::string_view name;
  Type type;
};
[[nodiscard]] const NamedType* find_type(std::string_view name);

// A signature: "size(string) int", "string|size() int" for a member; A and B stand for any type.
struct Signature {
  std::string_view text;
  Implementation run;
};
[[nodiscard]] std::span<const Signature> operator_signatures();
[[nodiscard]] std::span<const Signature> conversion_signatures();
[[nodiscard]] std::span<const Signature> time_signatures();
[[nodiscard]] std::span<const Signature> text_signatures();
[[nodiscard]] std::span<const Signature> math_signatures();
[[nodiscard]] std::span<const Signature> collection_signatures();
[[nodiscard]] std::span<const Signature> network_signatures();

// As parse_type, and A, B, C for type variables, `optional<T>`, `type<T>`, `net.IP`, `net.CIDR`.
[[nodiscard]] Type parse_signature_type(std::string_view text);

// Used by several tables.
inline Outcome done(Value& result, Value value) {
  result = std::move(value);
  return Outcome::done;
}
[[nodiscard]] std::string format_double(double number);
[[nodiscard]] Outcome format_text(Frame& frame, std::string_view pattern, std::span<const Value> values, Value& result);
[[nodiscard]] bool is_zero_value(const Value& value);
// `string(value)`; nullopt for kinds that have no text.
[[nodiscard]] std::optional<std::string> text_of(const Value& value);
// left == right, charged by size.
[[nodiscard]] bool charged_equal(Frame& frame, const Value& left, const Value& right, bool& equal);

}  // namespace bihuan::expression
