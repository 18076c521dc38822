#include "web/http/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "engine/base/utf8.h"

namespace bihuan::http {

namespace {

char lower_of(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

int hex_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char l = lower_of(c);
  return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

bool is_unreserved(char c) {
  return (c >= '0' && c <= '9') || (lower_of(c) >= 'a' && lower_of(c) <= 'z') || c == '-' || c == '.' || c == '_' ||
         c == '~';
}

// An item of a weighted list: "gzip;q=0.5".
struct Weighted {
  std::string_view value;
  int permille = 1000;
};

std::vector<Weighted> weighted_list(std::string_view header) {
  std::vector<Weighted> items;
  for (const auto item : split_list(header)) {
    const auto parts = split_list(item, ';');
    if (parts.empty()) continue;
    Weighted one{parts[0]};
    for (std::size_t i = 1; i < parts.size(); ++i) {
      if (parts[i].size() < 3 || lower_of(parts[i][0]) != 'q' || parts[i][1] != '=') continue;
      double q = 0;
      const auto number = parts[i].substr(2);
      const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), q);
      if (error != std::errc() || q < 0 || q > 1) q = 0;
      one.permille = static_cast<int>(q * 1000);
    }
    items.push_back(one);
  }
  return items;
}

constexpr std::array<std::string_view, 7> days{"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// Days since 1970-01-01 of a proleptic Gregorian date, and back.
std::int64_t days_of(std::int64_t year, int month, int day) {
  year -= month <= 2;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const auto of_era = year - era * 400;
  const auto of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

struct Civil {
  std::int64_t year;
  int month;
  int day;
};

Civil civil_of(std::int64_t days_since) {
  const std::int64_t shifted = days_since + 719468;
  const std::int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  const auto of_era = shifted - era * 146097;
  const auto year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  const auto of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const auto shifted_month = (5 * of_year + 2) / 153;
  const int month = static_cast<int>(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
  return {year_of_era + era * 400 + (month <= 2), month, static_cast<int>(of_year - (153 * shifted_month + 2) / 5 + 1)};
}

std::optional<int> digits(std::string_view text) {
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::string_view without_authority(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!equal_ignoring_case(target.substr(0, scheme.size()), scheme)) continue;
    const auto slash = target.find('/', scheme.size());
    return slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
  }
  return target;
}

bool parse_path(std::string_view path, std::vector<std::string>& segments) {
  if (path == "/") return true;
  for (std::size_t begin = 1; begin <= path.size();) {
    const auto slash = std::min(path.find('/', begin), path.size());
    auto segment = percent_decode(path.substr(begin, slash - begin));
    if (!segment || *segment == "." || *segment == "..") return false;
    if (segment->find_first_of("/\\") != std::string::npos) return false;
    // A trailing slash is an empty last segment, which no route has; an empty one inside is kept for the same reason.
    segments.push_back(std::move(*segment));
    if (segments.size() > 64) return false;
    begin = slash + 1;
  }
  return true;
}

bool parse_query(std::string_view text, std::vector<std::pair<std::string, std::string>>& query) {
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find('&', begin), text.size());
    const auto item = text.substr(begin, end - begin);
    begin = end + 1;
    if (item.empty()) continue;
    const auto equals = item.find('=');
    auto name = percent_decode(item.substr(0, equals), true);
    auto value = equals == std::string_view::npos ? std::string() : percent_decode(item.substr(equals + 1), true);
    if (!name || !value || query.size() >= 128) return false;
    query.emplace_back(std::move(*name), std::move(*value));
  }
  return true;
}

}  // namespace

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower_of(x) == lower_of(y); });
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = lower_of(c);
  return out;
}

std::string_view trim(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::vector<std::string_view> split_list(std::string_view text, char separator) {
  std::vector<std::string_view> items;
  while (true) {
    const auto at = text.find(separator);
    const auto item = trim(text.substr(0, at));
    if (!item.empty()) items.push_back(item);
    if (at == std::string_view::npos) return items;
    text.remove_prefix(at + 1);
  }
}

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_of(text[i + 1]);
      const int low = hex_of(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    } else if (c == '+' && plus_is_space) {
      c = ' ';
    }
    const auto byte = static_cast<unsigned char>(c);
    // Line breaks and tabs may come in a query (a pasted text); nowhere else does a control character make sense.
    if ((byte < 0x20 && !(plus_is_space && (c == '\n' || c == '\r' || c == '\t'))) || byte == 0x7F) return std::nullopt;
    out += c;
  }
  if (!utf8::valid(out)) return std::nullopt;
  return out;
}

