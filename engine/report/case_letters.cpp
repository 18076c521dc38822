#include "engine/report/case_letters.h"

#include <algorithm>

#include "engine/report/letter_moment.h"
#include "engine/report/period.h"

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

Result<Letter> CaseLetters::write(std::int64_t case_id, std::int64_t event, const LetterReader& reader) const {
  auto moment = letter_moment(cases_, case_id, event);
  if (!moment) return moment.error();
  const auto* kind = kind_of(*moment->definition, moment->document().document);
  if (kind == nullptr || !has_template(*kind)) return Error("letter_unknown", {{"event", std::to_string(event)}});
  const auto calendar = cases_.definitions().calendar(moment->definition->calendar);
  const auto organisation = cases_.organisation();
  auto request = letter_request(*moment, *kind, *organisation, calendar->zone(), cases_.parties(moment->state), reader);
  if (!request) return request.error();
  return write_letter(*request, settings_ == nullptr ? std::nullopt : settings_->own_template(request->document));
}

}  // namespace bihuan::report
