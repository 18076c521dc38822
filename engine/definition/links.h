// What one definition says of another: the workflow of a sub-case, and the fields that it is given. Looked at once both
// are loaded; load() alone knows one file. Pure but for the finder that is passed in.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/definition/load.h"

namespace bihuan::definition {

// The workflow with this id: none when there is none, null when its file has errors of its own.
using WorkflowFinder = std::function<std::optional<std::shared_ptr<const core::Definition>>(const std::string& id)>;

// Among `given` (files loaded together), then in the folder ID beside that of `file` (../ID/workflow.yaml), then among
// the shipped ones.
[[nodiscard]] WorkflowFinder workflows_around(const std::vector<Loaded>& given, const std::string& file);

// The ids of all definitions in `given`, and of the shipped ones.
[[nodiscard]] std::vector<std::string> known_workflows(const std::vector<Loaded>& given);

// What is wrong with the sub-cases of `loaded`, sorted: a workflow that is not found (`workflow_misspelt` when its id
// is near to a known one, else the warning `unknown_workflow`: it may be deployed where this cannot look), and fields
// that the other workflow does not have, that take another type, or that it requires.
[[nodiscard]] Problems check_links(const Loaded& loaded, const WorkflowFinder& find,
                                   const std::vector<std::string>& known);

}  // namespace bihuan::definition
