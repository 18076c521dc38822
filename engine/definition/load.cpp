#include "engine/definition/load.h"

#include <algorithm>
#include <span>

#include "engine/base/embedded.h"
#include "engine/base/hash.h"
#include "engine/core/rights.h"
#include "engine/definition/chart_file.h"
#include "engine/definition/checks.h"
#include "engine/definition/fragments.h"
#include "engine/definition/readers.h"
#include "engine/yaml/parse.h"

namespace bihuan {
namespace embedded {
std::span<const File> shipped_workflows();
}

namespace definition {
namespace {

using yaml::Node;

// `workflow: ID`, or `kind: chart` with `chart: ID`; false when it is neither.
bool read_kind(Loading& loading, Keys& top) {
  auto& definition = loading.definition;
  const Node* kind = top.get("kind");
  if (kind != nullptr && kind->text == "fragment") {
    loading.error(*kind, "fragment_alone");
    return false;
  }
  if (kind != nullptr && kind->text != "chart" && kind->text != "workflow") {
    loading.error(*kind, "kind_unknown", {{"kind", kind->text}});
    return false;
  }
  const bool chart = kind != nullptr && kind->text == "chart";
  definition.kind = chart ? core::DefinitionKind::chart : core::DefinitionKind::workflow;
  definition.chart.bare = chart;
  const Node* id = top.get(chart ? "chart" : "workflow");
  if (id != nullptr && id->is_scalar()) {
    definition.id = id->text;
  } else if (id != nullptr) {
    loading.error(*id, "expected_text", {{"what", chart ? "chart" : "workflow"}});
  } else if (!chart) {
    const yaml::Entry* empty = top.node().find_entry("workflow");
    loading.error(empty == nullptr ? top.node() : empty->key, "workflow_missing");
    return empty != nullptr;
  }
  definition.chart.id = definition.id;
  return true;
}

void make_environment(Loading& loading) {
  auto& chart = loading.definition.chart;
  std::vector<std::pair<std::string, expression::Type>> data;
  for (const auto& datum : chart.data) data.emplace_back(datum.id, datum.type);
  std::vector<std::string> clocks;
  for (const auto& clock : loading.definition.clocks) clocks.push_back(clock.id);
  loading.environment = core::make_environment(data, clocks, !loading.bare(), chart.vocabulary);
}

struct Parts {
  const Node* fields = nullptr;
  const Node *parties = nullptr, *roles = nullptr, *clocks = nullptr, *tasks = nullptr, *approvals = nullptr;
  const Node *subcases = nullptr, *documents = nullptr, *messages = nullptr;
};

Parts declare_parts(Loading& loading, Keys& top) {
  Parts parts{top.get("fields"),    top.get("parties"),  top.get("roles"),     top.get("clocks"),  top.get("tasks"),
              top.get("approvals"), top.get("subcases"), top.get("documents"), top.get("messages")};
  declare_all(loading, Names::party, parts.parties);
  declare_all(loading, Names::role, parts.roles);
  declare_fields(loading, parts.fields);
  declare_all(loading, Names::clock, parts.clocks);
  declare_all(loading, Names::task, parts.tasks);
  declare_all(loading, Names::approval, parts.approvals);
  declare_all(loading, Names::subcases, parts.subcases);
  declare_all(loading, Names::document, parts.documents);
  declare_all(loading, Names::message, parts.messages);
  return parts;
}

void read_parts(Loading& loading, const Parts& parts) {
  read_fields(loading, parts.fields);
  read_parties(loading, parts.parties);
  read_roles(loading, parts.roles);
  read_clocks(loading, parts.clocks);
  read_tasks(loading, parts.tasks);
  read_approvals(loading, parts.approvals);
  read_subcases(loading, parts.subcases);
  read_documents(loading, parts.documents);
  read_messages(loading, parts.messages);
}

void read_definition(Loading& loading, const Node& root) {
  Keys top(root, "@what.definition", loading.problems);
  if (!top.ok() || !read_kind(loading, top)) return;
  const Node* states = top.need("states");
  if (states != nullptr) loading.states_key = states->name_where();
  top.get("initial");
  Parts parts;
  if (loading.bare()) {
    declare_data(loading, top.get("data"));
  } else {
    top.get("use");
    parts = declare_parts(loading, top);
    declare_data(loading, top.get("data"));
  }
  declare_states(loading, states);
  make_environment(loading);
  read_parts(loading, parts);
  read_top(loading, top);
  top.finish();
  read_states(loading, root);
  if (!loading.bare()) check_events(loading);
  loading.settle_deferred();
  check_structure(loading);
}

}  // namespace

void read_chart(const Node& top, core::Chart& chart, std::string& title, Problems& problems) {
  core::Definition definition;
  const LoadOptions options;
  Loading loading{.definition = definition, .problems = problems, .options = options};
  loading.main = top.source;
  read_definition(loading, top);
  if (!has_errors(problems)) definition.chart.seal();
  title = definition.title;
  chart = std::move(definition.chart);
}

Loaded load(std::string text, std::string file, const LoadOptions& options) {
  Loaded out;
  const Assembled assembled = assemble(std::move(text), file, options.fragments, out.problems);
  // Of a file cut in two the half that is there would only look incomplete.
  const auto cut = [](const Problem& p) { return p.code == "yaml_several_documents"; };
  const bool readable = assembled.root.is_map() && std::ranges::none_of(out.problems, cut);
  if (readable) {
    auto definition = std::make_shared<core::Definition>();
    definition->source = assembled.bundle;
    definition->hash = sha256_hex(assembled.bundle);
    Loading loading{.definition = *definition, .problems = out.problems, .options = options};
    loading.main = assembled.sources.front().get();
    read_definition(loading, assembled.root);
    if (!has_errors(out.problems)) {
      definition->chart.seal();
      if (options.checks) run_checks(loading);
      definition->supervise_by = core::supervisors(*definition);
    }
    out.links = std::move(loading.links);
    if (!has_errors(out.problems)) out.definition = std::move(definition);
  } else if (out.problems.empty()) {
    yaml::error(out.problems, assembled.root, "expected_map", {{"what", file}});
  }
  sort_problems(out.problems);
  return out;
}

Loaded load_file(const std::string& path) {
  auto text = yaml::read_file(path);
  if (!text) return {nullptr, {problem_of(text.error())}};
  LoadOptions options;
  options.fragments = fragments_from_files();
  return load(std::move(*text), path, options);
}

Loaded load_shipped(const std::string& folder) {
  const std::string path = folder + "/workflow.yaml";
  for (const auto& file : embedded::shipped_workflows()) {
    if (file.path == path) return load(std::string(file.bytes), path);
  }
  return {nullptr, {problem_of(Error("workflow_unknown", {{"workflow", folder}}))}};
}

std::vector<std::string> shipped_definitions() {
  std::vector<std::string> out;
  constexpr std::string_view name = "/workflow.yaml";
  for (const auto& file : embedded::shipped_workflows()) {
    if (file.path.ends_with(name)) out.emplace_back(file.path.substr(0, file.path.size() - name.size()));
  }
  std::ranges::sort(out);
  return out;
}

}  // namespace definition
}  // namespace bihuan
