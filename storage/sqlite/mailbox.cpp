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

using Arguments = std::vector<std::pair<std::string, std::string>>;

boost::json::array arguments_json(const Arguments& arguments) {
  boost::json::array pairs;
  for (const auto& [name, value] : arguments) pairs.push_back(boost::json::array{name, value});
  return pairs;
}

Arguments arguments_of(const boost::json::value& pairs) {
  Arguments arguments;
  for (const auto& pair : pairs.as_array()) {
    arguments.emplace_back(pair.at(0).as_string().c_str(), pair.at(1).as_string().c_str());
  }
  return arguments;
}

boost::json::value parsed(std::string_view text) {
  return boost::json::parse({text.data(), text.size()});
}

std::string earlier_text(const std::vector<runtime::Told>& earlier) {
  boost::json::array all;
  for (const auto& told : earlier) {
    all.push_back(boost::json::object{{"matter", told.matter},
                                      {"kind", told.kind},
                                      {"definition", told.definition},
                                      {"arguments", arguments_json(told.arguments)},
                                      {"at", told.at}});
  }
  return boost::json::serialize(all);
}

std::vector<runtime::Told> earlier_of(std::string_view text) {
  std::vector<runtime::Told> earlier;
  const auto all = parsed(text);
  for (const auto& each : all.as_array()) {
    earlier.push_back({each.at("matter").as_string().c_str(), each.at("kind").as_string().c_str(),
                       each.at("definition").as_string().c_str(), arguments_of(each.at("arguments")),
                       each.at("at").to_number<std::int64_t>()});
  }
  return earlier;
}

constexpr std::string_view inbox_columns =
    "id, at, case_id, number, kind, definition, arguments, read, matter, earlier";

runtime::InboxItem inbox_row(const Cursor& rows, std::string_view person) {
  return {rows.integer(0),      std::string(person), rows.integer(1),         rows.integer(2),
          rows.string(3),       rows.string(4),      rows.string(5),          arguments_of(parsed(rows.text(6))),
          rows.integer(7) != 0, rows.string(8),      earlier_of(rows.text(9))};
}

constexpr std::string_view outbox_columns =
    "id, stable_id, channel, target, body, state, attempts, created_at, next_at, last_error, case_id";

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
          rows.string(9),
          rows.integer(10)};
}

std::string select(std::string_view columns, std::string_view rest) {
  return "SELECT " + std::string(columns) + " FROM " + std::string(rest);
}

}  // namespace

runtime::Page<runtime::InboxItem> Mailbox::inbox(std::string_view person, bool unread_only, std::size_t limit,
                                                 std::string_view cursor) {
  limit = std::clamp<std::size_t>(limit, 1, 500);
  auto rows =
      db_.statement(select(inbox_columns,
                           "inbox WHERE person = ? AND id < ? AND (? = 0 OR read = 0) ORDER BY id DESC LIMIT ?"))
          .query(person, cursor_or(cursor, std::numeric_limits<std::int64_t>::max()), unread_only, limit + 1);
  runtime::Page<runtime::InboxItem> page;
  while (rows.next()) {
    if (page.items.size() == limit) {
      page.next = std::to_string(page.items.back().id);
      break;
    }
    page.items.push_back(inbox_row(rows, person));
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
      db_.statement(select(outbox_columns, "outbox WHERE state = ? AND id < ? ORDER BY id DESC LIMIT ?"))
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

std::optional<runtime::InboxItem> Mailbox::unread_about(std::string_view person, std::int64_t case_id,
                                                        std::string_view matter) {
  auto rows =
      db_.statement(select(inbox_columns,
                           "inbox WHERE person = ? AND case_id = ? AND read = 0 AND (case_id != 0 OR matter = ?) "
                           "ORDER BY id DESC LIMIT 1"))
          .query(person, case_id, matter);
  if (!rows.next()) return std::nullopt;
  return inbox_row(rows, person);
}

std::optional<runtime::OutboxItem> Mailbox::unsent_about(std::string_view channel, std::string_view target,
                                                         std::int64_t case_id) {
  auto rows = db_.statement(select(outbox_columns,
                                   "outbox WHERE case_id = ? AND channel = ? AND target = ? AND state = 0 AND "
                                   "leases = 0 AND case_id != 0 ORDER BY id DESC LIMIT 1"))
                  .query(case_id, channel, target);
  if (!rows.next()) return std::nullopt;
  return outbox_row(rows);
}

void Mailbox::add_inbox(const runtime::InboxItem& item) {
  db_.statement(
         "INSERT INTO inbox (person, at, case_id, number, kind, definition, arguments, read, matter, earlier) "
         "VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?)")
      .execute(item.person, item.at, item.case_id, item.number, item.kind, item.definition,
               boost::json::serialize(arguments_json(item.arguments)), item.matter, earlier_text(item.earlier));
}

void Mailbox::replace_inbox(const runtime::InboxItem& item) {
  db_.statement(
         "UPDATE inbox SET id = (SELECT max(id) + 1 FROM inbox), at = ?3, kind = ?4, definition = "
         "?5, arguments = ?6, read = 0, matter = ?7, earlier = ?8 WHERE person = ?1 AND id = ?2")
      .execute(item.person, item.id, item.at, item.kind, item.definition,
               boost::json::serialize(arguments_json(item.arguments)), item.matter, earlier_text(item.earlier));
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
         "last_error, case_id) VALUES (?, ?, ?, ?, 0, 0, ?, ?, NULL, '', ?)")
      .execute(item.stable_id, item.channel, item.target, item.body, item.created_at, item.next_at, item.case_id);
  return db_.last_insert_rowid();
}

void Mailbox::rewrite_outbox(std::int64_t id, std::string_view body, runtime::Millis next_at) {
  db_.statement("UPDATE outbox SET body = ?, next_at = ? WHERE id = ? AND state = 0 AND leases = 0")
      .execute(body, next_at, id);
}

std::vector<runtime::OutboxItem> Mailbox::lease(const std::vector<std::string>& channels, runtime::Millis now,
                                                runtime::Millis until, std::size_t limit) {
  std::vector<runtime::OutboxItem> leased;
  {
    auto rows = db_.statement(select(outbox_columns, "outbox WHERE state = 0 AND next_at <= ? ORDER BY next_at, id"))
                    .query(now);
    while (leased.size() < limit && rows.next()) {
      auto item = outbox_row(rows);
      if (std::find(channels.begin(), channels.end(), item.channel) != channels.end())
        leased.push_back(std::move(item));
    }
  }
  for (auto& item : leased) {
    item.next_at = until;
    db_.statement("UPDATE outbox SET next_at = ?, leases = leases + 1 WHERE id = ?").execute(until, item.id);
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