std::string percent_encode(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

std::string http_date(Millis at) {
  const std::int64_t seconds = at >= 0 ? at / 1000 : -((-at + 999) / 1000);
  const std::int64_t day = seconds >= 0 ? seconds / 86400 : -((-seconds + 86399) / 86400);
  const auto of_day = seconds - day * 86400;
  const auto civil = civil_of(day);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", days[static_cast<std::size_t>(((day % 7) + 7) % 7)],
                     civil.day, months[static_cast<std::size_t>(civil.month - 1)], civil.year, of_day / 3600,
                     of_day / 60 % 60, of_day % 60);
}

std::optional<Millis> parse_http_date(std::string_view text) {
  if (text.size() != 29 || text.substr(25) != " GMT" || text[3] != ',' || text[19] != ':' || text[22] != ':') {
    return std::nullopt;
  }
  const auto month = std::find(months.begin(), months.end(), text.substr(8, 3));
  const auto day = digits(text.substr(5, 2));
  const auto year = digits(text.substr(12, 4));
  const auto hour = digits(text.substr(17, 2));
  const auto minute = digits(text.substr(20, 2));
  const auto second = digits(text.substr(23, 2));
  if (month == months.end() || !day || !year || !hour || !minute || !second) return std::nullopt;
  if (*day < 1 || *day > 31 || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  const auto of_day = *hour * 3600 + *minute * 60 + *second;
  return (days_of(*year, static_cast<int>(month - months.begin()) + 1, *day) * 86400 + of_day) * 1000;
}

std::string choose_language(std::string_view accept_language, std::string_view otherwise) {
  int chinese = 0;
  int english = 0;
  for (const auto& item : weighted_list(accept_language)) {
    const std::string tag = lower(item.value);
    if (tag == "zh" || tag.starts_with("zh-")) chinese = std::max(chinese, item.permille);
    if (tag == "en" || tag.starts_with("en-")) english = std::max(english, item.permille);
  }
  if (chinese == 0 && english == 0) return std::string(otherwise);
  if (chinese == english) return std::string(otherwise);
  return chinese > english ? "zh-CN" : "en";
}

bool accepts_encoding(std::string_view accept_encoding, std::string_view coding) {
  int any = 0;
  for (const auto& item : weighted_list(accept_encoding)) {
    if (equal_ignoring_case(item.value, coding)) return item.permille > 0;
    if (item.value == "*") any = item.permille;
  }
  return any > 0;
}

bool accepts_media(std::string_view accept, std::string_view media_type) {
  if (trim(accept).empty()) return true;
  const auto slash = media_type.find('/');
  const std::string range = std::string(media_type.substr(0, slash)) + "/*";
  int best = -1;
  std::size_t precise = 0;
  for (const auto& item : weighted_list(accept)) {
    const std::size_t rank = equal_ignoring_case(item.value, media_type) ? 3
                             : equal_ignoring_case(item.value, range)    ? 2
                             : item.value == "*/*"                       ? 1
                                                                         : 0;
    if (rank > precise) {
      precise = rank;
      best = item.permille;
    }
  }
  return best > 0;
}

bool is_field_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte >= 0x20 && byte != 0x7F) || c == '\t';
  });
}

bool is_token(std::string_view text) {
  static constexpr auto known = [] {
    std::array<bool, 256> bytes{};
    for (const char c :
         std::string_view("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
      bytes[static_cast<unsigned char>(c)] = true;
    return bytes;
  }();
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return known[static_cast<unsigned char>(c)]; });
}

std::optional<Target> parse_target(std::string_view target) {
  const auto origin = without_authority(target);
  if (origin.empty() || origin[0] != '/' || origin.find('#') != std::string_view::npos) return std::nullopt;
  const auto mark = origin.find('?');
  Target parsed;
  if (!parse_path(origin.substr(0, mark), parsed.segments)) return std::nullopt;
  if (mark != std::string_view::npos && !parse_query(origin.substr(mark + 1), parsed.query)) return std::nullopt;
  return parsed;
}

}  // namespace bihuan::http
