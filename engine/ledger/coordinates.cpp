#include "engine/ledger/coordinates.h"

#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include "engine/base/utf8.h"
#include "engine/ledger/normal.h"

namespace bihuan::ledger {
namespace {

constexpr double pi = 3.14159265358979323846;
constexpr double axis = 6378245.0;                       // Krasovsky 1940, as the shift is defined
constexpr double eccentricity = 0.00669342162296594323;  // squared
constexpr double baidu = pi * 3000.0 / 180.0;

bool in_china(Coordinates p) {
  return p.lon > 72.004 && p.lon < 137.8347 && p.lat > 0.8293 && p.lat < 55.8271;
}

double waves(double x) {
  return (20.0 * std::sin(6.0 * x * pi) + 20.0 * std::sin(2.0 * x * pi)) * 2.0 / 3.0;
}

double shift_lat(double x, double y) {
  double out = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * std::sqrt(std::abs(x));
  out += waves(x);
  out += (20.0 * std::sin(y * pi) + 40.0 * std::sin(y / 3.0 * pi)) * 2.0 / 3.0;
  out += (160.0 * std::sin(y / 12.0 * pi) + 320.0 * std::sin(y * pi / 30.0)) * 2.0 / 3.0;
  return out;
}

double shift_lon(double x, double y) {
  double out = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * std::sqrt(std::abs(x));
  out += waves(x);
  out += (20.0 * std::sin(x * pi) + 40.0 * std::sin(x / 3.0 * pi)) * 2.0 / 3.0;
  out += (150.0 * std::sin(x / 12.0 * pi) + 300.0 * std::sin(x / 30.0 * pi)) * 2.0 / 3.0;
  return out;
}

Coordinates to_gcj(Coordinates p) {
  if (!in_china(p)) return p;
  const double dlat = shift_lat(p.lon - 105.0, p.lat - 35.0);
  const double dlon = shift_lon(p.lon - 105.0, p.lat - 35.0);
  const double radians = p.lat / 180.0 * pi;
  const double sine = std::sin(radians);
  const double magic = 1 - eccentricity * sine * sine;
  const double root = std::sqrt(magic);
  return {p.lat + dlat * 180.0 / (axis * (1 - eccentricity) / (magic * root) * pi),
          p.lon + dlon * 180.0 / (axis / root * std::cos(radians) * pi)};
}

Coordinates gcj_to_bd(Coordinates p) {
  const double z = std::sqrt(p.lon * p.lon + p.lat * p.lat) + 0.00002 * std::sin(p.lat * baidu);
  const double theta = std::atan2(p.lat, p.lon) + 0.000003 * std::cos(p.lon * baidu);
  return {z * std::sin(theta) + 0.006, z * std::cos(theta) + 0.0065};
}

// The shift has no closed inverse: start at the shifted point and correct by what is still wrong.
template <class Forward>
Coordinates inverse(Coordinates target, Forward forward) {
  Coordinates guess = target;
  for (int i = 0; i < 10; ++i) {
    const Coordinates shifted = forward(guess);
    guess.lat += target.lat - shifted.lat;
    guess.lon += target.lon - shifted.lon;
  }
  return guess;
}

// The numbers of a text, a minus sign right before one included, with the character that follows each.
std::vector<double> numbers_of(std::string_view text) {
  std::vector<double> out;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] < '0' || text[i] > '9') {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && ((text[end] >= '0' && text[end] <= '9') || text[end] == '.')) ++end;
    const double value = std::strtod(std::string(text.substr(i, end - i)).c_str(), nullptr);
    out.push_back(i > 0 && text[i - 1] == '-' ? -value : value);
    i = end;
  }
  return out;
}

}  // namespace

std::optional<Datum> datum_of(std::string_view name) {
  std::string key;
  for (const char c : normal(name)) {
    if (c != '-' && c != '_') key += c;
  }
  if (key == "wgs84" || key == "cgcs2000") return Datum::wgs84;
  if (key == "gcj02") return Datum::gcj02;
  if (key == "bd09") return Datum::bd09;
  return std::nullopt;
}

Coordinates from_wgs84(Coordinates point, Datum datum) {
  if (datum == Datum::wgs84 || !in_china(point)) return point;
  return datum == Datum::gcj02 ? to_gcj(point) : gcj_to_bd(to_gcj(point));
}

Coordinates to_wgs84(Coordinates point, Datum datum) {
  if (datum == Datum::wgs84 || !in_china(point)) return point;
  const Coordinates gcj = datum == Datum::bd09 ? inverse(point, gcj_to_bd) : point;
  return inverse(gcj, to_gcj);
}

std::optional<double> read_degrees(std::string_view text) {
  const std::string clean = half_width(text);
  const auto parts = numbers_of(clean);
  if (parts.empty() || parts.size() > 3) return std::nullopt;
  double value = std::abs(parts[0]);
  if (parts.size() > 1) {
    // Only degrees, minutes and seconds may come in parts: 121°24′24″.
    if (clean.find("\xC2\xB0") == std::string::npos && clean.find("\xE5\xBA\xA6") == std::string::npos)
      return std::nullopt;
    if (parts[1] >= 60 || (parts.size() > 2 && parts[2] >= 60)) return std::nullopt;
    value += parts[1] / 60.0 + (parts.size() > 2 ? parts[2] / 3600.0 : 0.0);
  }
  if (parts[0] < 0) value = -value;
  if (value < -180 || value > 180) return std::nullopt;
  return value;
}

std::optional<Coordinates> read_coordinates(std::string_view text) {
  const auto parts = split_list(text);
  if (parts.size() != 2) return std::nullopt;
  const auto a = read_degrees(parts[0]), b = read_degrees(parts[1]);
  if (!a || !b) return std::nullopt;
  const double lon = std::abs(*a) > std::abs(*b) ? *a : *b;
  const double lat = std::abs(*a) > std::abs(*b) ? *b : *a;
  if (lat < -90 || lat > 90) return std::nullopt;
  return Coordinates{lat, lon};
}

}  // namespace bihuan::ledger
