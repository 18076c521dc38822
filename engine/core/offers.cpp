// What an actor may do now, and why not the rest.
#include <algorithm>
#include <map>

#include "engine/core/case_step.h"
#include "engine/core/decide.h"
#include "engine/core/field_values.h"
#include "engine/core/rights.h"

namespace bihuan::core {
namespace {

using Candidates = std::vector<const Transition*>;

// The events of the active states that people fire, in the order of the file, each with its candidates.
std::vector<std::pair<std::string, Candidates>> events_here(const Definition& definition, const CaseState& state) {
  std::vector<std::pair<std::string, Candidates>> found;
  for (const auto& transition : definition.chart.transitions) {
    const bool active = transition.source == root_state || state.machine.configuration.contains(transition.source);
    if (!active || transition.by.empty() || transition.trigger != Transition::Trigger::event) continue;
    for (const auto& name : transition.events) {
      auto known = std::find_if(found.begin(), found.end(), [&](const auto& entry) { return entry.first == name; });
      if (known == found.end()) known = found.insert(found.end(), {name, {}});
      known->second.push_back(&transition);
    }
  }
  return found;
}

void add_form(const Definition& definition, const Scope& scope, const Transition& transition, Offer& offer) {
  for (const auto& ask : transition.ask) {
    const auto index = field_index(definition, ask.field);
    const Field& field = definition.fields[*index];
    if (!scope.holds(field.visible, field.where)) continue;
    if (std::find(offer.ask.begin(), offer.ask.end(), ask.field) != offer.ask.end()) continue;
    offer.ask.push_back(ask.field);
    if (!ask.may_stay_empty || scope.holds(field.required, field.where)) offer.required.push_back(ask.field);
  }
  for (const auto target : transition.targets) {
    const std::string& id = definition.chart.at(target).id;
    if (std::find(offer.targets.begin(), offer.targets.end(), id) == offer.targets.end()) offer.targets.push_back(id);
  }
}

// A guard that reads a field which the form asks may still come true when the form is filled.
bool depends_on_form(const Transition& transition, const Definition& definition) {
  const auto& slots = transition.guard->references().slots;
  return std::any_of(transition.ask.begin(), transition.ask.end(), [&](const Asked& ask) {
    const auto index = field_index(definition, ask.field);
    return std::find(slots.begin(), slots.end(), static_cast<expression::Slot>(*index)) != slots.end();
  });
}

bool possible(const Definition& definition, const Scope& scope, const Transition& transition) {
  if (!transition.guard || depends_on_form(transition, definition)) return true;
  const auto result = scope.holds(*transition.guard, transition.where);
  return result && *result;
}

Offer offer_of(const Definition& definition, const CaseState& state, const Context& context, const std::string& event,
               const Candidates& candidates) {
  const Scope scope(definition, state, context);
  Offer offer{event, {}, {}, {}, {}, std::nullopt};
  bool any = false;
  for (const Transition* transition : candidates) {
    if (offer.title.empty()) offer.title = transition->title;
    if (!holds_any(definition, scope, context.actor, transition->by)) continue;
    if (!possible(definition, scope, *transition)) continue;
    if (!any && !transition->title.empty()) offer.title = transition->title;
    any = true;
    add_form(definition, scope, *transition, offer);
  }
  if (!any) offer.refusal = explain_refusal(definition, state, context, event);
  if (offer.title.empty()) offer.title = event;
  return offer;
}

}  // namespace

std::vector<Offer> offers(const Definition& definition, const CaseState& state, const Context& context) {
  std::vector<Offer> found;
  if (state.closed) return found;
  for (const auto& [event, candidates] : events_here(definition, state)) {
    found.push_back(offer_of(definition, state, context, event, candidates));
  }
  return found;
}

}  // namespace bihuan::core
