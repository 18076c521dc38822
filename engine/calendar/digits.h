// Numbers of a fixed width, as times and dates are written: far cheaper than a format string, and written all the time.
#pragma once

#include <cstddef>
#include <cstdint>

namespace bihuan::calendar {

// Writes `before` and the last `width` decimal digits of `value`, which is not negative; answers where they end.
template <std::size_t width>
char* put_digits(char* into, char before, std::int64_t value) {
  *into++ = before;
  auto rest = static_cast<std::uint32_t>(value);
  for (std::size_t i = width; i-- > 0; rest /= 10) into[i] = static_cast<char>('0' + rest % 10);
  return into + width;
}

}  // namespace bihuan::calendar
