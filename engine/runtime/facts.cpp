// Plain facts of every matching case, for statistics: from the stored state, personal values left out.
#include <boost/json.hpp>

#include "engine/core/event_json.h"
#include "engine/runtime/case_service_parts.h"

namespace bihuan::runtime {
namespace {

CaseFacts facts_of(const core::Definition& definition, const CaseRecord& record, const core::CaseState& state,
                   boost::json::object fields) {
  CaseFacts facts;
  facts.row = record.row;
  for (const auto& name : personal_fields(definition)) fields.erase(name);
  facts.fields = std::move(fields);
  for (const auto& clock : state.clocks) {
    CaseFacts::ClockFact fact;
    fact.id = clock.kind < definition.clocks.size() ? definition.clocks[clock.kind].id : clock.id;
    if (const auto at = clock.id.find('@'); at != std::string::npos) {
      for (const auto& task : state.tasks) {
        if (std::to_string(task.id) == clock.id.substr(at + 1)) fact.unit = task.unit;
      }
    }
    fact.phase = clock.phase;
    fact.started = clock.ledger.started;
    fact.first_due = clock.first_due;
    fact.due = clock.due;
    fact.stopped = clock.ledger.stopped;
    fact.overdue = clock.overdue;
    fact.extensions = static_cast<int>(clock.ledger.extensions.size());
    facts.clocks.push_back(std::move(fact));
  }
  for (const auto& task : state.tasks) {
    facts.tasks.push_back({task.kind < definition.tasks.size() ? definition.tasks[task.kind].id : std::string{},
                           task.unit, task.duty == core::TaskDuty::lead, task.phase, task.assigned_at, task.signed_at,
                           task.ended_at, task.returns});
  }
  for (const auto& link : state.links) {
    facts.repeat = facts.repeat || link.kind == "repeat_of";
    facts.merged = facts.merged || link.kind == "merged_into";
  }
  facts.urged = state.urged;
  facts.imported = state.imported;
  return facts;
}

}  // namespace

void CaseService::facts(const CaseQuery& query, const std::function<bool(const CaseFacts&)>& each) {
  auto session = parts_->store.read();
  session->cases().scan(query, [&](const CaseRecord& record) {
    const auto definition = parts_->services.definitions.by_hash(record.row.definition_hash);
    if (!definition) return true;
    auto parsed = boost::json::parse(record.state);
    boost::json::object fields;
    if (const auto* stored = parsed.as_object().if_contains("fields"); stored != nullptr && stored->is_object()) {
      fields = stored->get_object();
    }
    const auto state = core::case_from_json(**definition, record.state, leaving_sealed());
    return !state || each(facts_of(**definition, record, *state, std::move(fields)));
  });
}

}  // namespace bihuan::runtime
