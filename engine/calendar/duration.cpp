#include "engine/calendar/duration.h"

#include <array>

namespace bihuan::calendar {
namespace {

constexpr std::int64_t most_days = 36'525;

struct Unit {
  std::string_view name;
  std::int64_t ms;  // 0: a day
};
constexpr std::array<Unit, 5> units{{{"d", 0}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1000}, {"ms", 1}}};

}  // namespace

Result<Budget> parse_duration(std::string_view text) {
  const Error invalid("duration_invalid", {{"text", std::string(text)}});
  Budget budget;
  std::array<bool, units.size()> seen{};
  if (text.empty()) return invalid;
  while (!text.empty()) {
    std::int64_t number = 0;
    std::size_t digits = 0;
    for (; digits < text.size() && text[digits] >= '0' && text[digits] <= '9'; ++digits) {
      number = number * 10 + (text[digits] - '0');
      if (number > most_days * day_ms) return invalid;
    }
    if (digits == 0) return invalid;
    text.remove_prefix(digits);
    const std::size_t letters = std::min(text.find_first_of("0123456789"), text.size());
    std::size_t unit = 0;
    while (unit < units.size() && units[unit].name != text.substr(0, letters)) ++unit;
    if (unit == units.size() || seen[unit]) return invalid;
    seen[unit] = true;
    text.remove_prefix(letters);
    if (units[unit].ms == 0) {
      budget.days = number;
    } else if (number > most_days * day_ms / units[unit].ms) {
      return invalid;
    } else {
      budget.ms += number * units[unit].ms;
    }
    if (budget.days > most_days || budget.ms > most_days * day_ms) return invalid;
  }
  return budget;
}

std::int64_t to_ms(const Budget& budget) {
  return budget.days * day_ms + budget.ms;
}

std::string to_string(const Budget& budget) {
  std::string out;
  if (budget.days != 0) out += std::to_string(budget.days) + "d";
  std::int64_t left = budget.ms;
  for (const auto& [name, ms] : units) {
    if (ms == 0 || left / ms == 0) continue;
    out += std::to_string(left / ms) + std::string(name);
    left %= ms;
  }
  return out.empty() ? "0s" : out;
}

}  // namespace bihuan::calendar
