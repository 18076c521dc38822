// Instants and lengths of time as text (RFC 3339; 1h30m, 3600s) and their checked arithmetic. Pure functions.
// Instants lie in the years 0001 to 9999, lengths within what int64 nanoseconds hold (about 292 years).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/expression/value.h"

namespace bihuan::expression {

[[nodiscard]] std::optional<Timestamp> parse_timestamp(std::string_view text);
[[nodiscard]] std::optional<Duration> parse_duration(std::string_view text);
// "2009-02-13T23:31:30Z", fractions as short as they are exact.
[[nodiscard]] std::string to_text(Timestamp timestamp);
// "3600s", "1.5s", "-0.000000001s".
[[nodiscard]] std::string to_text(Duration duration);

[[nodiscard]] bool in_range(Timestamp timestamp);
[[nodiscard]] Duration duration_of_nanos(std::int64_t nanos);
[[nodiscard]] std::optional<std::int64_t> nanos_of(Duration duration);  // nothing when out of range
[[nodiscard]] std::optional<Timestamp> add(Timestamp timestamp, Duration duration);
[[nodiscard]] std::optional<Duration> between(Timestamp later, Timestamp earlier);

}  // namespace bihuan::expression
