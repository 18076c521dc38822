#include "engine/core/decide.h"

#include "engine/core/deciders.h"

namespace bihuan::core {
namespace {

// What still makes sense once a case is closed.
bool allowed_when_closed(const CommandBody& body) {
  return std::holds_alternative<Comment>(body) || std::holds_alternative<Attach>(body) ||
         std::holds_alternative<LinkCase>(body) || std::holds_alternative<CorrectField>(body) ||
         std::holds_alternative<SubCaseOpened>(body) || std::holds_alternative<SubCaseClosed>(body) ||
         std::holds_alternative<TimerDue>(body) || std::holds_alternative<RecomputeClocks>(body);
}

}  // namespace

Result<std::vector<Event>> decide(const Definition& definition, const CaseState& state, const Command& command,
                                  const Context& context) {
  if (command.expected_version && *command.expected_version != state.version) {
    return Error("version_conflict", {{"number", state.number}});
  }
  if (state.closed && !allowed_when_closed(command.body)) return Error("closed", {{"number", state.number}});
  Journal journal(definition, state, context);
  const auto done = std::visit([&](const auto& body) { return decide_command(journal, body); }, command.body);
  if (!done) return done.error();
  return journal.take();
}

}  // namespace bihuan::core
