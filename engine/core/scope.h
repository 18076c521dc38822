// Scope: what an expression sees of a case outside a step of the machine (contracts §2): fields, now, actor, case,
// clocks, in_state, workdays. Reads the case it was given; lives no longer than that.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/core/decide.h"
#include "engine/expression/program.h"

namespace bihuan::core {

class Scope final : public expression::Host {
 public:
  Scope(const Definition& definition, const CaseState& state, const Context& context)
      : definition_(definition), state_(state), context_(context) {}

  [[nodiscard]] Result<expression::Value> value(expression::Slot slot) const override;
  [[nodiscard]] Result<expression::Value> call(expression::FunctionId function,
                                               std::span<const expression::Value> arguments) const override;

  [[nodiscard]] expression::Bindings bindings() const { return {state_.machine.data, this}; }
  // The loop variable of an expression over a list (`item`).
  void set_item(expression::Value item) { item_ = std::move(item); }

  // Evaluates; a failure is guard_error with the place of the expression's owner.
  [[nodiscard]] Result<expression::Value> evaluate(const expression::Program& program, const Location& where) const;
  [[nodiscard]] Result<bool> holds(const expression::Program& program, const Location& where) const;
  [[nodiscard]] Result<std::string> text(const expression::Program& program, const Location& where) const;
  // A list of strings, or one string as a list of one; empty strings are left out.
  [[nodiscard]] Result<std::vector<std::string>> texts(const expression::Program& program, const Location& where) const;
  // `otherwise` where the condition says nothing; a part that fails to evaluate counts as false.
  [[nodiscard]] bool holds(const Condition& condition, const Location& where) const {
    return condition.is_constant() ? condition.otherwise : holds_now(condition, where);
  }

 private:
  [[nodiscard]] bool holds_now(const Condition& condition, const Location& where) const;

  const Definition& definition_;
  const CaseState& state_;
  const Context& context_;
  expression::Value item_;
};

// The instant as an expression sees it.
[[nodiscard]] expression::Value timestamp_value(Millis at);
[[nodiscard]] Millis millis_of(const expression::Timestamp& timestamp);

// What is left of a clock at `now` (negative when overdue); none for a clock that never ran.
[[nodiscard]] std::optional<Millis> clock_left(const ClockState& clock, Millis now);

[[nodiscard]] const ClockState* find_clock(const CaseState& state, std::string_view id);
[[nodiscard]] bool is_active(const Chart& chart, const CaseState& state, std::string_view state_id);

}  // namespace bihuan::core
