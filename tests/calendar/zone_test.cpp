#include "engine/calendar/zone.h"

#include <date/tz.h>

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <random>
#include <vector>

#include "tests/calendar/at.h"
#include "tests/support/catch.h"

using namespace bihuan::calendar;
using namespace bihuan::calendar::test;

TEST_CASE("local time goes to instants and back", "[zone]") {
  const Zone shanghai = Zone::find("Asia/Shanghai").value();
  const Millis instant = shanghai.parse("2022-06-01T09:00").value();
  CHECK(instant == 1'654'045'200'000);
  CHECK(shanghai.format(instant) == "2022-06-01T09:00:00+08:00");
  CHECK(shanghai.format(instant + 250) == "2022-06-01T09:00:00.250+08:00");
  CHECK(Zone::utc().format(instant) == "2022-06-01T01:00:00Z");
  CHECK(shanghai.parse("2022-06-01T01:00:00Z") == instant);
  CHECK(shanghai.parse("2022-05-31T21:00:00.000-04:00") == instant);
  CHECK(Zone::utc().parse("1969-12-31T23:59:59.999") == -1);
  CHECK(Zone::utc().to_local(-1) == LocalTime{{-1}, 86'399'999});
  for (const auto* bad : {"2022-06-01T25:00", "2022-06-01T09", "2022-06-01T09:00+8", "noon", "", "2022-06-01T09:00:00.",
                          "2022-06-01X09:00"}) {
    INFO(bad);
    CHECK_FALSE(shanghai.parse(bad));
  }
  CHECK(Zone::find("Mars/Olympus").error().code == "zone_unknown");
}

TEST_CASE("skipped and repeated local times are settled", "[zone]") {
  const Zone berlin = Zone::find("Europe/Berlin").value();
  CHECK(berlin.format(berlin.parse("2022-03-27T02:30").value()) == "2022-03-27T03:00:00+02:00");
  CHECK(berlin.format(berlin.parse("2022-10-30T02:30").value()) == "2022-10-30T02:30:00+02:00");
}

TEST_CASE("every instant has the local time that the zone data give it", "[zone]") {
  std::mt19937_64 random(20'261'127);
  for (const auto* name : {"Asia/Shanghai", "Europe/Berlin", "America/Los_Angeles", "Asia/Kathmandu"}) {
    const Zone zone = Zone::find(name).value();
    const auto* data = date::locate_zone(name);
    // Where the offset changes around 2020, and anywhere from 1900 to 2100.
    const auto around = data->get_info(date::sys_days(date::year{2020} / 1 / 1));
    std::vector<Millis> instants;
    for (const auto edge : {around.begin, around.end}) {
      const Millis ms = edge.time_since_epoch().count() * 1000;
      if (std::abs(ms) < 10'000'000'000'000) instants.insert(instants.end(), {ms - 1, ms, ms + 1});
    }
    for (int i = 0; i < 2'000; ++i) {
      instants.push_back(std::uniform_int_distribution<Millis>(-2'208'988'800'000, 4'102'444'800'000)(random));
    }
    for (const Millis instant : instants) {
      const auto local = data->to_local(date::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(instant)));
      const auto expected = date::floor<date::days>(local);
      INFO(name << " " << instant);
      CHECK(zone.to_local(instant) ==
            LocalTime{{static_cast<std::int32_t>(expected.time_since_epoch().count())}, (local - expected).count()});
    }
  }
}

TEST_CASE("the TZ of the process plays no part", "[zone]") {
  const Ledger sixty = ledger(Counting::calendar, "60d", "2022-06-01T10:00");
  const Deadline before = deadline(sixty, cn());
  for (const auto* zone : {"America/Los_Angeles", "Pacific/Kiritimati", "UTC"}) {
    setenv("TZ", zone, 1);
    tzset();
    CHECK(deadline(sixty, cn()) == before);
    CHECK(Zone::find("Asia/Shanghai").value().parse("2022-06-01T10:00") == sixty.started);
  }
  unsetenv("TZ");
  tzset();
}
