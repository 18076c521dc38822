// Reads `initial` and `states` of a definition into a Chart: states, transitions, actions, with every expression
// compiled. Used for bare charts and, with more words, for workflows. Collects every problem; what it could not read is
// left out, so that the rest is still checked. Make one where it is used; not for sharing.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/problem.h"
#include "engine/core/chart.h"
#include "engine/expression/environment.h"
#include "engine/yaml/node.h"
#include "engine/yaml/reading.h"

namespace bihuan::definition {

// What the workflow half has declared before the states are read. Positions are the indices in core::Definition.
struct ChartNames {
  bool workflow = false;
  std::vector<std::string> roles, clocks, tasks, approvals, subcases, documents, messages;
  // Told what the states use, for the checks: each expression that compiled, and each name by its space ("clock",
  // "role", "task", "approval", "subcase", "document", "message", "field"). May be empty.
  std::function<void(const yaml::Node&, const expression::Program&)> on_expression;
  std::function<void(std::string_view space, const std::string& name)> on_name;
};

class ChartLoader {
 public:
  // `chart.data` and `chart.vocabulary` are already filled, `environment` was made for them (core::make_environment).
  ChartLoader(core::Chart& chart, const expression::Environment& environment, const ChartNames& names,
              Problems& problems)
      : chart_(chart), names_(names), problems_(problems), scope_{&environment, {}} {}

  // Reads the keys `initial` and `states` of the file's top map, then seals the chart.
  void load(yaml::MapReader& top);

  // Where a state stands in the file; null for the root.
  [[nodiscard]] const yaml::Node* node_of(core::StateIndex state) const {
    return state == core::root_state ? nullptr : pending_[state - 1].node;
  }

  // The expression in `node`, compiled; nothing when it has a mistake, which is then reported. `expected`: type of the
  // result. In a bare chart a mistake of types is only a warning and the expression runs unchecked.
  [[nodiscard]] std::optional<expression::Program> expression(const yaml::Node& node, std::string_view what,
                                                              const std::optional<expression::Type>& expected = {});

 private:
  struct Pending {  // a state whose body is read when all states are known
    core::StateIndex index = 0;
    const yaml::Node* node = nullptr;
  };
  struct Scope {  // what expressions see here: the chart's names, and loop variables on top
    const expression::Environment* environment;
    std::vector<std::string> loop_variables;
  };

  // chart_loader.cpp: states
  void collect(const yaml::Node& states, core::StateIndex parent);
  [[nodiscard]] core::StateType type_of(yaml::MapReader& reader, const yaml::Node* children);
  void read_state(const Pending& pending);
  void read_history(core::State& state, yaml::MapReader& reader);
  void read_plain(core::StateIndex index, yaml::MapReader& reader);
  void read_entry_words(core::State& state, yaml::MapReader& reader);
  [[nodiscard]] core::Entry read_entry(const yaml::Node& node, core::StateIndex parent, std::string_view what);
  void default_entry(core::Entry& entry, core::StateIndex parent);
  void complete_histories();

  // transition_loader.cpp
  void read_on(core::StateIndex source, const yaml::Node& node);
  void read_after(core::StateIndex source, const yaml::Node& node);
  void read_candidates(core::Transition model, const yaml::Node& node, std::string_view what);
  void read_candidate(core::Transition transition, const yaml::Node& node, std::string_view what);
  void add(core::Transition transition);
  [[nodiscard]] std::vector<std::string> read_descriptors(const yaml::Node& key);
  [[nodiscard]] std::vector<core::StateIndex> read_targets(const yaml::Node& node, std::string_view what);
  void check_targets(const std::vector<core::StateIndex>& targets, const yaml::Node& node);
  [[nodiscard]] std::vector<std::string> read_roles(const yaml::Node& node);
  [[nodiscard]] std::vector<core::Asked> read_asked(const yaml::Node& node);

  // action_loader.cpp
  [[nodiscard]] core::Block read_block(const yaml::Node* node, std::string_view what);
  void read_action(const yaml::Node& node, core::Block& block);
  void read_set(const yaml::Node& node, core::Block& block);
  void read_if(yaml::MapReader& reader, const yaml::Node& node, core::Block& block);
  void read_for(yaml::MapReader& reader, const yaml::Node& node, core::Block& block);
  void read_send(yaml::MapReader& reader, const yaml::Node& node, core::Block& block);
  void read_raise(const yaml::Node& name, const yaml::Node* data, core::Block& block);
  [[nodiscard]] std::vector<core::Parameter> read_parameters(const yaml::Node* node, std::string_view what);
  // `start: x` or `start: [x, y]`: a case action for each.
  void read_case_words(const yaml::Node& node, core::CaseAction::Kind kind, core::Block& block);
  [[nodiscard]] std::optional<std::int64_t> read_duration(const yaml::Node& node, std::string_view what);
  [[nodiscard]] std::optional<std::string> read_event_name(const yaml::Node& node, std::string_view what);
  [[nodiscard]] std::optional<core::DatumIndex> datum(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> datum_names() const;
  void used(std::string_view space, const std::string& name) const {
    if (names_.on_name) names_.on_name(space, name);
  }
  void check_in_state(const expression::Node& node, const yaml::Node& text);

  core::Chart& chart_;
  const ChartNames& names_;
  Problems& problems_;
  Scope scope_;
  std::vector<Pending> pending_;
  std::vector<std::string> state_names_;
};

// `data:` of a bare chart: name → CEL literal. Fills chart.data.
void read_chart_data(const yaml::Node& node, core::Chart& chart, Problems& problems);

}  // namespace bihuan::definition
