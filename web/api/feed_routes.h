// One's deadlines as an iCalendar feed, for calendar programs: they send no header, so the token stands in the address.
// It reads nothing else, is stored as a hash, and ends when its owner makes another or takes it back.
#pragma once

#include <functional>
#include <string>

#include "web/api/services.h"

namespace bihuan::api {

struct FeedAccess {
  std::function<Result<std::string>(const std::string& secret)> owner;  // token_unknown
  std::function<Result<std::string>(const std::string& person)> make;   // the secret; an older one ends
  std::function<Result<void>(const std::string& person)> end;           // not_found
  std::string public_url;  // begins the addresses; empty: as the request came in
};

// `services` must outlive the table; those of add_api_routes are needed too.
void add_feed_routes(http::RouteTable& table, http::Schemas& schemas, const Services& services, FeedAccess access);

}  // namespace bihuan::api
