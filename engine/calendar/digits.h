// Numbers of a fixed width, as times and dates are written: far cheaper than a format string, and written all the time.
#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace bihuan::calendar {

// The last `width` (at most 4) decimal digits of `value`, which is not negative.
inline void append_digits(std::string& out, std::int64_t value, std::size_t width) {
  std::array<char, 4> digits{};
  for (std::size_t i = width; i-- > 0; value /= 10) digits[i] = static_cast<char>('0' + value % 10);
  out.append(digits.data(), width);
}

}  // namespace bihuan::calendar
