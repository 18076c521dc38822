#include "engine/core/numbering.h"

#include <charconv>

#include "engine/calendar/calendar.h"

namespace bihuan::core {
namespace {

std::string two_digits(int value) {
  return (value < 10 ? "0" : "") + std::to_string(value);
}

// Replaces every {part}; `fill` answers the text of a part's name.
template <class Fill>
std::string render(std::string_view rule, Fill fill) {
  std::string out;
  for (std::size_t i = 0; i < rule.size();) {
    const auto close = rule[i] == '{' ? rule.find('}', i) : std::string_view::npos;
    if (close == std::string_view::npos) {
      out += rule[i++];
      continue;
    }
    out += fill(rule.substr(i + 1, close - i - 1));
    i = close + 1;
  }
  return out;
}

}  // namespace

std::string next_number(const Journal& journal, const std::string& rule, const std::string& owner,
                        const std::string& unit) {
  const auto& zone = journal.context().calendar->zone();
  const auto civil = calendar::civil_of(zone.to_local(journal.context().now).date);
  const auto fixed = [&](std::string_view part) -> std::string {
    if (part == "year") return std::to_string(civil.year);
    if (part == "month") return two_digits(civil.month);
    if (part == "day") return two_digits(civil.day);
    if (part == "unit") return unit;
    return "{" + std::string(part) + "}";
  };
  const std::string series = owner + "/" + render(rule, fixed);
  const std::int64_t count = journal.context().next_in_series(series);
  return render(render(rule, fixed), [&](std::string_view part) {
    std::string digits = std::to_string(count);
    std::size_t width = 0;
    if (part.starts_with("seq:")) std::from_chars(part.data() + 4, part.data() + part.size(), width);
    return width > digits.size() ? std::string(width - digits.size(), '0') + digits : digits;
  });
}

}  // namespace bihuan::core
