// Exact fractions and how they are printed: rounding half away from zero, "—" where the base is 0, percentage points.
// Values; pure functions; nothing here rounds before it prints.
#pragma once

#include <cstdint>
#include <numeric>
#include <string>

namespace bihuan::report {

// Cases are counted in parts of one whole, so that shares of a split case add up to exactly one:
// lcm(1..16, 100), which every equal split among up to 16 units and every share with two decimals divides.
inline constexpr std::int64_t kWhole = 3'603'600;

inline constexpr const char* kNothing = "—";  // a figure over nothing

// numerator / denominator; a denominator of 0 means "no base". Both may be counts of cases or counts of parts.
struct Ratio {
  std::int64_t numerator = 0;
  std::int64_t denominator = 0;

  [[nodiscard]] bool has_base() const { return denominator != 0; }
};

// now against before: (now - before) / before. No base when before is 0.
[[nodiscard]] inline Ratio change(std::int64_t now, std::int64_t before) {
  return {now - before, before};
}

// -1, 0, 1 as a < b, a = b, a > b. Both must have a base.
[[nodiscard]] int compare(const Ratio& a, const Ratio& b);

// The sign of the ratio: -1, 0, 1 (0 without base).
[[nodiscard]] int sign(const Ratio& ratio);

// "12.5" for 1/8 as a percentage with one decimal; kNothing without base. Never "-0.0".
[[nodiscard]] std::string percent(const Ratio& ratio, int decimals);

// The same without its sign, for "下降25.2%".
[[nodiscard]] std::string percent_magnitude(const Ratio& ratio, int decimals);

// a - b of two rates, in percentage points, rounded once at the end; kNothing when either has no base.
[[nodiscard]] std::string percentage_points(const Ratio& a, const Ratio& b, int decimals);

// -1, 0, 1 for a - b; 0 when either has no base.
[[nodiscard]] int points_sign(const Ratio& a, const Ratio& b);

// ratio printed as a plain decimal ("4.5"), rounded half away from zero to `decimals`.
[[nodiscard]] std::string decimal(const Ratio& ratio, int decimals);

// A count of parts as people write it: whole numbers without decimals, else up to two and no trailing zero ("4.5",
// "0.33").
[[nodiscard]] std::string count_text(std::int64_t parts);

// A quantity in cases with one decimal, none when that is 0 ("94.5", "1125").
[[nodiscard]] std::string quantity(const Ratio& ratio);

// ratio as a double, for drawing and for cells of a spreadsheet; 0 without base.
[[nodiscard]] double approximate(const Ratio& ratio);

}  // namespace bihuan::report
