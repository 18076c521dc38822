#include "engine/report/ratio.h"

#include <boost/multiprecision/cpp_int.hpp>

namespace bihuan::report {
namespace {

using Wide = boost::multiprecision::int256_t;

Wide power_of_ten(int exponent) {
  Wide out = 1;
  for (int i = 0; i < exponent; ++i) out *= 10;
  return out;
}

// numerator / denominator * 10^decimals, rounded half away from zero; printed with `decimals` digits behind the point.
std::string print(Wide numerator, Wide denominator, int decimals) {
  if (denominator < 0) {
    numerator = -numerator;
    denominator = -denominator;
  }
  const bool negative = numerator < 0;
  if (negative) numerator = -numerator;
  const Wide scaled = (numerator * power_of_ten(decimals) * 2 + denominator) / (denominator * 2);
  std::string digits = scaled.str();
  if (decimals > 0) {
    const auto width = static_cast<std::size_t>(decimals) + 1;
    if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
    digits.insert(digits.size() - static_cast<std::size_t>(decimals), ".");
  }
  return negative && scaled != 0 ? "-" + digits : digits;
}

}  // namespace

int compare(const Ratio& a, const Ratio& b) {
  Wide left = Wide(a.numerator) * b.denominator;
  Wide right = Wide(b.numerator) * a.denominator;
  if ((a.denominator < 0) != (b.denominator < 0)) std::swap(left, right);
  return left < right ? -1 : left > right ? 1 : 0;
}

int sign(const Ratio& ratio) {
  if (!ratio.has_base() || ratio.numerator == 0) return 0;
  return (ratio.numerator < 0) == (ratio.denominator < 0) ? 1 : -1;
}

std::string percent(const Ratio& ratio, int decimals) {
  if (!ratio.has_base()) return kNothing;
  return print(Wide(ratio.numerator) * 100, ratio.denominator, decimals);
}

std::string percent_magnitude(const Ratio& ratio, int decimals) {
  std::string out = percent(ratio, decimals);
  if (out.starts_with('-')) out.erase(0, 1);
  return out;
}

std::string percentage_points(const Ratio& a, const Ratio& b, int decimals) {
  if (!a.has_base() || !b.has_base()) return kNothing;
  const Wide numerator = Wide(a.numerator) * b.denominator - Wide(b.numerator) * a.denominator;
  return print(numerator * 100, Wide(a.denominator) * b.denominator, decimals);
}

int points_sign(const Ratio& a, const Ratio& b) {
  return a.has_base() && b.has_base() ? compare(a, b) : 0;
}

std::string decimal(const Ratio& ratio, int decimals) {
  if (!ratio.has_base()) return kNothing;
  return print(ratio.numerator, ratio.denominator, decimals);
}

std::string count_text(std::int64_t parts) {
  std::string out = print(parts, kWhole, 2);
  while (out.ends_with('0')) out.pop_back();
  if (out.ends_with('.')) out.pop_back();
  return out == "-0" || out.empty() ? "0" : out;
}

std::string quantity(const Ratio& ratio) {
  std::string out = decimal(ratio, 1);
  if (out.ends_with(".0")) out.erase(out.size() - 2);
  return out;
}

double approximate(const Ratio& ratio) {
  return ratio.has_base() ? static_cast<double>(ratio.numerator) / static_cast<double>(ratio.denominator) : 0.0;
}

}  // namespace bihuan::report
