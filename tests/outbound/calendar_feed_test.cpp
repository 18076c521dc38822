#include "web/outbound/calendar_feed.h"

#include "engine/base/utf8.h"
#include "tests/support/catch.h"

using namespace bihuan::outbound;

TEST_CASE("deadlines are entries of a calendar", "[ical]") {
  const auto feed = calendar_feed("闭环", {{.uid = "c12-handling@bihuan",
                                            .title = "奉环信〔2022〕12号; 办理, 到期",
                                            .description = "第一行\n第二行",
                                            .link = "https://bihuan.test/cases/12",
                                            .day = "2022-08-01",
                                            .changed_at = 1654045200000,
                                            .sequence = 2},
                                           {.uid = "c13", .title = "x", .at = 1654045200000}});
  CHECK(feed ==
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Bihuan//Deadlines//EN\r\nCALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n"
        "NAME:闭环\r\nX-WR-CALNAME:闭环\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n"
        "BEGIN:VEVENT\r\nUID:c12-handling@bihuan\r\nDTSTAMP:20220601T010000Z\r\nSEQUENCE:2\r\n"
        "DTSTART;VALUE=DATE:20220801\r\nSUMMARY:奉环信〔2022〕12号\\; 办理\\, 到期\r\nDESCRIPTION:第一行\\n第二行\r\n"
        "URL:https://bihuan.test/cases/12\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\n"
        "BEGIN:VEVENT\r\nUID:c13\r\nDTSTAMP:19700101T000000Z\r\nSEQUENCE:0\r\nDTSTART:20220601T010000Z\r\nSUMMARY:x\r\n"
        "TRANSP:TRANSPARENT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
}

TEST_CASE("long lines fold between characters and nothing breaks out", "[ical][attack]") {
  std::string title;
  for (int i = 0; i < 100; ++i) title += "字";
  const auto feed = calendar_feed(
      "x", {{.uid = "a\r\nEND:VEVENT", .title = title + "\r\nEND:VCALENDAR", .link = "https://a\r\nEND:VEVENT"}});
  for (std::size_t at = 0; at < feed.size();) {
    const auto end = feed.find("\r\n", at);
    REQUIRE(end != std::string::npos);
    const auto line = feed.substr(at, end - at);
    CHECK(line.size() <= 75);
    CHECK(bihuan::utf8::valid(line));
    at = end + 2;
  }
  std::size_t ends = 0;
  for (auto at = feed.find("\r\nEND:"); at != std::string::npos; at = feed.find("\r\nEND:", at + 1)) ++ends;
  CHECK(ends == 2);
}
