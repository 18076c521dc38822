// Inbox and outbox in SQLite. Belongs to the thread that holds its connection.
#pragma once

#include "engine/runtime/mailbox.h"
#include "storage/sqlite/connection.h"

namespace bihuan::sqlite {

class Mailbox final : public runtime::MailWrites {
 public:
  explicit Mailbox(Connection& connection) : db_(connection) {}

  runtime::Page<runtime::InboxItem> inbox(std::string_view person, bool unread_only, std::size_t limit,
                                          std::string_view cursor) override;
  std::int64_t unread(std::string_view person) override;
  runtime::Page<runtime::OutboxItem> outbox(runtime::OutboxState state, std::size_t limit,
                                            std::string_view cursor) override;
  std::int64_t outbox_count(runtime::OutboxState state) override;
  std::optional<runtime::Millis> next_outbox() override;
  std::optional<runtime::InboxItem> unread_about(std::string_view person, std::int64_t case_id,
                                                 std::string_view matter) override;
  std::optional<runtime::OutboxItem> unsent_about(std::string_view channel, std::string_view target,
                                                  std::int64_t case_id) override;

  void add_inbox(const runtime::InboxItem& item) override;
  void replace_inbox(const runtime::InboxItem& item) override;
  bool mark_read(std::string_view person, std::int64_t id) override;
  std::int64_t mark_all_read(std::string_view person) override;
  std::int64_t add_outbox(const runtime::OutboxItem& item) override;
  void rewrite_outbox(std::int64_t id, std::string_view body, runtime::Millis next_at) override;
  std::vector<runtime::OutboxItem> lease(const std::vector<std::string>& channels, runtime::Millis now,
                                         runtime::Millis until, std::size_t limit) override;
  void sent(std::int64_t id, runtime::Millis at) override;
  void failed(std::int64_t id, std::string_view error, runtime::Millis retry_at, int max_attempts) override;
  bool retry_dead(std::int64_t id, runtime::Millis now) override;

 private:
  Connection& db_;
};

}  // namespace bihuan::sqlite
