#include "engine/calendar/duration.h"

#include "tests/support/catch.h"

using namespace bihuan::calendar;

TEST_CASE("durations read as they are written", "[duration]") {
  CHECK(to_ms(parse_duration("250ms").value()) == 250);
  CHECK(to_ms(parse_duration("30s").value()) == 30'000);
  CHECK(to_ms(parse_duration("15m").value()) == 900'000);
  CHECK(to_ms(parse_duration("1h30m").value()) == 5'400'000);
  CHECK(parse_duration("2d").value() == Budget{2, 0});
  CHECK(parse_duration("2d4h").value() == Budget{2, 14'400'000});
  CHECK(parse_duration("0d").value() == Budget{});
  for (const auto* bad :
       {"", "5", "h", "1.5h", "-1h", "1h 30m", "1h2h", "1 h", "2w", "36526d", "99999999999999999999ms", "1H"}) {
    INFO(bad);
    CHECK(parse_duration(bad).has_error());
  }
}

TEST_CASE("durations are written as they are read", "[duration]") {
  for (const auto* text : {"250ms", "30s", "15m", "1h30m", "2d", "2d4h", "0s", "1d1h1m1s1ms"}) {
    CHECK(to_string(parse_duration(text).value()) == text);
  }
}
