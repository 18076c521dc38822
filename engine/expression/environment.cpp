#include "engine/expression/environment.h"

namespace bihuan::expression {

Slot Environment::declare(std::string_view dotted_name, Type type, Unset unset) {
  const Slot slot = static_cast<Slot>(names_.size());
  names_.emplace_back(dotted_name);
  by_slot_.push_back({slot, std::move(type), unset});
  alias(dotted_name, slot);
  return slot;
}

void Environment::alias(std::string_view dotted_name, Slot slot) {
  variables_.insert_or_assign(std::string(dotted_name), by_slot_.at(slot));
}

void Environment::declare_function(std::string_view name, std::vector<Type> parameters, Type result, FunctionId id) {
  functions_.push_back({std::string(name), std::move(parameters), std::move(result), id});
}

const Variable* Environment::find(std::string_view dotted_name) const {
  const auto found = variables_.find(dotted_name);
  return found == variables_.end() ? nullptr : &found->second;
}

bool Environment::is_namespace(std::string_view dotted_prefix) const {
  const std::string prefix = std::string(dotted_prefix) + '.';
  const auto next = variables_.lower_bound(prefix);
  return next != variables_.end() && next->first.starts_with(prefix);
}

std::vector<const HostFunction*> Environment::functions(std::string_view name) const {
  std::vector<const HostFunction*> found;
  for (const auto& function : functions_) {
    if (function.name == name) found.push_back(&function);
  }
  return found;
}

std::vector<std::string> Environment::all_names() const {
  std::vector<std::string> names;
  for (const auto& entry : variables_) names.push_back(entry.first);
  return names;
}

}  // namespace bihuan::expression
