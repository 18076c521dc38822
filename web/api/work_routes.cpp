// My work, my inbox, the stream of what changes.
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <map>

#include "engine/calendar/date.h"
#include "engine/core/notices.h"
#include "engine/runtime/message_text.h"
#include "web/api/respond.h"
#include "web/api/route_rows.h"
#include "web/api/views.h"
#include "web/api/work_board.h"

namespace bihuan::api {
namespace {

namespace json = boost::json;
using http::Method;
using http::Request;
using http::Response;

// The groups of the board: by how near the limit is.
json::array& group_of(std::map<std::string, json::array>& groups, const Waiting& waiting, runtime::Millis now) {
  if (!waiting.due) return groups["no_limit"];
  const auto& calendar = *waiting.calendar;
  const auto days = core::days_left(calendar, now, *waiting.due);
  const auto to_sunday = 6 - static_cast<int>(calendar::weekday(calendar.zone().to_local(now).date));
  return groups[now >= *waiting.due ? "overdue" : days <= 0 ? "today" : days <= to_sunday ? "this_week" : "later"];
}

Response work(const Request& request, const Services& services) {
  auto board = work_of(request, services);
  std::map<std::string, json::array> groups;
  for (const char* name : {"overdue", "today", "this_week", "later", "no_limit"}) groups[name];
  for (auto& waiting : board.items) group_of(groups, waiting, services.now()).push_back(std::move(waiting.item));
  json::object shown, counts;
  for (auto& [name, items] : groups) {
    counts[name] = items.size();
    shown[name] = std::move(items);
  }
  return http::json_response(
      json::object{{"groups", std::move(shown)}, {"counts", std::move(counts)}, {"more", board.more}});
}

// As the workflow calls the message; empty for the shared ones, which go by their kind.
std::string title_of(const Services& services, const runtime::InboxItem& item) {
  if (item.definition.empty()) return {};
  const auto definition = services.definitions.by_hash(item.definition);
  if (!definition) return {};
  for (const auto& message : (*definition)->messages) {
    if (message.id == item.kind) return message.title;
  }
  return {};
}

Response inbox(const Request& request, const Services& services) {
  const auto page = services.store().read()->mail().inbox(
      request.principal.person, request.query_boolean("unread").value_or(false),
      static_cast<std::size_t>(std::clamp<std::int64_t>(request.query_integer("limit").value_or(50), 1, 200)),
      request.query_text("cursor").value_or(std::string_view{}));
  json::array items;
  for (const auto& item : page.items) {
    const auto sentences = runtime::sentences_of(item);
    items.push_back(json::object{{"id", item.id},
                                 {"at", instant_text(item.at)},
                                 {"title", title_of(services, item)},
                                 {"text", runtime::message_text(services.definitions, sentences, request.language, {})},
                                 {"sentences", sentences.size()},
                                 {"case_id", item.case_id == 0 ? json::value(nullptr) : json::value(item.case_id)},
                                 {"number", item.number},
                                 {"read", item.read},
                                 {"kind", item.kind}});
  }
  return http::json_response(
      json::object{{"items", std::move(items)},
                   {"next", page.next ? json::value(*page.next) : json::value(nullptr)},
                   {"total", nullptr},
                   {"unread", services.store().read()->mail().unread(request.principal.person)}});
}

Response read_one(const Request& request, const Services& services) {
  const auto id = request.path_integer("id");
  const auto done = services.writer().run([&](runtime::WriteSession& session) -> Result<void> {
    if (!session.mail().mark_read(request.principal.person, id)) return Error("not_found");
    return {};
  });
  return done ? http::no_content() : refuse(request, done.error());
}

Response read_all(const Request& request, const Services& services) {
  const auto done = services.writer().run([&](runtime::WriteSession& session) -> Result<void> {
    session.mail().mark_all_read(request.principal.person);
    return {};
  });
  return done ? http::no_content() : refuse(request, done.error());
}

// A stream ends by itself after a while, and the browser comes back with its last id: rights and session are asked
// anew.
class BoundedStream final : public http::EventSubscription {
 public:
  BoundedStream(std::shared_ptr<http::EventSubscription> inner, const Services& services)
      : inner_(std::move(inner)), services_(services), until_(services.now() + longest) {}
  std::string take() override { return inner_->take(); }
  bool ended() const override { return inner_->ended() || services_.now() >= until_; }
  void on_ready(std::function<void()> wake) override { inner_->on_ready(std::move(wake)); }

