#include "web/outbound/calendar_feed.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace bihuan::outbound {

namespace {

// Section 3.1: a line has at most 75 octets; a longer one goes on behind CRLF and a space.
void add_line(std::string& out, std::string_view line) {
  std::size_t room = 75;
  while (line.size() > room) {
    std::size_t end = room;
    while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0U) == 0x80U) --end;
    out.append(line.substr(0, end)).append("\r\n ");
    line.remove_prefix(end);
    room = 74;
  }
  out.append(line).append("\r\n");
}

// Section 3.3.11. Control characters other than the line break have no place in a text.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\\' || c == ';' || c == ',') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) {
      out += c;
    }
  }
  return out;
}

std::string instant(Millis at) {
  using namespace std::chrono;
  const sys_seconds time{floor<seconds>(milliseconds(at))};
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const hh_mm_ss clock{time - day};
  return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count());
}

std::string compact(std::string day) {
  std::erase(day, '-');
  return day;
}

// A URI is not escaped, so a line break in it would end the line.
std::string url_line(std::string text) {
  std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F; });
  return text;
}

void add_entry(std::string& out, const FeedEntry& entry) {
  add_line(out, "BEGIN:VEVENT");
  add_line(out, "UID:" + escaped(entry.uid));
  add_line(out, "DTSTAMP:" + instant(entry.changed_at));
  add_line(out, fmt::format("SEQUENCE:{}", entry.sequence));
  if (entry.day.empty()) {
    add_line(out, "DTSTART:" + instant(entry.at));
  } else {
    add_line(out, "DTSTART;VALUE=DATE:" + compact(entry.day));
  }
  add_line(out, "SUMMARY:" + escaped(entry.title));
  if (!entry.description.empty()) add_line(out, "DESCRIPTION:" + escaped(entry.description));
  if (!entry.link.empty()) add_line(out, "URL:" + url_line(entry.link));
  add_line(out, "TRANSP:TRANSPARENT");
  add_line(out, "END:VEVENT");
}

}  // namespace

std::string calendar_feed(const std::string& name, const std::vector<FeedEntry>& entries) {
  std::string out;
  add_line(out, "BEGIN:VCALENDAR");
  add_line(out, "VERSION:2.0");
  add_line(out, "PRODID:-//Bihuan//Deadlines//EN");
  add_line(out, "CALSCALE:GREGORIAN");
  add_line(out, "METHOD:PUBLISH");
  add_line(out, "NAME:" + escaped(name));
  add_line(out, "X-WR-CALNAME:" + escaped(name));
  add_line(out, "REFRESH-INTERVAL;VALUE=DURATION:PT1H");
  for (const auto& entry : entries) add_entry(out, entry);
  add_line(out, "END:VCALENDAR");
  return out;
}

}  // namespace bihuan::outbound
