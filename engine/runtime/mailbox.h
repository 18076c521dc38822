// Messages that leave a commit: the inbox of each person, and the outbox that relays send from.
// Delivery from the outbox is at least once: `stable_id` is the same on every try, so that a receiver can drop repeats.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/runtime/case_rows.h"

namespace bihuan::runtime {

// One sentence of a message, as names and values: its text stands in a definition or in the catalogue.
struct Told {
  std::string matter;      // what it is about; a later one of the same matter takes its place
  std::string kind;        // message id: "warn_point", "limit_passed", "dispatched", ...
  std::string definition;  // hash of the definition whose message texts apply; may be empty
  std::vector<std::pair<std::string, std::string>> arguments;
  Millis at = 0;
};

// What a person has to read of one case: the newest sentence, and the earlier ones while it is unread.
struct InboxItem {
  std::int64_t id = 0;
  std::string person;
  Millis at = 0;
  std::int64_t case_id = 0;  // 0: not about a case
  std::string number;        // of the case
  std::string kind;          // message id: "warn_point", "limit_passed", "dispatched", ...
  std::string definition;    // hash of the definition whose message texts apply; may be empty
  std::vector<std::pair<std::string, std::string>> arguments;
  bool read = false;
  std::string matter;
  std::vector<Told> earlier;  // newest first
};

enum class OutboxState { pending, sent, dead };

struct OutboxItem {
  std::int64_t id = 0;
  std::string stable_id;
  std::string channel;  // mail, dingtalk, wecom, webhook; "internal": commands that follow from a commit
  std::string target;   // person id; empty for robots and webhooks
  std::string body;     // JSON: {kind, case_id, number, definition, matter, arguments, at, earlier}
  OutboxState state = OutboxState::pending;
  int attempts = 0;
  Millis created_at = 0;
  Millis next_at = 0;  // not before
  std::string last_error;
  std::int64_t case_id = 0;  // 0: not about a case
};

class MailReads {
 public:
  virtual ~MailReads() = default;
  virtual Page<InboxItem> inbox(std::string_view person, bool unread_only, std::size_t limit,
                                std::string_view cursor) = 0;
  virtual std::int64_t unread(std::string_view person) = 0;
  virtual Page<OutboxItem> outbox(OutboxState state, std::size_t limit, std::string_view cursor) = 0;
  virtual std::int64_t outbox_count(OutboxState state) = 0;
  // The unread message of `person` about a case; for case 0, about `matter`.
  virtual std::optional<InboxItem> unread_about(std::string_view person, std::int64_t case_id,
                                                std::string_view matter) = 0;
  // The message about a case that waits for `channel` and `target` and was never handed out to be sent.
  virtual std::optional<OutboxItem> unsent_about(std::string_view channel, std::string_view target,
                                                 std::int64_t case_id) = 0;
  // When the next pending item may be sent; none when nothing waits.
  virtual std::optional<Millis> next_outbox() = 0;
};

class MailWrites : public MailReads {
 public:
  virtual void add_inbox(const InboxItem&) = 0;
  // Puts `item` in the place of the message `item.id`; it gets a new id, as the newest of the person.
  virtual void replace_inbox(const InboxItem& item) = 0;
  virtual bool mark_read(std::string_view person, std::int64_t id) = 0;
  virtual std::int64_t mark_all_read(std::string_view person) = 0;
  virtual std::int64_t add_outbox(const OutboxItem&) = 0;  // id is given here
  // Other words and another time for an item that was never handed out.
  virtual void rewrite_outbox(std::int64_t id, std::string_view body, Millis next_at) = 0;
  // Takes up to `limit` due items of the channels until `until`; an item whose lease ran out is handed out again.
  virtual std::vector<OutboxItem> lease(const std::vector<std::string>& channels, Millis now, Millis until,
                                        std::size_t limit) = 0;
  virtual void sent(std::int64_t id, Millis at) = 0;
  // After `max_attempts` the item is dead and shown to the administrator.
  virtual void failed(std::int64_t id, std::string_view error, Millis retry_at, int max_attempts) = 0;
  virtual bool retry_dead(std::int64_t id, Millis now) = 0;
};

}  // namespace bihuan::runtime
