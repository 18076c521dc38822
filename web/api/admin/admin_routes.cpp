#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <set>

#include "engine/calendar/calendar.h"
#include "engine/runtime/verify.h"
#include "web/api/admin/routes.h"
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
using runtime::WriteSession;

json::value text_or_null(const std::optional<std::string>& text) {
  return text ? json::value(json::string(*text)) : json::value(nullptr);
}

// Local midnight of "2022-06-01" in the office's zone, plus days.
std::optional<runtime::Millis> start_of(const Services& services, std::string_view date, std::int32_t plus) {
  const auto day = calendar::parse_date(date);
  const auto cn = services.definitions.calendar("cn");
  if (!day || !cn) return std::nullopt;
  return cn->zone().to_instant({*day + plus, 0});
}

std::size_t page_size(const Request& request) {
  return static_cast<std::size_t>(std::clamp<std::int64_t>(request.query_integer("limit").value_or(100), 1, 500));
}

Response read_log(const Request& request, const Services& services) {
  runtime::LogQuery query;
  query.actor = request.query_text("person").value_or("");
  query.action = request.query_text("type").value_or("");
  query.subject = request.query_text("subject").value_or("");
  if (const auto id = request.query_integer("case")) query.subject = "case:" + std::to_string(*id);
  if (const auto from = request.query_text("from")) query.from = start_of(services, *from, 0);
  if (const auto to = request.query_text("to")) query.to = start_of(services, *to, 1);
  query.limit = page_size(request);
  query.cursor = request.query_text("cursor").value_or("");
  const auto page = services.store().read()->records().log(query);
  json::array items;
  for (const auto& entry : page.items) {
    boost::system::error_code malformed;
    auto detail = json::parse(entry.detail, malformed);
    items.push_back(json::object{{"id", entry.id},
                                 {"at", instant_text(entry.at)},
                                 {"person", entry.actor},
                                 {"type", entry.action},
                                 {"subject", entry.subject},
                                 {"detail", malformed ? json::value(json::object{}) : std::move(detail)}});
  }
  return http::json_response(
      json::object{{"items", std::move(items)}, {"next", text_or_null(page.next)}, {"total", nullptr}});
}

Response verify_all(const Request&, const Services& services) {
  const auto report = runtime::verify({.store = services.store(),
                                       .definitions = services.definitions,
                                       .sealing = &services.sealing,
                                       .blobs = &services.blobs,
                                       .kept_elsewhere = {}});
  json::array findings;
  for (const auto& finding : report.findings) {
    findings.push_back(json::object{{"code", finding.code}, {"place", finding.place}, {"detail", finding.detail}});
  }
  return http::json_response(json::object{{"ok", report.findings.empty()},
                                          {"cases", report.cases},
                                          {"events", report.events},
                                          {"checkpoints", report.checkpoints},
                                          {"attachments", report.attachments},
                                          {"sealed", report.sealed},
                                          {"erased", report.erased},
                                          {"root", report.root},
                                          {"findings", std::move(findings)}});
}

Response export_log(const Request& request, const Services& services) {
  auto lines = std::make_shared<std::string>();
  runtime::export_audit(services.store(), [&](std::string_view line) { lines->append(line).append("\n"); });
  const auto logged = services.writer().run([&](WriteSession& session) -> Result<void> {
    session.records().add_log({.at = services.now(),
                               .actor = request.principal.person,
                               .action = "export",
                               .subject = "audit",
                               .detail = "{}"});
    return {};
  });
  if (!logged) return refuse(request, logged.error());
  return http::download(std::shared_ptr<const std::string>(std::move(lines)), "application/jsonl",
                        "bihuan-audit.jsonl");
}

json::value error_view(const std::string& text) {
  // Relays keep {"code", ...}; older rows keep plain text.
  return text.empty() ? json::value(nullptr) : json::value(json::string(text));
}

Response list_outbox(const Request& request, const Services& services) {
  const auto state = request.query_text("state").value_or("dead") == "dead" ? runtime::OutboxState::dead
                                                                            : runtime::OutboxState::pending;
  const auto read = services.store().read();
  const auto page = read->mail().outbox(state, page_size(request), request.query_text("cursor").value_or(""));
  json::array items;
  for (const auto& item : page.items) {
    items.push_back(json::object{{"id", item.id},
                                 {"channel", item.channel},
                                 {"target", item.target},
                                 {"attempts", item.attempts},
                                 {"created_at", instant_text(item.created_at)},
                                 {"next_at", instant_text(item.next_at)},
                                 {"error", error_view(item.last_error)}});
  }
  return http::json_response(json::object{
      {"items", std::move(items)}, {"next", text_or_null(page.next)}, {"total", read->mail().outbox_count(state)}});
}

