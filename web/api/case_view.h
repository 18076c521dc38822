// One case as JSON for one person: what is now to be done on top, everything this person may not read left out or
// masked.
#pragma once

#include <boost/json/object.hpp>

#include "engine/core/rights.h"
#include "web/api/views.h"

namespace bihuan::api {

// A stored case with the eyes of the person who asks.
struct CaseSight {
  const runtime::StoredCase& stored;
  const runtime::CaseService::Acting& acting;
  const ViewContext& context;
};

[[nodiscard]] boost::json::object case_view(const CaseSight& sight);

// Opens and answers 200 with ETag; 404 when there is no such case for this person.
[[nodiscard]] http::Response case_response(const http::Request& request, const Services& services, std::int64_t id,
                                           int status = 200);

// Parts, each in its own file.
[[nodiscard]] boost::json::array fields_view(const CaseSight& sight);
[[nodiscard]] boost::json::array parties_view(const CaseSight& sight);
[[nodiscard]] boost::json::array offers_view(const CaseSight& sight);
[[nodiscard]] boost::json::array clocks_view(const CaseSight& sight);
[[nodiscard]] boost::json::array tasks_view(const CaseSight& sight);
[[nodiscard]] boost::json::array approvals_view(const CaseSight& sight);

// {"ok": true}, or {"ok": false, "refusal": {code, message, hint}}.
[[nodiscard]] boost::json::object permission(const ViewContext& context, const Result<void>& allowed);
[[nodiscard]] boost::json::object refusal_view(const ViewContext& context, const Error& error);
// Whether the command would be taken if it were sent now.
[[nodiscard]] Result<void> would_take(const CaseSight& sight, core::CommandBody body);

// May the person read sealed and personal data in clear? The registering clerks of the workflow.
[[nodiscard]] bool may_open_seal(const CaseSight& sight);
// Does the person belong to a unit that is complained of in this case (回避)?
[[nodiscard]] bool is_accused(const Services& services, const runtime::StoredCase& stored,
                              const core::Definition& definition, const core::Actor& actor,
                              const core::Organisation& organisation);

}  // namespace bihuan::api
