// From what stands in a cell to what the workflow knows: a choice, a unit, a number, yes or no.
// Immutable once built; share freely between threads. Answers nothing (and never guesses) when two things fit alike.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/people.h"

namespace bihuan::ledger {

// The one of `choices` that `written` means: equal after normal(), else the only one that contains it or is contained.
[[nodiscard]] std::optional<std::string> match_choice(std::string_view written,
                                                      const std::vector<std::string>& choices);

// 是 否 有 无 √ × yes no true false 1 0 …; the words stand in the catalogue (ledger.yes_words, ledger.no_words).
[[nodiscard]] std::optional<bool> match_yes_no(std::string_view written);

// 1,234.5, ¥1.2万, 85%: the number, with 万 and 亿 counted and signs of currency and per cent left out.
// What a column headed 投入资金（万元） counts in: 10,000; 1 where it says no more than 元 or nothing.
[[nodiscard]] double money_unit(std::string_view heading);
[[nodiscard]] std::optional<double> match_number(std::string_view written);

// Units by id, title or the part of a title that is theirs alone (锦屏 for 锦屏街道).
class UnitNames {
 public:
  explicit UnitNames(const std::vector<core::Unit>& units);

  [[nodiscard]] std::optional<std::string> find(std::string_view written) const;  // the unit's id
  // Titles most like `written`, for the hint; at most three.
  [[nodiscard]] std::string suggestions(std::string_view written) const;

 private:
  std::map<std::string, std::string, std::less<>> by_name_;  // normal title or id → id; "" when two units share it
  std::vector<std::string> titles_;
};

}  // namespace bihuan::ledger