 private:
  static constexpr runtime::Millis longest = 5 * 60'000;
  std::shared_ptr<http::EventSubscription> inner_;
  const Services& services_;
  runtime::Millis until_;
};

// My inbox, and every case that I may see when it changes.
Response stream(const Request& request, const Services& services) {
  Response response;
  response.headers.set("Content-Type", "text/event-stream");
  response.headers.set("Cache-Control", "no-store");
  auto filter = [person = request.principal.person,
                 visible = visibility(request, services)](const http::ServerEvent& e) {
    if (!e.audience.empty()) return e.audience == person;
    const auto* reach = static_cast<const runtime::CaseReach*>(e.about.get());
    return reach != nullptr && runtime::sees(visible, *reach);
  };
  response.body = std::static_pointer_cast<http::EventSubscription>(std::make_shared<BoundedStream>(
      services.events.subscribe(request.headers.get("Last-Event-ID"), std::move(filter)), services));
  return response;
}

}  // namespace

void publish_change(http::EventHub& events, const runtime::CaseChanged& change) {
  const std::string what = json::serialize(json::object{{"id", change.case_id}, {"version", change.version}});
  events.publish({"case", what, {}, 0, std::make_shared<const runtime::CaseReach>(change.reach)});
  for (const auto& person : change.notified) events.publish({"inbox", what, person, 0, nullptr});
}

void add_work_routes(http::RouteTable& table, http::Schemas& schemas, const Services& services) {
  schemas.add("WorkItem", R"({"type":"object","required":["kind","case","title","actions"],"properties":{
    "kind":{"enum":["task","approval","event","extension"]},"case":{"$ref":"#/components/schemas/CaseRow"},
    "task_id":{"type":["integer","null"]},"title":{"type":"string"},"clock":{"$ref":"#/components/schemas/DueClock"},
    "dispatch":{"type":"boolean"},"waiting_for":{"$ref":"#/components/schemas/Unit"},
    "actions":{"type":"array","items":{"type":"string"}}}})");
  schemas.add("WorkList", R"({"type":"array","items":{"$ref":"#/components/schemas/WorkItem"}})");
  schemas.add("Work", R"({"type":"object","required":["groups","counts"],"properties":{"groups":{"type":"object",
    "required":["overdue","today","this_week","later","no_limit"],"properties":{"overdue":{"$ref":"#/components/schemas/WorkList"},
    "today":{"$ref":"#/components/schemas/WorkList"},"this_week":{"$ref":"#/components/schemas/WorkList"},
    "later":{"$ref":"#/components/schemas/WorkList"},"no_limit":{"$ref":"#/components/schemas/WorkList"}}},
    "counts":{"type":"object"},"more":{"type":"boolean"}}})");
  schemas.add("Message",
              R"({"type":"object","required":["id","at","title","text","case_id","number","read","kind"],"properties":{
    "id":{"type":"integer"},"at":{"type":"string"},"title":{"type":"string"},"text":{"type":"string"},"case_id":{"type":["integer","null"]},
    "number":{"type":"string"},"read":{"type":"boolean"},"kind":{"type":"string"}}})");
  schemas.add("Inbox",
              R"({"type":"object","required":["items","next","unread"],"properties":{"items":{"type":"array","items":
    {"$ref":"#/components/schemas/Message"}},"next":{"type":["string","null"]},"total":{"type":["integer","null"]},"unread":{"type":"integer"}}})");
  table.add(read_row("work", "/api/v1/work", "my_work", "What waits for this person, by limit.", {200, "Work"}, work,
                     services));
  auto messages = read_row("work", "/api/v1/inbox", "my_inbox", "Messages to this person, newest first.",
                           {200, "Inbox"}, inbox, services);
  messages.query = {{"unread", "boolean", "only unread ones"},
                    {"limit", "integer", "rows a page"},
                    {"cursor", "string", "`next` of the page before"}};
  table.add(std::move(messages));
  auto one = command_row(Method::post, "work", "/api/v1/inbox/{id:int}/read", "mark_read", "Marks a message as read.",
                         "", read_one, services);
  one.idempotency_key = false;
  one.answers = {{204, ""}};
  table.add(std::move(one));
  auto all = command_row(Method::post, "work", "/api/v1/inbox/read_all", "mark_all_read", "Marks all messages as read.",
                         "", read_all, services);
  all.idempotency_key = false;
  all.answers = {{204, ""}};
  table.add(std::move(all));
  table.add(read_row("work", "/api/v1/stream", "stream", "Server-sent events: inbox, case, work.",
                     {200, "", "text/event-stream"}, stream, services));
}

}  // namespace bihuan::api
