#include "engine/ledger/coordinates.h"

#include <cmath>

#include "tests/support/catch.h"

using namespace bihuan::ledger;

namespace {

double metres(Coordinates a, Coordinates b) {
  const double lat = (a.lat - b.lat) * 111'320, lon = (a.lon - b.lon) * 111'320 * std::cos(a.lat * 3.14159265 / 180);
  return std::sqrt(lat * lat + lon * lon);
}

}  // namespace

TEST_CASE("the shift of GCJ-02 and BD-09 at a published point", "[coordinates]") {
  // Tiananmen as the common converters give it: WGS-84 39.907375, 116.391349.
  const Coordinates wgs{39.907375, 116.391349};
  CHECK(metres(from_wgs84(wgs, Datum::gcj02), {39.908778, 116.397593}) < 2);
  CHECK(metres(from_wgs84(wgs, Datum::bd09), {39.915128, 116.403963}) < 2);
}

TEST_CASE("conversion to WGS-84 is the inverse of the shift, within a tenth of a metre", "[coordinates]") {
  for (double lat = 18; lat < 53; lat += 3.5) {
    for (double lon = 75; lon < 134; lon += 4.7) {
      for (const Datum datum : {Datum::gcj02, Datum::bd09}) {
        const Coordinates point{lat, lon};
        const Coordinates shifted = from_wgs84(point, datum);
        INFO(lat << "," << lon);
        CHECK(metres(point, shifted) > 50);
        CHECK(metres(to_wgs84(shifted, datum), point) < 0.1);
      }
    }
  }
}

TEST_CASE("outside China, and for WGS-84 itself, nothing is shifted", "[coordinates]") {
  const Coordinates paris{48.8566, 2.3522};
  CHECK(metres(to_wgs84(paris, Datum::gcj02), paris) == 0);
  CHECK(metres(to_wgs84({29.65, 121.41}, Datum::wgs84), {29.65, 121.41}) == 0);
}

TEST_CASE("coordinates as they are written", "[coordinates]") {
  CHECK(*read_degrees("121.4067") == Approx(121.4067));
  CHECK(*read_degrees("东经121.4067") == Approx(121.4067));
  CHECK(*read_degrees("E121.4067°") == Approx(121.4067));
  CHECK(*read_degrees("121°24′24.12″") == Approx(121.4067));
  CHECK(*read_degrees("121度24分24.12秒") == Approx(121.4067));
  CHECK(*read_degrees("-33.5") == Approx(-33.5));
  for (const char* text : {"", "无", "191.2", "121 24", "121°74′"}) {
    INFO(text);
    CHECK_FALSE(read_degrees(text));
  }
  const auto a = read_coordinates("121.4067,29.6551"), b = read_coordinates("北纬29.6551、东经121.4067");
  REQUIRE(a);
  REQUIRE(b);
  CHECK(a->lat == Approx(29.6551));
  CHECK(b->lon == Approx(121.4067));
  CHECK_FALSE(read_coordinates("江口街道方桥村"));
}

TEST_CASE("the names of the systems", "[coordinates]") {
  CHECK(datum_of("GCJ-02") == Datum::gcj02);
  CHECK(datum_of("bd09") == Datum::bd09);
  CHECK(datum_of("CGCS2000") == Datum::wgs84);
  CHECK_FALSE(datum_of("mars"));
}
