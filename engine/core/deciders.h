// One decider for each command: reads the case through the journal, writes the facts or answers the refusal. What
// speaks against a command before its first fact stands in a check of its own, which pages ask too. Internal to
// engine/core; decide.cpp chooses among them, the check first.
#pragma once

#include "engine/core/journal.h"

namespace bihuan::core {

Result<void> decide_command(Journal& journal, const FileCase& command);
Result<void> decide_command(Journal& journal, const FireEvent& command);
Result<void> decide_command(Journal& journal, const SignTask& command);
Result<void> decide_command(Journal& journal, const ReturnTask& command);
Result<void> decide_command(Journal& journal, const CompleteTask& command);
Result<void> decide_command(Journal& journal, const ReassignTask& command);
Result<void> decide_command(Journal& journal, const AddCoHandler& command);
Result<void> decide_command(Journal& journal, const RemoveCoHandler& command);
Result<void> decide_command(Journal& journal, const Decide& command);
Result<void> decide_command(Journal& journal, const Comment& command);
Result<void> decide_command(Journal& journal, const Attach& command);
Result<void> decide_command(Journal& journal, const SuspendClock& command);
Result<void> decide_command(Journal& journal, const ResumeClock& command);
Result<void> decide_command(Journal& journal, const ExtendClock& command);
Result<void> decide_command(Journal& journal, const DecideExtension& command);
Result<void> decide_command(Journal& journal, const Supervise& command);
Result<void> decide_command(Journal& journal, const MergeInto& command);
Result<void> decide_command(Journal& journal, const LinkCase& command);
Result<void> decide_command(Journal& journal, const CorrectField& command);
Result<void> decide_command(Journal& journal, const RecomputeClocks& command);
Result<void> decide_command(Journal& journal, const TimerDue& command);
Result<void> decide_command(Journal& journal, const SubCaseClosed& command);
Result<void> decide_command(Journal& journal, const SubCaseOpened& command);

Result<void> check_command(const Journal& journal, const SignTask& command);
Result<void> check_command(const Journal& journal, const ReturnTask& command);
Result<void> check_command(const Journal& journal, const CompleteTask& command);
Result<void> check_command(const Journal& journal, const ReassignTask& command);
Result<void> check_command(const Journal& journal, const RemoveCoHandler& command);
Result<void> check_command(const Journal& journal, const Decide& command);
Result<void> check_command(const Journal& journal, const Comment& command);
Result<void> check_command(const Journal& journal, const Attach& command);
Result<void> check_command(const Journal& journal, const SuspendClock& command);
Result<void> check_command(const Journal& journal, const ResumeClock& command);
Result<void> check_command(const Journal& journal, const ExtendClock& command);
Result<void> check_command(const Journal& journal, const DecideExtension& command);
Result<void> check_command(const Journal& journal, const Supervise& command);
Result<void> check_command(const Journal& journal, const MergeInto& command);
Result<void> check_command(const Journal& journal, const LinkCase& command);
Result<void> check_command(const Journal& journal, const CorrectField& command);

// Fields given by a person: those in `asked` (a trailing name may stay empty) are checked and written, the required
// ones must be filled, any other declared field is refused. Answers all given values by name, for event.data.
struct AskedFields {
  std::vector<std::pair<std::string, bool>> fields;  // id, may stay empty
};
[[nodiscard]] Result<expression::Value> fill_fields(Journal& journal, const AskedFields& asked,
                                                    const FieldValues& given);

}  // namespace bihuan::core
