#include "web/api/history_view.h"

#include "engine/core/event_json.h"
#include "engine/core/field_values.h"
#include "engine/report/history_text.h"
#include "engine/runtime/sight.h"

namespace bihuan::api {
namespace {

namespace json = boost::json;

// A value that this person may not read in clear stays out of the detail.
bool hides_detail(const CaseSight& sight, const core::Event& event) {
  const auto& definition = *sight.acting.definition;
  const auto unread = [&](const std::string& id) {
    const auto index = core::field_index(definition, id);
    if (!index) return false;
    const core::Scope scope(definition, sight.stored.state, sight.acting.context);
    return core::field_sight(definition, scope, sight.acting.context.actor, definition.fields[*index]) !=
           core::FieldSight::clear;
  };
  if (const auto* set = std::get_if<core::FieldSet>(&event.body)) return unread(set->field);
  if (const auto* corrected = std::get_if<core::FieldCorrected>(&event.body)) return unread(corrected->field);
  // What is handed to a sub-case may be anything.
  return std::holds_alternative<core::SubCaseRequested>(event.body);
}

}  // namespace

json::object history_view(const CaseSight& sight, const core::Event& event) {
  const std::string title =
      report::told(event, {*sight.acting.definition, sight.stored.state, *sight.context.organisation,
                           sight.acting.calendar->zone(), sight.context.language});
  if (title.empty()) return {};
  json::object detail;
  const bool machine = std::holds_alternative<core::TransitionTaken>(event.body);
  if (!machine && !hides_detail(sight, event)) {
    detail = json::parse(core::to_json_text(*sight.acting.definition, event.body)).as_object();
  }
  for (auto& member : detail) runtime::redact_texts(member.value(), sight.secrets);
  json::value on_behalf = nullptr;
  if (!event.on_behalf_of.empty()) on_behalf = person_view(sight.context, event.on_behalf_of);
  json::value actor = person_view(sight.context, event.actor);
  if (actor.is_object()) actor.get_object()["unit"] = unit_view(sight.context, event.actor_unit);
  return {{"seq", event.seq},
          {"at", instant_text(event.at)},
          {"actor", std::move(actor)},
          {"on_behalf_of", std::move(on_behalf)},
          {"type", core::type_of(event.body)},
          {"title", sight.redacted(title)},
          {"detail", std::move(detail)}};
}

}  // namespace bihuan::api
