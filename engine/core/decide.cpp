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

Result<void> while_open(const CaseState& state, const CommandBody& body) {
  if (state.closed && !allowed_when_closed(body)) return Error("closed", {{"number", state.number}});
  return {};
}

template <class Body>
constexpr bool has_check = requires(const Journal& journal, const Body& body) { check_command(journal, body); };

}  // namespace

Result<std::vector<Event>> decide(const Definition& definition, const CaseState& state, const Command& command,
                                  const Context& context) {
  if (command.expected_version && *command.expected_version != state.version) {
    return Error("version_conflict", {{"number", state.number}});
  }
  if (auto open = while_open(state, command.body); !open) return open.error();
  Journal journal(definition, state, context);
  const auto done = std::visit(
      [&]<class Body>(const Body& body) -> Result<void> {
        if constexpr (has_check<Body>) {
          if (auto allowed = check_command(journal, body); !allowed) return allowed;
        }
        return decide_command(journal, body);
      },
      command.body);
  if (!done) return done.error();
  return journal.take();
}

Result<void> permits(const Definition& definition, const CaseState& state, const CommandBody& command,
                     const Context& context) {
  if (auto open = while_open(state, command); !open) return open;
  Journal journal(definition, state, context);
  return std::visit(
      [&]<class Body>(const Body& body) -> Result<void> {
        if constexpr (has_check<Body>) return check_command(journal, body);
        return decide_command(journal, body);
      },
      command);
}

}  // namespace bihuan::core
