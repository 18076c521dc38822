// A person's deadlines as an iCalendar feed (RFC 5545), to be subscribed to by a calendar program. Pure.
#pragma once

#include <string>
#include <vector>

#include "web/outbound/channel.h"

namespace bihuan::outbound {

struct FeedEntry {
  std::string uid;          // stable for the same clock of the same case
  std::string title;        // number, kind: no petitioner's data
  std::string description;  // may be empty
  std::string link;
  std::string day;  // "2022-08-01": a whole day; empty: the instant counts
  Millis at = 0;    // of the deadline, when `day` is empty
  Millis changed_at = 0;
  std::int64_t sequence = 0;  // grows when the deadline is moved
};

// `name` is the calendar's; lines end with CRLF, are folded at 75 octets between characters, texts are escaped.
[[nodiscard]] std::string calendar_feed(const std::string& name, const std::vector<FeedEntry>& entries);

}  // namespace bihuan::outbound
