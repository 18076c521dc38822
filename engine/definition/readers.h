// The readers of the parts of a definition, in the order load() calls them. Private to this folder.
#pragma once

#include "engine/core/chart.h"
#include "engine/definition/loading.h"
#include "engine/expression/environment.h"
#include "engine/yaml/reading.h"

namespace bihuan::definition {

// The keys of one map, asked for one after the other.
using Keys = yaml::MapReader;

// First pass: ids and what gives them a type, so that expressions can name what stands further down.
void declare_data(Loading& loading, const yaml::Node* data);      // of a bare chart
void declare_fields(Loading& loading, const yaml::Node* fields);  // ids, types, choices
void declare_all(Loading& loading, Names names, const yaml::Node* map);
void declare_states(Loading& loading, const yaml::Node* states);

// Second pass: everything else.
void read_fields(Loading& loading, const yaml::Node* fields);
void read_parties(Loading& loading, const yaml::Node* parties);
void read_roles(Loading& loading, const yaml::Node* roles);
void read_clocks(Loading& loading, const yaml::Node* clocks);
void read_tasks(Loading& loading, const yaml::Node* tasks);
void read_approvals(Loading& loading, const yaml::Node* approvals);
void read_subcases(Loading& loading, const yaml::Node* subcases);
void read_documents(Loading& loading, const yaml::Node* documents);
void read_messages(Loading& loading, const yaml::Node* messages);
void read_states(Loading& loading, const yaml::Node& top);
void read_top(Loading& loading, Keys& top);

// Parts of states.
void read_transitions(Loading& loading, core::StateIndex source, const yaml::Node& state);
[[nodiscard]] core::Block read_actions(Loading& loading, const yaml::Node& list, const expression::Environment& names);
// {name: value, …} of a transition's or an action's `set:`.
void read_set(Loading& loading, const yaml::Node& map, const expression::Environment& names, core::Block& into);
[[nodiscard]] std::vector<core::Parameter> read_parameters(Loading& loading, const yaml::Node& map,
                                                           std::string_view what, const expression::Environment& names);
// `word: id` or `word: [id, …]` that only a case can do: start, stop, open, notify, …; false when `word` is none.
bool read_case_actions(Loading& loading, std::string_view word, const yaml::Node& ids, core::Block& into);
[[nodiscard]] std::optional<core::CaseAction::Kind> case_action_kind(std::string_view word);
// One or more targets: ids of states.
[[nodiscard]] std::vector<core::StateIndex> read_targets(Loading& loading, const yaml::Node& node);

// `{year}…{seq}`: a rule of numbers.
void check_number_rule(Loading& loading, const yaml::Node& node);
// Recipients: roles, and the words reporter, units, assignee.
[[nodiscard]] std::vector<std::string> read_recipients(Loading& loading, const yaml::Node& node, std::string_view what);

// Events that the engine raises about a task, an approval, … name one that exists. After read_states.
void check_events(Loading& loading);

// What the statechart must be before it can run: initial and history targets, sets of targets. After read_states.
void check_structure(Loading& loading);

}  // namespace bihuan::definition
