#include "engine/expression/moment.h"

#include <fmt/format.h>

#include <chrono>

namespace bihuan::expression {
namespace {

constexpr std::int64_t kNanos = 1'000'000'000;
constexpr std::int64_t kFirst = -62'135'596'800;  // 0001-01-01T00:00:00Z
constexpr std::int64_t kLast = 253'402'300'799;   // 9999-12-31T23:59:59Z

std::optional<int> digits(std::string_view& text, std::size_t count) {
  if (text.size() < count) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<std::int32_t> fraction(std::string_view& text) {
  if (!take(text, '.')) return 0;
  std::int32_t nanos = 0;
  std::int32_t weight = 100'000'000;
  std::size_t count = 0;
  for (; count < text.size() && text[count] >= '0' && text[count] <= '9'; ++count) {
    nanos += (text[count] - '0') * weight;
    weight /= 10;
  }
  text.remove_prefix(count);
  if (count == 0) return std::nullopt;
  return nanos;
}

// Seconds east of UTC.
std::optional<int> zone(std::string_view& text) {
  if (take(text, 'Z')) return 0;
  const bool west = !text.empty() && text.front() == '-';
  if (!take(text, '+') && !take(text, '-')) return std::nullopt;
  const auto hours = digits(text, 2);
  if (!hours || *hours > 23 || !take(text, ':')) return std::nullopt;
  const auto minutes = digits(text, 2);
  if (!minutes || *minutes > 59) return std::nullopt;
  const int seconds = *hours * 3600 + *minutes * 60;
  return west ? -seconds : seconds;
}

struct Unit {
  std::string_view name;
  std::int64_t nanos;
};
constexpr Unit kUnits[] = {{"ns", 1},         {"us", 1000},  {"µs", 1000},       {"μs", 1000},
                           {"ms", 1'000'000}, {"s", kNanos}, {"m", 60 * kNanos}, {"h", 3600 * kNanos}};

std::string fraction_text(std::int32_t nanos) {
  if (nanos == 0) return {};
  std::string text = fmt::format(".{:09}", nanos);
  text.erase(text.find_last_not_of('0') + 1);
  return text;
}

}  // namespace

bool in_range(Timestamp timestamp) {
  return timestamp.seconds >= kFirst && timestamp.seconds <= kLast;
}

std::optional<Timestamp> parse_timestamp(std::string_view text) {
  using namespace std::chrono;
  const auto y = digits(text, 4);
  if (!y || !take(text, '-')) return std::nullopt;
  const auto m = digits(text, 2);
  if (!m || !take(text, '-')) return std::nullopt;
  const auto d = digits(text, 2);
  if (!d || !take(text, 'T')) return std::nullopt;
  const auto hour = digits(text, 2);
  if (!hour || *hour > 23 || !take(text, ':')) return std::nullopt;
  const auto minute = digits(text, 2);
  if (!minute || *minute > 59 || !take(text, ':')) return std::nullopt;
  const auto second = digits(text, 2);
  if (!second || *second > 59) return std::nullopt;
  const auto nanos = fraction(text);
  if (!nanos) return std::nullopt;
  const auto offset = zone(text);
  const year_month_day date{year{*y}, month{static_cast<unsigned>(*m)}, day{static_cast<unsigned>(*d)}};
  if (!offset || !text.empty() || !date.ok()) return std::nullopt;
  const std::int64_t days = sys_days{date}.time_since_epoch().count();
  const Timestamp out{days * 86400 + *hour * 3600 + *minute * 60 + *second - *offset, *nanos};
  if (!in_range(out)) return std::nullopt;
  return out;
}

std::optional<Duration> parse_duration(std::string_view text) {
  const bool negative = take(text, '-');
  if (!negative) take(text, '+');
  if (text == "0") return Duration{};
  if (text.empty()) return std::nullopt;
  constexpr std::uint64_t limit = 1ULL << 63U;  // one nanosecond more than the longest positive duration
  std::uint64_t total = 0;
  while (!text.empty()) {
    std::uint64_t whole = 0;
    std::size_t count = 0;
    for (; count < text.size() && text[count] >= '0' && text[count] <= '9'; ++count) {
      if (whole > limit / 10) return std::nullopt;
      whole = whole * 10 + static_cast<std::uint64_t>(text[count] - '0');
    }
    text.remove_prefix(count);
    std::string_view decimals;
    if (take(text, '.')) {
      std::size_t places = 0;
      while (places < text.size() && text[places] >= '0' && text[places] <= '9') ++places;
      decimals = text.substr(0, places);
      text.remove_prefix(places);
    }
    if (count == 0 && decimals.empty()) return std::nullopt;
    const Unit* unit = nullptr;
    for (const Unit& candidate : kUnits) {
      if (text.starts_with(candidate.name) && (unit == nullptr || candidate.name.size() > unit->name.size())) {
        unit = &candidate;
      }
    }
    if (unit == nullptr) return std::nullopt;
    text.remove_prefix(unit->name.size());
    const auto nanos = static_cast<std::uint64_t>(unit->nanos);
    if (whole > (limit - total) / nanos) return std::nullopt;
    total += whole * nanos;
    std::uint64_t weight = nanos;
    for (const char c : decimals) {
      weight /= 10;
      total += static_cast<std::uint64_t>(c - '0') * weight;
    }
    if (total > limit) return std::nullopt;
  }
  if (total == limit && !negative) return std::nullopt;
  return duration_of_nanos(static_cast<std::int64_t>(negative ? 0 - total : total));
}

std::string to_text(Timestamp timestamp) {
  using namespace std::chrono;
  const sys_seconds at{seconds{timestamp.seconds}};
  const auto days = floor<std::chrono::days>(at);
  const year_month_day date{days};
  const auto rest = (at - days).count();
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), rest / 3600,
                     rest / 60 % 60, rest % 60, fraction_text(timestamp.nanos));
}

std::string to_text(Duration duration) {
  const bool negative = duration.seconds < 0 || duration.nanos < 0;
  const auto absolute = [](std::int64_t n) {
    return n < 0 ? 0 - static_cast<std::uint64_t>(n) : static_cast<std::uint64_t>(n);
  };
  return fmt::format("{}{}{}s", negative ? "-" : "", absolute(duration.seconds),
                     fraction_text(static_cast<std::int32_t>(absolute(duration.nanos))));
}

Duration duration_of_nanos(std::int64_t nanos) {
  return {nanos / kNanos, static_cast<std::int32_t>(nanos % kNanos)};
}

std::optional<std::int64_t> nanos_of(Duration duration) {
  std::int64_t nanos = 0;
  if (__builtin_mul_overflow(duration.seconds, kNanos, &nanos) ||
      __builtin_add_overflow(nanos, duration.nanos, &nanos)) {
    return std::nullopt;
  }
  return nanos;
}

std::optional<Timestamp> add(Timestamp timestamp, Duration duration) {
  Timestamp sum{timestamp.seconds + duration.seconds, timestamp.nanos + duration.nanos};
  if (sum.nanos < 0) sum = {sum.seconds - 1, static_cast<std::int32_t>(sum.nanos + kNanos)};
  if (sum.nanos >= kNanos) sum = {sum.seconds + 1, static_cast<std::int32_t>(sum.nanos - kNanos)};
  if (!in_range(sum)) return std::nullopt;
  return sum;
}

std::optional<Duration> between(Timestamp later, Timestamp earlier) {
  const auto nanos = nanos_of({later.seconds - earlier.seconds, later.nanos - earlier.nanos});
  if (!nanos) return std::nullopt;
  return duration_of_nanos(*nanos);
}

}  // namespace bihuan::expression
