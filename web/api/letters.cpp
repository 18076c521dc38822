#include "web/api/letters.h"

#include <algorithm>
#include <boost/json/array.hpp>

#include "engine/calendar/date.h"
#include "engine/core/field_values.h"
#include "engine/expression/json.h"
#include "engine/report/case_letters.h"
#include "engine/runtime/sight.h"

namespace bihuan::api {
namespace {

namespace json = boost::json;

// What the reader's rights, and clocks beside the running one, add to a letter; by the names of letter-names.yaml.
class LetterValues {
 public:
  LetterValues(const CaseSight& sight, const core::CaseState& state, bool in_clear)
      : sight_(sight),
        state_(state),
        in_clear_(in_clear),
        scope_(*sight.acting.definition, state, sight.acting.context) {}

  [[nodiscard]] json::object fields() const {
    const auto& definition = *sight_.acting.definition;
    json::object out;
    for (std::size_t i = 0; i < definition.fields.size() && i < state_.machine.data.size(); ++i) {
      const auto& field = definition.fields[i];
      const auto& value = state_.machine.data[i];
      const auto seen = core::field_sight(definition, scope_, sight_.acting.context.actor, field);
      if (seen == core::FieldSight::hidden || core::is_unset(value)) continue;
      if (seen == core::FieldSight::masked && !in_clear_) {
        out[field.id] = masked_view(value);
      } else if (field.type == core::FieldType::unit && value.is(expression::Kind::string)) {
        out[field.id] = unit(value.as_string());
      } else if (value.is(expression::Kind::string)) {
        out[field.id] = in_clear_ ? value.as_string() : sight_.redacted(value.as_string());
      } else {
        out[field.id] = field_view(field, value, sight_.acting.calendar->zone());
      }
    }
    return out;
  }

  // `addressed_to`: the party to name; empty: every sealed one.
  [[nodiscard]] json::object values(const std::string& addressed_to) const {
    json::object out{{"信访人", parties(addressed_to)}, {"督办次数", std::to_string(state_.supervised)}};
    add_limit(out);
    json::array attached;
    for (const auto& file : state_.attachments) attached.push_back(json::object{{"名称", file.name}});
    out["附件"] = std::move(attached);
    return out;
  }

 private:
  [[nodiscard]] std::string day(runtime::Millis at) const {
    return calendar::to_string(sight_.acting.calendar->zone().to_local(at).date);
  }
  [[nodiscard]] std::string unit(const std::string& id) const {
    const auto* known = sight_.context.organisation->unit(id);
    return known == nullptr ? id : known->title;
  }
  [[nodiscard]] std::string person(const std::string& id) const {
    const auto* known = sight_.context.organisation->person(id);
    return known == nullptr ? id : known->name;
  }

  [[nodiscard]] std::string parties(const std::string& addressed_to) const {
    std::string names;
    for (const auto& party : sight_.parties) {
      const auto& kinds = sight_.acting.definition->parties;
      const auto kind =
          std::find_if(kinds.begin(), kinds.end(), [&](const auto& each) { return each.id == party.kind; });
      const bool sealed = kind != kinds.end() && kind->sealed;
      const bool addressed = party.kind == addressed_to || (addressed_to.empty() && sealed);
      if (!addressed || party.name.empty()) continue;
      names += (names.empty() ? "" : "、") + (sealed && !in_clear_ ? mask_name(party.name) : party.name);
    }
    return names;
  }

  // Of the case's own clocks the one that was started last; what runs goes before what has stopped.
  void add_limit(json::object& out) const {
    const core::ClockState* found = nullptr;
    const auto rank = [](const core::ClockState& clock) {
      return std::pair(clock.phase != core::ClockPhase::stopped, clock.ledger.started);
    };
    for (const auto& clock : state_.clocks) {
      const bool own = clock.id.find('@') == std::string::npos && clock.phase != core::ClockPhase::idle;
      if (own && (found == nullptr || rank(clock) > rank(*found))) found = &clock;
    }
    if (found == nullptr) return;
    out["受理日期"] = day(found->ledger.started);
    out["办理期限"] = day(found->due - 1);
    out["原办理期限"] = day(found->first_due - 1);
    std::int64_t days = 0;
    for (const auto& each : found->ledger.extensions) {
      days += each.by_budget.days;
      if (!each.approved_by.empty()) out["批准人"] = person(each.approved_by);
    }
    if (days > 0) out["延长天数"] = std::to_string(days);
  }

  const CaseSight& sight_;
  const core::CaseState& state_;
  const bool in_clear_;
  const core::Scope scope_;
};

const core::DocumentKind* find_document(const core::Definition& definition, const std::string& id) {
  for (const auto& each : definition.documents) {
    if (each.id == id) return &each;
  }
  return nullptr;
}

}  // namespace

json::array documents_view(const CaseSight& sight) {
  json::array documents;
  const std::string base = "/api/v1/cases/" + std::to_string(sight.stored.state.id) + "/documents/";
  for (const auto& issued : sight.stored.state.documents) {
    const auto* kind = find_document(*sight.acting.definition, issued.document);
    documents.push_back(json::object{{"id", issued.seq},
                                     {"document", issued.document},
                                     {"title", kind == nullptr ? issued.document : kind->title},
                                     {"number", issued.number},
                                     {"at", instant_text(issued.at)},
                                     {"url", json::object{{"docx", base + std::to_string(issued.seq) + ".docx"}}}});
  }
  return documents;
}

Result<report::Letter> write_case_letter(const CaseSight& sight, std::int64_t seq, bool in_clear) {
  auto draft = report::CaseLetters(sight.context.services.cases).draft(sight.stored.state.id, seq);
  if (!draft) return draft.error();
  const LetterValues values(sight, draft->state, in_clear);
  auto& letter = draft->request;
  letter.fields = values.fields();
  // What the event says (an extension's reason, a unit's sheet, a 督办) goes before what the case says.
  for (const auto& own : values.values(draft->addressed_to)) {
    const bool by_rights = own.key() == "信访人" || own.key() == "附件";
    if (by_rights || !letter.values.contains(own.key())) letter.values[own.key()] = own.value();
  }
  if (!in_clear) {
    for (auto& value : letter.values) {
      if (value.key() != "信访人") runtime::redact_texts(value.value(), sight.secrets);
    }
  }
  return report::write_letter(letter);
}

}  // namespace bihuan::api
