#include "web/api/feed_routes.h"

#include <set>

#include "engine/base/catalogue.h"
#include "web/api/respond.h"
#include "web/api/route_rows.h"
#include "web/api/work_board.h"
#include "web/outbound/calendar_feed.h"

namespace bihuan::api {
namespace {

using http::Method;
using http::Request;
using http::Response;

std::string feed_origin(const Request& request, const FeedAccess& access) {
  if (!access.public_url.empty()) return access.public_url;
  return (request.secure ? "https://" : "http://") + std::string(request.headers.get("Host"));
}

// A limit at midnight is a whole day, its last; any other is an instant.
outbound::FeedEntry feed_entry(const Waiting& waiting, const std::string& origin) {
  outbound::FeedEntry entry;
  entry.uid = std::to_string(waiting.case_id) + "/" + waiting.clock + "@bihuan";
  entry.title = waiting.number + " " + waiting.title;  // no subject: calendars lie on other people's machines
  entry.link = origin + "/cases/" + std::to_string(waiting.case_id);
  const auto& zone = waiting.calendar->zone();
  const auto local = zone.to_local(*waiting.due);
  if (zone.to_instant({local.date, 0}) == *waiting.due) {
    entry.day = calendar::to_string(local.date - 1);
  } else {
    entry.at = *waiting.due;
  }
  entry.changed_at = waiting.updated_at;
  entry.sequence = waiting.version;
  return entry;
}

Response feed_answer(const Request& request, const Services& services, const FeedAccess& access) {
  const auto owner = access.owner(std::string(request.path_text("token")));
  if (!owner) return refuse(request, Error("not_found"));
  Request as = request;
  as.principal = {};
  as.principal.person = *owner;
  std::vector<outbound::FeedEntry> entries;
  std::set<std::string> seen;  // one entry a limit, whatever waits under it
  for (const auto& waiting : work_of(as, services).items) {
    if (!waiting.due) continue;
    auto entry = feed_entry(waiting, feed_origin(request, access));
    if (seen.insert(entry.uid).second) entries.push_back(std::move(entry));
  }
  const auto language =
      services.store().read()->directory().preferences(*owner).value_or(runtime::Preferences{}).language;
  Response response;
  response.headers.set("Content-Type", "text/calendar; charset=utf-8");
  response.body = outbound::calendar_feed(text(language, "feed_name"), entries);
  return response;
}

http::Route feed_row(Method method, const char* name, const char* summary, http::Answer answer, http::Handler handler) {
  http::Route route;
  route.method = method;
  route.pattern = "/api/v1/me/feed";
  route.name = name;
  route.tag = "me";
  route.summary = summary;
  route.answers = {std::move(answer)};
  route.handler = std::move(handler);
  return route;
}

}  // namespace

void add_feed_routes(http::RouteTable& table, http::Schemas& schemas, const Services& services, FeedAccess access) {
  schemas.add("FeedAddress", R"({"type":"object","required":["url"],"properties":{"url":{"type":"string"}}})");
  http::Route reading;
  reading.pattern = "/api/v1/feeds/{token}.ics";
  reading.name = "read_feed";
  reading.tag = "work";
  reading.summary = "The deadlines of the person whose address it is, as iCalendar.";
  reading.access = http::Access::open;
  reading.answers = {{200, "", "text/calendar"}};
  reading.handler = [&services, access](const Request& request) { return feed_answer(request, services, access); };
  table.add(std::move(reading));
  table.add(feed_row(Method::post, "make_feed", "Makes the address of one's feed, shown this once; an older one ends.",
                     {201, "FeedAddress"}, [access](const Request& request) {
                       const auto secret = access.make(request.principal.person);
                       if (!secret) return refuse(request, secret.error());
                       const auto url = feed_origin(request, access) + "/api/v1/feeds/" + *secret + ".ics";
                       return http::json_response(boost::json::object{{"url", url}}, 201);
                     }));
  table.add(
      feed_row(Method::del, "end_feed", "Ends the address of one's feed.", {204}, [access](const Request& request) {
        const auto ended = access.end(request.principal.person);
        return ended ? http::no_content() : refuse(request, ended.error());
      }));
}

}  // namespace bihuan::api
