#include "web/api/respond.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <unordered_map>

#include "engine/calendar/date.h"
#include "engine/calendar/zone.h"
#include "engine/expression/json.h"
#include "web/api/case_view.h"
#include "web/api/history_view.h"

namespace bihuan::api {
namespace {

const std::unordered_map<std::string_view, int>& statuses() {
  static const std::unordered_map<std::string_view, int> table = {
      {"not_found", 404},
      {"not_visible", 404},
      {"unknown_workflow", 404},
      {"circular_unknown", 404},
      {"circular_revision_unknown", 404},
      {"letter_unknown", 404},
      {"attachment_missing", 404},
      {"task_unknown", 404},
      {"clock_unknown", 404},
      {"not_your_role", 403},
      {"not_your_unit", 403},
      {"may_not_file", 403},
      {"may_not_manage", 403},
      {"extension_not_yours", 403},
      {"acting_not_allowed", 403},
      {"seal_not_yours", 403},
      {"second_look_own", 403},
      {"second_administrator", 409},
      {"version_conflict", 412},
      {"closed", 409},
      {"circular_exists", 409},
      {"circular_issued", 409},
      {"circular_not_draft", 409},
      {"no_transition", 409},
      {"task_not_open", 409},
      {"task_signed_already", 409},
      {"approval_not_open", 409},
      {"clock_not_running", 409},
      {"clock_not_suspended", 409},
      {"extension_pending", 409},
      {"extension_not_asked", 409},
      {"linked_already", 409},
      {"unit_takes_part_already", 409},
      {"request_reused", 409},
      {"too_busy", 503},
      {"storage_failed", 500},
      {"internal_error", 500},
      {"attachment_too_large", 413},
      {"import_unknown", 404},
      {"seal_not_yours", 403},
      {"ledger_profile_unknown", 404},
      {"import_sign_ins_gone", 404},
      {"import_not_allowed", 403},
      {"import_directory_not_allowed", 403},
      {"import_busy", 409},
      {"import_not_checked", 409},
      {"ledger_profile_shipped", 409},
      {"ledger_file_too_large", 413},
  };
  return table;
}

}  // namespace

int status_of(const Error& error) {
  const auto found = statuses().find(error.code);
  return found == statuses().end() ? 422 : found->second;
}

http::Response refuse(const http::Request& request, const Error& error) {
  const int status = status_of(error);
  if (status == 503) return http::problem_later(request, status, error, 1);
  std::vector<http::FieldProblem> fields;
  for (const auto& [name, value] : error.arguments) {
    if (name == "field") fields.push_back({"/fields/" + http::pointer_segment(value), error});
  }
  return http::problem(request, status, error, fields);
}

runtime::Request as_request(const http::Request& request, const Services& services, core::CommandBody body,
                            std::int64_t case_id) {
  runtime::Request command;
  command.person = request.principal.person;
  command.on_behalf_of = request.principal.on_behalf_of;
  command.command.request_id = std::string(request.headers.get("Idempotency-Key"));
  command.command.case_id = case_id;
  if (case_id != 0) command.visible = visibility(request, services);
  command.command.expected_version = request.if_match_version();
  command.command.body = std::move(body);
  command.body_hash = services.sealing.request_hash(request.target + "\n" + request.body);
  return command;
}

namespace {

// The files that the fields name join the case just before the command does, in the same batch; a command that would be
// refused brings none. Each file is one event, so the version that the command expects moves on with them.
std::vector<runtime::Request> with_files(runtime::Request command, const CaseSight& sight,
                                         std::vector<core::AttachmentRef> files) {
  const auto& known = sight.stored.state.attachments;
  std::erase_if(files, [&](const core::AttachmentRef& file) {
    return std::any_of(known.begin(), known.end(), [&](const auto& each) { return each.id == file.id; });
  });
  std::vector<runtime::Request> commands;
  if (!files.empty() && would_take(sight, command.command.body)) {
    auto& expected = command.command.expected_version;
    for (auto& file : files) {
      auto attaching = command;
      attaching.command.request_id += "/file/" + file.id;
      attaching.command.body = core::Attach{std::move(file)};
      commands.push_back(std::move(attaching));
      if (expected) ++*expected;
    }
  }
  commands.push_back(std::move(command));
  return commands;
}

}  // namespace

namespace {

// The case as it stands after the command; of a client that prefers to read it later only the new version (RFC 7240
// section 4.2).
http::Response done(const http::Request& request, const Services& services, const runtime::Reply& reply) {
  http::Response response;
  if (request.prefers("return=minimal")) {
    response = http::with_etag(http::no_content(), std::to_string(reply.version));
    response.headers.set("Preference-Applied", "return=minimal");
  } else {
    const auto held = services.store().share_reads();
    response = case_response(request, services, reply.case_id);
  }
  response.headers.set("Vary", "Prefer");
  return response;
}

http::Response answer(const http::Request& request, const Services& services, const Result<runtime::Reply>& reply) {
  if (!reply) return refuse(request, reply.error());
  return done(request, services, *reply);
}

}  // namespace

http::Response execute(const Services& services, runtime::Request command,
                       std::function<http::Response(const Result<runtime::Reply>&)> answer) {
  const auto awaited = std::make_shared<http::Awaited>();
  const auto reply = std::make_shared<std::optional<Result<runtime::Reply>>>();
  services.cases.execute_at_once(std::move(command), [awaited, reply](Result<runtime::Reply> made) {
    reply->emplace(std::move(made));
    awaited->come();
  });
  return http::answer_later(awaited, [reply, answer = std::move(answer)] { return answer(**reply); });
}

http::Response execute(const http::Request& request, const Services& services, core::CommandBody body,
                       std::int64_t case_id) {
  // One picture of the store for all that is asked before the command.
  auto held = services.store().share_reads();
  auto command = as_request(request, services, std::move(body), case_id);
  auto files = uploads_in_fields(request, services);
  if (files.empty()) {
    return execute(services, std::move(command),
                   [&request, &services](const auto& reply) { return answer(request, services, reply); });
  }
  held.reset();
  const auto opened = open_case(request, services, case_id);
  if (!opened) return refuse(request, opened.error());
  const auto replies = services.cases.execute_all(with_files(std::move(command), opened->sight(), std::move(files)));
  const auto failed = std::find_if(replies.begin(), replies.end(), [](const auto& reply) { return !reply; });
  return answer(request, services, failed == replies.end() ? replies.back() : *failed);
}

runtime::Visibility visibility(const Services& services, const std::string& person, const std::string& on_behalf_of) {
  auto visible = services.cases.visibility(on_behalf_of.empty() ? person : on_behalf_of, services.wide_roles);
  if (!on_behalf_of.empty() && person != on_behalf_of) {
    // A deputy does not see for the absent person what complains of the deputy.
    auto own = services.cases.accused_values(person);
    visible.accused_as.insert(visible.accused_as.end(), own.begin(), own.end());
  }
  return visible;
}

runtime::Visibility visibility(const http::Request& request, const Services& services) {
  return visibility(services, request.principal.person, request.principal.on_behalf_of);
}

std::string text_member(const boost::json::value& json, std::string_view name) {
  const auto* object = json.if_object();
  const auto* member = object == nullptr ? nullptr : object->if_contains(name);
  return member != nullptr && member->is_string() ? std::string(member->get_string()) : std::string{};
}

std::int64_t integer_member(const boost::json::value& json, std::string_view name) {
  const auto* object = json.if_object();
  const auto* member = object == nullptr ? nullptr : object->if_contains(name);
  return member != nullptr && member->is_int64() ? member->get_int64() : 0;
}

bool boolean_member(const boost::json::value& json, std::string_view name) {
  const auto* object = json.if_object();
  const auto* member = object == nullptr ? nullptr : object->if_contains(name);
  return member != nullptr && member->is_bool() && member->get_bool();
}

Result<core::FieldValues> field_members(const boost::json::value& json, std::string_view name) {
  core::FieldValues values;
  const auto* object = json.if_object();
  const auto* member = object == nullptr ? nullptr : object->if_contains(name);
  if (member == nullptr || !member->is_object()) return values;
  for (const auto& [key, value] : member->get_object()) {
    auto read = expression::from_json(value);
    if (!read)
      return Error("field_type", {{"field", std::string(key)}, {"title", std::string(key)}, {"expected", "JSON"}});
    values.emplace_back(std::string(key), std::move(*read));
  }
  return values;
}

Result<std::vector<runtime::PartyData>> party_members(const boost::json::value& json,
                                                      const core::Definition& definition) {
  std::vector<runtime::PartyData> parties;
  const auto* list = json.as_object().if_contains("parties");
  if (list == nullptr || !list->is_array()) return parties;
  for (const auto& item : list->get_array()) {
    const std::string kind = text_member(item, "kind");
    const bool known = std::any_of(definition.parties.begin(), definition.parties.end(),
                                   [&](const core::PartyKind& each) { return each.id == kind; });
    if (!known) return Error("party_unknown", {{"kind", kind}});
    parties.push_back({.record = {},
                       .kind = kind,
                       .name = text_member(item, "name"),
                       .phone = text_member(item, "phone"),
                       .id_number = text_member(item, "id_number"),
                       .address = text_member(item, "address"),
                       .sealed = {}});
  }
  return parties;
}

Result<runtime::DefinitionPtr> definition_for_filing(const Services& services, std::string_view workflow,
                                                     std::optional<runtime::Millis> received_at) {
  const auto zone = calendar::Zone::find("Asia/Shanghai");
  const auto at = std::min(received_at.value_or(services.now()), services.now());
  return services.definitions.for_new_case(workflow, calendar::to_string(zone->to_local(at).date));
}

}  // namespace bihuan::api
