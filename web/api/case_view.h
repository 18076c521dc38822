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

void write_case(JsonText& out, const CaseSight& sight);

// Opens and answers 200 with ETag; 404 when there is no such case for this person.
[[nodiscard]] http::Response case_response(const http::Request& request, const Services& services, std::int64_t id,
                                           int status = 200);

// Parts, each in its own file.
void write_fields(JsonText& out, const CaseSight& sight);
void write_clocks(JsonText& out, const CaseSight& sight);
void write_tasks(JsonText& out, const CaseSight& sight);
// One entry a kind of sub-cases: how many there are, opened, closed and overdue, and how far they are on average (a
// closed one counts 100, an open one its field `progress`, or 0); and the rows of those that this person may see.
void write_progress(JsonText& out, const CaseSight& sight);
void write_documents(JsonText& out, const CaseSight& sight);

// {"ok": true, "refusal": null}, or {"ok": false, "refusal": {code, message, hint}}.
void write_permission(JsonText& out, const ViewContext& context, const Result<void>& allowed);
// Whether the command would be taken if it were sent now, as far as that shows beforehand (core::permits).
void write_permission(JsonText& out, const CaseSight& sight, const core::CommandBody& command);
void write_refusal(JsonText& out, const ViewContext& context, const Error& error);
// Whether the command would be taken if it were sent now, with all that follows from it.
[[nodiscard]] Result<void> would_take(const CaseSight& sight, core::CommandBody body);

// May the person open sealed identities, for a reason that is logged?
[[nodiscard]] bool may_open_seal(const CaseSight& sight);
// Is something of the text kept from this person, so that it cannot be corrected by them either?
[[nodiscard]] bool is_redacted(const CaseSight& sight, const expression::Value& value);
// A field that the person may read, in the API's form; of free text a redacted copy.
[[nodiscard]] boost::json::value told_value(const CaseSight& sight, const core::Field& field,
                                            const expression::Value& value);

}  // namespace bihuan::api
