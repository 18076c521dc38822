#include "engine/ledger/dates.h"

#include <cmath>
#include <string>
#include <vector>

#include "engine/base/utf8.h"
#include "engine/calendar/ledger.h"
#include "engine/ledger/normal.h"

namespace bihuan::ledger {
namespace {

constexpr std::int64_t minute_ms = 60'000;

constexpr char32_t year_sign = 0x5E74, month_sign = 0x6708, day_sign = 0x65E5, day_sign_2 = 0x53F7;
constexpr char32_t hour_sign = 0x65F6, hour_sign_2 = 0x70B9, minute_sign = 0x5206, second_sign = 0x79D2;
constexpr char32_t end_sign = 0x5E95, last_sign = 0x672B, before_sign = 0x524D;

int chinese_digit(char32_t c) {
  static constexpr char32_t digits[] = {0x3007, 0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D};
  for (int i = 0; i < 10; ++i) {
    if (c == digits[i]) return i;
  }
  return c == 0x96F6 || c == 0x25CB || c == U'O' ? 0 : -1;
}

// A run of digits, or one other character.
struct Token {
  bool number = false;
  int digits = 0;
  std::int64_t value = 0;
  char32_t sign = 0;
};

// 二〇二二 is digits in a row; 十, 十二, 二十, 二十一 count tens.
std::int64_t chinese_number(const std::u32string& run) {
  std::int64_t value = 0;
  bool tens = false;
  for (std::size_t i = 0; i < run.size(); ++i) {
    if (run[i] == 0x5341) {
      value = value == 0 ? 10 : value * 10;
      tens = true;
    } else {
      const int digit = chinese_digit(run[i]);
      value = tens ? value + digit : value * 10 + digit;
    }
  }
  return value;
}

std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> out;
  std::u32string run;
  const auto finish = [&] {
    if (!run.empty()) out.push_back({true, static_cast<int>(run.size()), chinese_number(run), 0});
    run.clear();
  };
  for (std::size_t i = 0; i < text.size();) {
    const char32_t c = utf8::decode(text, i);
    if (c >= U'0' && c <= U'9') {
      finish();
      Token token{true, 1, static_cast<std::int64_t>(c - U'0'), 0};
      while (i < text.size() && text[i] >= '0' && text[i] <= '9' && token.digits < 15) {
        token.value = token.value * 10 + (text[i] - '0');
        ++token.digits;
        ++i;
      }
      out.push_back(token);
    } else if (c == 0x5341 || chinese_digit(c) >= 0) {
      run.push_back(c);
    } else {
      finish();
      out.push_back({false, 0, 0, c});
    }
  }
  finish();
  return out;
}

int last_day(int year, int month) {
  int day = 31;
  while (!calendar::exists({year, month, day})) --day;
  return day;
}

class Reader {
 public:
  explicit Reader(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  std::optional<DateReading> read() {
    if (!read_day() || !read_time()) return std::nullopt;
    if (at_ != tokens_.size()) return std::nullopt;
    return out_;
  }

 private:
  [[nodiscard]] bool number() const { return at_ < tokens_.size() && tokens_[at_].number; }
  [[nodiscard]] bool sign(char32_t c) const {
    return at_ < tokens_.size() && !tokens_[at_].number && tokens_[at_].sign == c;
  }
  bool skip(char32_t c) {
    if (!sign(c)) return false;
    ++at_;
    return true;
  }
  void blanks() {
    while (skip(U' ')) {
    }
  }
  // 底, 末, 底前, 前: the end of the month or year.
  void end_words() {
    blanks();
    if (!skip(end_sign)) skip(last_sign);
    skip(before_sign);
  }

  bool set(std::int64_t year, std::int64_t month, std::int64_t day) {
    if (year < 1900 || year > 2999 || month < 1 || month > 12 || day < 1 || day > 31) return false;
    const calendar::CivilDate civil{static_cast<int>(year), static_cast<int>(month), static_cast<int>(day)};
    if (!calendar::exists(civil)) return false;
    out_.date = calendar::date_of(civil);
    return true;
  }

  bool set_end(std::int64_t year, std::int64_t month) {
    if (year < 1900 || year > 2999 || month < 1 || month > 12) return false;
    out_.whole_month = true;
    return set(year, month, last_day(static_cast<int>(year), static_cast<int>(month)));
  }

  bool read_day() {
    blanks();
    if (!number()) return false;
    const Token first = tokens_[at_++];
    if (first.digits == 8) return set(first.value / 10000, first.value / 100 % 100, first.value % 100);
    if (first.digits != 4) return false;  // 1/6/22 and 22-06-01 leave the order open
    const std::size_t after_year = at_;
    blanks();
    if (skip(year_sign)) return read_chinese(first.value);
    at_ = after_year;
    for (const char32_t separator : {U'-', U'/', U'.'}) {
      if (!skip(separator)) continue;
      if (!number() || tokens_[at_].digits > 2) return false;
      const std::int64_t month = tokens_[at_++].value;
      if (at_ == tokens_.size()) return set_end(first.value, month);
      if (!skip(separator) || !number() || tokens_[at_].digits > 2) return false;
      return set(first.value, month, tokens_[at_++].value);
    }
    return false;
  }

  bool read_chinese(std::int64_t year) {
    blanks();
    if (!number()) {
      end_words();
      return set_end(year, 12);
    }
    const std::int64_t month = tokens_[at_++].value;
    blanks();
    if (!skip(month_sign)) return false;
    blanks();
    if (!number()) {
      end_words();
      return set_end(year, month);
    }
    const std::int64_t day = tokens_[at_++].value;
    blanks();
    if (!skip(day_sign)) skip(day_sign_2);
    skip(before_sign);
    return set(year, month, day);
  }

  // 上午, 下午, 中午, 晚上 before the hour, AM and PM behind it.
  enum class Half { none, morning, afternoon };
  Half chinese_half() {
    if (at_ + 1 >= tokens_.size() || tokens_[at_].number || tokens_[at_ + 1].number) return Half::none;
    const char32_t a = tokens_[at_].sign, b = tokens_[at_ + 1].sign;
    const bool noon = b == 0x5348;
    Half half = Half::none;
    if (noon && a == 0x4E0A) half = Half::morning;
    if (noon && (a == 0x4E0B || a == 0x4E2D)) half = Half::afternoon;
    if (a == 0x665A && b == 0x4E0A) half = Half::afternoon;
    if (half != Half::none) at_ += 2;
    return half;
  }
  Half latin_half() {
    if (at_ + 1 >= tokens_.size() || tokens_[at_].number) return Half::none;
    const char32_t a = tokens_[at_].sign | 0x20, b = tokens_[at_ + 1].sign | 0x20;
    if (b != U'm' || (a != U'a' && a != U'p')) return Half::none;
    at_ += 2;
    return a == U'a' ? Half::morning : Half::afternoon;
  }

  bool read_time() {
    blanks();
    if (at_ == tokens_.size()) return true;
    skip(U'T');
    blanks();
    Half half = chinese_half();
    blanks();
    if (!number()) return false;
    std::int64_t hour = tokens_[at_++].value, minute = 0, second = 0;
    if (skip(U':')) {
      if (!number()) return false;
      minute = tokens_[at_++].value;
      if (skip(U':')) {
        if (!number()) return false;
        second = tokens_[at_++].value;
        if (skip(U'.') && number()) ++at_;  // fractions of a second are not kept
      }
    } else if (skip(hour_sign) || skip(hour_sign_2)) {
      if (number()) {
        minute = tokens_[at_++].value;
        skip(minute_sign);
        if (number()) {
          second = tokens_[at_++].value;
          skip(second_sign);
        }
      }
    } else {
      return false;
    }
    blanks();
    if (half == Half::none) half = latin_half();
    blanks();
    if (half == Half::afternoon && hour < 12) hour += 12;
    if (half == Half::morning && hour == 12) hour = 0;
    if (hour > 23 || minute > 59 || second > 59) return false;
    out_.ms = hour * 60 * minute_ms + minute * minute_ms + second * 1000;
    return true;
  }

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  DateReading out_;
};

}  // namespace

std::optional<DateReading> read_date(std::string_view text) {
  const std::string clean = half_width(text);
  if (clean.empty() || clean.size() > 100) return std::nullopt;
  return Reader(tokens_of(clean)).read();
}

std::string date_text(const DateReading& reading) {
  std::string out = calendar::to_string(reading.date);
  if (!reading.ms) return out;
  const auto minutes = *reading.ms / minute_ms;
  const auto two = [](std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return out + " " + two(minutes / 60) + ":" + two(minutes % 60);
}

std::optional<DateReading> read_serial(double serial, bool from_1904) {
  if (!std::isfinite(serial) || serial < (from_1904 ? 0.0 : 1.0) || serial >= 2'958'466) return std::nullopt;
  const auto days = static_cast<std::int32_t>(std::floor(serial));
  if (!from_1904 && days == 60) return std::nullopt;  // 29 February 1900 never was
  DateReading out;
  out.date.day = from_1904 ? days - 24'107 : days < 60 ? days - 25'568 : days - 25'569;
  const double fraction = serial - std::floor(serial);
  if (fraction > 0) {
    // Spreadsheets keep times as binary fractions: to the nearest second.
    const std::int64_t ms = std::llround(fraction * 86'400) * 1000;
    if (ms == calendar::day_ms) {
      out.date = out.date + 1;
      out.ms = 0;
    } else {
      out.ms = ms;
    }
  }
  return out;
}

}  // namespace bihuan::ledger
