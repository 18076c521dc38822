// UTF-8 (RFC 3629): validity, code points. Pure functions.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace bihuan::utf8 {

// The byte offset of the first malformed sequence (overlong, surrogate, beyond U+10FFFF, truncated); nothing when
// valid.
[[nodiscard]] std::optional<std::size_t> first_invalid(std::string_view bytes);

[[nodiscard]] inline bool valid(std::string_view bytes) {
  return !first_invalid(bytes);
}

// Number of code points in valid UTF-8.
[[nodiscard]] std::size_t length(std::string_view valid_text);

// Decodes one code point at `offset` (which must be on a boundary of valid text) and moves `offset` behind it.
[[nodiscard]] char32_t decode(std::string_view valid_text, std::size_t& offset);

// Appends one code point (a Unicode scalar value) to `out`.
void append(std::string& out, char32_t code_point);

}  // namespace bihuan::utf8
