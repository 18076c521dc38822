// Decides guards over choices, yes/no fields and comparisons of numbers and texts with literals: every value that could
// matter is tried. What it cannot read (functions, arithmetic, other objects) is unknown, so an answer is a proof.
// Pure. Private to this folder.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "engine/core/workflow.h"
#include "engine/expression/program.h"

namespace bihuan::definition {

enum class Truth { no, yes, unknown };

class GuardSpace {
 public:
  // `tries` is what may still be tried, over all questions about one definition.
  GuardSpace(const core::Definition& definition, std::int64_t& tries) : definition_(definition), tries_(tries) {}

  // Collects what a guard speaks of. All guards first, then find().
  void add(const expression::Program& guard);
  // This field has a value: it is asked for.
  void must_be_set(const std::string& field) { set_.insert(field); }

  // The truth of a guard under the values tried at the moment; only inside find().
  [[nodiscard]] Truth evaluate(const expression::Program& guard) const;
  // Tries all values until `holds` is true. False also when there are too many to try.
  [[nodiscard]] bool find(const std::function<bool()>& holds);
  // The values for which find() stopped: "severity = 3, route = '31-6'".
  [[nodiscard]] std::string witness() const;
  // Something it speaks of has no declared type, so that other values than those tried exist.
  [[nodiscard]] bool open() const { return open_; }
  // find() stopped early: its answer proves nothing.
  [[nodiscard]] bool gave_up() const { return gave_up_; }

 private:
  struct Variable {
    std::string name;
    const core::Field* field = nullptr;
    expression::Type type;
    std::vector<expression::Value> constants;  // it is compared with
    std::vector<expression::Value> values;     // to be tried
    std::size_t at = 0;
  };

  void collect(const expression::Node& node);
  void compared(const expression::Node& side, const expression::Node& other);
  Variable* variable(const expression::Node& node);
  [[nodiscard]] const Variable* known(const expression::Node& node) const;
  [[nodiscard]] const expression::Program* computed(const expression::Node& node) const;
  void fill(Variable& variable) const;
  [[nodiscard]] std::optional<expression::Value> value(const expression::Node& node) const;
  [[nodiscard]] Truth truth(const expression::Node& node) const;
  [[nodiscard]] Truth compare(const expression::Node& node) const;
  [[nodiscard]] Truth membership(const expression::Node& node) const;

  const core::Definition& definition_;
  std::vector<Variable> variables_;
  std::set<std::string> set_;
  std::int64_t& tries_;
  bool open_ = false;
  bool gave_up_ = false;
};

}  // namespace bihuan::definition
