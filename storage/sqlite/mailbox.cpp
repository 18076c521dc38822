#include "storage/sqlite/mailbox.h"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <limits>

namespace bihuan::sqlite {
namespace {

std::int64_t cursor_or(std::string_view cursor, std::int64_t fallback) {
  std::int64_t value = fallback;
  std::from_chars(cursor.data(), cursor.data() + cursor.size(), value);
  return value;
}

std::string arguments_text(const std::vector<std::pair<std::string, std::string>>& arguments) {
  boost::json::array pairs;
  for (const auto& [name, value] : arguments) pairs.push_back(boost::json::array{name, value});
  return boost::json::serialize(pairs);
}

std::vector<std::pair<std::string, std::string>> arguments_of(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> arguments;
  const auto parsed = boost::json::parse({text.data(), text.size()});
  for (const auto& pair : parsed.as_array()) {
    arguments.emplace_back(pair.at(0).as_string().c_str(), pair.at(1).as_string().c_str());
  }
  return arguments;
}

runtime::OutboxItem outbox_row(const Cursor& rows) {
  return {rows.integer(0),
          rows.string(1),
          rows.string(2),
          rows.string(3),
          rows.string(4),
          static_cast<runtime::OutboxState>(rows.integer(5)),
          static_cast<int>(rows.integer(6)),
          rows.integer(7),
          rows.integer(8),
          rows.string(9)};
}

}  // namespace

runtime::Page<runtime::InboxItem> Mailbox::inbox(std::string_view person, bool unread_only, std::size_t limit,
                                                 std::string_view cursor) {
  limit = std::clamp<std::size_t>(limit, 1, 500);
  auto rows =
      db_.statement(
             "SELECT id, at, case_id, number, kind, definition, arguments, read FROM inbox WHERE person = ? AND "
             "id < ? AND (? = 0 OR read = 0) ORDER BY id DESC LIMIT ?")
          .query(person, cursor_or(cursor, std::numeric_limits<std::int64_t>::max()), unread_only, limit + 1);
  runtime::Page<runtime::InboxItem> page;
  while (rows.next()) {
    if (page.items.size() == limit) {
      page.next = std::to_string(page.items.back().id);
      break;
    }
    page.items.push_back({rows.integer(0), std::string(person), rows.integer(1), rows.integer(2), rows.string(3),
                          rows.string(4), rows.string(5), arguments_of(rows.text(6)), rows.integer(7) != 0});
  }
  return page;
}

std::int64_t Mailbox::unread(std::string_view person) {
  auto rows = db_.statement("SELECT count(*) FROM inbox WHERE person = ? AND read = 0").query(person);
  return rows.next() ? rows.integer(0) : 0;
}

runtime::Page<runtime::OutboxItem> Mailbox::outbox(runtime::OutboxState state, std::size_t limit,
                                                   std::string_view cursor) {
  limit = std::clamp<std::size_t>(limit, 1, 500);
  auto rows =
      db_.statement(
             "SELECT id, stable_id, channel, target, body, state, attempts, created_at, next_at, last_error FROM "
             "outbox WHERE state = ? AND id < ? ORDER BY id DESC LIMIT ?")
          .query(static_cast<int>(state), cursor_or(cursor, std::numeric_limits<std::int64_t>::max()), limit + 1);
  runtime::Page<runtime::OutboxItem> page;
  while (rows.next()) {
    if (page.items.size() == limit) {
      page.next = std::to_string(page.items.back().id);
      break;
    }
    page.items.push_back(outbox_row(rows));
  }
  return page;
}

std::int64_t Mailbox::outbox_count(runtime::OutboxState state) {
  auto rows = db_.statement("SELECT count(*) FROM outbox WHERE state = ?").query(static_cast<int>(state));
  return rows.next() ? rows.integer(0) : 0;
}

std::optional<runtime::Millis> Mailbox::next_outbox() {
  auto rows = db_.statement("SELECT next_at FROM outbox WHERE state = 0 ORDER BY next_at LIMIT 1").query();
  if (!rows.next()) return std::nullopt;
  return rows.integer(0);
}

void Mailbox::add_inbox(const runtime::InboxItem& item) {
  db_.statement(
         "INSERT INTO inbox (person, at, case_id, number, kind, definition, arguments, read) VALUES (?, ?, ?, ?, ?, ?, "
         "?, 0)")
      .execute(item.person, item.at, item.case_id, item.number, item.kind, item.definition,
               arguments_text(item.arguments));
}

bool Mailbox::mark_read(std::string_view person, std::int64_t id) {
  return db_.statement("UPDATE inbox SET read = 1 WHERE person = ? AND id = ?").execute(person, id) > 0;
}

std::int64_t Mailbox::mark_all_read(std::string_view person) {
  return db_.statement("UPDATE inbox SET read = 1 WHERE person = ? AND read = 0").execute(person);
}

std::int64_t Mailbox::add_outbox(const runtime::OutboxItem& item) {
  db_.statement(
         "INSERT INTO outbox (stable_id, channel, target, body, state, attempts, created_at, next_at, sent_at, "
         "last_error) VALUES (?, ?, ?, ?, 0, 0, ?, ?, NULL, '')")
      .execute(item.stable_id, item.channel, item.target, item.body, item.created_at, item.next_at);
  return db_.last_insert_rowid();
}

std::vector<runtime::OutboxItem> Mailbox::lease(const std::vector<std::string>& channels, runtime::Millis now,
                                                runtime::Millis until, std::size_t limit) {
  std::vector<runtime::OutboxItem> leased;
  {
    auto rows = db_.statement(
                       "SELECT id, stable_id, channel, target, body, state, attempts, created_at, next_at, last_error "
                       "FROM outbox WHERE state = 0 AND next_at <= ? ORDER BY next_at, id")
                    .query(now);
    while (leased.size() < limit && rows.next()) {
      auto item = outbox_row(rows);
      if (std::find(channels.begin(), channels.end(), item.channel) != channels.end())
        leased.push_back(std::move(item));
    }
  }
  for (auto& item : leased) {
    item.next_at = until;
    db_.statement("UPDATE outbox SET next_at = ? WHERE id = ?").execute(until, item.id);
  }
  return leased;
}

void Mailbox::sent(std::int64_t id, runtime::Millis at) {
  db_.statement("UPDATE outbox SET state = 1, sent_at = ?, attempts = attempts + 1, last_error = '' WHERE id = ?")
      .execute(at, id);
}

void Mailbox::failed(std::int64_t id, std::string_view error, runtime::Millis retry_at, int max_attempts) {
  db_.statement(
         "UPDATE outbox SET attempts = attempts + 1, last_error = ?, next_at = ?, state = CASE WHEN attempts + 1 >= ? "
         "THEN 2 ELSE 0 END WHERE id = ? AND state = 0")
      .execute(error, retry_at, max_attempts, id);
}

bool Mailbox::retry_dead(std::int64_t id, runtime::Millis now) {
  return db_.statement("UPDATE outbox SET state = 0, attempts = 0, next_at = ? WHERE id = ? AND state = 2")
             .execute(now, id) > 0;
}

}  // namespace bihuan::sqlite
