#include "engine/calendar/clock.h"

#include "tests/calendar/at.h"
#include "tests/support/catch.h"

using namespace bihuan::calendar;
using namespace bihuan::calendar::test;

namespace {

std::string warned(const Ledger& of, std::string_view before, int minute = 540) {
  return cn().zone().format(warning(of, cn(), deadline(of, cn()), budget(before), minute)).substr(0, 16);
}

}  // namespace

TEST_CASE("the vectors of the contract", "[clock]") {
  Ledger sixty = ledger(Counting::calendar, "60d", "2022-06-01T10:00");
  CHECK(last_day(sixty) == "2022-08-01");
  CHECK(due(sixty) == "2022-08-02T00:00");
  CHECK(warned(sixty, "15d") == "2022-07-15T09:00");
  Ledger extended = sixty;
  extend(extended, "30d");
  CHECK(last_day(extended) == "2022-08-30");
  Ledger suspended = sixty;
  suspend(suspended, "2022-06-11T10:00", "2022-06-21T15:00");
  CHECK(last_day(suspended) == "2022-08-10");
  Ledger at_midnights = sixty;
  suspend(at_midnights, "2022-06-11", "2022-06-21");
  CHECK(last_day(at_midnights) == "2022-08-10");
  CHECK(last_day(ledger(Counting::calendar, "60d", "2022-08-03T23:59")) == "2022-10-08");
}

TEST_CASE("working days of the domain's vectors", "[clock]") {
  const std::vector<std::tuple<std::string, std::string, std::string>> vectors{
      {"2022-01-28", "5d", "2022-02-09"}, {"2022-04-29", "5d", "2022-05-10"}, {"2022-09-30", "5d", "2022-10-12"},
      {"2025-09-30", "5d", "2025-10-14"}, {"2026-02-13", "5d", "2026-02-27"}, {"2026-09-30", "5d", "2026-10-13"},
      {"2024-09-13", "7d", "2024-09-25"}, {"2026-09-18", "7d", "2026-09-29"}, {"2023-09-28", "10d", "2023-10-18"}};
  for (const auto& [from, length, to] : vectors) {
    INFO(from);
    CHECK(last_day(ledger(Counting::working, length, from + "T11:00")) == to);
    CHECK(to_string(cn().add_working_days(day(from), budget(length).days)) == to);
  }
}

TEST_CASE("the first day counts only when the clock says so", "[clock]") {
  // Public notices of the rectification: 5 and 10 working days with the first day counted.
  Ledger notice = ledger(Counting::working, "5d", "2024-11-01T09:00");
  CHECK(last_day(notice) == "2024-11-08");
  notice.first_day_counted = true;
  CHECK(last_day(notice) == "2024-11-07");
  Ledger ten = ledger(Counting::working, "10d", "2023-12-01T09:00");
  ten.first_day_counted = true;
  CHECK(last_day(ten) == "2023-12-14");
}

TEST_CASE("done on the last day is on time, at its midnight no longer", "[clock]") {
  const Deadline end = deadline(ledger(Counting::calendar, "15d", "2022-06-01T09:00"), cn());
  CHECK(end.last_day == day("2022-06-16"));
  CHECK(at("2022-06-16T23:59:59.999") < end.at);
  CHECK(at("2022-06-17T00:00") == end.at);
}

TEST_CASE("a working weekend day is not off, a Monday may be", "[clock]") {
  CHECK(last_day(ledger(Counting::calendar, "1d", "2022-01-28T09:00")) == "2022-01-29");  // Saturday, works
  CHECK(last_day(ledger(Counting::calendar, "1d", "2022-02-05T09:00")) == "2022-02-07");  // holiday
  CHECK(last_day(ledger(Counting::calendar, "2d", "2020-02-01T09:00")) == "2020-02-03");  // marked as working
}

TEST_CASE("hours of a working clock are office hours", "[clock]") {
  CHECK(due(ledger(Counting::working, "4h", "2022-06-01T09:00")) == "2022-06-01T14:30");
  CHECK(due(ledger(Counting::working, "3h30m", "2022-06-01T08:30")) == "2022-06-01T12:00");  // not 13:30
  CHECK(due(ledger(Counting::working, "4h", "2022-06-01T16:00")) == "2022-06-02T11:30");
  CHECK(due(ledger(Counting::working, "4h", "2022-06-02T20:00")) == "2022-06-06T14:00");  // 06-03 to 06-05 off
  CHECK(due(ledger(Counting::working, "7h", "2022-06-01T12:30")) == "2022-06-02T12:00");
  Ledger suspended = ledger(Counting::working, "4h", "2022-06-01T09:00");
  suspend(suspended, "2022-06-01T10:00", "2022-06-01T15:00");
  CHECK(due(suspended) == "2022-06-02T09:30");
  extend(suspended, "1h");
  CHECK(due(suspended) == "2022-06-02T10:30");
}

