// Between a refusal and its HTTP status, and between a request and a command. Pure but for execute().
#pragma once

#include <functional>
#include <string_view>

#include "engine/core/command.h"
#include "web/api/services.h"
#include "web/http/problem.h"

namespace bihuan::api {

// 403 for rights, 404 for what is not there or not to be seen, 409 for a state that does not allow it, 412 for a
// version, 422 for values and guards, 503 when busy, 500 when the store is broken.
[[nodiscard]] int status_of(const Error& error);

// The refusal as problem+json; a field's error points at /fields/NAME.
[[nodiscard]] http::Response refuse(const http::Request& request, const Error& error);

// The command as this person's, with Idempotency-Key and If-Match of the request.
[[nodiscard]] runtime::Request as_request(const http::Request& request, const Services& services,
                                          core::CommandBody body, std::int64_t case_id);

// Executes and answers what `answer` makes of the reply: once or twice (http::take_longer), with the request still
// there. No thread waits for the commit.
[[nodiscard]] http::Response execute(const Services& services, runtime::Request command,
                                     std::function<http::Response(const Result<runtime::Reply>&)> answer);
// Executes and answers the case as it is afterwards (200 with ETag), or the refusal.
[[nodiscard]] http::Response execute(const http::Request& request, const Services& services, core::CommandBody body,
                                     std::int64_t case_id);
// The same on the case that the path names as {id}.
[[nodiscard]] inline http::Response execute_on_case(const http::Request& request, const Services& services,
                                                    core::CommandBody body) {
  return execute(request, services, std::move(body), request.path_integer("id"));
}

// What a person may see, or the absent one it acts for (empty: nobody); never what complains of either.
[[nodiscard]] runtime::Visibility visibility(const Services& services, const std::string& person,
                                             const std::string& on_behalf_of);
// The same of who sends the request.
[[nodiscard]] runtime::Visibility visibility(const http::Request& request, const Services& services);

// Members of a JSON body whose form the schema has checked.
[[nodiscard]] std::string text_member(const boost::json::value& json, std::string_view name);
[[nodiscard]] std::int64_t integer_member(const boost::json::value& json, std::string_view name);
[[nodiscard]] bool boolean_member(const boost::json::value& json, std::string_view name);
// {"field": value} in wire form.
[[nodiscard]] Result<core::FieldValues> field_members(const boost::json::value& json, std::string_view name);
// The members of "parties" (schema NewParty); party_unknown for a kind that the workflow does not declare.
[[nodiscard]] Result<std::vector<runtime::PartyData>> party_members(const boost::json::value& json,
                                                                    const core::Definition& definition);
// The definition on which a case of `workflow` is filed now, or when received earlier; unknown_workflow.
[[nodiscard]] Result<runtime::DefinitionPtr> definition_for_filing(const Services& services, std::string_view workflow,
                                                                   std::optional<runtime::Millis> received_at);

}  // namespace bihuan::api
