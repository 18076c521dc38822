#include "engine/runtime/posting.h"

#include <algorithm>
#include <boost/json.hpp>

#include "engine/runtime/message_text.h"

namespace bihuan::runtime {

namespace json = boost::json;

namespace {

constexpr std::size_t most_sentences = 20;
constexpr Millis quiet_minute = 60'000;

// A limit's points ("handling/15d", "handling/+3d") are one matter; an approval, a task or an extension names itself.
std::string_view topic(const Told& told) {
  const std::string_view matter = told.matter;
  for (const std::string_view whole : {"approval/", "task/", "extension/"}) {
    if (matter.starts_with(whole)) return matter;
  }
  return matter.substr(0, matter.find('/'));
}

// The new sentence first; what it supersedes goes.
std::vector<Told> with_earlier(const Told& told, std::vector<Told> before) {
  std::erase_if(before, [&](const Told& each) { return topic(each) == topic(told); });
  before.insert(before.begin(), told);
  if (before.size() > most_sentences) before.resize(most_sentences);
  return before;
}

json::object told_json(const Told& told) {
  json::array arguments;
  for (const auto& [name, value] : told.arguments) arguments.push_back(json::array{name, value});
  return {{"kind", told.kind},
          {"matter", told.matter},
          {"definition", told.definition},
          {"arguments", std::move(arguments)},
          {"at", told.at}};
}

std::string string_member(const json::object& body, std::string_view name) {
  const auto* value = body.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

Told told_of(const json::object& body) {
  Told told{string_member(body, "matter"), string_member(body, "kind"), string_member(body, "definition"), {}, 0};
  if (const auto* given = body.if_contains("arguments"); given != nullptr && given->is_array()) {
    for (const auto& pair : given->get_array()) {
      told.arguments.emplace_back(std::string(pair.at(0).as_string()), std::string(pair.at(1).as_string()));
    }
  }
  if (const auto* at = body.if_contains("at"); at != nullptr && at->is_int64()) told.at = at->get_int64();
  return told;
}

std::string post_body(std::int64_t case_id, const std::string& number, const std::vector<Told>& sentences) {
  json::object body = told_json(sentences.front());
  body["case_id"] = case_id;
  body["number"] = number;
  json::array earlier;
  for (std::size_t i = 1; i < sentences.size(); ++i) earlier.push_back(told_json(sentences[i]));
  body["earlier"] = std::move(earlier);
  return json::serialize(body);
}

}  // namespace

Millis after_quiet_hours(const QuietHours& quiet, const calendar::Zone& zone, Millis now) {
  if (quiet.from == quiet.to) return now;
  const auto local = zone.to_local(now);
  const Millis from = quiet.from * quiet_minute, to = quiet.to * quiet_minute;
  const bool over_midnight = from > to;
  const bool late = over_midnight && local.ms >= from;
  const bool early = local.ms < to && (over_midnight || local.ms >= from);
  if (!late && !early) return now;
  return zone.to_instant({late ? local.date + 1 : local.date, to});
}

void post_to_inbox(MailWrites& mail, const InboxItem& item) {
  const auto unread = mail.unread_about(item.person, item.case_id, item.matter);
  if (!unread) return mail.add_inbox(item);
  const auto sentences = with_earlier(sentences_of(item).front(), sentences_of(*unread));
  InboxItem joined = item;
  joined.id = unread->id;
  joined.earlier.assign(sentences.begin() + 1, sentences.end());
  mail.replace_inbox(joined);
}

void post_to_channel(MailWrites& mail, const OutboxItem& item) {
  const auto unsent = mail.unsent_about(item.channel, item.target, item.case_id);
  if (!unsent) {
    mail.add_outbox(item);
    return;
  }
  const auto posted = posted_of(item.body);
  const auto sentences = with_earlier(posted.sentences.front(), posted_of(unsent->body).sentences);
  mail.rewrite_outbox(unsent->id, post_body(posted.case_id, posted.number, sentences),
                      std::min(unsent->next_at, item.next_at));
}

std::string message_body(const Told& told, std::int64_t case_id, const std::string& number) {
  return post_body(case_id, number, {told});
}

Posted posted_of(std::string_view text) {
  const auto parsed = json::parse({text.data(), text.size()});
  const auto& body = parsed.as_object();
  Posted posted{0, string_member(body, "number"), {told_of(body)}};
  if (const auto* id = body.if_contains("case_id"); id != nullptr && id->is_int64()) posted.case_id = id->get_int64();
  if (const auto* earlier = body.if_contains("earlier"); earlier != nullptr && earlier->is_array()) {
    for (const auto& each : earlier->get_array()) posted.sentences.push_back(told_of(each.as_object()));
  }
  return posted;
}

}  // namespace bihuan::runtime
