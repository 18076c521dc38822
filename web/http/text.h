// Small pure pieces of HTTP's grammar (RFC 9110): case, lists, percent-decoding, dates, negotiation.
// Pure functions; malformed input yields nothing, never an exception.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "web/http/message.h"

namespace bihuan::http {

[[nodiscard]] bool equal_ignoring_case(std::string_view a, std::string_view b);
[[nodiscard]] std::string lower(std::string_view text);
[[nodiscard]] std::string_view trim(std::string_view text);
// Splits at `separator`, trims, drops empty items.
[[nodiscard]] std::vector<std::string_view> split_list(std::string_view text, char separator = ',');

// Decodes %XX; nothing for a broken escape, a NUL, another control character or bad UTF-8.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space = false);
// Encodes everything but RFC 3986's unreserved characters.
[[nodiscard]] std::string percent_encode(std::string_view text);

// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 section 5.6.7), to the second and back. Only this form is read.
[[nodiscard]] std::string http_date(Millis at);
[[nodiscard]] std::optional<Millis> parse_http_date(std::string_view text);

// "zh-CN" or "en": the better one by Accept-Language; `otherwise` when the header names neither.
[[nodiscard]] std::string choose_language(std::string_view accept_language, std::string_view otherwise);
// True when Accept-Encoding allows `coding` ("br", "gzip") with a weight above 0.
[[nodiscard]] bool accepts_encoding(std::string_view accept_encoding, std::string_view coding);
// True when Accept allows `media_type` (an empty header allows all).
[[nodiscard]] bool accepts_media(std::string_view accept, std::string_view media_type);

// True when the text can stand in a header field: no CR, LF, NUL or other control character but tab.
[[nodiscard]] bool is_field_value(std::string_view text);
[[nodiscard]] bool is_token(std::string_view text);

// Path and query of a request target (origin form, or absolute form of http and https).
struct Target {
  std::vector<std::string> segments;
  std::vector<std::pair<std::string, std::string>> query;
};
// Refused: no leading slash, dot segments, encoded slashes, backslashes, control characters, bad UTF-8, a fragment,
// more than 64 segments or 128 parameters.
[[nodiscard]] std::optional<Target> parse_target(std::string_view target);

}  // namespace bihuan::http
