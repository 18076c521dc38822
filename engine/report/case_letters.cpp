#include "engine/report/case_letters.h"

#include <algorithm>

#include "engine/core/field_values.h"
#include "engine/core/rights.h"
#include "engine/core/scope.h"
#include "engine/report/letter_moment.h"
#include "engine/report/period.h"
#include "engine/runtime/sight.h"

namespace bihuan::report {
namespace {

constexpr std::size_t kMostEvents = 1'000'000;

const core::DocumentKind* kind_of(const core::Definition& definition, std::string_view id) {
  for (const auto& kind : definition.documents) {
    if (kind.id == id) return &kind;
  }
  return nullptr;
}

bool has_template(const core::DocumentKind& kind) {
  static const std::vector<std::string> known = shipped_templates();
  return kind.form != "circular" && std::binary_search(known.begin(), known.end(), kind.form);
}

bool identifies(const core::Definition& definition, const core::DocumentKind& kind) {
  const bool to_sealed = std::any_of(definition.parties.begin(), definition.parties.end(),
                                     [&](const auto& party) { return party.id == kind.to && party.sealed; });
  return to_sealed || std::any_of(definition.fields.begin(), definition.fields.end(),
                                  [](const auto& field) { return field.personal; });
}

// The title of the party or role it is addressed to; of a task sheet the unit's.
std::string addressee(const core::Definition& definition, const core::DocumentKind& kind, const core::Event* cause,
                      const core::Organisation& organisation) {
  if (cause != nullptr) {
    if (const auto* opened = std::get_if<core::TaskOpened>(&cause->body)) {
      const core::Unit* unit = organisation.unit(opened->task.unit);
      return unit == nullptr ? opened->task.unit : unit->title;
    }
  }
  for (const auto& party : definition.parties) {
    if (party.id == kind.to) return party.title;
  }
  for (const auto& role : definition.roles) {
    if (role.id == kind.to) return role.title;
  }
  return {};
}

// What the reader may not read is gone from the case before anything is written from it.
void leave_readable(LetterMoment& moment, const LetterReader& reader) {
  const core::CaseState as_it_stood = moment.state;
  const core::Scope scope(*moment.definition, as_it_stood, reader.context);
  for (std::size_t i = 0; i < moment.definition->fields.size() && i < moment.state.machine.data.size(); ++i) {
    auto& value = moment.state.machine.data[i];
    if (core::is_unset(value)) continue;
    const auto seen = core::field_sight(*moment.definition, scope, reader.context.actor, moment.definition->fields[i]);
    const bool masked = seen == core::FieldSight::masked;
    if (seen == core::FieldSight::clear || (masked && reader.identities)) continue;
    value = masked && value.is(expression::Kind::string)
                ? expression::Value::string(runtime::mask_name(value.as_string()))
                : expression::Value::null();
  }
}

}  // namespace

Result<std::vector<IssuedLetter>> CaseLetters::list(std::int64_t case_id) const {
  const auto row = cases_.store().read()->cases().row(case_id);
  if (!row) return Error("not_found");
  auto definition = cases_.definitions().by_hash(row->definition_hash);
  if (!definition) return definition.error();
  const auto history = cases_.history(case_id, 0, kMostEvents);
  if (!history) return history.error();
  const auto calendar = cases_.definitions().calendar((*definition)->calendar);
  const auto organisation = cases_.organisation();
  std::vector<IssuedLetter> out;
  for (const auto& event : *history) {
    const auto* issued = std::get_if<core::DocumentIssued>(&event.body);
    const auto* kind = issued == nullptr ? nullptr : kind_of(**definition, issued->document);
    if (kind == nullptr) continue;
    IssuedLetter letter;
    letter.event = event.seq;
    letter.document = kind->id;
    letter.title = kind->title;
    letter.number = issued->number;
    letter.addressee = addressee(**definition, *kind, cause_of(**definition, *history, event.seq), *organisation);
    letter.at = event.at;
    letter.day = day_text(Day{std::chrono::days{calendar->zone().to_local(event.at).date.day}});
    letter.by = event.actor;
    letter.by_unit = event.actor_unit;
    letter.identifies = identifies(**definition, *kind);
    letter.has_template = has_template(*kind);
    out.push_back(std::move(letter));
  }
  return out;
}

Result<CaseLetters::Draft> CaseLetters::draft(std::int64_t case_id, std::int64_t event) const {
  return fill(case_id, event, false, nullptr);
}

Result<CaseLetters::Draft> CaseLetters::fill(std::int64_t case_id, std::int64_t event, bool with_identities,
                                             const LetterReader* reader) const {
  auto moment = letter_moment(cases_, case_id, event);
  if (!moment) return moment.error();
  if (reader != nullptr) leave_readable(*moment, *reader);
  const auto* kind = kind_of(*moment->definition, moment->document().document);
  if (kind == nullptr || !has_template(*kind)) return Error("letter_unknown", {{"event", std::to_string(event)}});
  const auto calendar = cases_.definitions().calendar(moment->definition->calendar);
  const auto parties = with_identities ? cases_.parties(moment->state) : std::vector<runtime::PartyData>{};
  auto request = letter_request(*moment, *kind, *cases_.organisation(), calendar->zone(), parties, with_identities);
  if (!request) return request.error();
  return Draft{std::move(*request), std::move(moment->state), kind->to};
}

Result<Letter> CaseLetters::write(std::int64_t case_id, std::int64_t event, bool with_identities) const {
  auto filled = fill(case_id, event, with_identities, nullptr);
  if (!filled) return filled.error();
  return write_letter(filled->request);
}

Result<Letter> CaseLetters::write(std::int64_t case_id, std::int64_t event, const LetterReader& reader) const {
  auto filled = fill(case_id, event, reader.identities, &reader);
  if (!filled) return filled.error();
  auto& request = filled->request;
  for (auto* texts : {&request.fields, &request.values}) {
    for (auto& text : *texts) runtime::redact_texts(text.value(), reader.secrets);
  }
  return write_letter(request);
}

}  // namespace bihuan::report
