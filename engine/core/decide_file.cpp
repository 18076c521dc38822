// Filing a case: its fields, parties and attachments, its number, and the first step of its machine.
#include <algorithm>

#include "engine/core/case_clocks.h"
#include "engine/core/case_step.h"
#include "engine/core/deciders.h"
#include "engine/core/field_values.h"
#include "engine/core/imported.h"
#include "engine/core/numbering.h"
#include "engine/core/rights.h"

namespace bihuan::core {
namespace {

Result<void> may_file(const Journal& journal) {
  const auto& definition = journal.definition();
  const auto& actor = journal.context().actor;
  if (actor.is_system() || definition.file_by.empty()) return {};
  const bool allowed = std::any_of(definition.file_by.begin(), definition.file_by.end(),
                                   [&](const auto& role) { return actor.holds(role); });
  if (allowed) return {};
  return Error("may_not_file",
               {{"workflow", definition.title}, {"roles", role_titles(definition, definition.file_by)}});
}

// The given fields, checked. A field that is computed or not the filer's to fill is refused.
Result<GivenData> given_data(const Journal& journal, const FileCase& command) {
  const auto& definition = journal.definition();
  GivenData given;
  for (const auto& [id, value] : command.fields) {
    const auto index = field_index(definition, id);
    if (!index) return Error("field_unknown", {{"field", id}});
    const Field& field = definition.fields[*index];
    if (field.computed) return Error("field_computed", {{"field", id}, {"title", field.title}});
    auto checked = field_value(field, value, journal.context().calendar->zone());
    if (!checked) return checked.error();
    if (!is_unset(*checked)) given.emplace_back(static_cast<DatumIndex>(*index), std::move(*checked));
  }
  return given;
}

// `required: true`, or a condition on nothing but the fields, holds from the first moment.
Result<void> check_required(const Journal& journal) {
  const auto& definition = journal.definition();
  const Scope scope(definition, journal.state(), journal.context());
  for (std::size_t i = 0; i < definition.fields.size(); ++i) {
    const Field& field = definition.fields[i];
    if (!field.required.states.empty() || !is_unset(journal.state().machine.data[i])) continue;
    if (scope.holds(field.required, field.where)) {
      return Error("field_required", {{"field", field.id}, {"title", field.title}});
    }
  }
  return {};
}

// Every state of a ledger is entered as if the case began there: its entry actions run. Messages stay unsent (notify
// looks at `imported`).
Result<void> enter(Journal& journal, const GivenData& given, const FileCase& command) {
  if (!command.imported) return start_machine(journal, given);
  const Definition& definition = journal.definition();
  const auto way = way_to(definition, command.imported->state);
  if (!way) return way.error();
  const StateIndex target = *definition.chart.find(command.imported->state);
  const Entry there{{target}, {}, definition.chart.at(target).where};
  if (auto started = start_machine(journal, given, &there); !started) return started;
  return tell_of_past(journal, *way);
}

// The unit that a ledger says has the case: the one a person would have been asked for on the way (`dispatch_to`).
void set_imported_unit(Journal& journal, const FileCase& command) {
  if (!command.imported) return;
  for (const auto& [id, value] : command.fields) {
    if (id == "dispatch_to" && value.is(expression::Kind::string)) journal.write(LeadUnitSet{value.as_string()});
  }
}

// Guards of the first step see computed fields too. One that cannot be computed yet is unset; the step itself computes
// it anew and says why it cannot.
void add_computed(const Journal& journal, GivenData& given) {
  const auto& fields = journal.definition().fields;
  const Scope scope(journal.definition(), journal.state(), journal.context());
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (!fields[i].computed) continue;
    auto value = scope.evaluate(*fields[i].computed, fields[i].where);
    if (value && !is_unset(*value)) given.emplace_back(static_cast<DatumIndex>(i), std::move(*value));
  }
}

Result<void> file(Journal& journal, const FileCase& command) {
  const auto& definition = journal.definition();
  const auto& context = journal.context();
  auto given = given_data(journal, command);
  if (!given) return given.error();
  CaseFiled filed;
  filed.workflow = definition.id;
  filed.definition_hash = definition.hash;
  filed.unit = context.actor.unit;
  filed.received_at = std::min(command.received_at.value_or(context.now), context.now);
  if (command.imported) {
    filed.imported = true;
    filed.source = command.imported->source;
    filed.registered_at = command.imported->registered_at;
    filed.registered_by = command.imported->registered_by;
    filed.registered_unit = command.imported->registered_unit;
  }
  filed.parent = command.parent;
  filed.number = definition.number.empty()
                     ? definition.id + "-" + std::to_string(context.next_in_series("case/" + definition.id))
                     : next_number(journal, definition.number, "case/" + definition.id, filed.unit);
  journal.write(std::move(filed));
  for (const auto& party : command.parties) journal.write(PartyRecorded{party});
  for (const auto& attachment : command.attachments) journal.write(AttachmentAdded{attachment});
  for (const auto& [index, value] : *given) journal.write(FieldSet{definition.fields[index].id, value});
  add_computed(journal, *given);
  set_imported_unit(journal, command);
  if (auto entered = enter(journal, *given, command); !entered) return entered;
  return command.imported ? Result<void>{} : check_required(journal);
}

}  // namespace

Result<void> decide_command(Journal& journal, const FileCase& command) {
  if (auto allowed = may_file(journal); !allowed) return allowed;
  if (command.imported) journal.set_past(&*command.imported);
  return file(journal, command);
}

}  // namespace bihuan::core
