// My work, my inbox, the stream of what changes.
#include <algorithm>
#include <boost/json/array.hpp>

#include "engine/base/catalogue.h"
#include "engine/calendar/date.h"
#include "engine/core/field_values.h"
#include "engine/core/joint_handling.h"
#include "engine/core/notices.h"
#include "engine/core/rights.h"
#include "web/api/respond.h"
#include "web/api/route_rows.h"
#include "web/api/views.h"
#include "web/http/text.h"

namespace bihuan::api {
namespace {

namespace json = boost::json;
using http::Method;
using http::Request;
using http::Response;

constexpr std::size_t most_cases = 300;  // open cases looked at for one person's board, nearest limit first

struct Board {
  json::array overdue, today, this_week, later, no_limit;

  void add(json::object item, const calendar::WorkingCalendar& calendar, runtime::Millis now,
           const std::optional<runtime::Millis>& due) {
    if (!due) return no_limit.push_back(std::move(item));
    const auto days = core::days_left(calendar, now, *due);
    const auto to_sunday = 6 - static_cast<int>(calendar::weekday(calendar.zone().to_local(now).date));
    auto& group = now >= *due ? overdue : days <= 0 ? today : days <= to_sunday ? this_week : later;
    group.push_back(std::move(item));
  }
};

json::object item_of(const json::object& row, const char* kind, std::string title, json::value clock,
                     json::array actions) {
  return {{"kind", kind},
          {"case", row},
          {"task_id", nullptr},
          {"title", std::move(title)},
          {"clock", std::move(clock)},
          {"actions", std::move(actions)}};
}

const core::ClockState* running(const core::CaseState& state, const std::string& id) {
  for (const auto& clock : state.clocks) {
    if (clock.id == id && clock.phase == core::ClockPhase::running) return &clock;
  }
  return nullptr;
}

bool asks_for_unit(const core::Definition& definition, const core::Offer& offer) {
  return std::any_of(offer.ask.begin(), offer.ask.end(), [&](const std::string& id) {
    const auto index = core::field_index(definition, id);
    return index && definition.fields[*index].type == core::FieldType::unit;
  });
}

// The unit that has the case in hand while this person could do something, but need not: "withdraw" waits for nobody.
json::value waiting_for(const ViewContext& context, const core::Definition& definition, const core::CaseState& state,
                        const core::Actor& actor) {
  for (const auto& task : state.tasks) {
    if (core::is_open(task) && !core::handles(definition.tasks[task.kind], task.unit, actor)) {
      return unit_view(context, task.unit);
    }
  }
  return nullptr;
}

// What this person can do in one case goes onto the board.
void add_case(Board& board, const ViewContext& context, const runtime::StoredCase& stored,
              const runtime::CaseService::Acting& acting) {
  const auto& definition = *acting.definition;
  const auto& state = stored.state;
  const json::object row = row_view(context, stored.row);
  const core::Actor& actor = acting.context.actor;
  for (const auto& task : state.tasks) {
    const auto& kind = definition.tasks[task.kind];
    if (!core::is_open(task) || !core::handles(kind, task.unit, actor)) continue;
    const core::ClockState* clock = nullptr;
    for (const auto& own : {kind.sign_clock, kind.clock}) {
      if (own && clock == nullptr) clock = running(state, definition.clocks[*own].id + "@" + std::to_string(task.id));
    }
    json::value shown = row.at("clock");
    std::optional<runtime::Millis> due = stored.row.due;
    if (clock != nullptr) {
      due = clock->due;
      shown = json::object{{"id", clock->id},
                           {"title", definition.clocks[clock->kind].title},
                           {"due", instant_text(clock->due)},
                           {"left_text", left_text(context, *acting.calendar, clock->due, "running")},
                           {"state", "running"},
                           {"overdue", context.now >= clock->due}};
    }
    auto item = item_of(
        row, "task", kind.title, std::move(shown),
        task.phase == core::TaskPhase::assigned ? json::array{"sign", "return"} : json::array{"complete", "return"});
    item["task_id"] = task.id;
    board.add(std::move(item), *acting.calendar, context.now, due);
  }
  const core::Scope scope(definition, state, acting.context);
  for (const auto& approval : state.approvals) {
    const auto& kind = definition.approvals[approval.kind];
    if (!approval.open || !core::holds_role(definition, scope, actor, kind.by[approval.step])) continue;
    auto item = item_of(row, "approval", kind.title, row.at("clock"), {"approve", "refuse"});
    item["approval"] = kind.id;
    board.add(std::move(item), *acting.calendar, context.now, stored.row.due);
  }
  for (const auto& clock : state.clocks) {
    const auto& kind = definition.clocks[clock.kind];
    if (!clock.extension_request || !core::holds_role(definition, scope, actor, kind.extend->approve)) continue;
    auto item = item_of(row, "extension", kind.title, row.at("clock"), {"approve", "refuse"});
    item["clock_id"] = clock.id;
    item["days"] = clock.extension_request->by.days;
    board.add(std::move(item), *acting.calendar, context.now, stored.row.due);
  }
  json::array events;
  std::string title;
  bool dispatch = false;
  for (const auto& offer : core::offers(definition, state, acting.context)) {
    if (offer.refusal) continue;
    events.push_back(json::value(offer.event));
    title += (title.empty() ? "" : " / ") + offer.title;
    dispatch = dispatch || asks_for_unit(definition, offer);
  }
  if (!events.empty()) {
    auto item = item_of(row, "event", std::move(title), row.at("clock"), std::move(events));
    item["dispatch"] = dispatch;
    item["waiting_for"] = waiting_for(context, definition, state, actor);
    board.add(std::move(item), *acting.calendar, context.now, stored.row.due);
  }
}

Response work(const Request& request, const Services& services) {
  runtime::CaseQuery query;
  query.visible = visibility(request, services);
  query.open = true;
  query.sort = runtime::CaseQuery::Sort::due;
  query.limit = most_cases;
  const auto page = services.store().read()->cases().list(query);
  const auto context = view_context(request, services);
  Board board;
  for (const auto& row : page.items) {
    const auto stored = services.cases.open(row.id, query.visible);
    if (!stored) continue;
    const auto acting = services.cases.acting(stored->state, request.principal.person, request.principal.on_behalf_of);
    if (acting) add_case(board, context, *stored, *acting);
  }
  const json::object counts{{"overdue", board.overdue.size()},
                            {"today", board.today.size()},
                            {"this_week", board.this_week.size()},
                            {"later", board.later.size()},
                            {"no_limit", board.no_limit.size()}};
  return http::json_response(json::object{{"groups", json::object{{"overdue", std::move(board.overdue)},
                                                                  {"today", std::move(board.today)},
                                                                  {"this_week", std::move(board.this_week)},
                                                                  {"later", std::move(board.later)},
                                                                  {"no_limit", std::move(board.no_limit)}}},
                                          {"counts", counts},
                                          {"more", page.next.has_value()}});
}

struct Told {
  std::string title;  // as the workflow calls the message; empty for the shared ones, which go by their kind
  std::string text;
};

// A message in the person's language: that of the definition it came from, or the shared one.
Told told(const Services& services, const runtime::InboxItem& item, const std::string& language) {
  MessageArguments arguments(item.arguments.begin(), item.arguments.end());
  arguments.emplace_back("link", std::string{});
  if (!item.definition.empty()) {
    if (const auto definition = services.definitions.by_hash(item.definition)) {
      for (const auto& message : (*definition)->messages) {
        if (message.id == item.kind && !message.text.empty()) {
          return {message.title, std::string(http::trim(filled(message.text, arguments)))};
        }
      }
    }
  }
  return {{}, std::string(http::trim(text(language, item.kind, arguments)))};
}

Response inbox(const Request& request, const Services& services) {
  const auto page = services.store().read()->mail().inbox(
      request.principal.person, request.query_boolean("unread").value_or(false),
      static_cast<std::size_t>(std::clamp<std::int64_t>(request.query_integer("limit").value_or(50), 1, 200)),
      request.query_text("cursor").value_or(std::string_view{}));
  json::array items;
  for (const auto& item : page.items) {
    auto [title, text] = told(services, item, request.language);
    items.push_back(json::object{{"id", item.id},
                                 {"at", instant_text(item.at)},
                                 {"title", std::move(title)},
                                 {"text", std::move(text)},
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

// Events for everybody carry no content, only which case changed; what one may see of it, reading it answers.
Response stream(const Request& request, const Services& services) {
  Response response;
  response.headers.set("Content-Type", "text/event-stream");
  response.headers.set("Cache-Control", "no-store");
  response.body = services.events.subscribe(request.headers.get("Last-Event-ID"),
                                            [person = request.principal.person](const http::ServerEvent& event) {
                                              return event.audience.empty() || event.audience == person;
                                            });
  return response;
}

}  // namespace

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