Response retry_outbox(const Request& request, const Services& services) {
  const auto done = services.writer().run([&](WriteSession& session) -> Result<void> {
    if (!session.mail().retry_dead(request.path_integer("id"), services.now())) return Error("not_found");
    session.records().add_log({.at = services.now(),
                               .actor = request.principal.person,
                               .action = "retry_outbox",
                               .subject = "outbox:" + std::string(request.path_text("id")),
                               .detail = "{}"});
    return {};
  });
  return done ? http::no_content() : refuse(request, done.error());
}

std::set<std::string> calendar_names(const Services& services) {
  std::set<std::string> names{"cn"};
  for (const auto& definition : services.definitions.current()) {
    if (!definition->calendar.empty()) names.insert(definition->calendar);
  }
  return names;
}

json::object calendar_summary(const calendar::WorkingCalendar& calendar) {
  json::array years;
  for (const int year : calendar.data().announced) years.push_back(year);
  return {{"name", calendar.data().id}, {"title", calendar.data().title}, {"announced", std::move(years)}};
}

Response list_calendars(const Request&, const Services& services) {
  json::array items;
  for (const auto& name : calendar_names(services)) {
    if (const auto calendar = services.definitions.calendar(name)) items.push_back(calendar_summary(*calendar));
  }
  return http::json_response(json::object{{"items", std::move(items)}});
}

Response read_calendar(const Request& request, const Services& services) {
  const std::string name(request.path_text("name"));
  const auto calendar = calendar_names(services).contains(name) ? services.definitions.calendar(name) : nullptr;
  if (!calendar) return refuse(request, Error("not_found"));
  const auto year = request.query_integer("year");
  json::array days;
  for (const auto& [date, special] : calendar->data().special) {
    if (year && calendar::civil_of(date).year != *year) continue;
    days.push_back(json::object{{"date", calendar::to_string(date)},
                                {"kind", special.kind == calendar::SpecialKind::off ? "off" : "work"},
                                {"holiday", special.name}});
  }
  auto view = calendar_summary(*calendar);
  view["days"] = std::move(days);
  return http::json_response(view);
}

// Every day exists, lies in the year and comes once.
Result<void> check_days(const json::value& body) {
  const auto year = integer_member(body, "year");
  std::set<std::string> seen;
  for (const auto& day : body.at("days").as_array()) {
    const auto text = text_member(day, "date");
    const auto date = calendar::parse_date(text);
    if (!date || calendar::civil_of(*date).year != year || !seen.insert(text).second) {
      return Error("calendar_day", {{"date", text}});
    }
  }
  return {};
}

Response announce_year(const Request& request, const Services& services) {
  const std::string name(request.path_text("name"));
  if (!calendar_names(services).contains(name)) return refuse(request, Error("not_found"));
  if (const auto good = check_days(request.json); !good) return refuse(request, good.error());
  const auto year = static_cast<int>(integer_member(request.json, "year"));
  const auto done = services.writer().run([&](WriteSession& session) -> Result<void> {
    std::int64_t version = 0;
    for (const auto& stored : session.records().calendar_years()) {
      if (stored.calendar == name && stored.year == year) version = stored.version;
    }
    session.records().put_calendar_year({.calendar = name,
                                         .year = year,
                                         .version = version + 1,
                                         .body = json::serialize(json::object{{"days", request.json.at("days")}}),
                                         .announced_at = services.now(),
                                         .announced_by = request.principal.person});
    session.records().add_log({.at = services.now(),
                               .actor = request.principal.person,
                               .action = "announce_calendar",
                               .subject = "calendar:" + name,
                               .detail = json::serialize(json::object{{"year", year}})});
    return {};
  });
  if (!done) return refuse(request, done.error());
  services.definitions.forget();
  const auto calendar = services.definitions.calendar(name);
  // Limits that were counted without the notice are counted again, each with a trace in its case.
  const auto sum =
      calendar ? services.cases.recompute_clocks(calendar->data().version) : runtime::CaseService::Recounted{};
  return http::json_response(json::object{{"moved", sum.moved}, {"failed", sum.failed}});
}

