// Environment: the names an expression may use, and where their values stand.
// Built once by one thread; afterwards immutable: share freely between threads. Programs keep what they need of it, so
// it may die before them.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/expression/type.h"
#include "engine/expression/value.h"

namespace bihuan::expression {

using Slot = std::uint32_t;        // where a variable stands in Bindings::values
using FunctionId = std::uint32_t;  // how the host knows its own functions

// When `has(field.x)` is false though the variable exists.
enum class Unset : std::uint8_t {
  never,       // has() is true
  when_null,   // null
  when_empty,  // null, '', [] or {} (contracts §2)
};

struct Variable {
  Slot slot = 0;
  Type type;
  Unset unset = Unset::when_empty;
};

struct HostFunction {
  std::string name;
  std::vector<Type> parameters;
  Type result;
  FunctionId id = 0;
};

class Environment {
 public:
  // Declares a variable under a bare or dotted name ("severity", "clock.handling.left"); slots count from 0 in order of
  // declaration. A name declared again gets the new meaning.
  Slot declare(std::string_view dotted_name, Type type, Unset unset = Unset::when_empty);
  // A second name for the same slot ("field.severity" for "severity").
  void alias(std::string_view dotted_name, Slot slot);
  // Several declarations of one name are overloads; the arguments' types choose. A host function may not take the name
  // of a function or macro of the language.
  void declare_function(std::string_view name, std::vector<Type> parameters, Type result, FunctionId id);

  [[nodiscard]] std::size_t slots() const noexcept { return names_.size(); }
  // The name a slot was declared under.
  [[nodiscard]] const std::string& name(Slot slot) const { return names_.at(slot); }
  [[nodiscard]] const Variable* find(std::string_view dotted_name) const;
  // Whether some declared name begins with `dotted_prefix` and a dot: "clock" when "clock.handling.left" is declared.
  [[nodiscard]] bool is_namespace(std::string_view dotted_prefix) const;
  [[nodiscard]] std::vector<const HostFunction*> functions(std::string_view name) const;
  // Every declared name, sorted: for hints and completion.
  [[nodiscard]] std::vector<std::string> all_names() const;

 private:
  std::map<std::string, Variable, std::less<>> variables_;
  std::vector<std::string> names_;
  std::vector<Variable> by_slot_;
  std::vector<HostFunction> functions_;
};

}  // namespace bihuan::expression
