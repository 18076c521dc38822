// Firing an event: the fields it asks for, then the step of the machine.
#include <algorithm>

#include "engine/core/case_step.h"
#include "engine/core/deciders.h"
#include "engine/core/field_values.h"
#include "engine/core/rights.h"
#include "engine/core/step.h"

namespace bihuan::core {
namespace {

bool takes(const Transition& transition, const std::string& event) {
  return transition.trigger == Transition::Trigger::event &&
         std::any_of(transition.events.begin(), transition.events.end(),
                     [&](const auto& descriptor) { return descriptor_takes(descriptor, event); });
}

// Those the actor could take were their guards to hold, in document order.
std::vector<TransitionIndex> candidates(const Journal& journal, const std::string& event) {
  const Definition& definition = journal.definition();
  const Scope scope(definition, journal.state(), journal.context());
  std::vector<TransitionIndex> found;
  for (TransitionIndex i = 0; i < definition.chart.transitions.size(); ++i) {
    const Transition& transition = definition.chart.transitions[i];
    const bool active =
        transition.source == root_state || journal.state().machine.configuration.contains(transition.source);
    if (!active || !takes(transition, event)) continue;
    const bool by_system = transition.by.empty() && journal.context().actor.is_system();
    if (by_system || holds_any(definition, scope, journal.context().actor, transition.by)) found.push_back(i);
  }
  return found;
}

// All that any candidate asks may be given; what must be filled is known once one is taken.
AskedFields may_be_given(const Journal& journal, const std::vector<TransitionIndex>& from) {
  AskedFields asked;
  for (const auto index : from) {
    for (const auto& field : journal.definition().chart.transitions[index].ask)
      asked.fields.emplace_back(field.field, true);
  }
  return asked;
}

// Asked fields that must be filled: those not marked `?`, and those whose `required` condition holds where the event is
// fired.
std::vector<std::string> required_of(const Journal& journal, const std::vector<TransitionIndex>& from) {
  const auto& definition = journal.definition();
  const Scope scope(definition, journal.state(), journal.context());
  std::vector<std::string> required;
  for (const auto index : from) {
    for (const auto& ask : definition.chart.transitions[index].ask) {
      const Field& field = definition.fields[*field_index(definition, ask.field)];
      if (scope.holds(field.required, field.where)) required.push_back(ask.field);
    }
  }
  return required;
}

template <class Items>
bool contains(const Items& items, const std::string& item) {
  return std::find(items.begin(), items.end(), item) != items.end();
}

Result<void> check_filled(const Journal& journal, const Transition& taken, const std::vector<std::string>& required,
                          const FieldValues& given) {
  for (const auto& ask : taken.ask) {
    if (ask.may_stay_empty && !contains(required, ask.field)) continue;
    const auto index = field_index(journal.definition(), ask.field);
    const bool named =
        std::any_of(given.begin(), given.end(), [&](const auto& entry) { return entry.first == ask.field; });
    // What may stay empty but has to be filled here may have been filled before; what is asked plainly is asked anew.
    if ((named || ask.may_stay_empty) && !is_unset(journal.state().machine.data[*index])) continue;
    const Field& field = journal.definition().fields[*index];
    return Error("field_required", {{"field", field.id}, {"title", field.title}});
  }
  return {};
}

// What every candidate asks: an empty field is what people can mend, so it is told before what would follow from it.
Result<void> check_common(const Journal& journal, const std::vector<TransitionIndex>& from,
                          const std::vector<std::string>& required, const FieldValues& given) {
  const auto& transitions = journal.definition().chart.transitions;
  Transition common;
  for (const auto& ask : transitions[from.front()].ask) {
    const bool everywhere = std::all_of(from.begin(), from.end(), [&](const auto index) {
      return std::any_of(transitions[index].ask.begin(), transitions[index].ask.end(), [&](const auto& other) {
        return other.field == ask.field && (!other.may_stay_empty || contains(required, ask.field));
      });
    });
    if (everywhere) common.ask.push_back(ask);
  }
  return check_filled(journal, common, required, given);
}

// The form of what was taken; the transitions of later microsteps ask nothing.
Result<void> check_form(const Journal& journal, const FireEvent& command, const std::vector<std::string>& required) {
  const auto taken = std::find_if(journal.events().begin(), journal.events().end(), [](const Event& event) {
    return std::holds_alternative<TransitionTaken>(event.body);
  });
  if (taken == journal.events().end()) return {};
  for (const auto index : std::get<TransitionTaken>(taken->body).transitions) {
    const Transition& transition = journal.definition().chart.transitions[index];
    if (!takes(transition, command.event)) continue;
    if (auto filled = check_filled(journal, transition, required, command.data); !filled) return filled;
  }
  return {};
}

}  // namespace

Result<expression::Value> fill_fields(Journal& journal, const AskedFields& asked, const FieldValues& given) {
  std::vector<std::pair<std::string, expression::Value>> all;
  for (const auto& [id, value] : given) {
    const auto index = field_index(journal.definition(), id);
    if (!index) {
      all.emplace_back(id, value);
      continue;
    }
    const Field& field = journal.definition().fields[*index];
    const auto known = std::find_if(asked.fields.begin(), asked.fields.end(),
                                    [&, name = std::string_view(id)](const auto& ask) { return ask.first == name; });
    if (known == asked.fields.end()) return Error("field_not_asked", {{"field", id}, {"title", field.title}});
    auto checked = field_value(field, value, journal.context().calendar->zone());
    if (!checked) return checked.error();
    all.emplace_back(id, *checked);
    if (!identical(*checked, journal.state().machine.data[*index])) journal.write(FieldSet{id, std::move(*checked)});
  }
  for (const auto& [id, may_stay_empty] : asked.fields) {
    const auto index = field_index(journal.definition(), id);
    const bool named = std::any_of(given.begin(), given.end(),
                                   [&, name = std::string_view(id)](const auto& entry) { return entry.first == name; });
    if (may_stay_empty || !index || (named && !is_unset(journal.state().machine.data[*index]))) continue;
    return Error("field_required", {{"field", id}, {"title", journal.definition().fields[*index].title}});
  }
  return expression::Value::record(std::move(all));
}

Result<void> decide_command(Journal& journal, const FireEvent& command) {
  const auto from = candidates(journal, command.event);
  if (from.empty()) return explain_refusal(journal.definition(), journal.state(), journal.context(), command.event);
  const auto data = fill_fields(journal, may_be_given(journal, from), command.data);
  if (!data) return data.error();
  if (auto computed = recompute_fields(journal); !computed) return computed;
  const auto required = required_of(journal, from);
  const bool person = !journal.context().actor.is_system();
  if (person) {
    if (auto filled = check_common(journal, from, required, command.data); !filled) return filled;
  }
  auto done = step(journal, {command.event, *data}, person ? Source::person : Source::system);
  if (!done || !person) return done;
  return check_form(journal, command, required);
}

}  // namespace bihuan::core
