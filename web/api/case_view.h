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
  const std::vector<runtime::PartyData>& parties;
  const std::vector<std::string>& secrets;  // what of sealed parties must not stand in any text for this person

  // Free text as this person may read it: names, telephone and identity numbers of sealed parties become ＊.
  [[nodiscard]] std::string redacted(const std::string& text) const;
};

// A case opened for the person of a request; what sight() answers lives as long as this.
struct OpenedCase {
  runtime::StoredCase stored;
  runtime::CaseService::Acting acting;
  ViewContext context;
  std::vector<runtime::PartyData> parties;
  std::vector<std::string> secrets;
  [[nodiscard]] CaseSight sight() const { return {stored, acting, context, parties, secrets}; }
};
// Refuses not_found when there is no such case for this person.
[[nodiscard]] Result<OpenedCase> open_case(const http::Request& request, const Services& services, std::int64_t id);

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
// One entry a kind of sub-cases: how many there are, opened, closed and overdue, and how far they are on average (a
// closed one counts 100, an open one its field `progress`, or 0); and the rows of those that this person may see.
[[nodiscard]] boost::json::array progress_view(const CaseSight& sight);
[[nodiscard]] boost::json::array documents_view(const CaseSight& sight);

// {"ok": true}, or {"ok": false, "refusal": {code, message, hint}}.
[[nodiscard]] boost::json::object permission(const ViewContext& context, const Result<void>& allowed);
[[nodiscard]] boost::json::object refusal_view(const ViewContext& context, const Error& error);
// Whether the command would be taken if it were sent now.
[[nodiscard]] Result<void> would_take(const CaseSight& sight, core::CommandBody body);

// May the person open sealed identities, for a reason that is logged?
[[nodiscard]] bool may_open_seal(const CaseSight& sight);
// A field that the person may read, in the API's form; of free text a redacted copy.
[[nodiscard]] boost::json::value told_value(const CaseSight& sight, const core::Field& field,
                                            const expression::Value& value);
// Is something of the text kept from this person, so that it cannot be corrected by them either?
[[nodiscard]] bool is_redacted(const CaseSight& sight, const expression::Value& value);
// A value as somebody reads it who may not read it in clear: 张**, 138****1234; nothing of what is not text.
[[nodiscard]] boost::json::value masked_view(const expression::Value& value);

}  // namespace bihuan::api
