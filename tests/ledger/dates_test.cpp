#include "engine/ledger/dates.h"

#include <string>
#include <utility>
#include <vector>

#include "tests/support/catch.h"

using namespace bihuan;
using ledger::read_date;
using ledger::read_serial;

namespace {

std::string shown(const std::optional<ledger::DateReading>& reading) {
  if (!reading) return "none";
  std::string out = calendar::to_string(reading->date);
  if (reading->ms) out += " " + std::to_string(*reading->ms / 1000);
  if (reading->whole_month) out += " end";
  return out;
}

}  // namespace

TEST_CASE("every usual Chinese form of a date is the same day", "[dates]") {
  for (const char* text : {"2022-06-01", "2022-6-1", "2022/6/1", "2022/06/01", "2022.6.1", "2022.06.01", "2022年6月1日",
                           "2022年06月01日", "2022年6月1号", "20220601", "２０２２年６月１日", " 2022 年 6 月 1 日 ",
                           "二〇二二年六月一日", "二零二二年六月一日", "2022年6月1日前"}) {
    INFO(text);
    CHECK(shown(read_date(text)) == "2022-06-01");
  }
  CHECK(shown(read_date("二〇二一年十二月三十一日")) == "2021-12-31");
  CHECK(shown(read_date("二〇二一年十月二十日")) == "2021-10-20");
}

TEST_CASE("a month or a year alone is its last day, as offices mean their limits", "[dates]") {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"2022年6月", "2022-06-30 end"}, {"2022年12月底", "2022-12-31 end"}, {"2022年12月底前", "2022-12-31 end"},
      {"2022年底", "2022-12-31 end"},  {"2022年底前", "2022-12-31 end"},   {"2024年2月末", "2024-02-29 end"},
      {"2022-06", "2022-06-30 end"},   {"2022年", "2022-12-31 end"}};
  for (const auto& [text, expected] : cases) {
    INFO(text);
    CHECK(shown(read_date(text)) == expected);
  }
}

TEST_CASE("a time of day is kept", "[dates]") {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"2022-06-01 09:30", "2022-06-01 34200"},      {"2022/6/1 9:30:15", "2022-06-01 34215"},
      {"2022-06-01T09:30:00", "2022-06-01 34200"},   {"2022年6月1日9时30分", "2022-06-01 34200"},
      {"2022年6月1日 上午9点", "2022-06-01 32400"},  {"2022年6月1日下午3:05", "2022-06-01 54300"},
      {"2022-6-1 3:05 PM", "2022-06-01 54300"},      {"2022-6-1 12:00 AM", "2022-06-01 0"},
      {"2022年6月1日晚上8点", "2022-06-01 72000"},   {"2022-06-01 00:00:00.0", "2022-06-01 0"},
      {"2022年6月1日 中午12:30", "2022-06-01 45000"}};
  for (const auto& [text, expected] : cases) {
    INFO(text);
    CHECK(shown(read_date(text)) == expected);
  }
}

TEST_CASE("what is no date, or leaves the order open, is refused", "[dates]") {
  for (const char* text : {"", "长期坚持", "1/6/22", "01-06-2022", "22-06-01", "2022-02-30", "2022-13-01",
                           "2022年13月1日", "20221301", "2022-6-1 25:00", "2022-6-1 9:75", "2022", "6月1日",
                           "2022-06-01 等", "2022//06", "第2022年6月", "99999999999999999999", "2022-06/01"}) {
    INFO(text);
    CHECK_FALSE(read_date(text));
  }
}

TEST_CASE("serial day numbers of spreadsheets", "[dates]") {
  CHECK(shown(read_serial(44713)) == "2022-06-01");
  CHECK(shown(read_serial(44713.5)) == "2022-06-01 43200");
  CHECK(shown(read_serial(1)) == "1900-01-01");
  CHECK(shown(read_serial(59)) == "1900-02-28");
  CHECK_FALSE(read_serial(60));  // the 29 February 1900 that never was
  CHECK(shown(read_serial(61)) == "1900-03-01");
  CHECK(shown(read_serial(43251, true)) == "2022-06-01");
  CHECK(shown(read_serial(44712.99999999)) == "2022-06-01 0");  // binary fractions: the next midnight
  CHECK_FALSE(read_serial(0));
  CHECK_FALSE(read_serial(-5));
  CHECK_FALSE(read_serial(3'000'000));
}
