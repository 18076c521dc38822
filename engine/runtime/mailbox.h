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
};

enum class OutboxState { pending, sent, dead };

struct OutboxItem {
  std::int64_t id = 0;
  std::string stable_id;
  std::string channel;  // mail, dingtalk, wecom, webhook; "internal": commands that follow from a commit
  std::string target;   // person id; empty for robots and webhooks
  std::string body;     // JSON: {kind, case_id, number, definition, arguments}
  OutboxState state = OutboxState::pending;
  int attempts = 0;
  Millis created_at = 0;
  Millis next_at = 0;  // not before
  std::string last_error;
};

class MailReads {
 public:
  virtual ~MailReads() = default;
  virtual Page<InboxItem> inbox(std::string_view person, bool unread_only, std::size_t limit,
                                std::string_view cursor) = 0;
  virtual std::int64_t unread(std::string_view person) = 0;
  virtual Page<OutboxItem> outbox(OutboxState state, std::size_t limit, std::string_view cursor) = 0;
  virtual std::int64_t outbox_count(OutboxState state) = 0;
  // When the next pending item may be sent; none when nothing waits.
  virtual std::optional<Millis> next_outbox() = 0;
};

class MailWrites : public MailReads {
 public:
  virtual void add_inbox(const InboxItem&) = 0;
  virtual bool mark_read(std::string_view person, std::int64_t id) = 0;
  virtual std::int64_t mark_all_read(std::string_view person) = 0;
  virtual std::int64_t add_outbox(const OutboxItem&) = 0;  // id is given here
  // Takes up to `limit` due items of the channels until `until`; an item whose lease ran out is handed out again.
  virtual std::vector<OutboxItem> lease(const std::vector<std::string>& channels, Millis now, Millis until,
                                        std::size_t limit) = 0;
  virtual void sent(std::int64_t id, Millis at) = 0;
  // After `max_attempts` the item is dead and shown to the administrator.
  virtual void failed(std::int64_t id, std::string_view error, Millis retry_at, int max_attempts) = 0;
  virtual bool retry_dead(std::int64_t id, Millis now) = 0;
};

}  // namespace bihuan::runtime
