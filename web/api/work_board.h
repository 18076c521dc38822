// What waits for one person: tasks to sign or complete, steps to approve, extensions to decide, events to fire.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "web/api/views.h"

namespace bihuan::api {

struct Waiting {
  boost::json::object item;  // as the board shows it
  std::int64_t case_id = 0;
  std::string number;
  std::string title;                   // of the task, approval or limit
  std::optional<runtime::Millis> due;  // of the limit it stands under
  std::string clock;                   // its id in the case
  runtime::CalendarPtr calendar;       // that counts it
  std::int64_t version = 0;            // of the case
  runtime::Millis updated_at = 0;
};

struct WorkBoard {
  std::vector<Waiting> items;  // nearest limit first
  bool more = false;           // there is more than is shown
};

// For the person of the request, or the absent one it acts for.
[[nodiscard]] WorkBoard work_of(const http::Request& request, const Services& services);

}  // namespace bihuan::api
