// Messages on their way to people: one per person and case, not one per row. What comes while the one before is unread
// (inbox) or unsent (outbox) joins it. Mail and robots keep quiet hours; the inbox makes no noise.
// Functions of one write session.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/calendar/zone.h"
#include "engine/runtime/mailbox.h"

namespace bihuan::runtime {

// Minutes of the local day between which nothing leaves the house; equal: no quiet hours. May pass midnight.
struct QuietHours {
  int from = 0, to = 0;
};

// `now`, or the end of the quiet hours in which it falls.
[[nodiscard]] Millis after_quiet_hours(const QuietHours& quiet, const calendar::Zone& zone, Millis now);

// Adds the message, or joins it to the unread one about the same case (for case 0: about the same matter).
void post_to_inbox(MailWrites& mail, const InboxItem& item);
// Adds the row, or joins it to the unsent one about the same case for the same channel and person.
void post_to_channel(MailWrites& mail, const OutboxItem& item);

// The body of an outbox row that says one sentence.
[[nodiscard]] std::string message_body(const Told& told, std::int64_t case_id, const std::string& number);

// What an outbox row of a message says, newest first, with number and case.
struct Posted {
  std::int64_t case_id = 0;
  std::string number;
  std::vector<Told> sentences;
};
[[nodiscard]] Posted posted_of(std::string_view body);

}  // namespace bihuan::runtime
