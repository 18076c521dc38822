#include "web/api/letters.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <limits>

#include "engine/calendar/date.h"
#include "engine/core/field_values.h"
#include "engine/expression/json.h"
#include "engine/report/case_letters.h"

namespace bihuan::api {
namespace {

namespace json = boost::json;

constexpr std::size_t history_page = 500;

// Folds the history up to the command that issued the letter, that command included.
Result<core::CaseState> state_at(const CaseSight& sight, const core::IssuedDocument& issued) {
  auto& cases = sight.context.services.cases;
  core::CaseState state;
  state.id = sight.stored.state.id;
  std::int64_t last = 0;
  // The row of the history that holds the event is its command's; the next one begins another.
  const auto rows = sight.context.services.store().read()->cases().history(state.id, issued.seq, 2);
  const auto end = rows.size() > 1 ? rows[1].first_seq : std::numeric_limits<std::int64_t>::max();
  for (;;) {
    const auto events = cases.history(state.id, last, history_page);
    if (!events) return events.error();
    for (const auto& event : *events) {
      if (event.seq >= end) return state;
      state = core::apply(*sight.acting.definition, std::move(state), event);
      last = event.seq;
    }
    if (events->size() < history_page) return state;
  }
}

// What a letter says of one case, by the names of letter-names.yaml.
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

  [[nodiscard]] json::object values(const core::DocumentKind& document) const {
    json::object out{{"案件编号", state_.number}, {"收到日期", day(state_.received_at)}};
    out["信访人"] = parties(document);
    out["承办单位"] = unit(state_.lead_unit);
    out["督办次数"] = std::to_string(state_.supervised);
    add_tasks(out);
    add_limit(out);
    json::array attached;
    for (const auto& file : state_.attachments) attached.push_back(json::object{{"名称", file.name}});
    out["附件"] = std::move(attached);
    return out;
  }

  [[nodiscard]] std::string day(runtime::Millis at) const {
    return calendar::to_string(sight_.acting.calendar->zone().to_local(at).date);
  }

  // The office that issues: the root of the units.
  [[nodiscard]] std::string office() const {
    for (const auto& each : sight_.context.organisation->units()) {
      if (each.parent.empty() && !each.valid_to) return each.title;
    }
    return {};
  }

 private:
  [[nodiscard]] std::string unit(const std::string& id) const {
    const auto* known = sight_.context.organisation->unit(id);
    return known == nullptr ? id : known->title;
  }
  [[nodiscard]] std::string person(const std::string& id) const {
    const auto* known = sight_.context.organisation->person(id);
    return known == nullptr ? id : known->name;
  }

  // The party that the document is addressed to, else every sealed one.
  [[nodiscard]] std::string parties(const core::DocumentKind& document) const {
    std::string names;
    for (const auto& party : sight_.parties) {
      const auto& kinds = sight_.acting.definition->parties;
      const auto kind =
          std::find_if(kinds.begin(), kinds.end(), [&](const auto& each) { return each.id == party.kind; });
      const bool sealed = kind != kinds.end() && kind->sealed;
      const bool addressed = party.kind == document.to || (document.to.empty() && sealed);
      if (!addressed || party.name.empty()) continue;
      names += (names.empty() ? "" : "、") + (sealed && !in_clear_ ? mask_name(party.name) : party.name);
    }
    return names;
  }

  void add_tasks(json::object& out) const {
    std::string co, handlers;
    for (const auto& task : state_.tasks) {
      if (task.phase == core::TaskPhase::cancelled || task.phase == core::TaskPhase::returned) continue;
      if (task.duty == core::TaskDuty::co) co += (co.empty() ? "" : "、") + unit(task.unit);
      if (task.duty == core::TaskDuty::lead && !task.person.empty()) handlers = person(task.person);
    }
    if (!co.empty()) out["配合单位"] = co;
    if (!handlers.empty()) out["承办人"] = handlers;
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
  const auto& all = sight.stored.state.documents;
  const auto issued = std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.seq == seq; });
  if (issued == all.end()) return Error("letter_unknown");
  const auto* kind = find_document(*sight.acting.definition, issued->document);
  if (kind == nullptr) return Error("letter_unknown");
  const auto state = state_at(sight, *issued);
  if (!state) return state.error();
  const LetterValues values(sight, *state, in_clear);
  // What the event says (an extension's reason, a unit's sheet, a 督办), then fields and parties by this reader's
  // rights.
  auto letter = report::CaseLetters(sight.context.services.cases).request(sight.stored.state.id, seq, false);
  if (!letter) return letter.error();
  letter->fields = values.fields();
  for (const auto& own : values.values(*kind)) {
    const bool by_rights = own.key() == "信访人" || own.key() == "附件";
    if (by_rights || !letter->values.contains(own.key())) letter->values[own.key()] = own.value();
  }
  return report::write_letter(*letter);
}

}  // namespace bihuan::api
