// Coordinates of the map services used in China, brought to WGS-84. GCJ-02 shifts every point by a few hundred metres,
// BD-09 shifts it once more; stored coordinates are WGS-84 (CGCS2000 is the same to the centimetre). Pure functions.
#pragma once

#include <optional>
#include <string_view>

namespace bihuan::ledger {

enum class Datum { wgs84, gcj02, bd09 };

struct Coordinates {
  double lat = 0;
  double lon = 0;
};

// "wgs84", "cgcs2000", "gcj02", "bd09" in any case, with or without a dash; nothing else.
[[nodiscard]] std::optional<Datum> datum_of(std::string_view name);

// Within 0.1 m of the true inverse inside China; outside China the services do not shift and nothing is changed.
[[nodiscard]] Coordinates to_wgs84(Coordinates point, Datum datum);
// The shift itself: for drawing on a map of that service.
[[nodiscard]] Coordinates from_wgs84(Coordinates point, Datum datum);

// One coordinate: 121.4067, 121°24′24.1″, 东经121.4067, E121.4067. Nothing when it is none or out of [-180, 180].
[[nodiscard]] std::optional<double> read_degrees(std::string_view text);
// Both in one cell: "121.4067,29.6551" in either order (the one beyond 90 is the longitude; inside China the larger).
[[nodiscard]] std::optional<Coordinates> read_coordinates(std::string_view text);

}  // namespace bihuan::ledger