void add_admin_schemas(http::Schemas& schemas) {
  schemas.add("LogPage",
              R"({"type":"object","required":["items","next"],"properties":{"next":{"type":["string","null"]},
    "items":{"type":"array","items":{"type":"object","required":["id","at","person","type","subject","detail"]}}}})");
  schemas.add("Verification", R"({"type":"object","required":["ok","cases","events","root","findings"],"properties":{
    "ok":{"type":"boolean"},"cases":{"type":"integer"},"events":{"type":"integer"},"root":{"type":"string"},
    "findings":{"type":"array","items":{"type":"object","required":["code","place","detail"]}}}})");
  schemas.add("OutboxPage",
              R"({"type":"object","required":["items","next","total"],"properties":{"next":{"type":["string","null"]},
    "total":{"type":"integer"},"items":{"type":"array","items":{"type":"object","required":["id","channel","attempts","error"]}}}})");
  schemas.add("CalendarRows", R"({"type":"object","required":["items"],"properties":{"items":{"type":"array","items":
    {"type":"object","required":["name","title","announced"]}}}})");
  schemas.add("CalendarView",
              R"({"type":"object","required":["name","title","announced","days"],"properties":{"days":{"type":"array",
    "items":{"type":"object","required":["date","kind","holiday"]}}}})");
  schemas.add("AnnouncedYear",
              R"({"type":"object","required":["year","days"],"additionalProperties":false,"properties":{
    "year":{"type":"integer","minimum":2000,"maximum":2100},"days":{"type":"array","maxItems":366,"items":{"type":"object",
    "required":["date","kind"],"additionalProperties":false,"properties":{"date":{"type":"string","format":"date"},
    "kind":{"enum":["off","work"]},"holiday":{"type":"string","maxLength":40}}}}}})");
  schemas.add("Recounted",
              R"({"type":"object","required":["moved","failed"],"properties":{
    "moved":{"type":"integer","minimum":0},"failed":{"type":"integer","minimum":0}}})");
}

http::Route for_role(http::Route route, const char* role) {
  route.roles = {role};
  route.scope.clear();
  route.idempotency_key = false;
  return route;
}

}  // namespace

void add_admin_routes(http::RouteTable& table, http::Schemas& schemas, const Services& services) {
  table.describe("audit", "The log of administration, verification and export of the history.");
  table.describe("admin", "Messages that could not be sent.");
  table.describe("calendars", "Days off and working weekends, announced year by year.");
  add_admin_schemas(schemas);
  add_erasure_routes(table, schemas, services);
  auto log =
      read_row("audit", "/api/v1/audit", "read_log", "The log of administration and of opened seals, newest first.",
               {200, "LogPage"}, read_log, services);
  log.query = {{"case", "integer", "about this case"}, {"person", "string", "done by this person"},
               {"type", "string", "of this kind"},     {"subject", "string", "done to this"},
               {"from", "date", "first day"},          {"to", "date", "last day"},
               {"limit", "integer", "rows a page"},    {"cursor", "string", "of the next page"}};
  table.add(for_role(std::move(log), "audit_admin"));
  table.add(for_role(read_row("audit", "/api/v1/audit/verify", "verify", "Is the stored data what its history says?",
                              {200, "Verification"}, verify_all, services),
                     "audit_admin"));
  table.add(for_role(read_row("audit", "/api/v1/audit/export", "export_log", "All history with its chain, a line each.",
                              {200, "", "application/jsonl"}, export_log, services),
                     "audit_admin"));
  auto outbox = read_row("admin", "/api/v1/admin/outbox", "list_outbox", "Messages that could not be sent, or wait.",
                         {200, "OutboxPage"}, list_outbox, services);
  outbox.query = {{"state", "string", "which", {"dead", "pending"}},
                  {"limit", "integer", "rows a page"},
                  {"cursor", "string", "of the next page"}};
  table.add(for_role(std::move(outbox), "system_admin"));
  auto retry = for_role(command_row(Method::post, "admin", "/api/v1/admin/outbox/{id:int}/retry", "retry_outbox",
                                    "Tries a dead message again.", "", retry_outbox, services),
                        "system_admin");
  retry.answers = {{204}};
  table.add(std::move(retry));
  table.add(read_row("calendars", "/api/v1/calendars", "list_calendars", "Calendars and the years announced.",
                     {200, "CalendarRows"}, list_calendars, services));
  auto one = read_row("calendars", "/api/v1/calendars/{name}", "read_calendar", "Days off and working weekends.",
                      {200, "CalendarView"}, read_calendar, services);
  one.query = {{"year", "integer", "of this year"}};
  table.add(std::move(one));
  auto year = for_role(
      command_row(Method::post, "calendars", "/api/v1/calendars/{name}/years", "announce_year",
                  "Enters the notice of a year; limits are counted again.", "AnnouncedYear", announce_year, services),
      "system_admin");
  year.answers = {{200, "Recounted"}};
  table.add(std::move(year));
}

}  // namespace bihuan::api