TEST_CASE("hours of a calendar clock are exact and not moved", "[clock]") {
  CHECK(due(ledger(Counting::calendar, "48h", "2022-06-02T10:00")) == "2022-06-04T10:00");  // a holiday
  CHECK(due(ledger(Counting::elapsed, "2d", "2022-06-02T10:00")) == "2022-06-04T10:00");
  Ledger suspended = ledger(Counting::elapsed, "1h", "2022-06-01T10:00");
  suspend(suspended, "2022-06-01T10:30", "2022-06-01T10:45");
  suspend(suspended, "2022-06-01T11:00", "2022-06-01T12:00");
  CHECK(due(suspended) == "2022-06-01T12:15");
}

TEST_CASE("warnings are counted back in the clock's own kind", "[clock]") {
  const Ledger working = ledger(Counting::working, "10d", "2023-09-28T10:00");  // to 2023-10-18
  CHECK(warned(working, "5d") == "2023-10-11T09:00");
  CHECK(warned(working, "8d", 510) == "2023-10-08T08:30");  // a Sunday that works
  CHECK(warned(ledger(Counting::working, "4h", "2022-06-01T16:00"), "2h30m") == "2022-06-02T09:00");
  CHECK(warned(ledger(Counting::working, "4h", "2022-06-01T16:00"), "3h30m") == "2022-06-01T16:30");
  CHECK(warned(ledger(Counting::elapsed, "48h", "2022-06-01T16:00"), "1d") == "2022-06-02T16:00");
  CHECK(warned(ledger(Counting::calendar, "60d", "2022-06-01T10:00"), "4h") == "2022-08-01T20:00");
  // Hours of a working clock are office hours, also before the end of a day.
  CHECK(warned(ledger(Counting::working, "1d", "2022-06-01T09:00"), "4h") == "2022-06-02T11:30");
}

TEST_CASE("the ladder counts on from the limit", "[clock]") {
  const Ledger sixty = ledger(Counting::calendar, "60d", "2022-06-01T10:00");
  const auto rung = [&](const Ledger& of, std::string_view after) {
    return cn().zone().format(after_limit(of, cn(), deadline(of, cn()), budget(after))).substr(0, 16);
  };
  CHECK(rung(sixty, "0d") == "2022-08-02T00:00");
  CHECK(rung(sixty, "3d") == "2022-08-05T00:00");
  CHECK(rung(sixty, "2h") == "2022-08-02T02:00");
  CHECK(rung(ledger(Counting::working, "5d", "2022-09-30T10:00"), "3d") == "2022-10-18T00:00");
  CHECK(rung(ledger(Counting::working, "4h", "2022-06-01T16:00"), "1h") == "2022-06-02T14:00");
  CHECK(rung(ledger(Counting::elapsed, "1h", "2022-06-01T16:00"), "1d") == "2022-06-02T17:00");
}

TEST_CASE("consumed time survives a pause and an extension", "[clock]") {
  Ledger sixty = ledger(Counting::calendar, "60d", "2022-06-01T10:00");
  CHECK(consumed(sixty, cn(), at("2022-06-01T23:00")).days == 0);
  CHECK(consumed(sixty, cn(), at("2022-06-02T23:59")).days == 0);
  CHECK(consumed(sixty, cn(), at("2022-06-03T00:00")).days == 1);
  sixty.suspensions.push_back({at("2022-06-11T10:00"), std::nullopt, "", ""});
  CHECK(is_suspended(sixty));
  CHECK(consumed(sixty, cn(), at("2022-07-30")).days == 9);
  CHECK(deadline(sixty, cn()).last_day == day("2022-08-01"));  // as of the suspension
  sixty.suspensions.back().to = at("2022-06-21T15:00");
  CHECK_FALSE(is_suspended(sixty));
  CHECK(consumed(sixty, cn(), at("2022-06-22")).days == 10);
  extend(sixty, "30d");
  CHECK(consumed(sixty, cn(), at("2022-06-22")).days == 10);
  sixty.stopped = at("2022-06-25T10:00");
  CHECK(consumed(sixty, cn(), at("2023-01-01")).days == 13);
  CHECK(consumed(ledger(Counting::working, "20h", "2022-06-01T16:00"), cn(), at("2022-06-02T13:00")).ms == 16'200'000);
}

TEST_CASE("a clock that reaches into a year without a notice is provisional", "[clock]") {
  const Ledger late = ledger(Counting::working, "10d", "2026-12-25T10:00");
  CHECK(deadline(late, cn()).provisional);
  CHECK_FALSE(deadline(ledger(Counting::working, "3d", "2026-12-25T10:00"), cn()).provisional);
  CHECK_FALSE(deadline(ledger(Counting::elapsed, "30d", "2026-12-25T10:00"), cn()).provisional);
  // Once 2027 is announced the same ledger is counted again from its start.
  CalendarData data = cn().data();
  data.announced.insert(2027);
  for (const auto* off : {"2027-01-01", "2027-01-04"}) data.special[day(off)] = {SpecialKind::off, "元旦"};
  const WorkingCalendar announced(data);
  CHECK(deadline(late, cn()).last_day == day("2027-01-08"));
  CHECK(deadline(late, announced).last_day == day("2027-01-12"));
  CHECK_FALSE(deadline(late, announced).provisional);
  CHECK(consumed(late, announced, at("2027-01-01")) == consumed(late, cn(), at("2027-01-01")));
}
