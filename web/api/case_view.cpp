#include "web/api/case_view.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "engine/core/field_values.h"
#include "engine/core/scope.h"
#include "engine/runtime/projection.h"
#include "engine/runtime/sight.h"
#include "web/api/respond.h"

namespace bihuan::api {

namespace json = boost::json;

json::object refusal_view(const ViewContext& context, const Error& error) {
  return {{"code", error.code}, {"message", error.message(context.language)}, {"hint", error.hint(context.language)}};
}

json::object permission(const ViewContext& context, const Result<void>& allowed) {
  if (allowed) return {{"ok", true}, {"refusal", nullptr}};
  return {{"ok", false}, {"refusal", refusal_view(context, allowed.error())}};
}

Result<void> would_take(const CaseSight& sight, core::CommandBody body) {
  core::Command command;
  command.case_id = sight.stored.state.id;
  command.body = std::move(body);
  core::Context context = sight.acting.context;
  context.next_in_series = [](std::string_view) { return std::int64_t{1}; };  // tried only: no number is used up
  const auto decided = core::decide(*sight.acting.definition, sight.stored.state, command, context);
  if (!decided) return decided.error();
  return {};
}

bool may_open_seal(const CaseSight& sight) {
  return core::may_reveal(*sight.acting.definition, sight.acting.context.actor);
}

std::string CaseSight::redacted(const std::string& text) const {
  return secrets.empty() ? text : runtime::redacted(text, secrets);
}

json::value masked_view(const expression::Value& value) {
  if (!value.is(expression::Kind::string)) return nullptr;
  return json::value(mask_text(value.as_string()));
}

namespace {

const core::PartyKind* party_kind(const core::Definition& definition, const std::string& id) {
  const auto& kinds = definition.parties;
  const auto kind = std::find_if(kinds.begin(), kinds.end(), [&](const auto& each) { return each.id == id; });
  return kind == kinds.end() ? nullptr : &*kind;
}

// Names of sealed parties may stand in the cells of a table too.
void redact_texts(const CaseSight& sight, json::value& value) {
  if (value.is_string()) value = sight.redacted(std::string(value.get_string()));
  if (value.is_array()) {
    for (auto& item : value.get_array()) redact_texts(sight, item);
  }
  if (value.is_object()) {
    for (auto& member : value.get_object()) redact_texts(sight, member.value());
  }
}

}  // namespace

bool is_redacted(const CaseSight& sight, const expression::Value& value) {
  return value.is(expression::Kind::string) && sight.redacted(value.as_string()) != value.as_string();
}

json::value told_value(const CaseSight& sight, const core::Field& field, const expression::Value& value) {
  const bool free = field.type == core::FieldType::text || field.type == core::FieldType::long_text;
  if (free && value.is(expression::Kind::string)) return json::value(sight.redacted(value.as_string()));
  auto told = field_view(field, value, sight.acting.calendar->zone());
  if (field.type == core::FieldType::table) redact_texts(sight, told);
  return told;
}

json::array fields_view(const CaseSight& sight) {
  const auto& definition = *sight.acting.definition;
  const auto& state = sight.stored.state;
  const core::Scope scope(definition, state, sight.acting.context);
  json::array fields;
  for (std::size_t i = 0; i < definition.fields.size(); ++i) {
    const core::Field& field = definition.fields[i];
    const auto seen = core::field_sight(definition, scope, sight.acting.context.actor, field);
    if (seen == core::FieldSight::hidden) continue;
    const auto& value = state.machine.data[i];
    const bool clear = seen == core::FieldSight::clear;
    const bool masked = !clear && !core::is_unset(value);
    const bool editable = clear && !field.computed && !is_redacted(sight, value);
    json::array of(field.of.begin(), field.of.end());
    json::array columns;
    for (const auto& column : field.columns)
      columns.push_back(json::object{{"id", column.id},
                                     {"title", column.title},
                                     {"type", core::field_type_name(column.type)},
                                     {"of", json::array(column.of.begin(), column.of.end())}});
    json::value shown = clear ? told_value(sight, field, value) : masked_view(value);
    fields.push_back(json::object{{"id", field.id},
                                  {"title", field.title},
                                  {"type", core::field_type_name(field.type)},
                                  {"value", std::move(shown)},
                                  {"of", std::move(of)},
                                  {"readable", clear},
                                  {"editable", editable && scope.holds(field.editable, field.where)},
                                  {"required", scope.holds(field.required, field.where)},
                                  {"masked", masked},
                                  {"personal", field.personal},
                                  {"computed", field.computed.has_value()},
                                  {"columns", std::move(columns)},
                                  {"help", field.help}});
  }
  return fields;
}

json::array parties_view(const CaseSight& sight) {
  const auto& definition = *sight.acting.definition;
  const bool in_clear = may_open_seal(sight);
  json::array parties;
  for (const auto& party : sight.parties) {
    const auto* kind = party_kind(definition, party.kind);
    const bool sealed = kind != nullptr && kind->sealed;
    // A sealed identity stays masked even for who may open it: opening asks a reason and is logged.
    const auto name = sealed ? mask_name(party.name) : party.name;
    const auto phone = sealed ? mask_number(party.phone) : party.phone;
    parties.push_back(json::object{{"id", party.record},
                                   {"kind", party.kind},
                                   {"title", kind == nullptr ? party.kind : kind->title},
                                   {"sealed", sealed},
                                   {"accused", kind != nullptr && kind->accused},
                                   {"name", name},
                                   {"phone", phone},
                                   {"address", sealed ? mask_name(party.address) : party.address},
                                   {"can_open", sealed && in_clear}});
  }
  return parties;
}

json::array offers_view(const CaseSight& sight) {
  const auto& definition = *sight.acting.definition;
  json::array offers;
  bool first = true;
  for (const auto& offer : core::offers(definition, sight.stored.state, sight.acting.context)) {
    json::array targets;
    for (const auto& id : offer.targets) {
      const auto& title = definition.chart.at(*definition.chart.find(id)).title;
      targets.push_back(json::object{{"id", id}, {"title", title.empty() ? id : title}});
    }
    json::value refusal = nullptr;
    if (offer.refusal) {
      auto error = *offer.refusal;
      // People know an event by its title.
      for (auto& [name, value] : error.arguments) {
        if (name == "event") value = offer.title;
      }
      refusal = refusal_view(sight.context, error);
    }
    offers.push_back(json::object{{"event", offer.event},
                                  {"title", offer.title},
                                  {"ask", json::array(offer.ask.begin(), offer.ask.end())},
                                  {"required", json::array(offer.required.begin(), offer.required.end())},
                                  {"targets", std::move(targets)},
                                  {"kind", "event"},
                                  {"primary", first && !offer.refusal},
                                  {"refusal", std::move(refusal)}});
    if (!offer.refusal) first = false;
  }
  return offers;
}

json::array approvals_view(const CaseSight& sight) {
  const auto& definition = *sight.acting.definition;
  json::array approvals;
  for (const auto& approval : sight.stored.state.approvals) {
    const auto& kind = definition.approvals[approval.kind];
    json::array steps;
    for (const auto& role : kind.by) {
      const auto* known = core::find_role(definition, role);
      steps.push_back(json::object{{"role", role}, {"title", known == nullptr ? role : known->title}});
    }
    json::value can = nullptr;
    if (approval.open) can = permission(sight.context, would_take(sight, core::Decide{kind.id, true, {}}));
    approvals.push_back(json::object{{"id", kind.id},
                                     {"title", kind.title},
                                     {"open", approval.open},
                                     {"step", approval.step},
                                     {"steps", std::move(steps)},
                                     {"can", std::move(can)}});
  }
  return approvals;
}

namespace {

json::array attachments_view(const CaseSight& sight) {
  json::array attachments;
  const std::string base = "/api/v1/cases/" + std::to_string(sight.stored.state.id) + "/attachments/";
  for (const auto& file : sight.stored.state.attachments) {
    const bool image =
        file.media_type == "image/jpeg" || file.media_type == "image/png" || file.media_type == "image/webp";
    attachments.push_back(json::object{{"id", file.id},
                                       {"name", file.name},
                                       {"media_type", file.media_type},
                                       {"bytes", file.bytes},
                                       {"purpose", file.purpose},
                                       {"field", file.field},
                                       {"url", base + file.id},
                                       {"preview_url", image ? json::value(base + file.id + "?preview=1") : nullptr}});
  }
  return attachments;
}

json::array links_view(const CaseSight& sight) {
  json::array links;
  for (const auto& link : sight.stored.state.links) {
    links.push_back(json::object{{"kind", link.kind}, {"case_id", link.case_id}, {"number", link.number}});
  }
  return links;
}

json::array subcases_view(const CaseSight& sight) {
  json::array children;
  for (const auto& child : sight.stored.state.subcases) {
    children.push_back(json::object{{"case_id", child.case_id}, {"closed", child.closed}, {"outcome", child.outcome}});
  }
  return children;
}

// Whether a field could be corrected by this person; which of them says each field's `editable`.
Result<void> may_correct(const CaseSight& sight) {
  const auto& definition = *sight.acting.definition;
  Result<void> refused = Error("nothing_to_correct");
  for (std::size_t i = 0; i < definition.fields.size(); ++i) {
    const auto& field = definition.fields[i];
    if (field.computed) continue;
    const auto tried = would_take(sight, core::CorrectField{field.id, sight.stored.state.machine.data[i], "?"});
    // The value it has already is refused as such only to who might set another.
    if (tried || tried.error().code.starts_with("field_")) return {};
    refused = tried.error();
  }
  return refused;
}

json::object abilities(const CaseSight& sight) {
  const auto& context = sight.context;
  return {{"comment", permission(context, would_take(sight, core::Comment{"?"}))},
          {"attach", permission(context, would_take(sight, core::Attach{}))},
          {"supervise", permission(context, would_take(sight, core::Supervise{"?", false}))},
          {"urge", permission(context, would_take(sight, core::Supervise{"", true}))},
          {"merge", permission(context, would_take(sight, core::MergeInto{-1, {}, {}}))},
          {"link", permission(context, would_take(sight, core::LinkCase{-1, {}, "related", {}}))},
          {"correct", permission(context, may_correct(sight))},
          {"export", permission(context, {})}};
}

}  // namespace

json::object case_view(const CaseSight& sight) {
  const auto& definition = *sight.acting.definition;
  json::object view = row_view(sight.context, sight.stored.row);
  json::array units;
  for (const auto& task : sight.stored.state.tasks) {
    json::value unit = unit_view(sight.context, task.unit);
    if (std::find(units.begin(), units.end(), unit) == units.end()) units.push_back(std::move(unit));
  }
  view["units"] = std::move(units);
  view["definition"] = json::object{{"hash", definition.hash}, {"title", definition.title}};
  view["filed_by"] = person_view(sight.context, sight.stored.state.filed_by);
  view["urged"] = sight.stored.state.urged;
  view["imported"] = sight.stored.state.imported;
  view["fields"] = fields_view(sight);
  view["parties"] = parties_view(sight);
  view["offers"] = offers_view(sight);
  view["clocks"] = clocks_view(sight);
  view["tasks"] = tasks_view(sight);
  view["approvals"] = approvals_view(sight);
  view["attachments"] = attachments_view(sight);
  view["documents"] = documents_view(sight);
  view["links"] = links_view(sight);
  view["subcases"] = subcases_view(sight);
  view["progress"] = progress_view(sight);
  view["can"] = abilities(sight);
  return view;
}

Result<OpenedCase> open_case(const http::Request& request, const Services& services, std::int64_t id) {
  auto stored = services.cases.open(id, visibility(request, services));
  if (!stored) return stored.error();
  auto acting = services.cases.acting(stored->state, request.principal.person, request.principal.on_behalf_of);
  if (!acting) return acting.error();
  OpenedCase opened{std::move(*stored), std::move(*acting), view_context(request, services), {}, {}};
  opened.parties = services.cases.parties(opened.stored.state);
  if (!may_open_seal(opened.sight())) opened.secrets = runtime::sealed_words(*opened.acting.definition, opened.parties);
  return opened;
}

http::Response case_response(const http::Request& request, const Services& services, std::int64_t id, int status) {
  const auto opened = open_case(request, services, id);
  if (!opened) return refuse(request, opened.error());
  auto response = http::json_response(case_view(opened->sight()), status);
  // Not for a cache: what is seen also hangs on the hour, on rights and on sub-cases, which leave the version as it is.
  response.headers.set("Cache-Control", "no-store");
  return http::with_etag(std::move(response), std::to_string(opened->stored.state.version));
}

}  // namespace bihuan::api
