// Comments, evidence, supervision, links, corrections, sub-cases.
#include <algorithm>

#include "engine/core/case_step.h"
#include "engine/core/deciders.h"
#include "engine/core/field_values.h"
#include "engine/core/notices.h"
#include "engine/core/rights.h"
#include "engine/core/subcases.h"

namespace bihuan::core {
namespace {

Result<void> may_supervise(const Journal& journal, const char* what) {
  const Definition& definition = journal.definition();
  const Scope scope(definition, journal.state(), journal.context());
  const auto& roles = definition.supervise_by;
  const Actor& actor = journal.context().actor;
  if (actor.is_system() || holds_any(definition, scope, actor, roles)) return {};
  return Error("not_your_role", {{"event", what}, {"roles", role_titles(definition, roles)}});
}

bool linked(const CaseState& state, std::int64_t other, const std::string& kind) {
  return std::any_of(state.links.begin(), state.links.end(),
                     [&](const CaseLink& link) { return link.case_id == other && link.kind == kind; });
}

}  // namespace

Result<void> check_command(const Journal&, const Comment& command) {
  if (command.text.empty()) return Error("text_empty");
  return {};
}

Result<void> decide_command(Journal& journal, const Comment& command) {
  journal.write(Commented{command.text});
  return {};
}

Result<void> check_command(const Journal& journal, const Attach& command) {
  const auto& field = command.attachment.field;
  if (!field.empty() && !field_index(journal.definition(), field)) return Error("field_unknown", {{"field", field}});
  return {};
}

Result<void> decide_command(Journal& journal, const Attach& command) {
  journal.write(AttachmentAdded{command.attachment});
  return {};
}

Result<void> check_command(const Journal& journal, const Supervise& command) {
  if (auto allowed = may_supervise(journal, command.urge_only ? "urge" : "supervise"); !allowed) return allowed;
  if (!command.urge_only && command.note.empty()) return Error("reason_needed", {{"event", "supervise"}});
  return {};
}

Result<void> decide_command(Journal& journal, const Supervise& command) {
  journal.write(Supervised{command.note, command.urge_only});
  std::vector<std::string> to{"units"};
  for (const auto& role : roles_at_work(journal.definition(), journal.state())) to.push_back(role);
  const std::string message = command.urge_only ? "urged" : "supervised";
  notify(journal, {message, message, to, {}, {}, {}});
  // Told to the machine: a notice may go out with it.
  if (command.urge_only) return {};
  return step(journal, {"supervised", expression::Value::record({})}, Source::system);
}

Result<void> check_command(const Journal& journal, const MergeInto& command) {
  if (auto allowed = may_supervise(journal, "merge"); !allowed) return allowed;
  if (command.target == 0 || command.target == journal.state().id) return Error("link_to_itself");
  if (linked(journal.state(), command.target, "merged_into"))
    return Error("linked_already", {{"number", command.target_number}});
  return {};
}

Result<void> decide_command(Journal& journal, const MergeInto& command) {
  journal.write(CaseMerged{{"merged_into", command.target, command.target_number}, command.note});
  return {};
}

Result<void> check_command(const Journal& journal, const LinkCase& command) {
  if (command.other == 0 || command.other == journal.state().id) return Error("link_to_itself");
  const Actor& actor = journal.context().actor;
  const bool involved = actor.is_system() || takes_part(journal.definition(), journal.state(), journal.context());
  if (auto allowed = involved ? Result<void>() : may_supervise(journal, "link"); !allowed) return allowed;
  static constexpr const char* kinds[] = {"repeat_of", "merges", "related", "parent", "child"};
  if (std::find(std::begin(kinds), std::end(kinds), command.kind) == std::end(kinds)) {
    return Error("link_kind_unknown", {{"kind", command.kind}});
  }
  if (linked(journal.state(), command.other, command.kind))
    return Error("linked_already", {{"number", command.other_number}});
  return {};
}

Result<void> decide_command(Journal& journal, const LinkCase& command) {
  journal.write(CaseLinked{{command.kind, command.other, command.other_number}, command.note});
  return {};
}

Result<void> check_command(const Journal& journal, const CorrectField& command) {
  const Definition& definition = journal.definition();
  const auto index = field_index(definition, command.field);
  if (!index) return Error("field_unknown", {{"field", command.field}});
  const Field& field = definition.fields[*index];
  if (field.computed) return Error("field_computed", {{"field", field.id}, {"title", field.title}});
  if (auto allowed = may_supervise(journal, field.title.c_str()); !allowed) return allowed;
  const Scope scope(definition, journal.state(), journal.context());
  // Whoever reads it masked would put the mask in the value's place.
  const bool unread = !journal.context().actor.is_system() &&
                      field_sight(definition, scope, journal.context().actor, field) != FieldSight::clear;
  if (unread || !scope.holds(field.editable, field.where)) {
    return Error("not_editable", {{"field", field.id}, {"title", field.title}});
  }
  if (command.reason.empty()) return Error("reason_needed", {{"event", field.title}});
  return {};
}

Result<void> decide_command(Journal& journal, const CorrectField& command) {
  const std::size_t index = *field_index(journal.definition(), command.field);
  const Field& field = journal.definition().fields[index];
  auto value = field_value(field, command.value, journal.context().calendar->zone());
  if (!value) return value.error();
  const expression::Value before = journal.state().machine.data[index];
  if (identical(before, *value)) return Error("field_unchanged", {{"field", field.id}, {"title", field.title}});
  journal.write(FieldCorrected{field.id, before, std::move(*value), command.reason});
  return recompute_fields(journal);
}

Result<void> decide_command(Journal& journal, const SubCaseOpened& command) {
  journal.write(SubCaseLinked{command.kind, command.round, command.index, command.child, command.number});
  return {};
}

Result<void> decide_command(Journal& journal, const SubCaseClosed& command) {
  const auto& subcases = journal.state().subcases;
  const auto known = std::find_if(subcases.begin(), subcases.end(),
                                  [&](const SubCase& child) { return child.case_id == command.child; });
  if (known == subcases.end() || known->closed) return {};
  const std::size_t kind = known->kind;
  journal.write(SubCaseEnded{command.child, command.outcome});
  if (journal.state().closed) return {};
  const auto event = joined(journal.state(), journal.definition(), kind);
  return event ? step(journal, *event, Source::system) : Result<void>{};
}

}  // namespace bihuan::core
