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
using EventsHere = std::vector<std::pair<std::string_view, Candidates>>;

// The events of the active states that people fire, each with its candidates: those of the innermost states first,
// which are what the case waits for, then in the order of the file.
EventsHere events_here(const Definition& definition, const CaseState& state) {
  EventsHere found;
  for (const auto& transition : definition.chart.transitions) {
    const bool active = transition.source == root_state || state.machine.configuration.contains(transition.source);
    if (!active || transition.by.empty() || transition.trigger != Transition::Trigger::event) continue;
    for (const auto& name : transition.events) {
      auto known = std::find_if(found.begin(), found.end(), [&](const auto& entry) { return entry.first == name; });
      if (known == found.end()) known = found.insert(found.end(), {name, {}});
      known->second.push_back(&transition);
    }
  }
  const auto depth = [&](const auto& entry) { return definition.chart.at(entry.second.front()->source).depth; };
  std::stable_sort(found.begin(), found.end(), [&](const auto& a, const auto& b) { return depth(a) > depth(b); });
  return found;
}

bool in_list(const auto& list, const std::string& one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

// What a candidate asks joins the form; answers what it cannot do without.
std::vector<std::string_view> add_form(const Definition& definition, const Scope& scope, const Transition& transition,
                                       Offer& offer) {
  std::vector<std::string_view> needed;
  needed.reserve(transition.ask.size());
  offer.ask.reserve(offer.ask.size() + transition.ask.size());
  for (const auto& ask : transition.ask) {
    const auto index = field_index(definition, ask.field);
    const Field& field = definition.fields[*index];
    if (!scope.holds(field.visible, field.where)) continue;
    if (!ask.may_stay_empty || scope.holds(field.required, field.where)) needed.push_back(ask.field);
    if (!in_list(offer.ask, ask.field)) offer.ask.push_back(ask.field);
  }
  for (const auto target : transition.targets) {
    const std::string& id = definition.chart.at(target).id;
    if (!in_list(offer.targets, id)) offer.targets.push_back(id);
  }
  return needed;
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

Offer offer_of(const Definition& definition, const CaseState& state, const Context& context, std::string_view event,
               const Candidates& candidates) {
  const Scope scope(definition, state, context);
  Offer offer{std::string(event), {}, {}, {}, {}, std::nullopt};
  std::vector<std::string_view> titles, refused_titles;
  bool any = false;
  for (const Transition* transition : candidates) {
    const bool open =
        holds_any(definition, scope, context.actor, transition->by) && possible(definition, scope, *transition);
    auto& named = open ? titles : refused_titles;
    if (!transition->title.empty() && !in_list(named, transition->title)) named.push_back(transition->title);
    if (!open) continue;
    // Which candidate is taken shows when the form is filled: required beforehand is what each of them needs.
    const auto needed = add_form(definition, scope, *transition, offer);
    if (!any) offer.required.assign(needed.begin(), needed.end());
    std::erase_if(offer.required, [&](const std::string& field) { return !in_list(needed, field); });
    any = true;
  }
  if (!any) offer.refusal = explain_refusal(definition, state, context, event);
  for (const auto title : any ? titles : refused_titles) {
    if (!offer.title.empty()) offer.title += " / ";
    offer.title += title;
  }
  if (offer.title.empty()) offer.title = event;
  return offer;
}

}  // namespace

std::vector<Offer> offers(const Definition& definition, const CaseState& state, const Context& context) {
  std::vector<Offer> found;
  if (state.closed) return found;
  const auto here = events_here(definition, state);
  found.reserve(here.size());
  for (const auto& [event, candidates] : here) {
    found.push_back(offer_of(definition, state, context, event, candidates));
  }
  return found;
}

}  // namespace bihuan::core
