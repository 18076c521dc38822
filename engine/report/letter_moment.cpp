#include "engine/report/letter_moment.h"

#include <algorithm>

namespace bihuan::report {
namespace {

// Far more than any case has; a history is read whole.
constexpr std::size_t kMostFacts = 1'000'000;

// The last fact of the command that wrote `event`.
std::int64_t end_of_command(runtime::CaseService& cases, std::int64_t case_id, std::int64_t event) {
  const auto rows = cases.store().read()->cases().history(case_id, event, 2);
  return rows.size() < 2 ? kMostFacts : rows[1].first_seq - 1;
}

// Does a transition that listens to an event of this name issue the document?
bool issued_on(const core::Definition& definition, std::string_view document, std::string_view event) {
  for (const auto& transition : definition.chart.transitions) {
    const bool listens = std::any_of(transition.events.begin(), transition.events.end(),
                                     [&](const std::string& each) { return each.starts_with(event); });
    if (!listens) continue;
    for (const auto& action : transition.actions) {
      const auto* own = std::get_if<core::CaseAction>(&action.body);
      if (own != nullptr && own->kind == core::CaseAction::Kind::issue_document &&
          definition.documents[own->index].id == document)
        return true;
    }
  }
  return false;
}

// The nth fact of a type among those of the same instant as `issued`, n being the document's place among its like.
const core::Event* task_of(const std::vector<core::Event>& history, const core::Event& issued) {
  const auto& document = std::get<core::DocumentIssued>(issued.body).document;
  const auto from =
      std::find_if(history.begin(), history.end(), [&](const auto& fact) { return fact.at == issued.at; });
  std::size_t wanted = 0;
  for (auto fact = from; fact->seq < issued.seq; ++fact) {
    const auto* other = std::get_if<core::DocumentIssued>(&fact->body);
    wanted += other != nullptr && other->document == document ? 1 : 0;
  }
  for (auto fact = from; fact != history.end() && fact->at == issued.at; ++fact) {
    if (std::holds_alternative<core::TaskOpened>(fact->body) && wanted-- == 0) return &*fact;
  }
  return nullptr;
}

template <class Fact>
const core::Event* last_before(const std::vector<core::Event>& history, const core::Event& issued) {
  for (auto seq = issued.seq - 1; seq >= 1; --seq) {
    const core::Event& fact = history[static_cast<std::size_t>(seq - 1)];
    if (fact.at != issued.at) break;
    if (std::holds_alternative<Fact>(fact.body)) return &fact;
  }
  return nullptr;
}

void note_field(const core::Event& fact, LetterMoment& moment) {
  if (const auto* set = std::get_if<core::FieldSet>(&fact.body)) moment.last_set[set->field] = {fact.at, fact.actor};
}

}  // namespace

const core::Event* cause_of(const core::Definition& definition, const std::vector<core::Event>& history,
                            std::int64_t event) {
  const core::Event& issued = history[static_cast<std::size_t>(event - 1)];
  const auto& document = std::get<core::DocumentIssued>(issued.body).document;
  if (issued_on(definition, document, "opened.task.")) return task_of(history, issued);
  if (issued_on(definition, document, "extended.")) return last_before<core::ClockExtended>(history, issued);
  if (issued_on(definition, document, "supervised")) return last_before<core::Supervised>(history, issued);
  return nullptr;
}

Result<LetterMoment> letter_moment(runtime::CaseService& cases, std::int64_t case_id, std::int64_t event) {
  const auto row = cases.store().read()->cases().row(case_id);
  if (!row) return Error("not_found");
  auto definition = cases.definitions().by_hash(row->definition_hash);
  if (!definition) return definition.error();
  const auto history = cases.history(case_id, 0, kMostFacts);
  if (!history) return history.error();
  const Error unknown("letter_unknown", {{"event", std::to_string(event)}});
  if (event < 1 || event > static_cast<std::int64_t>(history->size())) return unknown;
  const core::Event& issued = (*history)[static_cast<std::size_t>(event - 1)];
  const auto* document = std::get_if<core::DocumentIssued>(&issued.body);
  if (document == nullptr) return unknown;
  LetterMoment moment{*definition, {}, {}, issued, {}, {}, {}};
  moment.now.id = case_id;
  const std::int64_t last = end_of_command(cases, case_id, event);
  const std::int64_t first = cases.store().read()->cases().history(case_id, event, 1).front().first_seq;
  for (const auto& fact : *history) {
    moment.now = core::apply(**definition, std::move(moment.now), fact);
    if (fact.seq > last) continue;
    note_field(fact, moment);
    if (fact.seq >= first) moment.command.push_back(fact);
    if (fact.seq == last || fact.seq == history->back().seq) moment.state = moment.now;
  }
  if (const auto* cause = cause_of(**definition, *history, event)) moment.cause = *cause;
  return moment;
}

}  // namespace bihuan::report
